/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/bench_output.c: what files cost: a run of 1,000 rational workers x 10,000 steps without
 * files, with journal and run file, and with a panel every 100 steps; then how fast a panel is
 * written, raw and compressed.
 *     bench_output FOLDER     scratch room, e.g. on a local disk */
#include "base/files.h"
#include "base/platform.h"
#include "runs/run.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <time.h>
#include <unistd.h>

static struct settings *load(const char *const *overrides, size_t count)
{
    struct error err = {0};
    struct settings *settings = NULL;

    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, count, &err));
    return settings;
}

/* What a run takes by the clock, and of the processors: the second holds on a machine that has much else to do. */
struct cost {
    double wall_s, processor_s;
};

static double processor_seconds(void)
{
    struct timespec now;

    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0
               ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec
               : NAN;
}

static struct cost cost_since(struct cost start)
{
    return (struct cost){platform_seconds() - start.wall_s,
                         processor_seconds() - start.processor_s};
}

static struct cost now(void)
{
    return (struct cost){platform_seconds(), processor_seconds()};
}

static struct cost least(struct cost a, struct cost b)
{
    return (struct cost){fmin(a.wall_s, b.wall_s), fmin(a.processor_s, b.processor_s)};
}

static struct cost cost_without_files(const char *const *overrides, size_t count)
{
    struct settings *const settings = load(overrides, count);
    struct error err = {0};
    struct simulation *simulation = NULL;
    const struct cost start = now();

    assert_ok(simulation_create(&simulation, settings, NULL, &err));
    assert_ok(simulation_run(simulation, NULL, NULL, &err));
    simulation_destroy(simulation);
    settings_free(settings);
    return cost_since(start);
}

static struct cost cost_with_files(const char *folder, const char *const *overrides, size_t count)
{
    const struct run_options options = {.folder = folder, .is_forced = true};
    struct error err = {0};
    struct run *run = NULL;
    const struct cost start = now();

    assert_ok(run_start_take(&run, load(overrides, count), &options, &err));
    assert_ok(run_execute(run, &err));
    run_destroy(run);
    return cost_since(start);
}

/* Each run in a folder of its own: removing an earlier run is not a cost of this one. */
static struct cost cost_in_new_folder(const char *folder, const char *const *overrides,
                                      size_t count)
{
    static int number;
    char path[FILES_MAX_PATH];

    snprintf(path, sizeof path, "%s/%d-%d", folder, (int)getpid(), number++);
    return cost_with_files(path, overrides, count);
}

static void compare_costs(const char *folder, const char *rule, int num_rounds)
{
    const char *const overrides[] = {rule, "steps=10000", "population.workers=1000",
                                     "output.panel=every", "output.panel_every_steps=100"};
    struct cost without = {INFINITY, INFINITY};
    struct cost with = without;
    struct cost with_panel = without;

    for (int round = 0; round < num_rounds; round++) {
        without = least(without, cost_without_files(overrides, 3));
        with = least(with, cost_in_new_folder(folder, overrides, 3));
        with_panel = least(with_panel, cost_in_new_folder(folder, overrides, 5));
    }
    printf("%s, 1,000 workers x 10,000 steps: %.4f s without files (%.4f s of processors), %.4f s "
           "with "
           "journal and run file (%+.1f%%; of processors %+.1f%%), %.4f s with a panel every 100 "
           "steps "
           "(%+.1f%%; %+.1f%%)\n",
           rule, without.wall_s, without.processor_s, with.wall_s,
           100.0 * (with.wall_s / without.wall_s - 1.0),
           100.0 * (with.processor_s / without.processor_s - 1.0), with_panel.wall_s,
           100.0 * (with_panel.wall_s / without.wall_s - 1.0),
           100.0 * (with_panel.processor_s / without.processor_s - 1.0));
}

static void measure_panel(const char *folder, const char *level)
{
    const char *const overrides[] = {"steps=100", "population.workers=100000", "output.panel=every",
                                     level};
    const double megabytes = 100.0 * 1e5 * 5.0 * 8.0 / 1e6;
    double without = INFINITY;
    double with = INFINITY;

    for (int round = 0; round < 2; round++) {
        without = fmin(without, cost_with_files(folder, overrides, 2).wall_s);
        with = fmin(with, cost_with_files(folder, overrides, 4).wall_s);
    }
    printf("panel of %.0f MB, %s: %.2f s more, %.0f MB/s\n", megabytes, level, with - without,
           megabytes / (with - without));
}

int main(int argc, char **argv)
{
    const char *const folder = argc > 1 ? argv[1] : "build/bench-output";

    compare_costs(folder, "rule.kind=rational", 15);
    compare_costs(folder, "rule.kind=logit", 1);
    measure_panel(folder, "output.compression_level=0");
    measure_panel(folder, "output.compression_level=4");
    return 0;
}
