/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/bench_step.c: the rational step and its summary beside memory bandwidth, measured in
 * the same process with the same flags and threads.
 *     bench_step [WORKERS ...]     default 1000000 20000000
 * A step is counted as 72 bytes a worker: columns read and written once, without the lines that a
 * plain store fetches first.  The yardstick is a triad a = b + s c of 24 bytes an element over arrays
 * of the same total size, and one over 1.5 GB.  "classes" is a population of 16 tax classes, each with rates
 * of its own. */
#include "base/memory.h"
#include "base/platform.h"
#include "model/step_summary_measure.h"
#include "tests/economy_support.h"

#include <omp.h>
#include <stdlib.h>

enum { BYTES_PER_WORKER = 72, TRIAD_BYTES = 24, NUM_CLASSES = 16 };
static const double LARGE_TRIAD_BYTES = 1.5e9;

struct triad {
    size_t length;
    double *a, *b, *c;
};

static void triad_create(struct triad *triad, double total_bytes)
{
    struct error err = {0};
    double **const arrays[] = {&triad->a, &triad->b, &triad->c};

    triad->length = (size_t)(total_bytes / TRIAD_BYTES);
    for (int k = 0; k < 3; k++) {
        void *memory = NULL;

        assert_ok(memory_allocate(&memory, triad->length, sizeof(double), "triad", &err));
        *arrays[k] = memory;
    }
}

static void triad_free(struct triad *triad)
{
    free(triad->a);
    free(triad->b);
    free(triad->c);
}

static double triad_seconds(struct triad *triad)
{
    const double start = platform_seconds();

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < triad->length; i++)
        triad->a[i] = triad->b[i] + 3.0 * triad->c[i];
    return platform_seconds() - start;
}

struct rig {
    struct economy economy;
    struct outcome outcome;
    struct step_summary_scratch *scratch;
    struct tax_schedule schedule[NUM_CLASSES]; /* of the classes */
    struct triad same, large;
};

static double step_seconds(struct rig *rig, const struct tax_system *system)
{
    struct rational_totals totals;
    struct error err = {0};
    const double start = platform_seconds();

    assert_ok(rational_step(&rig->economy.rational, system, 1000.0, &rig->outcome, &totals, &err));
    return platform_seconds() - start;
}

static double summary_seconds(struct rig *rig, const struct tax_system *system)
{
    struct error err = {0};
    struct rational_totals totals;
    struct step_summary summary;

    assert_ok(rational_step(&rig->economy.rational, system, 1000.0, &rig->outcome, &totals, &err));
    const struct step_context context = {.tax_system = system,
                                         .welfare = rig->economy.welfare,
                                         .rebate = totals.rebate_usd_per_year};
    const double start = platform_seconds();

    assert_ok(step_summary_measure(&summary, rig->scratch, &rig->economy.population, &rig->outcome,
                                   &context, &err));
    return platform_seconds() - start;
}

static void smallest(double *best, double seconds)
{
    *best = seconds < *best ? seconds : *best;
}

/* Step, triads and summary in turn, so that a slow moment of the machine meets all of them. */
static void measure(struct rig *rig, const char *name, const struct tax_system *system, int threads,
                    int rounds)
{
    double step = INFINITY;
    double summary = INFINITY;
    double same = INFINITY;
    double large = INFINITY;
    const double n = (double)rig->economy.population.num_workers;

    omp_set_num_threads(threads);
    for (int round = 0; round < rounds; round++) {
        smallest(&same, triad_seconds(&rig->same));
        smallest(&step, step_seconds(rig, system));
        smallest(&summary, summary_seconds(rig, system));
        if (round < 5)
            smallest(&large, triad_seconds(&rig->large));
    }
    const double step_rate = BYTES_PER_WORKER * n / step;
    const double same_rate = TRIAD_BYTES * (double)rig->same.length / same;
    const double large_rate = TRIAD_BYTES * (double)rig->large.length / large;

    printf("%10.0f %7d  %-8s %9.3f %9.1f %9.1f %9.1f %9.1f %8.2f %8.2f %9.2f\n", n, threads, name,
           1e3 * step, n / step / 1e6, step_rate / 1e9, same_rate / 1e9, large_rate / 1e9,
           step_rate / same_rate, step_rate / large_rate, summary / step);
}

static void rig_create(struct rig *rig, size_t num_workers, int num_classes)
{
    const struct economy_settings settings = default_economy_settings();
    struct population population;
    struct error err = {0};

    gb2_population(&population, num_workers, 0);
    if (num_classes > 1)
        assert_ok(population_add_classes(&population, num_classes, &err));
    for (size_t i = 0; num_classes > 1 && i < num_workers; i++)
        population.class_of_unit[i] = (uint8_t)(i % NUM_CLASSES);
    assert_ok(economy_init_take(&rig->economy, &population, &settings, &err));
    assert_ok(outcome_create(&rig->outcome, num_workers, &err));
    assert_ok(step_summary_scratch_create(&rig->scratch, num_workers, &err));
    triad_create(&rig->same, BYTES_PER_WORKER * (double)num_workers);
    triad_create(&rig->large, LARGE_TRIAD_BYTES);
}

static void rig_free(struct rig *rig)
{
    triad_free(&rig->same);
    triad_free(&rig->large);
    step_summary_scratch_destroy(rig->scratch);
    outcome_free(&rig->outcome);
    economy_free(&rig->economy);
}

static void run_one_class(size_t num_workers, int rounds)
{
    struct error err = {0};
    struct tax_schedule rising;
    struct tax_schedule falling;
    struct rig rig;

    us_federal_2024(&rising);
    assert_ok(tax_schedule_init(&falling, 7, rising.start_usd_per_year,
                                (const double[]){.5, .4, .3, .45, .2, .3, .1}, 0.0, &err));
    rig_create(&rig, num_workers, 1);
    for (int threads = 1; threads <= 2; threads++) {
        measure(&rig, "rising", EVERYBODY(&rising), threads, rounds);
        measure(&rig, "falling", EVERYBODY(&falling), threads, rounds);
    }
    rig_free(&rig);
}

static void run_classes(size_t num_workers, int rounds)
{
    struct error err = {0};
    struct tax_schedule us;
    struct rig rig;
    const struct tax_system system = {.num_classes = NUM_CLASSES, .class_schedule = rig.schedule};

    us_federal_2024(&us);
    rig_create(&rig, num_workers, NUM_CLASSES);
    for (int c = 0; c < NUM_CLASSES; c++) {
        double rate[TAX_MAX_BRACKETS];

        for (int j = 0; j < us.num_brackets; j++)
            rate[j] = us.marginal_rate[j] + 0.01 * c;
        assert_ok(tax_schedule_init(&rig.schedule[c], us.num_brackets, us.start_usd_per_year, rate,
                                    -500.0 * c, &err));
    }
    for (int threads = 1; threads <= 2; threads++)
        measure(&rig, "classes", &system, threads, rounds);
    rig_free(&rig);
}

static void run(size_t num_workers)
{
    const int rounds = num_workers > 5000000 ? 5 : 40;

    run_one_class(num_workers, rounds);
    run_classes(num_workers, rounds);
}

int main(int argc, char **argv)
{
    printf(
        "One rational step (choice, tax, rebate, five columns, sums of u and ln u); columns leave\n"
        "by non-temporal stores above 65,536 workers; %d bytes a worker; memory %zu bytes a "
        "worker\n\n",
        BYTES_PER_WORKER,
        population_bytes_per_worker(0) + preferences_bytes_per_worker() +
            outcome_bytes_per_worker());
    printf("%10s %7s  %-8s %9s %9s %9s %9s %9s %8s %8s %9s\n", "workers", "threads", "rates",
           "step ms", "Mworker/s", "step GB/s", "same GB/s", "1.5G GB/s", "/same", "/1.5G",
           "summary/step");
    if (argc < 2) {
        run(1000000);
        run(20000000);
    }
    for (int i = 1; i < argc; i++)
        run(strtoul(argv[i], NULL, 10));
    return 0;
}
