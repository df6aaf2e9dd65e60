/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/retry.h"

#include <curl/curl.h>

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double BASE_S = 0.5;
static const double CAP_S = 30.0;

enum retry_class retry_classify(long http_status, const char *error_code, bool has_retry_after)
{
    if (http_status >= 200 && http_status < 300)
        return RETRY_NONE;
    if (strcmp(error_code, "insufficient_quota") == 0)
        return RETRY_FATAL;
    switch (http_status) {
    case 401:
    case 403:
        return RETRY_REFUSED;
    case 429:
    case 529:
        return RETRY_THROTTLE;
    case 503:
        return has_retry_after ? RETRY_THROTTLE : RETRY_LATER;
    case 0: /* no answer at all */
    case 408:
    case 409:
    case 425:
        return RETRY_LATER;
    default:
        return http_status >= 500 ? RETRY_LATER : RETRY_FATAL;
    }
}

double retry_after_seconds(const char *value, bool is_milliseconds, int64_t now)
{
    char *end = NULL;

    while (*value == ' ' || *value == '\t')
        value++;
    if (isdigit((unsigned char)*value)) {
        const size_t length = strspn(value, "0123456789."); /* strtod would take 0x10 and 1e9 */
        const double number = strtod(value, &end);

        if (end != value + length)
            return -1.0;

        while (*end == ' ' || *end == '\t' || *end == '\r' || *end == '\n')
            end++;
        if (*end != '\0' || !isfinite(number))
            return -1.0;
        return is_milliseconds ? number / 1000.0 : number;
    }
    if (is_milliseconds || !isalpha((unsigned char)*value))
        return -1.0;
    const time_t date = curl_getdate(value, NULL);

    return date < 0 ? -1.0 : date <= (time_t)now ? 0.0 : (double)(date - (time_t)now);
}

double retry_backoff_seconds(int attempt, double uniform)
{
    return uniform * fmin(CAP_S, ldexp(BASE_S, attempt < 20 ? attempt : 20));
}
