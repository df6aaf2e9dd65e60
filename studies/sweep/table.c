/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/table.h"

#include "base/csv_writer.h"
#include "studies/sweep/replicate.h"
#include "studies/sweep/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void write_value(struct text *csv, double value)
{
    text_append(csv, ",");
    if (isfinite(value))
        text_append_number(csv, value);
}

void sweep_table_write_head(struct text *csv, const struct sweep_plan *plan)
{
    const struct column *figure;

    text_append(csv, "index");
    for (size_t k = 0; k < plan->num_keys; k++) {
        text_append(csv, ",");
        csv_writer_words(csv, plan->key[k]);
    }
    text_append(csv, ",config_hash,status,message,steps");
    for (size_t k = 0; (figure = sweep_figure(k)); k++)
        text_append(csv, ",%s,%s_mean,%s_error", figure->name, figure->name, figure->name);
    text_append(csv, ",requests,prompt_tokens,completion_tokens,usd,answered_share,seconds\n");
}

static const char *json_of(const struct sweep_plan *plan, size_t point, size_t k)
{
    return plan->point[point].override[k] + strlen(plan->key[k]) + 1;
}

void sweep_table_write_words(struct text *words, const struct sweep_plan *plan, size_t point,
                             size_t k)
{
    const char *const json = json_of(plan, point, k);
    const size_t length = strlen(json);
    const size_t before = words->length;

    sweep_words_name(words, json);
    if (words->length > before)
        return;
    if (json[0] == '"' && !strchr(json, '\\'))
        text_append_bytes(words, json + 1, length - 2);
    else
        text_append_bytes(words, json, length);
}

void sweep_table_write_value(struct text *csv, const struct sweep_plan *plan, size_t point,
                             size_t k)
{
    struct text words = {0};

    sweep_table_write_words(&words, plan, point, k);
    if (strchr("-0123456789", json_of(plan, point, k)[0]))
        text_append(csv, "%s", words.bytes ? words.bytes : ""); /* a number */
    else
        csv_writer_words(csv, words.bytes ? words.bytes : "");
    csv->failed |= words.failed;
    text_free(&words);
}

const char *sweep_table_status(const struct sweep_row *row, bool is_needed)
{
    if (row)
        return row->status == STATUS_OK ? "done" : "failed";
    return is_needed ? "open" : "spared";
}

void sweep_table_write_row(struct text *csv, const struct sweep_plan *plan, size_t p,
                           const struct sweep_row *row, bool is_needed)
{
    const bool is_done = row && row->status == STATUS_OK;

    text_append(csv, "%zu", p);
    for (size_t k = 0; k < plan->num_keys; k++) {
        text_append(csv, ",");
        sweep_table_write_value(csv, plan, p, k);
    }
    text_append(csv, ",%s,%s,", plan->point[p].config_hash, sweep_table_status(row, is_needed));
    csv_writer_words(csv, row && row->message ? row->message : "");
    text_append(csv, ",");
    if (is_done)
        text_append(csv, "%zu", row->num_steps);
    for (size_t k = 0; sweep_figure(k); k++) {
        write_value(csv, is_done ? row->last[k] : NAN);
        write_value(csv, is_done ? row->mean[k] : NAN);
        write_value(csv, is_done ? row->error[k] : NAN);
    }
    write_value(csv, row ? row->requests : NAN);
    write_value(csv, row ? row->prompt_tokens : NAN);
    write_value(csv, row ? row->completion_tokens : NAN);
    write_value(csv, row ? row->usd : NAN);
    write_value(csv, row ? row->answered_share : NAN);
    write_value(csv, row ? row->seconds : NAN);
    text_append(csv, "\n");
}

enum status sweep_table_write_csv(struct text *csv, const struct sweep_plan *plan,
                                  struct sweep_row *const *row, struct error *err)
{
    bool *const needed = calloc(plan->num_points, sizeof *needed);

    if (!needed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table of %zu points",
                         plan->num_points);
    const enum status status = sweep_replicate_needed(needed, NULL, plan, row, err);

    sweep_table_write_head(csv, plan);
    for (size_t p = 0; !status && p < plan->num_points; p++)
        sweep_table_write_row(csv, plan, p, row[p], needed[p]);
    free(needed);
    TRY(status);
    return csv->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a table of %zu points",
                                   plan->num_points)
                       : STATUS_OK;
}
