/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/pool.h"

#include "base/platform.h"
#include "studies/sweep/pool_worker.h"
#include "studies/sweep/replicate.h"
#include "studies/sweep/rows.h"

#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_DEATHS = 3, POLL_MS = 10 };

struct pool {
    const struct sweep_plan *plan;
    const struct sweep_pool_options *options;
    unsigned char *deaths; /* [num_points] */
    bool *is_needed;       /* [num_points] */
    size_t num_rounds;     /* of replications, finished */
    struct pool_shared *shared;
    size_t shared_bytes;
    int shared_file;
    int64_t process[POOL_MAX_PROCESSES]; /* 0: gone */
    int pipe[2];
    struct journal *failures; /* rows of points that killed their process */
    struct sweep_progress *progress;
    double start;
};

/* ---- processes --------------------------------------------------------------------------------- */

static enum status start_process(struct pool *pool, int slot, size_t first, struct error *err)
{
    const long num_cpus = sysconf(_SC_NPROCESSORS_ONLN);
    const long num_threads = num_cpus / pool->options->num_processes;
    const struct pool_worker worker = {
        .plan_folder = pool->plan->folder,
        .shared_file = pool->shared_file,
        .pipe = pool->pipe[1],
        .slot = slot,
        .num_threads = num_threads > 1 ? num_threads : 1,
        .parent = getpid(),
        .keeps_runs = pool->options->keeps_runs,
        .is_replay = pool->options->is_replay,
        .max_requests = pool->options->max_requests / pool->options->num_processes,
    };
    struct pool_worker at_least_one = worker;

    if (pool->options->max_requests > 0 && worker.max_requests < 1)
        at_least_one.max_requests = 1;
    atomic_store(&pool->shared->in_hand[slot], first);
    const enum status status = pool_worker_start(&pool->process[slot], &at_least_one, err);

    if (status) {
        pool->process[slot] = 0;
        error_add_context(err, "process %d of the pool", slot + 1);
    }
    return status;
}

static int num_running(const struct pool *pool)
{
    int count = 0;

    for (int slot = 0; slot < pool->options->num_processes; slot++)
        count += pool->process[slot] != 0;
    return count;
}

static void tell(const struct pool *pool)
{
    pool->progress->seconds = platform_seconds() - pool->start;
    pool->progress->num_running = (size_t)num_running(pool);
    if (pool->options->progress)
        pool->options->progress(pool->options->progress_context, pool->progress);
}

static void take_messages(struct pool *pool, int timeout_ms)
{
    struct pollfd ready = {.fd = pool->pipe[0], .events = POLLIN};
    struct pool_message message;

    while (poll(&ready, 1, timeout_ms) > 0 &&
           read(pool->pipe[0], &message, sizeof message) == (ssize_t)sizeof message) {
        pool->progress->num_done++;
        pool->progress->num_failed += message.status != STATUS_OK;
        timeout_ms = 0;
    }
    tell(pool);
}

/* A point that kills three processes is a failure of its own. */
static enum status give_up_on(struct pool *pool, size_t point, int signal_number, struct error *err)
{
    char message[96];
    const struct sweep_row row = {.index = point, .status = STATUS_INTERNAL, .message = message};

    snprintf(message, sizeof message, "%d processes died of it, the last by signal %d", MAX_DEATHS,
             signal_number);
    if (!pool->failures)
        TRY(sweep_rows_create(&pool->failures, pool->plan, err));
    TRY(sweep_rows_add(pool->failures, &row, err));
    pool->progress->num_done++;
    pool->progress->num_failed++;
    return STATUS_OK;
}

static enum status on_end(struct pool *pool, int slot, int code, struct error *err)
{
    size_t point = atomic_load(&pool->shared->in_hand[slot]);
    const bool is_stopped = pool->options->stop && *pool->options->stop;

    pool->process[slot] = 0;
    if (WIFEXITED(code))
        return WEXITSTATUS(code) == STATUS_OK || WEXITSTATUS(code) == STATUS_INTERRUPTED
                   ? STATUS_OK
                   : error_set(err, (enum status)WEXITSTATUS(code),
                               "%s: a process of the pool could not keep its rows (exit code %d)",
                               pool->plan->folder, WEXITSTATUS(code));
    if (is_stopped)
        return STATUS_OK;
    if (point != POOL_NOTHING && ++pool->deaths[point] == MAX_DEATHS) {
        TRY(give_up_on(pool, point, WTERMSIG(code), err));
        point = POOL_NOTHING;
    }
    return start_process(pool, slot, point, err);
}

static void stop_all(const struct pool *pool)
{
    for (int slot = 0; slot < pool->options->num_processes; slot++)
        if (pool->process[slot] != 0)
            kill((pid_t)pool->process[slot], SIGTERM);
}

static enum status watch(struct pool *pool, struct error *err)
{
    enum status status = STATUS_OK;
    bool is_told = false;

    while (num_running(pool) > 0) {
        take_messages(pool, POLL_MS);
        if (!is_told && (status || (pool->options->stop && *pool->options->stop))) {
            stop_all(pool);
            is_told = true;
        }
        for (int slot = 0; slot < pool->options->num_processes; slot++) {
            int code = 0;

            if (pool->process[slot] == 0 ||
                waitpid((pid_t)pool->process[slot], &code, WNOHANG) <= 0)
                continue;
            take_messages(pool, 0); /* before it is judged: what it had finished counts */
            struct error why = {0};
            const enum status ended = on_end(pool, slot, code, &why);

            if (ended && !status)
                status = error_set_story(err, ended, why.message);
        }
    }
    take_messages(pool, 0);
    return status;
}

static bool is_to_run(const struct pool *pool, size_t point, struct sweep_row *const *row)
{
    const struct sweep_pool_options *const options = pool->options;

    const size_t most = pool->plan->replicate.most;
    const size_t unit = most > 0 ? point / most : point;

    if (unit % options->num_slices != options->slice)
        return false;
    return !row[point] ||
           (options->retries_failed && pool->num_rounds == 0 && row[point]->status != STATUS_OK);
}

static enum status list_points(struct pool *pool, struct error *err)
{
    struct sweep_row **row = NULL;

    TRY(sweep_rows_read(&row, pool->plan, err));
    struct replicate_forecast forecast = {0};
    const enum status status =
        sweep_replicate_needed(pool->is_needed, &forecast, pool->plan, row, err);

    pool->shared->num_todo = 0;
    for (size_t p = 0; !status && p < pool->plan->num_points; p++)
        if (pool->is_needed[p] && is_to_run(pool, p, row))
            pool->shared->todo[pool->shared->num_todo++] = p;
    sweep_rows_free(row, pool->plan);
    pool->progress->num_points += pool->shared->num_todo;
    /* Of this process's share; what was done before it began does not count. */
    pool->progress->num_expected =
        forecast.num_expected > forecast.num_done
            ? pool->progress->num_done +
                  (forecast.num_expected - forecast.num_done) / pool->options->num_slices
            : 0;
    atomic_store(&pool->shared->next, 0);
    return status;
}

static enum status run_all(struct pool *pool, struct error *err)
{
    enum status status = STATUS_OK;

    for (int slot = 0; !status && slot < pool->options->num_processes; slot++)
        if ((size_t)slot < pool->shared->num_todo)
            status = start_process(pool, slot, POOL_NOTHING, err);
    if (status)
        stop_all(pool);

    const enum status watched = watch(pool, status ? NULL : err);

    return status ? status : watched;
}

static enum status prepare(struct pool *pool, struct error *err)
{
    const size_t num_points = pool->plan->num_points;

    pool->deaths = calloc(num_points, 1);
    pool->is_needed = calloc(num_points, sizeof *pool->is_needed);
    pool->shared_bytes = sizeof *pool->shared + num_points * sizeof *pool->shared->todo;
    pool->shared_file = platform_nameless_file(pool->shared_bytes);
    if (pool->shared_file < 0)
        return error_set_errno(err, STATUS_NO_MEMORY, "no memory for %zu points", num_points);
    pool->shared =
        mmap(NULL, pool->shared_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, pool->shared_file, 0);
    if (pool->shared == MAP_FAILED)
        pool->shared = NULL;
    if (!pool->deaths || !pool->is_needed || !pool->shared)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu points", num_points);
    if (pipe2(pool->pipe, O_CLOEXEC) != 0)
        return error_set_errno(err, STATUS_INTERNAL, "no pipe for the pool");
    return list_points(pool, err);
}

/* With the reason of the first: often it is that of all, and a word of the user's takes it away. */
static enum status say_failed(const struct sweep_plan *plan, const struct sweep_progress *progress,
                              struct error *err)
{
    struct sweep_row **row = NULL;
    size_t point = 0;

    TRY(sweep_rows_read(&row, plan, err));
    while (point < plan->num_points && !(row[point] && row[point]->status))
        point++;
    const char *const why = point < plan->num_points ? row[point]->message : NULL;

    error_set(err, STATUS_PARTIAL, "%zu of %zu points failed%s%s: see 'fisc sweep status %s'",
              progress->num_failed, progress->num_points, why ? "; the first: " : "",
              why ? why : "", plan->folder);
    sweep_rows_free(row, plan);
    return STATUS_PARTIAL;
}

enum status sweep_pool_run(const struct sweep_plan *plan, const struct sweep_pool_options *options,
                           struct sweep_progress *progress, struct error *err)
{
    struct pool pool = {.plan = plan,
                        .options = options,
                        .shared_file = -1,
                        .pipe = {-1, -1},
                        .progress = progress,
                        .start = platform_seconds()};

    *progress = (struct sweep_progress){0};
    if (options->num_processes < 1 || options->num_processes > POOL_MAX_PROCESSES)
        return error_set(err, STATUS_USAGE, "%d processes: expected from 1 to %d",
                         options->num_processes, POOL_MAX_PROCESSES);
    enum status status = prepare(&pool, err);

    if (!status)
        status = run_all(&pool, err);
    while (!status && plan->replicate.most > 0 && pool.shared->num_todo > 0 &&
           !(options->stop && *options->stop)) {
        pool.num_rounds++;
        status = list_points(&pool, err);
        if (!status)
            status = run_all(&pool, err);
    }
    progress->seconds = platform_seconds() - pool.start;
    if (!status && options->stop && *options->stop)
        status = error_set(err, STATUS_INTERRUPTED,
                           "stopped: %zu of %zu points are done; the same command goes on",
                           progress->num_done, progress->num_points);
    if (!status && progress->num_failed > 0)
        status = say_failed(plan, progress, err);
    if (pool.pipe[0] >= 0) {
        close(pool.pipe[0]);
        close(pool.pipe[1]);
    }
    journal_close(pool.failures, NULL);
    if (pool.shared)
        munmap(pool.shared, pool.shared_bytes);
    if (pool.shared_file >= 0)
        close(pool.shared_file);
    free(pool.is_needed);
    free(pool.deaths);
    return status;
}
