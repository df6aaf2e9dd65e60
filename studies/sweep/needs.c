/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/needs.h"

#include "calibration/population_sources.h"

#include <math.h>
#include <stdlib.h>

/* What makes a point long and large. */
struct size {
    double workers, decisions;
};

static enum status sizes_of(struct size *size, const struct sweep_plan *plan, struct error *err)
{
    for (size_t p = 0; p < plan->num_points; p++) {
        struct settings *settings = NULL;
        size_t num_workers = 0;
        bool has_weights = false;

        TRY(sweep_plan_settings(&settings, plan, p, err));
        const enum status status =
            population_sample_size(&num_workers, &has_weights, settings, err);

        size[p] = (struct size){(double)num_workers,
                                (double)num_workers * (double)settings_integer(settings, "steps")};
        settings_free(settings);
        TRY(status);
    }
    return STATUS_OK;
}

enum status sweep_needs_largest(size_t *point, const struct sweep_plan *plan, struct error *err)
{
    struct size *const size = calloc(plan->num_points, sizeof *size);
    const enum status status = size ? sizes_of(size, plan, err)
                                    : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    *point = 0;
    for (size_t p = 0; !status && p < plan->num_points; p++)
        if (size[p].decisions > size[*point].decisions)
            *point = p;
    free(size);
    return status;
}

static bool is_measured(const struct sweep_row *row)
{
    return row && row->status == STATUS_OK;
}

static void choose_measured(struct sweep_needs *needs, const struct size *size,
                            struct sweep_row *const *row, size_t num_points)
{
    for (size_t p = 0; p < num_points; p++) {
        const size_t best = needs->measured;

        if (is_measured(row[p]) &&
            (!needs->is_known || size[p].decisions > size[best].decisions ||
             (size[p].decisions == size[best].decisions && row[p]->seconds > row[best]->seconds)))
            *needs = (struct sweep_needs){.is_known = true, .measured = p};
    }
}

/* Of one open point: as long and as large as the measured one, or in proportion to what it has more. */
static double factor(double more, double than)
{
    return than > 0.0 ? fmax(1.0, more / than) : 1.0;
}

static enum status add_up(struct sweep_needs *needs, const struct sweep_plan *plan,
                          struct sweep_row *const *row, const struct size *size, long num_tasks,
                          long num_processes, struct error *err)
{
    const struct size *const seen = &size[needs->measured];
    double *const task_s = calloc((size_t)num_tasks, sizeof *task_s);
    double longest_s = 0.0;

    if (!task_s)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %ld tasks", num_tasks);
    needs->seconds = row[needs->measured]->seconds;
    needs->bytes = row[needs->measured]->peak_bytes;
    needs->task_bytes = needs->bytes * (double)num_processes;
    for (size_t p = 0; p < plan->num_points; p++) {
        const double longer = factor(size[p].decisions, seen->decisions);
        const double larger = factor(size[p].workers, seen->workers);

        if (row[p] && row[p]->status == STATUS_OK)
            continue;
        needs->is_larger_than_seen |= longer > 1.0 || larger > 1.0;
        task_s[p % (size_t)num_tasks] += needs->seconds * longer / (double)num_processes;
        longest_s = fmax(longest_s, needs->seconds * longer);
        needs->task_bytes = fmax(needs->task_bytes, needs->bytes * larger * (double)num_processes);
    }
    needs->task_s = longest_s;
    for (long t = 0; t < num_tasks; t++)
        needs->task_s = fmax(needs->task_s, task_s[t]);
    free(task_s);
    return STATUS_OK;
}

enum status sweep_needs_find(struct sweep_needs *needs, const struct sweep_plan *plan,
                             struct sweep_row *const *row, long num_tasks, long num_processes,
                             struct error *err)
{
    struct size *const size = calloc(plan->num_points, sizeof *size);
    enum status status = size ? sizes_of(size, plan, err)
                              : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    *needs = (struct sweep_needs){0};
    if (!status)
        choose_measured(needs, size, row, plan->num_points);
    if (!status && needs->is_known)
        status = add_up(needs, plan, row, size, num_tasks, num_processes, err);
    free(size);
    return status;
}
