/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sweep_means.h"

#include "experiments/sweep_table.h"

#include <gsl/gsl_cdf.h>
#include <xxhash.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct member {
    uint64_t group; /* hash of the overrides of the other keys */
    size_t point;
};

static uint64_t group_of(const struct sweep_plan *plan, size_t point, size_t key)
{
    uint64_t hash = 0;

    for (size_t k = 0; k < plan->num_keys; k++)
        if (k != key)
            hash = XXH3_64bits_withSeed(plan->point[point].override[k],
                                        strlen(plan->point[point].override[k]), hash);
    return hash;
}

static int by_group(const void *a, const void *b)
{
    const struct member *const x = a;
    const struct member *const y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->point > y->point) - (x->point < y->point);
}

/* Groups by their first point: first[g] is the place of group g's first member. */
static int by_first_point(const void *a, const void *b, void *context)
{
    const struct member *const member = context;
    const size_t x = member[*(const size_t *)a].point;
    const size_t y = member[*(const size_t *)b].point;

    return (x > y) - (x < y);
}

static void write_number(struct text *csv, double number)
{
    text_append(csv, ",");
    if (isfinite(number))
        text_append_number(csv, number);
}

/* Of the last values of figure k over members [count]. */
static void write_figure(struct text *csv, struct sweep_row *const *row, const struct member *member,
                         size_t count, size_t k)
{
    double sum = 0.0;
    double squares = 0.0;
    double n = 0.0;

    for (size_t m = 0; m < count; m++) {
        const struct sweep_row *const one = row[member[m].point];

        if (one && one->status == STATUS_OK) {
            sum += one->last[k];
            n += 1.0;
        }
    }
    const double mean = n > 0.0 ? sum / n : NAN;

    for (size_t m = 0; m < count; m++) {
        const struct sweep_row *const one = row[member[m].point];

        if (one && one->status == STATUS_OK)
            squares += (one->last[k] - mean) * (one->last[k] - mean);
    }
    const double half =
        n > 1.0 ? gsl_cdf_tdist_Pinv(0.975, n - 1.0) * sqrt(squares / (n - 1.0) / n) : NAN;

    write_number(csv, mean);
    write_number(csv, mean - half);
    write_number(csv, mean + half);
}

static void write_group(struct text *csv, const struct sweep_plan *plan, struct sweep_row *const *row,
                        const struct member *member, size_t count, size_t key)
{
    size_t num_done = 0;

    for (size_t k = 0; k < plan->num_keys; k++)
        if (k != key) {
            sweep_table_write_value(csv, plan, member->point, k);
            text_append(csv, ",");
        }
    for (size_t m = 0; m < count; m++)
        num_done += row[member[m].point] && row[member[m].point]->status == STATUS_OK;
    text_append(csv, "%zu", num_done);
    for (size_t k = 0; sweep_figure(k); k++)
        write_figure(csv, row, member, count, k);
    text_append(csv, "\n");
}

static void write_head(struct text *csv, const struct sweep_plan *plan, size_t key)
{
    const struct column *figure;

    for (size_t k = 0; k < plan->num_keys; k++)
        if (k != key)
            text_append(csv, "%s,", plan->key[k]);
    text_append(csv, "runs");
    for (size_t k = 0; (figure = sweep_figure(k)); k++)
        text_append(csv, ",%s,%s_low,%s_high", figure->name, figure->name, figure->name);
    text_append(csv, "\n");
}

static enum status find_key(size_t *key, const struct sweep_plan *plan, const char *name,
                            struct error *err)
{
    for (*key = 0; *key < plan->num_keys; (*key)++)
        if (strcmp(plan->key[*key], name) == 0)
            return STATUS_OK;
    const char *const near =
        text_nearest(name, (const char *const *)plan->key, plan->num_keys);

    return error_set(err, STATUS_USAGE, "'%s' is no key of the sweep%s%s%s", name,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

enum status sweep_means_write_csv(struct text *csv, const struct sweep_plan *plan,
                                  struct sweep_row *const *row, const char *key_name,
                                  struct error *err)
{
    size_t key = 0;

    TRY(find_key(&key, plan, key_name, err));
    struct member *const member = calloc(plan->num_points + 1, sizeof *member);
    size_t *const first = calloc(plan->num_points + 1, sizeof *first);
    size_t num_groups = 0;

    if (member && first) {
        for (size_t p = 0; p < plan->num_points; p++)
            member[p] = (struct member){group_of(plan, p, key), p};
        qsort(member, plan->num_points, sizeof *member, by_group);
        for (size_t m = 0; m < plan->num_points; m++)
            if (m == 0 || member[m].group != member[m - 1].group)
                first[num_groups++] = m;
        qsort_r(first, num_groups, sizeof *first, by_first_point, member);
        write_head(csv, plan, key);
        for (size_t g = 0; g < num_groups; g++) {
            size_t count = 1;

            while (first[g] + count < plan->num_points &&
                   member[first[g] + count].group == member[first[g]].group)
                count++;
            write_group(csv, plan, row, &member[first[g]], count, key);
        }
    }
    const bool failed = !member || !first || csv->failed;

    free(member);
    free(first);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a table of %zu points",
                              plan->num_points)
                  : STATUS_OK;
}
