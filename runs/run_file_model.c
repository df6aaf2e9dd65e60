/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/run_file_model.h"

#include <xxhash.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_steps(struct hdf5_file *file, double *room, const struct run_log *log)
{
    for (const struct column *column = model_step_columns; column->name; column++) {
        char path[128];
        const struct hdf5_array array = {
            .path = path,
            .unit = column->unit,
            .long_name = column->long_name,
            .type = COLUMN_F64,
            .rank = 1,
            .shape = {log->num_model_steps},
            .dimension = {"/step"},
        };

        snprintf(path, sizeof path, "/llm/%s", column->name);
        for (size_t s = 0; s < log->num_model_steps; s++)
            room[s] = *(const double *)((const char *)&log->model_steps[s] + column->offset);
        hdf5_write_array(file, &array, room);
    }
}

/* ---- single workers ---------------------------------------------------------------------------- */

static void write_decision_column(struct hdf5_file *file, double *room,
                                  const struct decision_log *log, int k)
{
    const size_t width = decision_log_width(log);
    int64_t *const numbers = (int64_t *)(void *)room; /* as wide as a double */
    char path[64];
    const struct hdf5_array array = {
        .path = path,
        .unit = decision_columns[k].unit,
        .long_name = decision_columns[k].long_name,
        .type = decision_columns[k].is_number ? COLUMN_I64 : COLUMN_F64,
        .rank = 1,
        .shape = {log->count},
        .dimension = {"/llm/decisions/decision"},
    };

    snprintf(path, sizeof path, "/llm/decisions/%s", decision_columns[k].name);
    for (size_t r = 0; r < log->count; r++) {
        const double value = log->rows[r * width + (size_t)k];

        if (decision_columns[k].is_number) {
            const int64_t number = (int64_t)value;

            memcpy(&numbers[r], &number, sizeof number);
        } else {
            room[r] = value;
        }
    }
    hdf5_write_array(file, &array, room);
}

static void write_probabilities(struct hdf5_file *file, double *room,
                                const struct decision_log *log)
{
    const size_t num_options = (size_t)log->num_options;
    const size_t width = decision_log_width(log);
    const struct hdf5_array hours = {
        .path = "/llm/decisions/option_hours",
        .unit = "hour/week",
        .long_name = "hours of each option",
        .type = COLUMN_F64,
        .rank = 1,
        .shape = {num_options},
        .dimension = {"/llm/decisions/option"},
    };
    const struct hdf5_array array = {
        .path = "/llm/decisions/probability",
        .unit = "1",
        .long_name = "probability of each option that the worker's own stream drew from; NaN after "
                     "a fallback",
        .type = COLUMN_F64,
        .rank = 2,
        .shape = {log->count, num_options},
        .dimension = {"/llm/decisions/decision", "/llm/decisions/option"},
    };

    hdf5_write_array(file, &hours, log->hours);
    for (size_t r = 0; r < log->count; r++)
        memcpy(room + r * num_options, log->rows + r * width + DECISION_NUM_COLUMNS,
               num_options * sizeof *room);
    hdf5_write_array(file, &array, room);
}

/* numbers: room for as many decisions, and for as many options. */
static void write_decisions(struct hdf5_file *file, double *room, int64_t *numbers,
                            const struct decision_log *log)
{
    hdf5_create_group(file, "/llm/decisions");
    for (size_t r = 0; r < log->count || r < (size_t)log->num_options; r++)
        numbers[r] = (int64_t)r;
    hdf5_write_dimension(file, "/llm/decisions/decision", "decision of one worker in one step",
                         numbers, log->count);
    for (int k = 0; k < DECISION_NUM_COLUMNS; k++)
        write_decision_column(file, room, log, k);
    if (log->num_options == 0)
        return;
    hdf5_write_dimension(file, "/llm/decisions/option", "option of hours", numbers,
                         (size_t)log->num_options);
    write_probabilities(file, room, log);
}

/* ---- prompts ----------------------------------------------------------------------------------- */

static void write_prompts(struct hdf5_file *file, const struct run_log *log)
{
    const char *names[64];
    const char *texts[64];
    const char *hashes[64];
    char hash[64][17];
    const size_t count = log->num_prompts < 64 ? log->num_prompts : 64;
    struct hdf5_array array = {
        .path = "/llm/prompts/text",
        .long_name = "the text, before its places were filled",
        .rank = 1,
        .shape = {count},
        .dimension = {"/llm/prompts/prompt"},
    };

    for (size_t k = 0; k < count; k++) {
        names[k] = log->prompts[k].name;
        texts[k] = log->prompts[k].text;
        snprintf(hash[k], sizeof hash[k], "%016llx",
                 (unsigned long long)XXH3_64bits(texts[k], strlen(texts[k])));
        hashes[k] = hash[k];
    }
    hdf5_create_group(file, "/llm/prompts");
    hdf5_write_text_dimension(file, "/llm/prompts/prompt", "name of a prompt", names, count);
    hdf5_write_texts(file, &array, texts);
    array.path = "/llm/prompts/hash";
    array.long_name = "XXH3-64 of the text";
    hdf5_write_texts(file, &array, hashes);
}

/* ---- personas ---------------------------------------------------------------------------------- */

static bool write_personas(struct hdf5_file *file, const struct run_log *log)
{
    const size_t count = log->num_personas;
    int64_t *const workers = malloc(count * sizeof *workers);
    const char **const texts = malloc(count * sizeof *texts);
    const struct hdf5_array array = {
        .path = "/llm/personas/text",
        .long_name = "who the worker was for the language model",
        .rank = 1,
        .shape = {count},
        .dimension = {"/llm/personas/worker"},
    };
    const bool has_memory = workers && texts;

    for (size_t k = 0; has_memory && k < count; k++) {
        workers[k] = log->personas[k].worker;
        texts[k] = log->personas[k].text;
    }
    if (has_memory) {
        hdf5_create_group(file, "/llm/personas");
        hdf5_write_dimension(file, "/llm/personas/worker", "id of a worker", workers, count);
        hdf5_write_texts(file, &array, texts);
    }
    free(workers);
    free(texts);
    return has_memory;
}

enum status run_file_write_model(struct hdf5_file *file, const struct run_log *log,
                                 struct error *err)
{
    const struct decision_log *const decisions = &log->decisions;
    const size_t width = (size_t)(decisions->num_options > 1 ? decisions->num_options : 1);
    const size_t rows = decisions->count > 32 ? decisions->count : 32;
    const size_t count = rows * width > log->num_model_steps ? rows * width : log->num_model_steps;

    if (log->num_model_steps == 0)
        return STATUS_OK;
    double *const room = malloc(count * sizeof *room);
    int64_t *const numbers = malloc(rows * sizeof *numbers);

    bool has_memory = room && numbers;

    if (has_memory) {
        hdf5_create_group(file, "/llm");
        write_steps(file, room, log);
        if (decisions->count > 0)
            write_decisions(file, room, numbers, decisions);
        if (log->num_prompts > 0)
            write_prompts(file, log);
        if (log->num_personas > 0)
            has_memory = write_personas(file, log);
    }

    free(room);
    free(numbers);
    return has_memory ? STATUS_OK
                      : error_set(err, STATUS_NO_MEMORY, "no memory to write the run file");
}
