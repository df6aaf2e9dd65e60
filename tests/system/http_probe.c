/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The HTTP transport by itself, for test_llm_http.py:
 *
 *     http_probe URL NUMBER_OF_REQUESTS USER_TEXT KEY|- TIMEOUT_S MAX_ATTEMPTS
 *
 * prints one line and exits with the status of the batch. */
#include "base/platform.h"
#include "llm/chat.h"
#include "llm/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_RETRY_AFTER_S = 10, MAX_REQUESTS = 10000, MAX_AT_A_TIME = 64 };

static enum status count_done(void *context, size_t index, struct error *err)
{
    size_t *const num_done = context;

    (void)index;
    (void)err;
    ++*num_done;
    return STATUS_OK;
}

static enum status send_bodies(const struct http_options *options, struct exchange *exchanges,
                               size_t count, size_t *num_done, struct error *err)
{
    struct transport transport;

    TRY(transport_http_create(&transport, options, err));
    const enum status status =
        transport.send(transport.context, exchanges, count, count_done, num_done, err);

    transport.destroy(transport.context);
    return status;
}

int main(int argc, char **argv)
{
    struct http_options options = {.num_endpoints = 1, .max_in_flight = MAX_AT_A_TIME,
                                   .max_retry_after_s = MAX_RETRY_AFTER_S};
    struct error err = {0};
    size_t num_done = 0;
    long retries = 0;

    if (argc != 7) {
        fprintf(stderr, "http_probe URL NUMBER USER_TEXT KEY|- TIMEOUT_S MAX_ATTEMPTS\n");
        return STATUS_USAGE;
    }
    const long number = strtol(argv[2], NULL, 10);

    if (number < 1 || number > MAX_REQUESTS)
        return STATUS_USAGE;
    const size_t count = (size_t)number;

    options.endpoint[0] = (struct http_endpoint){argv[1], 1.0};
    options.key = strcmp(argv[4], "-") == 0 ? NULL : argv[4];
    options.timeout_s = strtod(argv[5], NULL);
    options.max_attempts = (int)strtol(argv[6], NULL, 10);
    struct text *const body = calloc(count, sizeof *body);
    struct exchange *const exchange = calloc(count, sizeof *exchange);

    if (!body || !exchange) {
        free(body);
        free(exchange);
        return STATUS_NO_MEMORY;
    }
    for (size_t k = 0; k < count; k++) {
        const struct llm_request request = {
            .system = "rules", .user = argv[3], .schema_name = "choice", .max_tokens = 16, .seed = k};

        chat_write_body(&body[k], llm_profile_find("openai"), "m", &request, NULL, NULL);
        exchange[k] = (struct exchange){.body = body[k].bytes, .body_bytes = body[k].length, .key = k};
    }
    const double begun_s = platform_seconds();
    const enum status status = send_bodies(&options, exchange, count, &num_done, &err);
    const double seconds = platform_seconds() - begun_s;

    for (size_t k = 0; k < count; k++) {
        retries += exchange[k].num_retries;
        free(exchange[k].reply);
        text_free(&body[k]);
    }
    free(exchange);
    free(body);
    printf("status=%d done=%zu retries=%ld seconds=%.3f message=%s\n", (int)status, num_done, retries,
           seconds, err.message);
    return (int)status;
}
