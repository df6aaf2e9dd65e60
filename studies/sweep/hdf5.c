/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/hdf5.h"

#include "base/temporary_file.h"
#include "base/text.h"
#include "io/hdf5_attribute.h"
#include "io/hdf5_file.h"
#include "model/welfare_kinds.h"
#include "studies/sweep/replicate.h"
#include "studies/sweep/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct writing {
    struct hdf5_file *file;
    const struct sweep_plan *plan;
    struct sweep_row *const *row;
    double *number;    /* [num_points] room */
    const char **text; /* [num_points] room */
    bool *is_needed;   /* [num_points] */
};

static struct hdf5_array array_of(const struct writing *writing, const char *path, const char *unit,
                                  const char *long_name)
{
    return (struct hdf5_array){
        .path = path,
        .unit = unit,
        .long_name = long_name,
        .type = COLUMN_F64,
        .rank = 1,
        .shape = {writing->plan->num_points},
        .dimension = {"/point"},
    };
}

static void write_numbers(const struct writing *writing, const char *name, const char *unit,
                          const char *long_name)
{
    char path[256];

    snprintf(path, sizeof path, "/%s", name);
    const struct hdf5_array array = array_of(writing, path, unit, long_name);

    hdf5_write_array(writing->file, &array, writing->number);
}

static void write_texts(const struct writing *writing, const char *name, const char *long_name)
{
    char path[256];

    snprintf(path, sizeof path, "/%s", name);
    const struct hdf5_array array = array_of(writing, path, "1", long_name);

    hdf5_write_texts(writing->file, &array, writing->text);
}

/* ---- keys -------------------------------------------------------------------------------------- */

static bool read_numbers(const struct writing *writing, size_t k)
{
    for (size_t p = 0; p < writing->plan->num_points; p++) {
        const char *const value =
            writing->plan->point[p].override[k] + strlen(writing->plan->key[k]) + 1;
        char *end = NULL;

        writing->number[p] = strtod(value, &end);
        if (end == value || *end)
            return false;
    }
    return true;
}

/* Words of a key at all points, owned by `words`. */
static enum status write_words(const struct writing *writing, size_t k, struct text *words,
                               struct error *err)
{
    const struct sweep_plan *const plan = writing->plan;

    for (size_t p = 0; p < plan->num_points; p++) {
        sweep_table_write_words(&words[p], plan, p, k);
        if (words[p].failed)
            return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
        writing->text[p] = words[p].bytes ? words[p].bytes : "";
    }
    write_texts(writing, plan->key[k], "setting of the sweep");
    return STATUS_OK;
}

static enum status write_key(const struct writing *writing, size_t k, struct error *err)
{
    const struct sweep_plan *const plan = writing->plan;

    if (read_numbers(writing, k)) {
        write_numbers(writing, plan->key[k], settings_unit(plan->settings, plan->key[k]),
                      "setting of the sweep");
        return STATUS_OK;
    }
    struct text *const words = calloc(plan->num_points, sizeof *words);
    const enum status status = words ? write_words(writing, k, words, err)
                                     : error_set(err, STATUS_NO_MEMORY, "no memory for a table");

    for (size_t p = 0; words && p < plan->num_points; p++)
        text_free(&words[p]);
    free(words);
    return status;
}

/* Welfare is in the unit of its kind, where all points have the same. */
static const char *unit_of(const struct writing *writing, const struct column *figure)
{
    const struct sweep_plan *const plan = writing->plan;

    if (strcmp(figure->unit, "objective") != 0)
        return figure->unit;
    for (size_t k = 0; k < plan->num_keys; k++)
        if (strcmp(plan->key[k], "welfare.objective") == 0)
            return figure->unit;
    return welfare_kind_of(plan->settings)->unit;
}

/* ---- rows -------------------------------------------------------------------------------------- */

enum part { PART_LAST, PART_MEAN, PART_ERROR };

static void write_figure(const struct writing *writing, size_t k, enum part part)
{
    static const char *const endings[] = {"", "_mean", "_error"};
    static const char *const meanings[] = {"in the last step", "mean after the warm-up",
                                           "standard error of that mean"};
    const struct column *const figure = sweep_figure(k);
    char name[128], long_name[256];

    for (size_t p = 0; p < writing->plan->num_points; p++) {
        const struct sweep_row *const row = writing->row[p];
        const bool is_done = row && row->status == STATUS_OK;

        writing->number[p] = !is_done            ? NAN
                             : part == PART_LAST ? row->last[k]
                             : part == PART_MEAN ? row->mean[k]
                                                 : row->error[k];
    }
    snprintf(name, sizeof name, "%s%s", figure->name, endings[part]);
    snprintf(long_name, sizeof long_name, "%s: %s", figure->long_name, meanings[part]);
    write_numbers(writing, name, unit_of(writing, figure), long_name);
}

static void write_member(const struct writing *writing, const char *name, const char *unit,
                         const char *long_name, size_t offset)
{
    for (size_t p = 0; p < writing->plan->num_points; p++)
        writing->number[p] = NAN;
    for (size_t p = 0; p < writing->plan->num_points; p++)
        if (writing->row[p])
            memcpy(&writing->number[p], (const char *)writing->row[p] + offset, sizeof(double));
    write_numbers(writing, name, unit, long_name);
}

static void write_states(const struct writing *writing)
{
    const size_t n = writing->plan->num_points;

    for (size_t p = 0; p < n; p++)
        writing->text[p] = writing->plan->point[p].config_hash;
    write_texts(writing, "config_hash", "hash of the point's config");
    for (size_t p = 0; p < n; p++)
        writing->text[p] = sweep_table_status(writing->row[p], writing->is_needed[p]);
    write_texts(writing, "status", "done, failed, open, or spared (not needed)");
    for (size_t p = 0; p < n; p++)
        writing->text[p] =
            writing->row[p] && writing->row[p]->message ? writing->row[p]->message : "";
    write_texts(writing, "message", "why it failed, or that few answers were the model's");
    for (size_t p = 0; p < n; p++)
        writing->number[p] = writing->row[p] ? (double)writing->row[p]->num_steps : NAN;
    write_numbers(writing, "steps", "step", "steps that were run");
}

static enum status write_columns(const struct writing *writing, struct error *err)
{
    for (size_t k = 0; k < writing->plan->num_keys; k++)
        TRY(write_key(writing, k, err));
    write_states(writing);
    for (size_t k = 0; sweep_figure(k); k++)
        for (enum part part = PART_LAST; part <= PART_ERROR; part++)
            write_figure(writing, k, part);
    write_member(writing, "requests", "request", "asked of a language model",
                 offsetof(struct sweep_row, requests));
    write_member(writing, "prompt_tokens", "token", "of these requests",
                 offsetof(struct sweep_row, prompt_tokens));
    write_member(writing, "completion_tokens", "token", "of the replies",
                 offsetof(struct sweep_row, completion_tokens));
    write_member(writing, "usd", "USD", "by the prices of the config",
                 offsetof(struct sweep_row, usd));
    write_member(writing, "answered_share", "1", "share of its decisions that the model made",
                 offsetof(struct sweep_row, answered_share));
    write_member(writing, "seconds", "s", "wall time", offsetof(struct sweep_row, seconds));
    return STATUS_OK;
}

/* HDF5 lists datasets by their names: what the order of the CSV is, whose keys come before config_hash. */
static enum status write_order(const struct writing *writing, struct error *err)
{
    struct text head = {0};

    sweep_table_write_head(&head, writing->plan);
    if (head.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    head.bytes[head.length - 1] = '\0'; /* the end of the line */
    hdf5_write_text_attribute(writing->file, "/", "columns", head.bytes);
    text_free(&head);
    return STATUS_OK;
}

static enum status write_file(struct writing *writing, const char *path, struct error *err)
{
    const size_t n = writing->plan->num_points;
    int64_t *const index = calloc(n, sizeof *index);

    if (!index)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    for (size_t p = 0; p < n; p++)
        index[p] = (int64_t)p;
    char temporary[FILES_MAX_PATH];
    enum status status = temporary_file_name(temporary, path, err);

    if (!status)
        status = hdf5_file_create(&writing->file, temporary, err);
    if (!status) {
        hdf5_write_text_attribute(writing->file, "/", "title", writing->plan->name);
        hdf5_write_text_attribute(writing->file, "/", "plan_hash", writing->plan->hash);
        hdf5_write_dimension(writing->file, "/point", "point of the sweep", index, n);
        status = write_order(writing, err);
        if (!status)
            status = write_columns(writing, err);
        const enum status closed = hdf5_file_close(writing->file, status ? NULL : err);

        status = status ? status : closed;
        status = file_finish(status, temporary, path, err);
    }
    free(index);
    return status;
}

enum status sweep_hdf5_write(const char *path, const struct sweep_plan *plan,
                             struct sweep_row *const *row, struct error *err)
{
    struct writing writing = {
        .plan = plan,
        .row = row,
        .number = calloc(plan->num_points, sizeof(double)),
        .text = calloc(plan->num_points, sizeof(char *)),
        .is_needed = calloc(plan->num_points, sizeof(bool)),
    };
    enum status status = writing.number && writing.text && writing.is_needed
                             ? sweep_replicate_needed(writing.is_needed, NULL, plan, row, err)
                             : error_set(err, STATUS_NO_MEMORY, "no memory for a table");

    if (!status)
        status = write_file(&writing, path, err);
    free(writing.number);
    free(writing.text);
    free(writing.is_needed);
    return status;
}
