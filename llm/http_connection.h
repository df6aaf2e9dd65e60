/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/http_connection.h: one connection of libcurl, what it may do, and what came over it. */
#ifndef FISC_LLM_HTTP_CONNECTION_H
#define FISC_LLM_HTTP_CONNECTION_H

#include "llm/chat.h"
#include "llm/transport.h"

#include <curl/curl.h>

#include <stdbool.h>

enum { HTTP_MAX_BODY_BYTES = 4 << 20, HTTP_MESSAGE_ROOM = 512 };

struct http_connection {
    CURL *easy;
    size_t index; /* of what it works on */
    char *bytes;  /* the reply so far, zero-terminated; NULL while there is none */
    size_t used, capacity, header_bytes;
    double started_s, retry_after_s; /* negative: not said */
    bool is_too_long, is_busy;
};

/* TLS verified, no redirects, http and https alone; replies go to the connection. */
void http_connection_set(struct http_connection *connection, const struct http_options *options,
                         struct curl_slist *headers);
void http_connection_set_url(struct http_connection *connection, const char *url);
/* Forget the reply before. */
void http_connection_reset(struct http_connection *connection);

/* Content type and, with a key, Authorization; NULL without memory. */
struct curl_slist *http_headers(const char *key);

/* Stars over every copy of the key: servers repeat it in their complaints. */
void http_redact(char *text, const char *key);

/* What went wrong, in the server's own words where it has some, without the key; and its code. */
void http_connection_describe(char message[HTTP_MESSAGE_ROOM], char code[CHAT_CODE_ROOM],
                              const struct http_connection *connection, const char *key,
                              CURLcode result, long http_status);

#endif
