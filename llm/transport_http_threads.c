/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/transport_http_threads.h"

#include "llm/transport_http_loop.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { IDLE_MS = 60000, MOST_THREADS = 2 };

struct transfer {
    CURL *easy;
    size_t index; /* of all; thread index % num_threads has it */
    CURLcode result;
};

struct queue {
    struct transfer *at; /* [num_transfers] */
    size_t count;
};

struct worker {
    struct http_threads *threads;
    size_t place, num_transfers;
    pthread_t thread;
    bool is_running;

    /* Of the thread alone, but for http_loop_wake(). */
    struct http_loop loop;
    CURL **under_way; /* [num_transfers], NULL: it is not */
    bool *is_joined;  /* [num_transfers] */
    struct queue begun, ended;

    /* Of both, under the mutex. */
    struct queue coming;
    bool is_asleep, is_giving_up, has_failed;
};

struct http_threads {
    size_t num_transfers, num_threads;
    struct worker worker[MOST_THREADS];

    /* Of all, under the mutex. */
    pthread_mutex_t mutex;
    pthread_cond_t news;
    struct queue over;
    bool is_awaited, is_stopping;
    struct error error; /* libcurl will not go on */

    /* Of who sends: queues are exchanged whole, so that the mutex is taken once for many. */
    struct queue added, taken;
    size_t num_given;
};

static void swap(struct queue *a, struct queue *b)
{
    const struct queue kept = *a;

    *a = *b;
    *b = kept;
}

static void put(struct queue *queue, struct transfer transfer)
{
    queue->at[queue->count++] = transfer;
}

/* ---- a thread ---------------------------------------------------------------------------------- */

static enum status start(struct worker *worker, const struct transfer *transfer, struct error *err)
{
    const size_t own = transfer->index / worker->threads->num_threads;

    if (!worker->is_joined[own])
        TRY(http_loop_join(&worker->loop, own, transfer->easy, err));
    worker->is_joined[own] = true;
    TRY(http_loop_add(&worker->loop, own, transfer->easy, err));
    worker->under_way[own] = transfer->easy;
    return STATUS_OK;
}

static enum status start_all(struct worker *worker, struct error *err)
{
    for (size_t k = 0; k < worker->begun.count; k++)
        TRY(start(worker, &worker->begun.at[k], err));
    worker->begun.count = 0;
    return STATUS_OK;
}

static void end_all(struct worker *worker)
{
    for (size_t k = 0; k < worker->num_transfers; k++) {
        if (worker->under_way[k])
            http_loop_remove(&worker->loop, k, worker->under_way[k]);
        worker->under_way[k] = NULL;
    }
}

static void collect(struct worker *worker)
{
    struct transfer transfer = {0};
    size_t own = 0;

    while (http_loop_take(&worker->loop, &own, &transfer.result)) {
        http_loop_remove(&worker->loop, own, worker->under_way[own]);
        worker->under_way[own] = NULL;
        transfer.index = own * worker->threads->num_threads + worker->place;
        put(&worker->ended, transfer);
    }
}

/* Under the mutex: is somebody to be told?  Who is told at once waits for the mutex, so it is done after it. */
static bool is_news(struct http_threads *threads)
{
    const bool was_awaited = threads->is_awaited;

    threads->is_awaited = false;
    return was_awaited;
}

static void give_up_own(struct worker *worker)
{
    end_all(worker);
    worker->coming.count = worker->ended.count = 0;
    worker->is_giving_up = false;
}

/* What came and what is to go; false: no more.  Where nothing is to go, who adds wakes the thread. */
static bool exchange(struct worker *worker)
{
    struct http_threads *const threads = worker->threads;
    bool tell = false;

    pthread_mutex_lock(&threads->mutex);
    if (worker->is_giving_up) {
        give_up_own(worker);
        tell = is_news(threads);
    }
    if (worker->ended.count > 0)
        tell = is_news(threads) || tell;
    for (size_t k = 0; k < worker->ended.count; k++)
        put(&threads->over, worker->ended.at[k]);
    worker->ended.count = 0;
    swap(&worker->coming, &worker->begun);
    worker->is_asleep = worker->begun.count == 0;
    const bool is_over = threads->is_stopping;

    pthread_mutex_unlock(&threads->mutex);
    if (tell)
        pthread_cond_signal(&threads->news);
    return !is_over;
}

static enum status go_on(struct worker *worker, struct error *err)
{
    const bool may_wait = worker->begun.count == 0;

    TRY(start_all(worker, err));
    if (may_wait)
        TRY(http_loop_wait(&worker->loop, IDLE_MS, err));
    TRY(http_loop_begin(&worker->loop, err));
    collect(worker);
    return STATUS_OK;
}

static void *run(void *context)
{
    struct worker *const worker = context;
    struct error err = {0};

    while (!err.status && exchange(worker))
        (void)go_on(worker, &err);
    end_all(worker);
    if (!err.status)
        return NULL;
    pthread_mutex_lock(&worker->threads->mutex);
    worker->threads->error = err;
    worker->has_failed = true;
    worker->is_giving_up = false;
    pthread_cond_signal(&worker->threads->news);
    pthread_mutex_unlock(&worker->threads->mutex);
    return NULL;
}

/* ---- who sends --------------------------------------------------------------------------------- */

static size_t num_threads_for(size_t num_transfers)
{
    return num_transfers < MOST_THREADS ? num_transfers : MOST_THREADS;
}

static size_t share_of(size_t place, size_t num_transfers)
{
    const size_t num_threads = num_threads_for(num_transfers);

    return (num_transfers - place + num_threads - 1) / num_threads;
}

size_t http_threads_files(size_t num_transfers)
{
    size_t files = 0;

    for (size_t k = 0; k < num_threads_for(num_transfers); k++)
        files += http_loop_files(share_of(k, num_transfers));
    return files;
}

static bool make_queue(struct queue *queue, size_t count)
{
    queue->at = calloc(count, sizeof *queue->at);
    return queue->at != NULL;
}

/* Signals are for the threads that were there before. */
static bool begin_thread(struct worker *worker)
{
    sigset_t all;
    sigset_t before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    worker->is_running = pthread_create(&worker->thread, NULL, run, worker) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return worker->is_running;
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for connections to a model's server");
}

static enum status start_worker(struct http_threads *threads, size_t place, struct error *err)
{
    struct worker *const worker = &threads->worker[place];
    const size_t count = share_of(place, threads->num_transfers);

    worker->threads = threads;
    worker->place = place;
    worker->num_transfers = count;
    worker->under_way = calloc(count, sizeof *worker->under_way);
    worker->is_joined = calloc(count, sizeof *worker->is_joined);
    if (!worker->under_way || !worker->is_joined || !make_queue(&worker->begun, count) ||
        !make_queue(&worker->ended, count) || !make_queue(&worker->coming, count))
        return no_memory(err);
    TRY(http_loop_open(&worker->loop, count, err));
    return begin_thread(worker)
               ? STATUS_OK
               : error_set(err, STATUS_NO_MEMORY, "a thread for connections cannot be started");
}

enum status http_threads_create(struct http_threads **made, size_t num_transfers, struct error *err)
{
    struct http_threads *const threads = calloc(1, sizeof *threads);
    pthread_condattr_t monotonic;

    *made = threads;
    if (!threads)
        return no_memory(err);
    threads->num_transfers = num_transfers;
    threads->num_threads = num_threads_for(num_transfers);
    pthread_mutex_init(&threads->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&threads->news, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (!make_queue(&threads->over, num_transfers) || !make_queue(&threads->added, num_transfers) ||
        !make_queue(&threads->taken, num_transfers))
        return no_memory(err);
    for (size_t k = 0; k < threads->num_threads; k++)
        TRY(start_worker(threads, k, err));
    return STATUS_OK;
}

/* Under the mutex. */
static bool is_sleeper(struct worker *worker)
{
    const bool was_asleep = worker->is_asleep;

    worker->is_asleep = false;
    return was_asleep;
}

static void wake(struct worker *worker)
{
    if (is_sleeper(worker))
        http_loop_wake(&worker->loop);
}

void http_threads_stop(struct http_threads *threads)
{
    if (!threads)
        return;
    pthread_mutex_lock(&threads->mutex);
    threads->is_stopping = true;
    for (size_t k = 0; k < threads->num_threads; k++)
        wake(&threads->worker[k]);
    pthread_mutex_unlock(&threads->mutex);
    for (size_t k = 0; k < threads->num_threads; k++) {
        if (threads->worker[k].is_running)
            pthread_join(threads->worker[k].thread, NULL);
        threads->worker[k].is_running = false;
    }
}

static void free_worker(struct worker *worker)
{
    http_loop_close(&worker->loop);
    free(worker->under_way);
    free(worker->is_joined);
    free(worker->begun.at);
    free(worker->ended.at);
    free(worker->coming.at);
}

void http_threads_destroy(struct http_threads *threads)
{
    if (!threads)
        return;
    http_threads_stop(threads);
    for (size_t k = 0; k < threads->num_threads; k++)
        free_worker(&threads->worker[k]);
    pthread_cond_destroy(&threads->news);
    pthread_mutex_destroy(&threads->mutex);
    free(threads->over.at);
    free(threads->added.at);
    free(threads->taken.at);
    free(threads);
}

void http_threads_add(struct http_threads *threads, size_t transfer, CURL *easy)
{
    put(&threads->added, (struct transfer){.easy = easy, .index = transfer});
}

/* Under the mutex. */
static enum status state(const struct http_threads *threads, struct error *err)
{
    return threads->error.status
               ? error_set_story(err, threads->error.status, threads->error.message)
               : STATUS_OK;
}

enum status http_threads_begin(struct http_threads *threads, struct error *err)
{
    bool is_to_wake[MOST_THREADS];

    if (threads->added.count == 0)
        return STATUS_OK;
    pthread_mutex_lock(&threads->mutex);
    const enum status status = state(threads, err);

    for (size_t k = 0; k < threads->added.count; k++)
        put(&threads->worker[threads->added.at[k].index % threads->num_threads].coming,
            threads->added.at[k]);
    threads->added.count = 0;
    for (size_t k = 0; k < threads->num_threads; k++)
        is_to_wake[k] = threads->worker[k].coming.count > 0 && is_sleeper(&threads->worker[k]);
    pthread_mutex_unlock(&threads->mutex);
    for (size_t k = 0; k < threads->num_threads; k++)
        if (is_to_wake[k])
            http_loop_wake(&threads->worker[k].loop);
    return status;
}

static struct timespec in_ms(int ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    return until;
}

/* Under the mutex: until a thread says something, or `until`; false: the time is up. */
static bool await(struct http_threads *threads, const struct timespec *until)
{
    threads->is_awaited = true;
    return (until ? pthread_cond_timedwait(&threads->news, &threads->mutex, until)
                  : pthread_cond_wait(&threads->news, &threads->mutex)) == 0;
}

enum status http_threads_wait(struct http_threads *threads, int most_ms, struct error *err)
{
    if (threads->num_given < threads->taken.count)
        return STATUS_OK;
    const struct timespec until = in_ms(most_ms);

    pthread_mutex_lock(&threads->mutex);
    while (most_ms > 0 && threads->over.count == 0 && !threads->error.status)
        if (!await(threads, &until))
            break;
    const enum status status = state(threads, err);

    threads->num_given = threads->taken.count = 0;
    swap(&threads->over, &threads->taken);
    pthread_mutex_unlock(&threads->mutex);
    return status;
}

bool http_threads_take(struct http_threads *threads, size_t *transfer, CURLcode *result)
{
    if (threads->num_given == threads->taken.count)
        return false;
    const struct transfer *const next = &threads->taken.at[threads->num_given++];

    *transfer = next->index;
    *result = next->result;
    return true;
}

static bool is_any_giving_up(const struct http_threads *threads)
{
    for (size_t k = 0; k < threads->num_threads; k++)
        if (threads->worker[k].is_giving_up)
            return true;
    return false;
}

void http_threads_give_up(struct http_threads *threads)
{
    pthread_mutex_lock(&threads->mutex);
    for (size_t k = 0; k < threads->num_threads; k++) {
        threads->worker[k].is_giving_up = !threads->worker[k].has_failed;
        wake(&threads->worker[k]);
    }
    while (is_any_giving_up(threads))
        (void)await(threads, NULL);
    threads->over.count = 0;
    pthread_mutex_unlock(&threads->mutex);
    threads->added.count = threads->taken.count = threads->num_given = 0;
}
