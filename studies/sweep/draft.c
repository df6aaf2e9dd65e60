/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/draft.c: what is wrong with a sweep, and what in it is said twice (studies/sweep/draft.h). */
#include "studies/sweep/draft.h"

#include "config/settings_effect.h"
#include "config/settings_with.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ERRORS = 5 };

enum status sweep_point_settings(struct settings **settings, const struct settings *base,
                                 char *const *override, size_t num_keys, struct error *err)
{
    struct settings_overrides all = {0};

    for (size_t k = 0; k < num_keys; k++)
        SETTINGS_ADD(&all, OVERRIDE_TEXT(override[k]));
    const enum status status = settings_with_list(settings, base, &all, err);

    settings_overrides_free(&all);
    return status;
}

static enum status check_point(struct sweep_draft *draft, size_t p, struct error *err)
{
    const struct sweep_file *const sweep = draft->sweep;
    struct settings *settings = NULL;

    TRY(sweep_point_settings(&settings, draft->base, sweep->point[p].override, sweep->num_keys,
                             err));
    for (size_t k = 0; k < sweep->num_keys; k++)
        draft->is_read[k] = draft->is_read[k] || settings_effect_reads(settings, sweep->key[k]);
    const enum status status = config_hash(draft->hash[p], settings, err);

    settings_free(settings);
    return status;
}

/* All points, so that a wrong one is found before the first has run; the first few complaints. */
static enum status check_points(struct sweep_draft *draft, struct error *err)
{
    const size_t num_points = draft->sweep->num_points;
    struct text complaints = {0};
    size_t num_wrong = 0;

    for (size_t p = 0; p < num_points; p++) {
        struct error why = {0};

        if (check_point(draft, p, &why) == STATUS_OK)
            continue;
        if (++num_wrong <= MAX_ERRORS)
            text_append(&complaints, "%spoint %zu: %s", complaints.length ? "\n" : "", p,
                        why.message);
    }
    text_append(&complaints, "\n%zu of %zu points are wrong", num_wrong, num_points);
    const enum status status =
        num_wrong == 0 ? STATUS_OK
                       : error_set_story(err, STATUS_INVALID_INPUT,
                                         complaints.bytes ? complaints.bytes : "no memory");

    text_free(&complaints);
    return status;
}

struct hashed {
    const char *hash;
    size_t point;
};

static int compare_hashed(const void *left, const void *right)
{
    const struct hashed *const a = left;
    const struct hashed *const b = right;
    const int order = strcmp(a->hash, b->hash);

    return order ? order : (a->point > b->point) - (a->point < b->point);
}

/* For each point the first whose config has the same effect. */
static enum status find_same(struct sweep_draft *draft, struct error *err)
{
    const size_t num_points = draft->sweep->num_points;
    struct hashed *const sorted = calloc(num_points + 1, sizeof *sorted);

    if (!sorted)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a plan");
    for (size_t p = 0; p < num_points; p++)
        sorted[p] = (struct hashed){draft->hash[p], p};
    qsort(sorted, num_points, sizeof *sorted, compare_hashed);
    for (size_t i = 0; i < num_points; i++) {
        const bool is_first = i == 0 || strcmp(sorted[i].hash, sorted[i - 1].hash) != 0;

        draft->same_as[sorted[i].point] =
            is_first ? sorted[i].point : draft->same_as[sorted[i - 1].point];
    }
    free(sorted);
    return STATUS_OK;
}

/* Do two points differ in the key that makes replications alone, or in nothing? */
static bool are_replications(const struct sweep_file *sweep, size_t a, size_t b)
{
    const char *const key = sweep->replicate.most > 0 ? sweep->replicate.key : "seed";
    bool has_key = false;

    for (size_t k = 0; k < sweep->num_keys; k++) {
        if (strcmp(sweep->key[k], key) == 0)
            has_key = true;
        else if (strcmp(sweep->point[a].override[k], sweep->point[b].override[k]) != 0)
            return false;
    }
    return has_key;
}

/* Copies of one run would be counted as independent ones, and intervals be too narrow. */
static enum status refuse_copies(const struct sweep_draft *draft, struct error *err)
{
    const struct sweep_file *const sweep = draft->sweep;

    if (sweep->saltelli_count > 0) /* its blocks share points by design */
        return STATUS_OK;
    for (size_t p = 0; p < sweep->num_points; p++) {
        const size_t first = draft->same_as[p];

        if (first == p || !are_replications(sweep, first, p))
            continue;
        return error_set(err, STATUS_INVALID_INPUT,
                         "points %zu and %zu are asked for as replications and are the same run, "
                         "to the bit: expected each value of %s once, and a config in which "
                         "something hangs on it",
                         first, p, sweep->replicate.most > 0 ? sweep->replicate.key : "seed");
    }
    return STATUS_OK;
}

bool sweep_draft_varies(const struct sweep_file *sweep, size_t key)
{
    for (size_t p = 1; p < sweep->num_points; p++)
        if (strcmp(sweep->point[p].override[key], sweep->point[0].override[key]) != 0)
            return true;
    return false;
}

/* An axis along which nothing changes is a mistake of whoever wrote it.  A key with one value for all
 * is none: scales collapse axes that way. */
static enum status refuse_unread(const struct sweep_file *sweep, const struct settings *base,
                                 const bool *is_read, struct error *err)
{
    struct settings *first = NULL;
    struct text lines = {0};

    if (sweep->num_points == 0)
        return STATUS_OK;
    TRY(sweep_point_settings(&first, base, sweep->point[0].override, sweep->num_keys, err));
    for (size_t k = 0; k < sweep->num_keys; k++) {
        if (is_read[k] || !sweep_draft_varies(sweep, k))
            continue;
        text_append(&lines, "%s%s has no effect in any point: ", lines.length ? "\n" : "",
                    sweep->key[k]);
        settings_effect_write_reason(&lines, first, sweep->key[k]);
    }
    settings_free(first);
    const bool is_read_everywhere = lines.length == 0;

    text_append(&lines, "\n--allow-unused plans such a sweep all the same");
    const enum status status =
        is_read_everywhere
            ? STATUS_OK
            : error_set_story(err, STATUS_INVALID_INPUT, lines.bytes ? lines.bytes : "no memory");

    text_free(&lines);
    return status;
}

bool sweep_draft_is_merged(const struct sweep_draft *draft, size_t point)
{
    return draft->same_as[point] != point && draft->sweep->replicate.most == 0 &&
           draft->sweep->saltelli_count == 0;
}

static enum status check(struct sweep_draft *draft, bool allows_unused, struct error *err)
{
    TRY(check_points(draft, err));
    if (!allows_unused)
        TRY(refuse_unread(draft->sweep, draft->base, draft->is_read, err));
    TRY(find_same(draft, err));
    return refuse_copies(draft, err);
}

enum status sweep_draft_create(struct sweep_draft *draft, const struct sweep_file *sweep,
                               const struct settings *base, bool allows_unused, struct error *err)
{
    *draft = (struct sweep_draft){
        .sweep = sweep,
        .base = base,
        .hash = calloc(sweep->num_points + 1, sizeof *draft->hash),
        .same_as = calloc(sweep->num_points + 1, sizeof *draft->same_as),
    };
    return draft->hash && draft->same_as ? check(draft, allows_unused, err)
                                         : error_set(err, STATUS_NO_MEMORY, "no memory for a plan");
}

void sweep_draft_free(struct sweep_draft *draft)
{
    free(draft->hash);
    free(draft->same_as);
    *draft = (struct sweep_draft){0};
}
