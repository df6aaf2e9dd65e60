/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include "base/platform.h"
#include "cli/say.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double TERMINAL_INTERVAL_S = 0.2;
static const double LINE_INTERVAL_S = 30.0;

enum { WAIT_ROOM = 160 };

struct progress_display {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool is_terminal, is_stopping;
    double phase_start, steps_start, shown_at;
    char phase[128];
    int64_t done, total, first_done; /* total 0: a phase without steps */
    size_t replies, replies_wanted;  /* of a language model, in this step */
    char wait[WAIT_ROOM];            /* why its server makes us wait */
    double wait_until;
};

void progress_print_duration(char text[PROGRESS_DURATION_TEXT], double seconds)
{
    if (seconds < 90.0)
        snprintf(text, PROGRESS_DURATION_TEXT, "%.0f s", seconds);
    else if (seconds < 5400.0)
        snprintf(text, PROGRESS_DURATION_TEXT, "%.1f min", seconds / 60.0);
    else
        snprintf(text, PROGRESS_DURATION_TEXT, "%.1f h", seconds / 3600.0);
}

static void describe_replies(const struct progress_display *display, char *text, size_t capacity)
{
    const double wait = display->wait_until - platform_seconds();

    text[0] = '\0';
    if (display->replies < display->replies_wanted)
        snprintf(text, capacity, ", reply %zu of %zu", display->replies, display->replies_wanted);
    if (wait > 0.0)
        snprintf(text + strlen(text), capacity - strlen(text), "; %s; next try in %.0f s",
                 display->wait, wait);
}

static void describe(const struct progress_display *display, char *text, size_t capacity)
{
    char replies[WAIT_ROOM + 96];

    const double now = platform_seconds();
    char duration[PROGRESS_DURATION_TEXT];

    describe_replies(display, replies, sizeof replies);
    if (display->total == 0) {
        progress_print_duration(duration, now - display->phase_start);
        snprintf(text, capacity, "%s (%s)%s", display->phase, duration, replies);
        return;
    }
    const double seconds = now - display->steps_start;
    const double here = (double)(display->done - display->first_done);
    const double rate = seconds > 0.0 ? here / seconds : 0.0;
    const double left = rate > 0.0 ? (double)(display->total - display->done) / rate : 0.0;

    progress_print_duration(duration, left);
    snprintf(text, capacity, "step %lld of %lld, %.3g steps/s, %s left%s", (long long)display->done,
             (long long)display->total, rate, rate > 0.0 ? duration : "unknown time", replies);
}

static void show(struct progress_display *display)
{
    char text[WAIT_ROOM + 320];

    describe(display, text, sizeof text);
    if (display->is_terminal)
        say_error(SAY_CLEAR_LINE "%s", text);
    else
        say_error("%s\n", text);
    fflush(stderr);
    display->shown_at = platform_seconds();
}

static void *tell(void *context)
{
    struct progress_display *const display = context;
    const double interval = display->is_terminal ? TERMINAL_INTERVAL_S : LINE_INTERVAL_S;

    pthread_mutex_lock(&display->mutex);
    while (!display->is_stopping) {
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        const double wait = (double)until.tv_nsec * 1e-9 + interval;

        until.tv_sec += (time_t)wait;
        until.tv_nsec = (long)((wait - (double)(time_t)wait) * 1e9);
        pthread_cond_timedwait(&display->wake, &display->mutex, &until);
        if (!display->is_stopping && platform_seconds() - display->shown_at >= 0.9 * interval)
            show(display);
    }
    pthread_mutex_unlock(&display->mutex);
    return NULL;
}

struct progress_display *progress_display_start(bool is_quiet)
{
    struct progress_display *const display = is_quiet ? NULL : calloc(1, sizeof *display);
    const char *const terminal = getenv("TERM");

    if (!display)
        return NULL;
    display->is_terminal = isatty(STDERR_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
    display->phase_start = display->shown_at = platform_seconds();
    snprintf(display->phase, sizeof display->phase, "starting");
    pthread_mutex_init(&display->mutex, NULL);
    pthread_cond_init(&display->wake, NULL);
    if (pthread_create(&display->thread, NULL, tell, display) != 0) {
        free(display);
        return NULL;
    }
    return display;
}

void progress_display_stop(struct progress_display *display)
{
    if (!display)
        return;
    pthread_mutex_lock(&display->mutex);
    display->is_stopping = true;
    pthread_cond_signal(&display->wake);
    pthread_mutex_unlock(&display->mutex);
    pthread_join(display->thread, NULL);
    if (display->is_terminal)
        say_error(SAY_CLEAR_LINE);
    pthread_cond_destroy(&display->wake);
    pthread_mutex_destroy(&display->mutex);
    free(display);
}

static void on_phase(void *context, const char *what)
{
    struct progress_display *const display = context;

    pthread_mutex_lock(&display->mutex);
    snprintf(display->phase, sizeof display->phase, "%s", what);
    display->phase_start = platform_seconds();
    display->total = 0;
    pthread_mutex_unlock(&display->mutex);
}

void progress_display_replies(void *context, size_t num_done, size_t count)
{
    struct progress_display *const display = context;

    if (!display)
        return;
    pthread_mutex_lock(&display->mutex);
    display->replies = num_done;
    display->replies_wanted = count;
    pthread_mutex_unlock(&display->mutex);
}

void progress_display_waits(void *context, const char *why, double seconds)
{
    struct progress_display *const display = context;

    if (!display)
        return;
    pthread_mutex_lock(&display->mutex);
    snprintf(display->wait, sizeof display->wait, "%s", why);
    display->wait_until = platform_seconds() + seconds;
    pthread_mutex_unlock(&display->mutex);
}

static void on_step(void *context, int64_t done, int64_t total)
{
    struct progress_display *const display = context;

    pthread_mutex_lock(&display->mutex);
    if (display->total == 0) {
        display->first_done = done - 1;
        display->steps_start = platform_seconds();
    }
    display->done = done;
    display->total = total;
    pthread_mutex_unlock(&display->mutex);
}

struct progress progress_display_callbacks(struct progress_display *display)
{
    return display ? (struct progress){display, on_phase, on_step} : (struct progress){0};
}

void progress_display_remark(struct progress_display *display, const char *text)
{
    if (!display)
        return;
    pthread_mutex_lock(&display->mutex);
    say_error(display->is_terminal ? SAY_CLEAR_LINE "fisc: %s\n" : "fisc: %s\n", text);
    pthread_mutex_unlock(&display->mutex);
}
