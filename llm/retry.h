/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/retry.h: what to do after a failed exchange.  Pure functions. */
#ifndef FISC_LLM_RETRY_H
#define FISC_LLM_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum retry_class {
    RETRY_NONE,  /* it worked */
    RETRY_LATER, /* transport faults, no chat completion, 303, 408, 409, 418, 425, 498, 5xx: again after a while, so many times */
    RETRY_ANEW, /* 421, the wrong server for this: at once, over a connection of its own; counted like RETRY_LATER */
    RETRY_THROTTLE, /* 429, 503 with Retry-After, 529: everybody waits; never counted as a failure */
    RETRY_REFUSED,  /* 401, 403: the key is no good */
    RETRY_FATAL,    /* anything else: asking again would not help */
};

/* `code` and `type` are the server's words for it, or ""; out of credit is fatal whatever its status.
 * `has_wait`: the server says how long to wait. */
enum retry_class retry_classify(long http_status, const char *code, const char *type,
                                bool has_wait);

/* Seconds asked for by Retry-After (an integer or a date as in RFC 9110) or retry-after-ms; `now` is
 * seconds since 1970.  Negative if there is none or it makes no sense. */
double retry_after_seconds(const char *value, bool is_milliseconds, int64_t now);

/* "10h17m5.72s", "120ms", "20 seconds", "7" (seconds).  Negative if it is none. */
double retry_duration_seconds(const char *text);

/* How long a sentence says to wait: "Please try again in 7m12s."  Negative if it does not. */
double retry_words_seconds(const char *words);

/* x-ratelimit-reset...: a duration, or a moment in seconds or milliseconds since 1970. */
double retry_reset_seconds(const char *value, int64_t now);

/* Full jitter: a draw from [0, min(cap, base 2^attempt)], `uniform` in [0, 1). */
double retry_backoff_seconds(int attempt, double uniform);

#endif
