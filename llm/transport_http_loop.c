/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/transport_http_loop.h"

#include "base/platform.h"

#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MANY_IN_LANE = 32, FILES_OF_LANE = 3, FILES_OF_LOOP = 3 }; /* to wait and to be woken */

static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *own)
{
    struct http_lane *const lane = context;
    const unsigned wanted = what == CURL_POLL_IN      ? POLL_SET_READ
                            : what == CURL_POLL_OUT   ? POLL_SET_WRITE
                            : what == CURL_POLL_INOUT ? POLL_SET_READ | POLL_SET_WRITE
                                                      : 0U;

    (void)easy;
    (void)own;
    return poll_set_want(lane->loop->sockets, socket, wanted, lane) ? 0 : -1;
}

static int note_time(CURLM *multi, long wait_ms, void *context)
{
    struct http_lane *const lane = context;

    (void)multi;
    lane->due_s = wait_ms < 0    ? INFINITY
                  : wait_ms == 0 ? -INFINITY
                                 : platform_seconds() + 1e-3 * (double)wait_ms;
    return 0;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    const struct http_loop *const loop = context;
    const int made = socket(address->family, address->socktype, address->protocol);

    (void)purpose;
    if (made < 0)
        return CURL_SOCKET_BAD;
    if (fcntl(made, F_SETFD, FD_CLOEXEC) == 0 && poll_set_opened(loop->sockets, made))
        return made;
    close(made);
    return CURL_SOCKET_BAD;
}

static int close_socket(void *context, curl_socket_t socket)
{
    const struct http_loop *const loop = context;

    poll_set_closed(loop->sockets, socket);
    return close(socket);
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for connections to a model's server");
}

/* NULL without memory. */
static CURLM *open_lane(struct http_lane *lane)
{
    lane->multi = curl_multi_init();
    if (!lane->multi)
        return NULL;
    /* Of several servers connections are kept as well, and of each to as many as may be under way. */
    curl_multi_setopt(lane->multi, CURLMOPT_MAXCONNECTS, (long)lane->room);
    curl_multi_setopt(lane->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)lane->room);
    curl_multi_setopt(lane->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(lane->multi, CURLMOPT_SOCKETDATA, lane);
    curl_multi_setopt(lane->multi, CURLMOPT_TIMERFUNCTION, note_time);
    curl_multi_setopt(lane->multi, CURLMOPT_TIMERDATA, lane);
    return lane->multi;
}

static size_t num_lanes(size_t num_transfers)
{
    return (num_transfers + MANY_IN_LANE - 1) / MANY_IN_LANE;
}

size_t http_loop_files(size_t num_transfers)
{
    return num_transfers + FILES_OF_LANE * num_lanes(num_transfers) + FILES_OF_LOOP;
}

static size_t room_of(size_t lane, size_t num_transfers)
{
    const size_t left = num_transfers - lane * MANY_IN_LANE;

    return left < MANY_IN_LANE ? left : MANY_IN_LANE;
}

static enum status watch_sockets(struct http_loop *loop, struct error *err)
{
    TRY(poll_set_create(&loop->sockets, false, err));
    if (pipe2(loop->wake, O_CLOEXEC | O_NONBLOCK) != 0 ||
        !poll_set_want(loop->sockets, loop->wake[0], POLL_SET_READ, NULL))
        return error_set_errno(err, STATUS_NO_MEMORY, "cannot wait for connections");
    return STATUS_OK;
}

enum status http_loop_open(struct http_loop *loop, size_t num_transfers, struct error *err)
{
    *loop = (struct http_loop){
        .num_lanes = num_lanes(num_transfers),
        .share = curl_share_init(),
        .wake = {-1, -1},
    };
    loop->lane = calloc(loop->num_lanes, sizeof *loop->lane);
    if (!loop->lane || !loop->share)
        return no_memory(err);
    for (size_t k = 0; k < loop->num_lanes; k++)
        loop->lane[k] =
            (struct http_lane){.loop = loop, .room = room_of(k, num_transfers), .due_s = INFINITY};
    curl_share_setopt(loop->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_share_setopt(loop->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    TRY(watch_sockets(loop, err));
    return open_lane(&loop->lane[0]) ? STATUS_OK : no_memory(err);
}

void http_loop_close(struct http_loop *loop)
{
    for (size_t k = 0; loop->lane && k < loop->num_lanes; k++)
        if (loop->lane[k].multi)
            curl_multi_cleanup(loop->lane[k].multi);
    if (loop->share)
        curl_share_cleanup(loop->share);
    for (int k = 0; loop->sockets && k < 2; k++)
        if (loop->wake[k] >= 0)
            close(loop->wake[k]);
    poll_set_destroy(loop->sockets);
    free(loop->lane);
    *loop = (struct http_loop){0};
}

enum status http_loop_join(struct http_loop *loop, size_t transfer, CURL *easy, struct error *err)
{
    struct http_lane *const lane = &loop->lane[transfer / MANY_IN_LANE];

    if (!lane->multi && !open_lane(lane))
        return no_memory(err);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)(uintptr_t)transfer);
    curl_easy_setopt(easy, CURLOPT_SHARE, loop->share);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, loop);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, loop);
    return STATUS_OK;
}

enum status http_loop_add(struct http_loop *loop, size_t transfer, CURL *easy, struct error *err)
{
    return curl_multi_add_handle(loop->lane[transfer / MANY_IN_LANE].multi, easy) == CURLM_OK
               ? STATUS_OK
               : error_set(err, STATUS_INTERNAL, "libcurl refused a request");
}

void http_loop_remove(struct http_loop *loop, size_t transfer, CURL *easy)
{
    curl_multi_remove_handle(loop->lane[transfer / MANY_IN_LANE].multi, easy);
}

static enum status act(struct http_lane *lane, curl_socket_t socket, int what, struct error *err)
{
    int running = 0;

    lane->has_news = true;
    return curl_multi_socket_action(lane->multi, socket, what, &running) == CURLM_OK
               ? STATUS_OK
               : error_set(err, STATUS_INTERNAL, "libcurl failed");
}

static double first_due_s(const struct http_loop *loop)
{
    double first_s = INFINITY;

    for (size_t k = 0; k < loop->num_lanes; k++)
        first_s = fmin(first_s, loop->lane[k].due_s);
    return first_s;
}

enum status http_loop_begin(struct http_loop *loop, struct error *err)
{
    const double first_s = first_due_s(loop);
    const double now_s = first_s < INFINITY ? platform_seconds() : 0.0;

    for (size_t k = 0; first_s < INFINITY && k < loop->num_lanes; k++) {
        if (loop->lane[k].due_s > now_s)
            continue;
        loop->lane[k].due_s = INFINITY; /* libcurl says when next */
        TRY(act(&loop->lane[k], CURL_SOCKET_TIMEOUT, 0, err));
    }
    return STATUS_OK;
}

static int wait_ms(const struct http_loop *loop, int most_ms)
{
    const double first_s = most_ms > 0 ? first_due_s(loop) : INFINITY;

    if (first_s == INFINITY)
        return most_ms;
    const double left_ms = ceil(1e3 * (first_s - platform_seconds()));

    return left_ms <= 0.0 ? 0 : left_ms < most_ms ? (int)left_ms : most_ms;
}

/* What it is told of may be closed by now, or another's: libcurl does not mind. */
static enum status act_on(const struct poll_set_event *event, struct error *err)
{
    char said[64];

    if (!event->owner) {
        while (read(event->file, said, sizeof said) == (ssize_t)sizeof said)
            ;
        return STATUS_OK;
    }
    return act(event->owner, event->file,
               (event->what & POLL_SET_READ ? CURL_CSELECT_IN : 0) |
                   (event->what & POLL_SET_WRITE ? CURL_CSELECT_OUT : 0),
               err);
}

enum status http_loop_wait(struct http_loop *loop, int most_ms, struct error *err)
{
    struct poll_set_event events[POLL_SET_EVENTS];

    const size_t count = poll_set_wait(loop->sockets, events, wait_ms(loop, most_ms));

    for (size_t k = 0; k < count; k++)
        TRY(act_on(&events[k], err));
    return http_loop_begin(loop, err);
}

void http_loop_wake(struct http_loop *loop)
{
    (void)!write(loop->wake[1], "", 1); /* of a pipe that is full it wakes as well */
}

bool http_loop_take(struct http_loop *loop, size_t *transfer, CURLcode *result)
{
    int left = 0;
    char *own = NULL;

    for (size_t k = 0; k < loop->num_lanes; k++) {
        struct http_lane *const lane = &loop->lane[k];
        const CURLMsg *message = lane->has_news ? curl_multi_info_read(lane->multi, &left) : NULL;

        while (message && message->msg != CURLMSG_DONE)
            message = curl_multi_info_read(lane->multi, &left);
        lane->has_news = message != NULL;
        if (!message)
            continue;
        *result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &own);
        *transfer = (size_t)(uintptr_t)own;
        return true;
    }
    return false;
}
