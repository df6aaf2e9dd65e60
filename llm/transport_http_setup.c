/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transport_http_setup.c: a transport is made and destroyed. */
#include "llm/transport_http_internal.h"

#include "base/platform.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_IN_FLIGHT = 1024, FILES_OF_OTHERS = 64 }; /* the run's own, stores, the display */

static void destroy(void *context)
{
    struct http *const http = context;

    if (!http)
        return;
    http_threads_stop(http->threads);
    for (size_t s = 0; http->slot && s < http->num_slots; s++) {
        if (http->slot[s].easy)
            curl_easy_cleanup(http->slot[s].easy);
        free(http->slot[s].bytes);
    }
    http_threads_destroy(http->threads);
    curl_slist_free_all(http->headers);
    for (size_t e = 0; e < ENDPOINTS_MAX; e++)
        server_address_free(&http->address[e]);
    credentials_free(&http->credentials);
    free(http->ca_file);
    free(http->slot);
    free(http->free_slot);
    free(http);
}

static enum status add_urls(struct http *http, struct error *err)
{
    for (size_t e = 0; e < http->options.num_endpoints; e++) {
        TRY(server_address_read(&http->address[e], http->options.endpoint[e].url,
                                http->options.proxy, err));
        endpoints_add(&http->endpoints, http->options.endpoint[e].weight);
    }
    http->options.proxy = NULL; /* each address has its own by now */
    return STATUS_OK;
}

/* Of few files half are left to others: sockets that take all end a run at the next file that it writes. */
size_t transport_http_most(const struct http_options *options)
{
    const size_t asked =
        options->fixed_in_flight ? options->fixed_in_flight : options->max_in_flight;
    size_t most = asked < 1 ? 1 : asked > MAX_IN_FLIGHT ? MAX_IN_FLIGHT : asked;
    const size_t files = platform_open_files(http_threads_files(most) + FILES_OF_OTHERS);
    const size_t half = files / 2;
    const size_t room = files - (half < FILES_OF_OTHERS ? half : FILES_OF_OTHERS);

    while (most > 1 && http_threads_files(most) > room)
        most--;
    return most;
}

enum status transport_http_create(struct transport *transport, const struct http_options *options,
                                  struct error *err)
{
    struct http *const http = calloc(1, sizeof *http);

    *transport =
        (struct transport){.name = "http", .send = transport_http_send, .destroy = destroy};
    if (!http || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
        free(http);
        return error_set(err, STATUS_NO_MEMORY, "libcurl cannot be started");
    }
    http->options = *options;
    http->stuck_since_s = http->told_wait_until_s = -1.0;
    http->num_slots = transport_http_most(options);
    pace_init(&http->pace, http->num_slots, options->fixed_in_flight ? http->num_slots : 0);
    http->slot = calloc(http->num_slots, sizeof *http->slot);
    http->free_slot = calloc(http->num_slots, sizeof *http->free_slot);
    for (size_t s = http->num_slots; http->free_slot && s > 0; s--)
        http->free_slot[http->num_free++] = s - 1; /* the first is on top */
    http->ca_file = options->ca_file ? strdup(options->ca_file) : NULL;
    http->options.ca_file = http->ca_file;
    http->options.credentials = &http->credentials;
    transport->context = http;
    if (!http->slot || !http->free_slot ||
        (options->credentials &&
         credentials_copy(&http->credentials, options->credentials, NULL) != STATUS_OK) ||
        !(http->headers = http_headers(&http->credentials))) {
        destroy(http);
        transport->context = NULL;
        return error_set(err, STATUS_NO_MEMORY, "no memory for connections to a model's server");
    }
    enum status status = http_threads_create(&http->threads, http->num_slots, err);

    if (!status)
        status = add_urls(http, err);
    if (status) {
        destroy(http);
        transport->context = NULL;
        return status;
    }
    return STATUS_OK;
}

struct http_counts transport_http_counts(const struct transport *transport)
{
    return transport->send == transport_http_send
               ? ((const struct http *)transport->context)->counts
               : (struct http_counts){0};
}
