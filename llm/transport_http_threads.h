/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transport_http_threads.h: libcurl's transfers on threads of their own, so that bytes come and go while replies are
 * read and bodies written.  Who sends calls all this on one thread; between http_threads_begin() and http_threads_take() a
 * transfer's handle, and what it writes to, are not to be touched. */
#ifndef FISC_LLM_TRANSPORT_HTTP_THREADS_H
#define FISC_LLM_TRANSPORT_HTTP_THREADS_H

#include "base/error.h"

#include <curl/curl.h>

#include <stdbool.h>
#include <stddef.h>

struct http_threads; /* opaque */

/* As many files as it may have open for so many transfers (1 or more). */
size_t http_threads_files(size_t num_transfers);
/* For transfers 0 to num_transfers - 1 at a time. */
enum status http_threads_create(struct http_threads **made, size_t num_transfers,
                                struct error *err) MUST_CHECK;
/* Nothing is under way any more; then the transfers may be cleaned up, and after that it is destroyed.  NULL is fine. */
void http_threads_stop(struct http_threads *threads);
void http_threads_destroy(struct http_threads *threads);

/* One that is not under way; it goes with the next http_threads_begin(). */
void http_threads_add(struct http_threads *threads, size_t transfer, CURL *easy);
enum status http_threads_begin(struct http_threads *threads, struct error *err) MUST_CHECK;
/* Until one is over, for at most so long. */
enum status http_threads_wait(struct http_threads *threads, int most_ms,
                              struct error *err) MUST_CHECK;
/* One that is over, and how it went; false: none is. */
bool http_threads_take(struct http_threads *threads, size_t *transfer, CURLcode *result) MUST_CHECK;
/* All that are under way end now and are not taken. */
void http_threads_give_up(struct http_threads *threads);

#endif
