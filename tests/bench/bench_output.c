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

#include <unistd.h>

static struct settings *load(const char *const *overrides, size_t count)
{
    struct error err = {0};
    struct settings *settings = NULL;

    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, count, &err));
    return settings;
}

static double seconds_without_files(const char *const *overrides, size_t count)
{
    struct settings *const settings = load(overrides, count);
    struct error err = {0};
    struct simulation *simulation = NULL;
    const double start = platform_seconds();

    assert_ok(simulation_create(&simulation, settings, NULL, &err));
    assert_ok(simulation_run(simulation, NULL, NULL, &err));
    simulation_destroy(simulation);
    settings_free(settings);
    return platform_seconds() - start;
}

/* *loop: without drawing the population; *whole: all of it. */
static double seconds_with_files(const char *folder, const char *const *overrides, size_t count)
{
    const struct run_options options = {.folder = folder, .is_forced = true};
    struct error err = {0};
    struct run *run = NULL;
    const double start = platform_seconds();

    assert_ok(run_start_take(&run, load(overrides, count), &options, &err));
    assert_ok(run_execute(run, &err));
    run_destroy(run);
    return platform_seconds() - start;
}

/* Each run in a folder of its own: removing an earlier run is not a cost of this one. */
static double seconds_in_new_folder(const char *folder, const char *const *overrides, size_t count)
{
    static int number;
    char path[FILES_MAX_PATH];

    snprintf(path, sizeof path, "%s/%d-%d", folder, (int)getpid(), number++);
    return seconds_with_files(path, overrides, count);
}

static void compare_costs(const char *folder, const char *rule, int num_rounds)
{
    const char *const overrides[] = {rule, "steps=10000", "population.workers=1000",
                                     "output.panel=every", "output.panel_every_steps=100"};
    double without = INFINITY;
    double with = INFINITY;
    double with_panel = INFINITY;

    for (int round = 0; round < num_rounds; round++) {
        without = fmin(without, seconds_without_files(overrides, 3));
        with = fmin(with, seconds_in_new_folder(folder, overrides, 3));
        with_panel = fmin(with_panel, seconds_in_new_folder(folder, overrides, 5));
    }
    printf(
        "%s, 1,000 workers x 10,000 steps: %.4f s without files, %.4f s with journal and run file "
        "(%+.1f%%), %.4f s with a panel every 100 steps (%+.1f%%)\n",
        rule, without, with, 100.0 * (with / without - 1.0), with_panel,
        100.0 * (with_panel / without - 1.0));
}

static void measure_panel(const char *folder, const char *level)
{
    const char *const overrides[] = {"steps=100", "population.workers=100000", "output.panel=every",
                                     level};
    const double megabytes = 100.0 * 1e5 * 5.0 * 8.0 / 1e6;
    double without = INFINITY;
    double with = INFINITY;

    for (int round = 0; round < 2; round++) {
        without = fmin(without, seconds_with_files(folder, overrides, 2));
        with = fmin(with, seconds_with_files(folder, overrides, 4));
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
