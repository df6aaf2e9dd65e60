/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transport_http_internal.h: for transport_http.c (sending) and transport_http_setup.c (making) alone. */
#ifndef FISC_LLM_TRANSPORT_HTTP_INTERNAL_H
#define FISC_LLM_TRANSPORT_HTTP_INTERNAL_H

#include "llm/http_connection.h"
#include "llm/pace.h"
#include "llm/transport.h"
#include "llm/transport_http_threads.h"

struct http {
    struct http_threads *threads;
    struct curl_slist *headers;
    struct http_connection *slot;
    size_t num_slots;
    size_t *free_slot, num_free; /* a stack of those that are not busy */
    struct pace pace;
    struct endpoints endpoints;
    struct http_options options;
    struct credentials credentials;
    char *ca_file;
    struct server_address address[ENDPOINTS_MAX];
    struct http_counts counts;
    uint64_t num_jitters;
    double last_reply_s;
    double
        stuck_since_s; /* where the first that failed after the last reply began; negative: none did */
    double heard_at_s; /* when anything came, or was sent into silence */
    double told_wait_until_s;
};

/* transport.send; `context` is a struct http. */
enum status transport_http_send(void *context, struct exchange *exchanges, size_t count,
                                const struct transport_hooks *hooks, struct error *err) MUST_CHECK;

#endif
