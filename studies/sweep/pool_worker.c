/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/pool_worker.h"

#include "base/platform.h"
#include "base/process.h"
#include "studies/sweep/rows.h"
#include "studies/sweep/run_point.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- its arguments: numbers in the order of this list, then the folder -------------------------- */

enum { NUM_NUMBERS = 8, NUMBER_TEXT = 24 };

static void list_numbers(int64_t numbers[static NUM_NUMBERS], const struct pool_worker *worker)
{
    const int64_t all[NUM_NUMBERS] = {worker->shared_file, worker->pipe,        worker->slot,
                                      worker->num_threads, worker->parent,      worker->keeps_runs,
                                      worker->is_replay,   worker->max_requests};

    memcpy(numbers, all, sizeof all);
}

enum status pool_worker_start(int64_t *process, const struct pool_worker *worker, struct error *err)
{
    const int files[] = {worker->shared_file, worker->pipe};
    const char *arguments[NUM_NUMBERS + 3] = {POOL_WORKER_WORD};
    char text[NUM_NUMBERS][NUMBER_TEXT];
    int64_t numbers[NUM_NUMBERS];

    list_numbers(numbers, worker);
    for (int k = 0; k < NUM_NUMBERS; k++) {
        snprintf(text[k], sizeof text[k], "%lld", (long long)numbers[k]);
        arguments[1 + k] = text[k];
    }
    arguments[1 + NUM_NUMBERS] = worker->plan_folder;
    return process_start_self(process, arguments, files, 2, err);
}

static enum status read_arguments(struct pool_worker *worker, int num_arguments,
                                  char *const *arguments, struct error *err)
{
    int64_t numbers[NUM_NUMBERS];

    if (num_arguments != NUM_NUMBERS + 1)
        return error_set(err, STATUS_USAGE, "%s is what fisc says to itself", POOL_WORKER_WORD);
    for (int k = 0; k < NUM_NUMBERS; k++)
        numbers[k] = strtoll(arguments[k], NULL, 10);
    *worker = (struct pool_worker){
        .plan_folder = arguments[NUM_NUMBERS],
        .shared_file = (int)numbers[0],
        .pipe = (int)numbers[1],
        .slot = (int)numbers[2],
        .num_threads = (long)numbers[3],
        .parent = numbers[4],
        .keeps_runs = numbers[5] != 0,
        .is_replay = numbers[6] != 0,
        .max_requests = (long)numbers[7],
    };
    return worker->slot >= 0 && worker->slot < POOL_MAX_PROCESSES
               ? STATUS_OK
               : error_set(err, STATUS_INTERNAL, "no process has number %d", worker->slot);
}

/* ---- its work ----------------------------------------------------------------------------------- */

static enum status work_on(const struct pool_worker *worker, const struct sweep_plan *plan,
                           struct journal *rows, size_t point, const volatile sig_atomic_t *stop,
                           struct error *err)
{
    struct sweep_row row = {0};
    const struct sweep_point_options how = {
        .keeps_run = worker->keeps_runs,
        .is_replay = worker->is_replay,
        .max_requests = worker->max_requests,
        .stop = stop,
    };

    TRY(sweep_run_point(&row, plan, point, &how, err));
    const enum status status = sweep_rows_add(rows, &row, err);

    free(row.message);
    TRY(status);
    const struct pool_message message = {point, (int)row.status};

    return write(worker->pipe, &message, sizeof message) == (ssize_t)sizeof message
               ? STATUS_OK
               : error_set_errno(err, STATUS_IO, "cannot tell of a finished point");
}

/* The point that another process died of first, if one did; then those that nobody has in hand. */
static enum status work(const struct pool_worker *worker, const struct sweep_plan *plan,
                        struct pool_shared *shared, const volatile sig_atomic_t *stop,
                        struct error *err)
{
    _Atomic size_t *const in_hand = &shared->in_hand[worker->slot];
    size_t point = atomic_load(in_hand);
    struct journal *rows = NULL;
    enum status status = sweep_rows_create(&rows, plan, err);

    while (!status) {
        if (point == POOL_NOTHING) {
            const size_t place = atomic_fetch_add(&shared->next, 1);

            if (place >= shared->num_todo)
                break;
            point = shared->todo[place];
        }
        atomic_store(in_hand, point);
        status = work_on(worker, plan, rows, point, stop, err);
        if (!status)
            atomic_store(in_hand, POOL_NOTHING);
        point = POOL_NOTHING;
    }
    const enum status closed = journal_close(rows, NULL);

    return status ? status : closed;
}

enum status pool_worker_run(int num_arguments, char *const *arguments,
                            const volatile sig_atomic_t *stop, struct error *err)
{
    struct pool_worker worker = {0};
    struct sweep_plan plan;
    struct stat found;

    TRY(read_arguments(&worker, num_arguments, arguments, err));
    platform_end_with_parent(worker.parent);
    if (fstat(worker.shared_file, &found) != 0)
        return error_set_errno(err, STATUS_INTERNAL, "no memory that processes share");
    struct pool_shared *const shared = mmap(NULL, (size_t)found.st_size, PROT_READ | PROT_WRITE,
                                            MAP_SHARED, worker.shared_file, 0);

    if (shared == MAP_FAILED)
        return error_set_errno(err, STATUS_NO_MEMORY, "no memory that processes share");
    omp_set_num_threads((int)worker.num_threads);
    enum status status = sweep_plan_read(&plan, worker.plan_folder, err);

    if (!status) {
        status = work(&worker, &plan, shared, stop, err);
        sweep_plan_free(&plan);
    }
    munmap(shared, (size_t)found.st_size);
    return status;
}
