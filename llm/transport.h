/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transport.h: bodies out, bodies in.  A transport does not look into them: who takes a
 * reply says whether it is one. */
#ifndef FISC_LLM_TRANSPORT_H
#define FISC_LLM_TRANSPORT_H

#include "base/error.h"
#include "llm/chat_error.h"
#include "llm/credentials.h"
#include "llm/endpoints.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct exchange {
    char *body;       /* to send: `leave` writes it, and it is gone after `done` and `lost` */
    const char *path; /* behind the base address; NULL: /chat/completions */
    size_t body_bytes;
    size_t prompt_bytes; /* of its messages alone */
    int max_tokens;      /* the longest answer, thoughts included, for who counts */
    uint64_t key;        /* chooses among endpoints; equal for equal requests */
    char *reply;         /* what came with status 200; owned by the caller once it is done */
    size_t reply_bytes;
    enum chat_unfit unfit; /* the server will not have this one body, and says so in `reply` */
    int num_retries;
};

/* Called on the thread of send(), in order of arrival: keep what came before anything else happens.  What is
 * no chat completion is told in *fault, and counts as any fault of the server: another reply will come.  A
 * transport that cannot get one passes NULL. */
typedef enum status transport_done(void *context, size_t index, struct chat_error *fault,
                                   struct error *err);

/* Of an attempt that brought no reply. */
enum transport_loss {
    TRANSPORT_NOT_ASKED, /* the server never had it */
    TRANSPORT_REFUSED,   /* it was answered with an error */
    TRANSPORT_LOST,      /* nobody knows: it may have been worked at, and may cost what it can */
};

/* Called on the thread of send(). */
struct transport_hooks {
    void *context;
    transport_done *done;
    /* Before each attempt, and its body is there; NULL: all may go.  Where not, it is asked again when something
     * under way is over; if nothing is (`is_last`), the error ends the batch. */
    enum status (*leave)(void *context, size_t index, bool is_last, bool *may_go,
                         struct error *err);
    /* After each that brought nothing; NULL: nobody counts. */
    enum status (*lost)(void *context, size_t index, enum transport_loss loss, struct error *err);
};

typedef void transport_waits(void *context, const char *why, double seconds);

struct transport {
    const char *name;
    void *context;
    /* Returns when all exchanges are done.  STATUS_NO_SERVER: attempts are used up or a request was
     * refused for good; STATUS_NO_PERMISSION: the key; STATUS_INTERRUPTED: *stop, no leave, or
     * nothing got through.  What was done by then was handed to `done`. */
    enum status (*send)(void *context, struct exchange *exchanges, size_t count,
                        const struct transport_hooks *hooks, struct error *err);
    void (*destroy)(void *context); /* may be NULL */
};

struct http_endpoint {
    const char *url; /* without /chat/completions; or unix:PATH */
    double weight;   /* share of requests, above 0 */
};

struct http_options {
    struct http_endpoint endpoint[ENDPOINTS_MAX];
    size_t num_endpoints;
    const struct credentials *credentials; /* NULL: none; copied */
    const char *ca_file;                   /* NULL: the system's */
    const char *proxy;                     /* NULL: the environment's */
    size_t max_in_flight, fixed_in_flight;
    double timeout_s; /* of one attempt */
    double max_retry_after_s, max_wait_s;
    int max_attempts;
    const volatile sig_atomic_t *stop; /* NULL: nothing stops it */
    /* Nothing is sent for so many seconds, and why; NULL: nobody listens. */
    transport_waits *waits;
    void *waits_context;
};

struct http_counts {
    int64_t num_requests, num_retries, num_throttled, max_in_flight;
};

/* libcurl's multi interface, on a thread of its own: connections kept, HTTP/1.1 for http:// (the HTTP/2 of Debian
 * 12's libcurl 7.88 fails on reused connections).  TLS is always verified, redirects are not followed. */
enum status transport_http_create(struct transport *transport, const struct http_options *options,
                                  struct error *err) MUST_CHECK;
/* How many may be under way at a time: as many as are asked for, and fewer where the system lets this process have too few
 * files open. */
size_t transport_http_most(const struct http_options *options);
struct http_counts transport_http_counts(const struct transport *transport);

/* One POST below the first endpoint, or at the root of its server; *text (caller frees) of any status, secrets and all. */
enum status transport_http_post(const struct http_options *options, const char *path,
                                bool is_at_root, const char *body, long *http_status, char **text,
                                struct error *err) MUST_CHECK;

/* One GET below an endpoint's address ("/models"), or at the root of its server ("/props"), for doctor; *text may be
 * NULL. */
enum status transport_http_get(const struct http_options *options, size_t endpoint,
                               const char *path, bool is_at_root, long *http_status, char **text,
                               struct error *err) MUST_CHECK;

#endif
