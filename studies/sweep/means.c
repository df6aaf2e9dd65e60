/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/means.h"

#include "base/csv_writer.h"
#include "studies/mean_interval.h"
#include "studies/sweep/replicate.h"
#include "studies/sweep/table.h"

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

/* Points with the same values of all keys but one. */
struct group {
    const struct member *member; /* [count] */
    size_t count;
};

struct means {
    const struct sweep_plan *plan;
    struct sweep_row *const *row;
    size_t key;
    const struct group *reference; /* NULL: figures as they are */
    double *value;                 /* [num_points] room */
    bool *needed;                  /* [num_points] of which a row is there or is to come */
    bool has_model;                /* a language model decided something at some point */
};

static const struct sweep_row *done_row(const struct means *means, size_t point)
{
    const struct sweep_row *const row = means->row[point];

    return row && row->status == STATUS_OK ? row : NULL;
}

/* The reference's row with the same value of the key; NULL if it is not done. */
static const struct sweep_row *partner(const struct means *means, size_t point)
{
    for (size_t m = 0; m < means->reference->count; m++) {
        const size_t other = means->reference->member[m].point;

        if (strcmp(means->plan->point[other].override[means->key],
                   means->plan->point[point].override[means->key]) == 0)
            return done_row(means, other);
    }
    return NULL;
}

/* Last values of figure k, or their differences, into the room; how many there are. */
static size_t gather(const struct means *means, const struct group *group, size_t k)
{
    size_t count = 0;

    for (size_t m = 0; m < group->count; m++) {
        const size_t point = group->member[m].point;
        const struct sweep_row *const row = done_row(means, point);
        const struct sweep_row *const other = means->reference ? partner(means, point) : NULL;

        if (row && (other || !means->reference))
            means->value[count++] = row->last[k] - (other ? other->last[k] : 0.0);
    }
    return count;
}

static void write_figure(struct text *csv, const struct means *means, const struct group *group,
                         size_t k)
{
    const size_t count = gather(means, group, k);
    const struct mean_interval found = mean_interval_of(means->value, count);

    write_number(csv, found.mean);
    write_number(csv, found.low);
    write_number(csv, found.high);
}

/* What the means stand on, and what is missing from them. */
static void write_counts(struct text *csv, const struct means *means, const struct group *group)
{
    size_t num_open = 0;
    size_t num_failed = 0;

    for (size_t m = 0; m < group->count; m++) {
        const size_t point = group->member[m].point;

        num_open += !means->row[point] && means->needed[point];
        num_failed += means->row[point] && !done_row(means, point);
    }
    text_append(csv, "%zu,%zu,%zu", gather(means, group, 0), num_open, num_failed);
}

/* Of the run in which a language model made least of its decisions; NaN: none was asked. */
static double least_answered(const struct means *means, const struct group *group)
{
    double least = NAN;

    for (size_t m = 0; m < group->count; m++) {
        const struct sweep_row *const row = done_row(means, group->member[m].point);

        if (row)
            least = fmin(least, row->answered_share); /* the number where one is NaN */
    }
    return least;
}

static bool asks_a_model(const struct means *means)
{
    for (size_t p = 0; p < means->plan->num_points; p++)
        if (done_row(means, p) && isfinite(done_row(means, p)->answered_share))
            return true;
    return false;
}

static void write_group(struct text *csv, const struct means *means, const struct group *group)
{
    for (size_t k = 0; k < means->plan->num_keys; k++)
        if (k != means->key) {
            sweep_table_write_value(csv, means->plan, group->member->point, k);
            text_append(csv, ",");
        }
    write_counts(csv, means, group);
    for (size_t k = 0; sweep_figure(k); k++)
        write_figure(csv, means, group, k);
    if (means->has_model)
        write_number(csv, least_answered(means, group));
    text_append(csv, "\n");
}

static void write_head(struct text *csv, const struct means *means)
{
    const struct sweep_plan *const plan = means->plan;
    const struct column *figure;

    for (size_t k = 0; k < plan->num_keys; k++)
        if (k != means->key) {
            csv_writer_words(csv, plan->key[k]);
            text_append(csv, ",");
        }
    text_append(csv, "runs,open,failed");
    for (size_t k = 0; (figure = sweep_figure(k)); k++)
        text_append(csv, ",%s,%s_low,%s_high", figure->name, figure->name, figure->name);
    text_append(csv, "%s\n", means->has_model ? ",answered_share" : "");
}

static enum status find_key(size_t *key, const struct sweep_plan *plan, const char *name,
                            struct error *err)
{
    for (*key = 0; *key < plan->num_keys; (*key)++)
        if (strcmp(plan->key[*key], name) == 0)
            return STATUS_OK;
    const char *const near = text_nearest(name, (const char *const *)plan->key, plan->num_keys);

    return error_set(err, STATUS_USAGE, "'%s' is no key of the sweep%s%s%s", name,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Groups in the order of the plan; member[] is sorted on the way. */
static size_t find_groups(struct group *group, struct member *member, size_t *first,
                          const struct sweep_plan *plan, size_t key)
{
    size_t num_groups = 0;

    for (size_t p = 0; p < plan->num_points; p++)
        member[p] = (struct member){group_of(plan, p, key), p};
    qsort(member, plan->num_points, sizeof *member, by_group);
    for (size_t m = 0; m < plan->num_points; m++)
        if (m == 0 || member[m].group != member[m - 1].group)
            first[num_groups++] = m;
    qsort_r(first, num_groups, sizeof *first, by_first_point, member);
    for (size_t g = 0; g < num_groups; g++) {
        group[g] = (struct group){&member[first[g]], 1};
        while (first[g] + group[g].count < plan->num_points &&
               member[first[g] + group[g].count].group == member[first[g]].group)
            group[g].count++;
    }
    return num_groups;
}

static enum status write_groups(struct text *csv, struct means *means, const struct group *group,
                                size_t num_groups, long against, struct error *err)
{
    if (against != SWEEP_MEANS_ALONE && (against < 0 || (size_t)against >= num_groups))
        return error_set(err, STATUS_USAGE, "row %ld to compare with: expected from 0 to %zu",
                         against, num_groups - 1);
    means->reference = against == SWEEP_MEANS_ALONE ? NULL : &group[against];
    means->has_model = asks_a_model(means);
    write_head(csv, means);
    for (size_t g = 0; g < num_groups; g++)
        write_group(csv, means, &group[g]);
    return csv->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a table of %zu points",
                                   means->plan->num_points)
                       : STATUS_OK;
}

enum status sweep_means_write_csv(struct text *csv, const struct sweep_plan *plan,
                                  struct sweep_row *const *row, const char *key, long against,
                                  struct error *err)
{
    struct means means = {.plan = plan, .row = row};

    TRY(find_key(&means.key, plan, key, err));
    const size_t room = plan->num_points + 1;
    struct member *const member = calloc(room, sizeof *member);
    struct group *const group = calloc(room, sizeof *group);
    size_t *const first = calloc(room, sizeof *first);

    means.value = calloc(room, sizeof *means.value);
    means.needed = calloc(room, sizeof *means.needed);
    enum status status = member && group && first && means.value && means.needed
                             ? sweep_replicate_needed(means.needed, NULL, plan, row, err)
                             : error_set(err, STATUS_NO_MEMORY,
                                         "no memory for a table of %zu points", plan->num_points);

    if (!status)
        status = write_groups(csv, &means, group,
                              find_groups(group, member, first, plan, means.key), against, err);
    free(means.needed);
    free(means.value);
    free(first);
    free(group);
    free(member);
    return status;
}
