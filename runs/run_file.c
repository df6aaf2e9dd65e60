/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file.c: run.h5 from a run's log: provenance, figures of the steps, proposals, the optimum. */
#include "runs/run_file.h"

#include "base/files.h"
#include "base/temporary_file.h"
#include "config/seed.h"
#include "config/settings_effect.h"
#include "io/hdf5_attribute.h"
#include "io/hdf5_file.h"
#include "model/welfare_kinds.h"
#include "runs/run_file_model.h"
#include "runs/run_file_oracle.h"
#include "runs/run_file_panel.h"
#include "runs/run_file_schedules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void write_provenance(struct hdf5_file *file, const struct run_file_content *content)
{
    const struct run_log *const log = content->log;
    const struct build_info *const build = content->build;
    char *const config = settings_effect_json(content->settings, SETTINGS_THAT_ARE_READ, true);
    char text[256];
    const time_t now = time(NULL);
    struct tm utc;

    hdf5_write_text_attribute(file, "/", "title", settings_string(content->settings, "name"));
    snprintf(text, sizeof text, "fisc %s", build->version);
    hdf5_write_text_attribute(file, "/", "source", text);
    hdf5_write_integer_attribute(file, "/", "schema_version", RUN_FILE_SCHEMA_VERSION);
    hdf5_write_text_attribute(file, "/", "status", log->is_complete ? "complete" : "partial");
    hdf5_write_integer_attribute(file, "/", "last_step", (int64_t)log->num_steps - 1);
    if (content->num_workers > 0)
        hdf5_write_integer_attribute(file, "/", "workers", content->num_workers);
    if (content->sampling[0])
        hdf5_write_text_attribute(file, "/", "sampling", content->sampling);
    hdf5_write_integer_attribute(file, "/", "seed", seed_of(content->settings));
    snprintf(text, sizeof text, "%lld", (long long)seed_of(content->settings));
    hdf5_write_text_attribute(file, "/", "seed_text", text);
    hdf5_write_text_attribute(file, "/", "config_json", config ? config : "");
    hdf5_write_text_attribute(file, "/", "config_hash", content->config_hash);
    snprintf(text, sizeof text, "%016llx", (unsigned long long)log->content_hash);
    hdf5_write_text_attribute(file, "/", "content_hash", text);
    hdf5_write_text_attribute(file, "/", "git_commit", build->git_commit);
    hdf5_write_text_attribute(file, "/", "compiler", build->compiler);
    hdf5_write_text_attribute(file, "/", "compiler_flags", build->compiler_flags);
    hdf5_write_text_attribute(file, "/", "libc", build->libc);
    hdf5_write_text_attribute(file, "/", "cpu", build->cpu);
    hdf5_write_text_attribute(file, "/", "gsl_version", build->gsl);
    hdf5_write_text_attribute(file, "/", "hdf5_version", build->hdf5);
    if (gethostname(text, sizeof text) != 0)
        snprintf(text, sizeof text, "unknown");
    text[sizeof text - 1] = '\0';
    hdf5_write_text_attribute(file, "/", "host", text);
    if (gmtime_r(&now, &utc) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0)
        hdf5_write_text_attribute(file, "/", "created_utc", text);
    free(config);
}

/* The functions and their units, which differ: what is by kind has no unit of its own. */
static void write_welfare_kinds(struct hdf5_file *file)
{
    const char *name[WELFARE_NUM_KINDS];
    const char *unit[WELFARE_NUM_KINDS];
    const struct hdf5_array units = {
        .path = "/welfare_unit",
        .long_name = "unit of the welfare function",
        .rank = 1,
        .shape = {WELFARE_NUM_KINDS},
        .dimension = {"/welfare_kind"},
    };

    for (size_t k = 0; k < WELFARE_NUM_KINDS; k++) {
        name[k] = welfare_kinds[k]->kind.name;
        unit[k] = welfare_kinds[k]->unit;
    }
    hdf5_write_text_dimension(file, "/welfare_kind", "welfare function", name, WELFARE_NUM_KINDS);
    hdf5_write_texts(file, &units, unit);
}

static void write_dimensions(struct hdf5_file *file, int64_t *room, const struct run_log *log)
{
    for (size_t s = 0; s < log->num_steps; s++)
        room[s] = (int64_t)s;
    hdf5_write_dimension(file, "/step", "step, one decision of every worker (a year)", room,
                         log->num_steps);
    write_welfare_kinds(file);
    for (int q = 0; q < NUM_QUINTILES; q++)
        room[q] = q + 1;
    hdf5_write_dimension(file, "/quintile", "quintile of workers by pre-tax income, lowest first",
                         room, NUM_QUINTILES);
}

static const char *unit_of(const struct column *column, const struct settings *settings)
{
    if (column->unit && strcmp(column->unit, "objective") == 0)
        return welfare_kind_of(settings)->unit;
    return column->unit;
}

enum { BATCH_ELEMENTS = 16 }; /* of a step's row, two cache lines: at least the longest figure */

static size_t length_of(const struct column *column)
{
    return column->length > 0 ? column->length : 1;
}

_Static_assert((int)BATCH_ELEMENTS >= (int)NUM_QUINTILES &&
                   (int)BATCH_ELEMENTS >= (int)WELFARE_NUM_KINDS,
               "the longest figure fits");

/* The figures up to `end` at all steps, one after the other in `room`.  A row is read once for all of them, since
 * rows lie half a kilobyte apart; most figures are one number, and a copy of known size is a load and a store. */
static void gather(double *room, const struct run_log *log, const struct column *first,
                   const struct column *end)
{
    const char *row = (const char *)log->summaries;

    for (size_t s = 0; s < log->num_steps; s++, row += sizeof *log->summaries) {
        double *to = room;

        for (const struct column *column = first; column < end; column++) {
            const size_t length = length_of(column);

            if (length == 1)
                memcpy(to + s, row + column->offset, sizeof *to);
            else
                memcpy(to + s * length, row + column->offset, length * sizeof *to);
            to += log->num_steps * length;
        }
    }
}

/* One figure over all steps. */
static void write_series(struct hdf5_file *file, const double *values,
                         const struct run_file_content *content, const struct column *column)
{
    char path[128];
    char dimension[64];

    snprintf(path, sizeof path, "/%s", column->name);
    snprintf(dimension, sizeof dimension, "/%s", column->dimension ? column->dimension : "");
    const struct hdf5_array array = {
        .path = path,
        .unit = unit_of(column, content->settings),
        .long_name = column->long_name,
        .type = COLUMN_F64,
        .rank = column->length > 0 ? 2 : 1,
        .shape = {content->log->num_steps, length_of(column)},
        .dimension = {"/step", dimension},
    };

    hdf5_write_array(file, &array, values);
}

/* All figures, as many at a time as there is room for. */
static void write_all_series(struct hdf5_file *file, double *room,
                             const struct run_file_content *content)
{
    const struct column *first = step_summary_columns;

    while (first->name) {
        const struct column *end = first;

        for (size_t used = 0; end->name && used + length_of(end) <= BATCH_ELEMENTS; end++)
            used += length_of(end);
        gather(room, content->log, first, end);
        for (double *values = room; first < end; first++) {
            write_series(file, values, content, first);
            values += content->log->num_steps * length_of(first);
        }
    }
}

static void write_tax_years(struct hdf5_file *file, int64_t *room,
                            const struct run_file_content *content)
{
    const size_t num_steps = content->log->num_steps;
    const struct hdf5_array array = {
        .path = "/tax_year",
        .unit = "1",
        .long_name = "tax year of the step: 0 is the first the planner decides; -1 the warm-up",
        .type = COLUMN_I64,
        .rank = 1,
        .shape = {num_steps},
        .dimension = {"/step"},
    };

    for (size_t s = 0; s < num_steps; s++) {
        const int64_t acted = (int64_t)s - content->warmup_steps;

        room[s] = acted < 0 ? -1 : acted / content->tax_year_length;
    }
    hdf5_write_array(file, &array, room);
}

static void write_proposal_numbers(struct hdf5_file *file, int64_t *room, const struct run_log *log)
{
    static const struct {
        const char *path, *long_name;
    } parts[] = {
        {"/planner/step", "step before which the planner acted"},
        {"/planner/tax_year", "tax year that it acted for"},
        {"/planner/is_accepted", "1 if the proposal was accepted, 0 if it was refused"},
    };

    for (size_t p = 0; p < 3; p++) {
        const struct hdf5_array array = {
            .path = parts[p].path,
            .unit = "1",
            .long_name = parts[p].long_name,
            .type = COLUMN_I64,
            .rank = 1,
            .shape = {log->num_proposals},
            .dimension = {"/planner/proposal"},
        };

        for (size_t k = 0; k < log->num_proposals; k++) {
            const struct run_proposal *const proposal = &log->proposals[k];

            room[k] = p == 0 ? proposal->step : p == 1 ? proposal->tax_year : proposal->is_accepted;
        }
        hdf5_write_array(file, &array, room);
    }
}

static void write_proposal_texts(struct hdf5_file *file, const struct run_log *log, int refusals)
{
    const char **const texts = calloc(log->num_proposals, sizeof *texts);
    const struct hdf5_array array = {
        .path = refusals ? "/planner/refusal" : "/planner/note",
        .long_name = refusals ? "why the proposal was refused" : "what the planner says (JSON)",
        .rank = 1,
        .shape = {log->num_proposals},
        .dimension = {"/planner/proposal"},
    };

    for (size_t k = 0; texts && k < log->num_proposals; k++)
        texts[k] = refusals ? log->proposals[k].refusal : log->proposals[k].note;
    if (texts)
        hdf5_write_texts(file, &array, texts);
    free(texts);
}

static void write_proposals(struct hdf5_file *file, int64_t *room,
                            const struct run_file_content *content)
{
    const struct run_log *const log = content->log;

    if (log->num_proposals == 0)
        return;
    hdf5_create_group(file, "/planner");
    for (size_t k = 0; k < log->num_proposals; k++)
        room[k] = (int64_t)k;
    hdf5_write_dimension(file, "/planner/proposal", "proposal of the planner", room,
                         log->num_proposals);
    write_proposal_numbers(file, room, log);
    write_proposal_texts(file, log, 0);
    write_proposal_texts(file, log, 1);
}

static size_t largest(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Room for any one dataset that is gathered from rows. */
static enum status write_content(struct hdf5_file *file, const struct run_file_content *content,
                                 struct error *err)
{
    const struct run_log *const log = content->log;
    const size_t elements =
        largest(largest(log->num_steps, 1) * BATCH_ELEMENTS, log->num_proposals);
    double *const room = malloc(elements * sizeof *room);
    int64_t *const numbers = malloc(elements * sizeof *numbers);
    enum status status = STATUS_OK;

    if (!room || !numbers) {
        status = error_set(err, STATUS_NO_MEMORY, "no memory to write the run file");
    } else {
        write_provenance(file, content);
        write_dimensions(file, numbers, log);
        write_tax_years(file, numbers, content);
        write_all_series(file, room, content);
        status = run_file_write_schedules(file, log, err);
        write_proposals(file, numbers, content);
        if (log->has_oracle)
            run_file_write_oracle(file, &log->oracle, welfare_kind_of(content->settings)->unit);
        if (!status)
            status = run_file_write_model(file, log, err);
        if (!status && content->panel && log->num_panel_rows > 0)
            status = run_file_write_panel(file, content, err);
    }
    free(room);
    free(numbers);
    return status;
}

enum status run_file_write(const char *path, const struct run_file_content *content,
                           struct error *err)
{
    char temporary[FILES_MAX_PATH];
    struct hdf5_file *file = NULL;

    temporary_file_remove_stale(path);
    TRY(temporary_file_name(temporary, path, err));
    enum status status = hdf5_file_create(&file, temporary, err);

    if (status)
        return status;
    status = write_content(file, content, err);
    const enum status closed = hdf5_file_close(file, status ? NULL : err);

    status = status ? status : closed;
    return file_finish(status, temporary, path, err);
}
