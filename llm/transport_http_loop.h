/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transport_http_loop.h: libcurl's transfers.  It is called for the sockets on which something is, and they run in lanes,
 * each a handle of libcurl's with a pool of connections of its own: with hundreds in one the search for one that is free goes
 * through all.  All of it on one thread, but for http_loop_wake(). */
#ifndef FISC_LLM_TRANSPORT_HTTP_LOOP_H
#define FISC_LLM_TRANSPORT_HTTP_LOOP_H

#include "base/poll_set.h"

#include <curl/curl.h>

struct http_loop;

struct http_lane {
    struct http_loop *loop;
    CURLM *multi;  /* NULL: not needed yet */
    size_t room;   /* for transfers, and for connections, kept ones among them */
    double due_s;  /* when libcurl is to be called if nothing comes; INFINITY: never */
    bool has_news; /* it was called, and some may be over */
};

struct http_loop {
    struct poll_set *sockets;
    CURLSH *share; /* names of hosts and sessions of TLS, of all lanes */
    struct http_lane *lane;
    size_t num_lanes;
    int wake[2]; /* a pipe */
};

/* As many files as it may have open for so many transfers (1 or more). */
size_t http_loop_files(size_t num_transfers);
/* For transfers 0 to num_transfers - 1 at a time; it must stay where it is. */
enum status http_loop_open(struct http_loop *loop, size_t num_transfers,
                           struct error *err) MUST_CHECK;
/* After all its transfers were cleaned up. */
void http_loop_close(struct http_loop *loop);

/* Once for each transfer. */
enum status http_loop_join(struct http_loop *loop, size_t transfer, CURL *easy,
                           struct error *err) MUST_CHECK;
enum status http_loop_add(struct http_loop *loop, size_t transfer, CURL *easy,
                          struct error *err) MUST_CHECK;
void http_loop_remove(struct http_loop *loop, size_t transfer, CURL *easy);

/* What is due: transfers that were added begin. */
enum status http_loop_begin(struct http_loop *loop, struct error *err) MUST_CHECK;
/* Goes on with what came, after at most so long a wait for it; some of it may be left to http_loop_begin(). */
enum status http_loop_wait(struct http_loop *loop, int most_ms, struct error *err) MUST_CHECK;

/* Ends a wait that is under way, or else the next one; on any thread. */
void http_loop_wake(struct http_loop *loop);

/* One that is over, and how it went, to be removed; false: none is. */
bool http_loop_take(struct http_loop *loop, size_t *transfer, CURLcode *result) MUST_CHECK;

#endif
