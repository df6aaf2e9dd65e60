/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/run_file_panel.h"

#include "base/memory.h"
#include "base/text.h"
#include "io/hdf5_attribute.h"
#include "model/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_ROWS = 64, CHUNK_WORKERS = 4096 };

/* Facts about workers in the order of the panel. */
struct facts {
    struct hdf5_file *file;
    const struct population *population;
    const uint32_t *position;
    size_t num_workers;
    void *room; /* [num_workers] doubles */
};

static void write_fact(const struct facts *facts, const char *path, const char *unit,
                       const char *long_name, enum column_type type)
{
    const struct hdf5_array array = {
        .path = path,
        .unit = unit,
        .long_name = long_name,
        .type = type,
        .rank = 1,
        .shape = {facts->num_workers},
        .dimension = {"/panel/worker"},
    };

    hdf5_write_array(facts->file, &array, facts->room);
}

static void write_numbers(const struct facts *facts)
{
    const struct population *const p = facts->population;
    double *const room = facts->room;

    for (size_t k = 0; k < facts->num_workers; k++)
        room[k] = p->wage_usd_per_hour[facts->position[k]];
    write_fact(facts, "/panel/wage_usd_per_hour", "USD/hour", "wage before tax", COLUMN_F64);
    for (size_t k = 0; k < facts->num_workers; k++)
        room[k] = (double)p->observed_hours_per_week[facts->position[k]];
    write_fact(facts, "/panel/observed_hours_per_week", "hour/week",
               "usual hours under the baseline tax system", COLUMN_F64);
    for (size_t k = 0; k < facts->num_workers; k++)
        room[k] = (double)p->weeks_per_year[facts->position[k]];
    write_fact(facts, "/panel/weeks_per_year", "week/year", "part of the year worked", COLUMN_F64);
    for (size_t k = 0; k < facts->num_workers; k++)
        room[k] = population_sample_weight(p, facts->position[k]);
    write_fact(facts, "/panel/sample_weight", "1", "how many workers this one stands for, mean 1",
               COLUMN_F64);
}

/* Words in one attribute, in their order; those of flag_meanings are parted by blanks, so have none. */
static void write_list(struct hdf5_file *file, const char *path, const char *attribute,
                       const char *const *values, int count, const char *separator)
{
    struct text list = {0};

    for (int k = 0; k < count; k++)
        text_append(&list, "%s%s", k > 0 ? separator : "", values[k]);
    if (!list.failed)
        hdf5_write_text_attribute(file, path, attribute, list.bytes ? list.bytes : "");
    text_free(&list);
}

static void write_trait(const struct facts *facts, const char *path, const struct cell_trait *trait,
                        int (*value)(const struct cells *cells, int cell))
{
    const struct population *const p = facts->population;
    int32_t *const room = facts->room;

    for (size_t k = 0; k < facts->num_workers; k++) {
        const size_t i = facts->position[k];

        room[k] = population_has_cell(p, i) ? value(p->cells, p->cell[i]) : -1;
    }
    write_fact(facts, path, "1", trait->meaning, COLUMN_I32);
    if (trait->count == 0)
        return;
    hdf5_write_codes_attribute(facts->file, path, "flag_values", trait->count);
    write_list(facts->file, path, "flag_meanings", trait->codes, trait->count, " ");
    if (trait->names)
        write_list(facts->file, path, "flag_names", trait->names, trait->count, "; ");
}

/* The three parts of population.cell; -1 where a worker has none. */
static void write_persona(const struct facts *facts)
{
    static const struct cells none = {.occupation = {.meaning = "occupation"},
                                      .sex = {.meaning = "sex"},
                                      .age = {.meaning = "age group"}};
    const struct cells *const cells = facts->population->cells ? facts->population->cells : &none;

    write_trait(facts, "/panel/occupation", &cells->occupation, cells_occupation);
    write_trait(facts, "/panel/sex", &cells->sex, cells_sex);
    write_trait(facts, "/panel/age_group", &cells->age, cells_age);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One column: rows come one after another from the panel file, chunks want 64 rows of 4096 workers. */
static enum status write_column(struct hdf5_file *file, const struct run_file_content *content,
                                const struct column *column, int index, double *room,
                                struct error *err)
{
    const size_t num_rows = content->log->num_panel_rows;
    const size_t num_workers = content->panel_plan->num_workers;
    const size_t chunk[2] = {smaller(CHUNK_ROWS, num_rows), smaller(CHUNK_WORKERS, num_workers)};
    char path[128];

    snprintf(path, sizeof path, "/panel/%s", column->name);
    const struct hdf5_array array = {
        .path = path,
        .unit = column->unit,
        .long_name = column->long_name,
        .type = COLUMN_F64,
        .rank = 2,
        .shape = {num_rows, num_workers},
        .dimension = {"/panel/panel_step", "/panel/worker"},
    };

    hdf5_create_chunked(file, &array, chunk,
                        (int)settings_integer(content->settings, "output.compression_level"));
    for (size_t row = 0; row < num_rows; row += chunk[0])
        for (size_t first = 0; first < num_workers; first += chunk[1]) {
            const size_t offset[2] = {row, first};
            const size_t count[2] = {smaller(chunk[0], num_rows - row),
                                     smaller(chunk[1], num_workers - first)};

            for (size_t r = 0; r < count[0]; r++)
                TRY(panel_file_read(content->panel, row + r, index, first, count[1],
                                    room + r * count[1], err));
            hdf5_write_part(file, path, offset, count, room);
        }
    return STATUS_OK;
}

static enum status write_columns(struct hdf5_file *file, const struct run_file_content *content,
                                 struct error *err)
{
    double *const room = malloc((size_t)CHUNK_ROWS * CHUNK_WORKERS * sizeof *room);
    enum status status = STATUS_OK;
    int index = 0;

    if (!room)
        return error_set(err, STATUS_NO_MEMORY, "no memory to write the panel");
    for (const struct column *column = outcome_columns; column->name && !status; column++) {
        status = write_column(file, content, column, index++, room, err);
        if (content->report_part)
            content->report_part(content->report_context, (double)index / PANEL_NUM_COLUMNS);
    }
    free(room);
    return status;
}

enum status run_file_write_panel(struct hdf5_file *file, const struct run_file_content *content,
                                 struct error *err)
{
    const size_t num_workers = content->panel_plan->num_workers;
    const size_t num_rows = content->log->num_panel_rows;
    const uint32_t *const position = panel_file_positions(content->panel);
    int64_t *const room = malloc((num_workers > num_rows ? num_workers : num_rows) * sizeof *room);

    if (!room)
        return error_set(err, STATUS_NO_MEMORY, "no memory to write the panel");
    hdf5_create_group(file, "/panel");
    for (size_t r = 0; r < num_rows; r++)
        room[r] = content->log->panel_rows[r].step;
    hdf5_write_dimension(file, "/panel/panel_step", "step of the snapshot", room, num_rows);
    for (size_t k = 0; k < num_workers; k++)
        room[k] = content->population->id[position[k]];
    hdf5_write_dimension(file, "/panel/worker", "worker identity", room, num_workers);
    const struct facts facts = {file, content->population, position, num_workers, room};

    write_numbers(&facts);
    write_persona(&facts);
    free(room);
    return write_columns(file, content, err);
}
