/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/panel_file.h"

#include "base/memory.h"
#include "base/random.h"

#include <xxhash.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct panel_file {
    int file;
    char *path;
    size_t num_workers, num_rows;
    uint32_t *position; /* [num_workers] */
    double *buffer;     /* [num_workers] one column of one row */
};

void panel_plan_read(struct panel_plan *plan, const struct settings *settings,
                     size_t population_size)
{
    *plan = (struct panel_plan){
        .kind = (enum panel_kind)settings_choice(settings, "output.panel"),
        .every_steps = settings_integer(settings, "output.panel_every_steps"),
        .num_steps = settings_integer(settings, "steps"),
        .num_workers = population_size,
    };
    if (settings_is_set(settings, "output.panel_workers")) {
        const size_t wanted = (size_t)settings_integer(settings, "output.panel_workers");

        plan->num_workers = wanted < population_size ? wanted : population_size;
    }
}

int64_t panel_plan_num_rows(const struct panel_plan *plan)
{
    if (plan->kind == PANEL_OFF)
        return 0;
    return plan->kind == PANEL_LAST ? 1 : plan->num_steps / plan->every_steps;
}

double panel_plan_bytes(const struct panel_plan *plan)
{
    return (double)panel_plan_num_rows(plan) * (double)plan->num_workers *
           (double)(PANEL_NUM_COLUMNS * sizeof(double));
}

bool panel_plan_wants(const struct panel_plan *plan, int64_t step)
{
    if (plan->kind == PANEL_EVERY)
        return (step + 1) % plan->every_steps == 0;
    return plan->kind == PANEL_LAST && step == plan->num_steps - 1;
}

/* Systematic sample of ids, then where each of them is in memory. */
static enum status find_positions(uint32_t *position, size_t num_workers,
                                  const struct population *population, uint64_t seed,
                                  struct error *err)
{
    const size_t n = population->num_workers;
    const double u = random_uniforms(seed, RANDOM_PANEL_SAMPLE, 0, 0).u[0];
    void *memory = NULL;

    TRY(memory_allocate(&memory, n, sizeof(uint32_t), "the order of the panel", err));
    uint32_t *const index_of_id = memory;

    for (size_t i = 0; i < n; i++)
        index_of_id[population->id[i]] = (uint32_t)i;
    for (size_t k = 0; k < num_workers; k++) {
        const size_t id =
            num_workers == n ? k : (size_t)(((double)k + u) * (double)n / (double)num_workers);

        position[k] = index_of_id[id < n ? id : n - 1];
    }
    free(memory);
    return STATUS_OK;
}

static enum status open_file(struct panel_file **panel, const char *path, int flags,
                             const struct panel_plan *plan, const struct population *population,
                             uint64_t seed, struct error *err)
{
    struct panel_file *const made = calloc(1, sizeof *made);
    void *memory[2] = {NULL, NULL};
    enum status status = STATUS_OK;

    *panel = NULL;
    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a panel");
    made->file = -1;
    made->path = strdup(path);
    made->num_workers = plan->num_workers;
    status = memory_allocate(&memory[0], plan->num_workers, sizeof(uint32_t), "the panel", err);
    made->position = memory[0];
    if (!status)
        status = memory_allocate(&memory[1], plan->num_workers, sizeof(double), "the panel", err);
    made->buffer = memory[1];
    if (!status)
        status = find_positions(made->position, plan->num_workers, population, seed, err);
    if (!status) {
        made->file = open(path, flags | O_CREAT | O_RDWR | O_CLOEXEC, 0666);
        if (made->file < 0)
            status = error_set_errno(err, STATUS_CANNOT_CREATE, "%s: cannot be opened", path);
    }
    if (status)
        panel_file_close(made);
    else
        *panel = made;
    return status;
}

enum status panel_file_create(struct panel_file **panel, const char *path,
                              const struct panel_plan *plan, const struct population *population,
                              uint64_t seed, struct error *err)
{
    return open_file(panel, path, O_TRUNC, plan, population, seed, err);
}

static size_t column_bytes(const struct panel_file *panel)
{
    return panel->num_workers * sizeof(double);
}

static enum status hash_row(const struct panel_file *panel, size_t row, uint64_t *hash,
                            struct error *err)
{
    XXH3_state_t *const state = XXH3_createState();
    enum status status = STATUS_OK;

    if (!state)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a hash");
    XXH3_64bits_reset(state);
    for (int c = 0; !status && c < PANEL_NUM_COLUMNS; c++) {
        status = panel_file_read(panel, row, c, 0, panel->num_workers, panel->buffer, err);
        XXH3_64bits_update(state, panel->buffer, column_bytes(panel));
    }
    *hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return status;
}

enum status panel_file_resume(struct panel_file **panel, const char *path,
                              const struct panel_plan *plan, const struct population *population,
                              uint64_t seed, const struct run_panel_row *rows, size_t num_rows,
                              size_t *num_good, struct error *err)
{
    TRY(open_file(panel, path, 0, plan, population, seed, err));
    const off_t length = lseek((*panel)->file, 0, SEEK_END);
    const size_t row_bytes = PANEL_NUM_COLUMNS * column_bytes(*panel);
    const size_t num_whole = length < 0 ? 0 : (size_t)length / row_bytes;
    size_t good = 0;

    while (good < num_rows && good < num_whole) {
        uint64_t hash = 0;
        const enum status status = hash_row(*panel, good, &hash, err);

        if (status || hash != rows[good].hash)
            break;
        good++;
    }
    *num_good = good;
    (*panel)->num_rows = good;
    if (ftruncate((*panel)->file, (off_t)(good * row_bytes)) == 0)
        return STATUS_OK;
    error_set_errno(err, STATUS_IO, "%s: its end cannot be cut off", path);
    panel_file_close(*panel);
    *panel = NULL;
    return STATUS_IO;
}

static enum status write_all(struct panel_file *panel, const void *bytes, size_t length,
                             off_t offset, struct error *err)
{
    const char *const from = bytes;
    size_t done = 0;

    while (done < length) {
        const ssize_t written =
            pwrite(panel->file, from + done, length - done, offset + (off_t)done);

        if (written < 0 && errno != EINTR)
            return error_set_errno(err, STATUS_IO, "%s: cannot be written", panel->path);
        done += written > 0 ? (size_t)written : 0;
    }
    return STATUS_OK;
}

enum status panel_file_append(struct panel_file *panel, const struct outcome *outcome,
                              uint64_t *hash, struct error *err)
{
    const size_t n = panel->num_workers;
    const size_t bytes = column_bytes(panel);
    off_t offset = (off_t)(panel->num_rows * PANEL_NUM_COLUMNS * bytes);
    XXH3_state_t *const state = XXH3_createState();
    enum status status = STATUS_OK;

    if (!state)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a hash");
    XXH3_64bits_reset(state);
    for (int c = 0; !status && c < PANEL_NUM_COLUMNS; c++, offset += (off_t)bytes) {
        const double *column;

        memcpy(&column, (const char *)outcome + outcome_columns[c].offset, sizeof column);
#pragma omp parallel for schedule(static) if (n > 65536)
        for (size_t k = 0; k < n; k++)
            panel->buffer[k] = column[panel->position[k]];
        XXH3_64bits_update(state, panel->buffer, bytes);
        status = write_all(panel, panel->buffer, bytes, offset, err);
    }
    *hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    panel->num_rows += status == STATUS_OK;
    return status;
}

enum status panel_file_sync(struct panel_file *panel, struct error *err)
{
    if (panel && fdatasync(panel->file) != 0 && errno != EINVAL && errno != EROFS)
        return error_set_errno(err, STATUS_IO, "%s: cannot be written to the disk", panel->path);
    return STATUS_OK;
}

enum status panel_file_read(const struct panel_file *panel, size_t row, int column, size_t first,
                            size_t count, double *values, struct error *err)
{
    const off_t offset = (off_t)((row * PANEL_NUM_COLUMNS + (size_t)column) * column_bytes(panel) +
                                 first * sizeof(double));
    char *const to = (char *)values;
    size_t done = 0;

    while (done < count * sizeof(double)) {
        const ssize_t got =
            pread(panel->file, to + done, count * sizeof(double) - done, offset + (off_t)done);

        if (got == 0 || (got < 0 && errno != EINTR))
            return error_set_errno(err, STATUS_IO, "%s: cannot be read", panel->path);
        done += got > 0 ? (size_t)got : 0;
    }
    return STATUS_OK;
}

const uint32_t *panel_file_positions(const struct panel_file *panel)
{
    return panel->position;
}

void panel_file_close(struct panel_file *panel)
{
    if (!panel)
        return;
    if (panel->file >= 0)
        close(panel->file);
    free(panel->position);
    free(panel->buffer);
    free(panel->path);
    free(panel);
}
