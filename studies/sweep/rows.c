/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/rows.h"

#include "base/json_writer.h"
#include "llm/answers.h"
#include "model/step_summary.h"

#include <cjson/cJSON.h>

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ROW_RECORD = 1 };

const struct column *sweep_figure(size_t k)
{
    for (const struct column *column = step_summary_columns; column->name; column++)
        if (column->type == COLUMN_F64 && column->length == 0 && k-- == 0)
            return column;
    return NULL;
}

/* ---- writing ----------------------------------------------------------------------------------- */

void sweep_rows_header(char header[SWEEP_ROWS_HEADER], const struct sweep_plan *plan)
{
    snprintf(header, SWEEP_ROWS_HEADER, "fisc sweep rows of plan %s\n", plan->hash);
}

enum status sweep_rows_create(struct journal **journal, const struct sweep_plan *plan,
                              struct error *err)
{
    char host[64] = "host", name[128], header[SWEEP_ROWS_HEADER], path[FILES_MAX_PATH];

    gethostname(host, sizeof host - 1);
    host[strcspn(host, "/.")] = '\0';
    sweep_rows_header(header, plan);
    for (int k = 0;; k++) {
        snprintf(name, sizeof name, "%s-%ld-%lld-%d.rows", host, (long)getpid(),
                 (long long)time(NULL), k);
        TRY(path_join(path, plan->folder, name, err));
        if (!file_exists(path))
            return journal_create(journal, path, header, err);
    }
}

static void write_costs(struct json_writer *json, const struct sweep_row *row)
{
    json_print(json, "requests", "%.0f", row->requests);
    json_print(json, "prompt_tokens", "%.0f", row->prompt_tokens);
    json_print(json, "completion_tokens", "%.0f", row->completion_tokens);
    json_print(json, "usd", "%.9g", row->usd);
    json_number(json, "answered_share", row->answered_share);
}

static void write_row(struct text *text, const struct sweep_row *row)
{
    struct json_writer json = json_writer_of(text, JSON_COMPACT);
    size_t num_figures = 0;

    while (sweep_figure(num_figures))
        num_figures++;
    json_open_object(&json, NULL);
    json_integer(&json, "index", (int64_t)row->index);
    json_integer(&json, "status", row->status);
    json_string(&json, "message", row->message ? row->message : "");
    json_print(&json, "seconds", "%.6f", row->seconds);
    json_print(&json, "peak_bytes", "%.0f", row->peak_bytes);
    json_integer(&json, "steps", (int64_t)row->num_steps);
    if (row->requests > 0.0)
        write_costs(&json, row);
    if (row->status == STATUS_OK) {
        json_numbers(&json, "last", row->last, num_figures);
        json_numbers(&json, "mean", row->mean, num_figures);
        json_numbers(&json, "error", row->error, num_figures);
    }
    json_close(&json);
}

enum status sweep_rows_add(struct journal *journal, const struct sweep_row *row, struct error *err)
{
    struct text text = {0};

    write_row(&text, row);
    enum status status = text.failed
                             ? error_set(err, STATUS_NO_MEMORY, "no memory for a row")
                             : journal_append(journal, ROW_RECORD, text.bytes, text.length, err);

    if (!status)
        status = journal_flush(journal, err);
    text_free(&text);
    return status;
}

/* ---- reading ----------------------------------------------------------------------------------- */

struct reading {
    struct sweep_row **row;
    const struct sweep_plan *plan;
    const char *path; /* of the journal that is read */
};

static double number_of(const cJSON *object, const char *name)
{
    const cJSON *const item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

/* Rows of points without a language model do not say it, nor older ones. */
static double cost_of(const cJSON *object, const char *name)
{
    const double found = number_of(object, name);

    return isnan(found) ? 0.0 : found;
}

static bool read_numbers(double *number, const cJSON *object, const char *name)
{
    const cJSON *const list = cJSON_GetObjectItemCaseSensitive(object, name);
    const cJSON *item;
    size_t k = 0;

    cJSON_ArrayForEach(item, list) if (k < SWEEP_MAX_FIGURES) number[k++] =
        cJSON_IsNumber(item) ? item->valuedouble : NAN;
    return k < SWEEP_MAX_FIGURES && k > 0 && !sweep_figure(k) && sweep_figure(k - 1);
}

static bool read_row(struct sweep_row *row, const cJSON *object, size_t num_points)
{
    const cJSON *const message = cJSON_GetObjectItemCaseSensitive(object, "message");
    const double index = number_of(object, "index");

    if (!(index >= 0.0 && index < (double)num_points) || !cJSON_IsString(message))
        return false;
    row->index = (size_t)index;
    row->status = (enum status)number_of(object, "status");
    row->message = strdup(message->valuestring);
    row->seconds = number_of(object, "seconds");
    row->peak_bytes = cost_of(object, "peak_bytes");
    row->num_steps = (size_t)number_of(object, "steps");
    row->requests = cost_of(object, "requests");
    row->prompt_tokens = cost_of(object, "prompt_tokens");
    row->completion_tokens = cost_of(object, "completion_tokens");
    row->usd = cost_of(object, "usd");
    row->answered_share = number_of(object, "answered_share");
    if (!row->message)
        return false;
    return row->status != STATUS_OK ||
           (read_numbers(row->last, object, "last") && read_numbers(row->mean, object, "mean") &&
            read_numbers(row->error, object, "error"));
}

size_t sweep_rows_count_marked(struct sweep_row *const *row, const struct sweep_plan *plan)
{
    size_t count = 0;

    for (size_t p = 0; p < plan->num_points; p++)
        count += row[p] && row[p]->status == STATUS_OK && row[p]->answered_share < ANSWERS_ENOUGH;
    return count;
}

static void free_row(struct sweep_row *row)
{
    if (row)
        free(row->message);
    free(row);
}

static enum status keep_row(void *context, uint32_t type, const void *payload, size_t length,
                            struct error *err)
{
    const struct reading *const reading = context;
    struct sweep_row *const row = calloc(1, sizeof *row);
    cJSON *const object = type == ROW_RECORD ? cJSON_ParseWithLength(payload, length) : NULL;
    const bool is_row = row && object && read_row(row, object, reading->plan->num_points);

    cJSON_Delete(object);
    if (!is_row) {
        free_row(row);
        return error_set(err, STATUS_CONFIG_CONFLICT, "%s: a row that this fisc cannot read",
                         reading->path);
    }
    struct sweep_row **const place = &reading->row[row->index];

    if (*place && ((*place)->status == STATUS_OK || row->status != STATUS_OK)) {
        free_row(row);
        return STATUS_OK;
    }
    free_row(*place);
    *place = row;
    return STATUS_OK;
}

static enum status read_journal(struct reading *reading, const char *name, struct error *err)
{
    struct journal_scan scan;
    char path[FILES_MAX_PATH], header[SWEEP_ROWS_HEADER];

    TRY(path_join(path, reading->plan->folder, name, err));
    reading->path = path;
    const enum status status = journal_read(&scan, path, keep_row, reading, err);

    if (status)
        return error_add_context(err, "%s", path);
    sweep_rows_header(header, reading->plan);
    const bool is_ours = scan.is_empty || strcmp(scan.header, header) == 0;

    journal_scan_free(&scan);
    return is_ours ? STATUS_OK
                   : error_set(err, STATUS_CONFIG_CONFLICT, "%s: holds rows of another plan", path);
}

static int is_rows(const struct dirent *found)
{
    const char *const dot = strrchr(found->d_name, '.');

    return dot && strcmp(dot, ".rows") == 0;
}

enum status sweep_rows_read(struct sweep_row ***row, const struct sweep_plan *plan,
                            struct error *err)
{
    struct reading reading = {calloc(plan->num_points, sizeof *reading.row), plan, ""};
    struct dirent **found = NULL;
    enum status status = STATUS_OK;

    *row = NULL;
    if (!reading.row)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu points", plan->num_points);
    const int count = scandir(plan->folder, &found, is_rows, alphasort);

    for (int k = 0; k < count; k++) {
        if (!status)
            status = read_journal(&reading, found[k]->d_name, err);
        free(found[k]);
    }
    free(found);
    if (status)
        sweep_rows_free(reading.row, plan);
    else
        *row = reading.row;
    return status;
}

void sweep_rows_free(struct sweep_row **row, const struct sweep_plan *plan)
{
    for (size_t p = 0; row && p < plan->num_points; p++)
        free_row(row[p]);
    free(row);
}

static enum status remark_on(struct text *remarks, const struct sweep_plan *plan, const char *name,
                             struct error *err)
{
    struct journal_scan scan;
    char path[FILES_MAX_PATH];

    TRY(path_join(path, plan->folder, name, err));
    TRY(journal_read(&scan, path, NULL, NULL, err));
    if (scan.is_empty)
        text_append_shown(remarks, "%s holds nothing: its process ended before its first point\n",
                          name);
    else if (scan.dropped_bytes > 0)
        text_append_shown(remarks,
                          "%s: its end is torn: %llu bytes that are no whole row are left out\n",
                          name, (unsigned long long)scan.dropped_bytes);
    journal_scan_free(&scan);
    return STATUS_OK;
}

enum status sweep_rows_remarks(struct text *remarks, const struct sweep_plan *plan,
                               struct error *err)
{
    struct dirent **found = NULL;
    const int count = scandir(plan->folder, &found, is_rows, alphasort);
    enum status status = STATUS_OK;

    for (int k = 0; k < count; k++) {
        if (!status)
            status = remark_on(remarks, plan, found[k]->d_name, err);
        free(found[k]);
    }
    free(found);
    return status;
}

enum status sweep_rows_count_active(size_t *count, const struct sweep_plan *plan, double seconds,
                                    struct error *err)
{
    struct dirent **found = NULL;
    const int num_journals = scandir(plan->folder, &found, is_rows, alphasort);
    const time_t now = time(NULL);
    enum status status = STATUS_OK;

    *count = 0;
    for (int k = 0; k < num_journals; k++) {
        char path[FILES_MAX_PATH];
        struct stat state;

        if (!status)
            status = path_join(path, plan->folder, found[k]->d_name, err);
        if (!status && stat(path, &state) == 0)
            *count += difftime(now, state.st_mtime) <= seconds;
        free(found[k]);
    }
    free(found);
    return status;
}
