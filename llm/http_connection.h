/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/http_connection.h: one connection of libcurl, what it may do, and what came over it. */
#ifndef FISC_LLM_HTTP_CONNECTION_H
#define FISC_LLM_HTTP_CONNECTION_H

#include "llm/chat.h"
#include "llm/server_address.h"
#include "llm/transport.h"

#include <curl/curl.h>

#include <stdbool.h>

enum { HTTP_MAX_BODY_BYTES = 4 << 20, HTTP_MESSAGE_ROOM = 1024, HTTP_NUM_LIMITS = 3 };

struct http_connection {
    CURL *easy;
    size_t index; /* of what it works on */
    char *bytes;  /* the reply so far, zero-terminated; NULL while there is none */
    size_t used, capacity, header_bytes;
    size_t endpoint;                      /* of the server's list */
    const struct server_address *address; /* where it goes; borrowed */
    const char *path;                     /* below it, as it was set last; borrowed */
    double started_s;
    double retry_after_s; /* negative: not said */
    /* Of x-ratelimit-...: of requests, of tokens, of neither; negative: not said. */
    double limit_left[HTTP_NUM_LIMITS], limit_reset_s[HTTP_NUM_LIMITS];
    bool is_too_long, is_busy, is_fresh;
    bool is_sent,
        is_stale; /* it is under way; the kept connection that it went out on was closed */
};

/* TLS verified, no redirects, http and https alone; replies go to the connection. */
void http_connection_set(struct http_connection *connection, const struct http_options *options,
                         struct curl_slist *headers);
/* `url` is below the address's. */
void http_connection_set_url(struct http_connection *connection,
                             const struct server_address *address, const char *url);
/* Over a connection of its own, or over one that is kept, as from the beginning. */
void http_connection_set_fresh(struct http_connection *connection, bool is_fresh);
/* A POST of this, which is borrowed.  It is never sent a second time behind our back, as libcurl does when a kept
 * connection turns out to be closed: that may cost, and then is an error (CURLE_ABORTED_BY_CALLBACK, `is_stale`). */
void http_connection_set_body(struct http_connection *connection, const char *body, size_t length);
/* Forget the reply before. */
void http_connection_reset(struct http_connection *connection);

/* Content type, and what credentials say; NULL without memory. */
struct curl_slist *http_headers(const struct credentials *credentials);

/* What went wrong, in the server's own words where it has some, without secrets.  *said: by the body of an
 * error, or by `done` of a body that is no completion. */
void http_connection_describe(char message[HTTP_MESSAGE_ROOM], struct chat_error *said,
                              const struct http_connection *connection,
                              const struct credentials *credentials, CURLcode result,
                              long http_status);

/* Seconds that a header or the words in *said ask to wait; negative: not said.  Limits that are used up are
 * told in many replies, and mean something where one was refused. */
double http_connection_wait_s(const struct http_connection *connection,
                              const struct chat_error *said, bool is_refused);

#endif
