/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transport.h: bodies out, bodies in.  A transport does not look into them. */
#ifndef FISC_LLM_TRANSPORT_H
#define FISC_LLM_TRANSPORT_H

#include "base/error.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct exchange {
    const char *body; /* to send */
    size_t body_bytes;
    uint64_t key; /* chooses among endpoints; equal for equal requests */
    char *reply;  /* what came with status 200; owned by the caller once it is done */
    size_t reply_bytes;
    int num_retries;
};

/* Called on the thread of send(), in order of arrival: keep what came before anything else happens. */
typedef enum status transport_done(void *context, size_t index, struct error *err);

struct transport {
    const char *name;
    void *context;
    /* Returns when all exchanges are done.  STATUS_NO_SERVER: attempts are used up or a request was
     * refused for good; STATUS_NO_PERMISSION: the key; STATUS_INTERRUPTED: *stop.  What was done by
     * then was handed to `done`. */
    enum status (*send)(void *context, struct exchange *exchanges, size_t count,
                        transport_done *done, void *done_context, struct error *err);
    void (*destroy)(void *context); /* may be NULL */
};

struct http_endpoint {
    const char *url; /* without /chat/completions */
    double weight;   /* share of requests, above 0 */
};

enum { HTTP_MAX_ENDPOINTS = 16 };

struct http_options {
    struct http_endpoint endpoint[HTTP_MAX_ENDPOINTS];
    size_t num_endpoints;
    const char *key;     /* NULL: none is sent; copied */
    const char *ca_file; /* NULL: the system's */
    size_t max_in_flight, fixed_in_flight;
    double timeout_s; /* of one attempt */
    double max_retry_after_s;
    int max_attempts;
    const volatile sig_atomic_t *stop; /* NULL: nothing stops it */
};

struct http_counts {
    int64_t num_requests, num_retries, num_throttled, max_in_flight;
};

/* libcurl's multi interface: one thread, connections kept, HTTP/1.1 for http:// (the HTTP/2 of Debian
 * 12's libcurl 7.88 fails on reused connections).  TLS is always verified, redirects are not followed. */
enum status transport_http_create(struct transport *transport, const struct http_options *options,
                                  struct error *err) MUST_CHECK;
struct http_counts transport_http_counts(const struct transport *transport);

/* One GET of a path below the server's root, for doctor; *text may be NULL. */
enum status transport_http_get(const struct http_options *options, const char *url,
                               long *http_status, char **text, struct error *err) MUST_CHECK;

#endif
