/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/retry.h"

#include <curl/curl.h>

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double BASE_S = 0.5;
static const double CAP_S = 30.0;

/* Waiting does not bring money. */
static bool is_out_of_credit(const char *word)
{
    static const char *const words[] = {
        "insufficient_quota",
        "credit_balance_exhausted",
        "billing_hard_limit_reached",
        "organization_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "project_spend_limit_exceeded",
        "enforced_spend_limit_reached",
    };

    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(word, words[k]) == 0)
            return true;
    return false;
}

enum retry_class retry_classify(long http_status, const char *code, const char *type, bool has_wait)
{
    if (http_status >= 200 && http_status < 300)
        return RETRY_NONE;
    if (is_out_of_credit(code) || is_out_of_credit(type))
        return RETRY_FATAL;
    switch (http_status) {
    case 401:
    case 403:
        return RETRY_REFUSED;
    case 429:
    case 529:
        return RETRY_THROTTLE;
    case 503:
        return has_wait ? RETRY_THROTTLE : RETRY_LATER;
    case 421:
        return RETRY_ANEW;
    case 0:   /* no answer at all */
    case 303: /* a gateway's: the answer stands elsewhere, as a page */
    case 408:
    case 409:
    case 418: /* of filters that take a client for a robot */
    case 425:
    case 498: /* Groq: no capacity */
        return RETRY_LATER;
    case 402: /* OpenRouter's budget in flight heals by waiting, and says so */
        return has_wait ? RETRY_THROTTLE : RETRY_FATAL;
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

/* Seconds of a unit of time that begins at *at, which moves behind it; 0: none does. */
static double unit_seconds(const char **at)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"ms", 1e-3},    {"millisecond", 1e-3}, {"s", 1.0},      {"sec", 1.0},
                 {"second", 1.0}, {"m", 60.0},           {"min", 60.0},   {"minute", 60.0},
                 {"h", 3600.0},   {"hour", 3600.0},      {"day", 86400.0}};
    size_t length = 0;

    while (isalpha((unsigned char)(*at)[length]))
        length++;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        const size_t known = strlen(units[k].name);

        if ((length == known || (length == known + 1 && (*at)[known] == 's')) &&
            strncasecmp(*at, units[k].name, known) == 0) {
            *at += length;
            return units[k].seconds;
        }
    }
    return 0.0;
}

double retry_duration_seconds(const char *text)
{
    double sum = 0.0;
    int num_parts = 0;

    while (isdigit((unsigned char)*text)) {
        const size_t length = strspn(text, "0123456789.");
        char *end = NULL;
        const double number = strtod(text, &end);

        if (end != text + length && end != text + length - 1) /* a full stop ends a sentence */
            return -1.0;
        text = end + strspn(end, " ");
        const double unit = unit_seconds(&text);

        if (unit == 0.0)
            return num_parts == 0 && (*end == '\0' || *end == '.') ? number : -1.0;
        sum += number * unit;
        num_parts++;
        text += strspn(text, " ");
    }
    return num_parts > 0 && isfinite(sum) ? sum : -1.0;
}

double retry_words_seconds(const char *words)
{
    static const char *const phrases[] = {"try again in ", "retry in ", "retry after "};

    for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++)
        for (const char *at = words; *at; at++)
            if (strncasecmp(at, phrases[k], strlen(phrases[k])) == 0)
                return retry_duration_seconds(at + strlen(phrases[k]));
    return -1.0;
}

double retry_reset_seconds(const char *value, int64_t now)
{
    while (*value == ' ')
        value++;
    const double seconds = retry_duration_seconds(value);

    if (seconds > 1e11) /* milliseconds since 1970 */
        return fmax(seconds / 1000.0 - (double)now, 0.0);
    return seconds > 1e8 ? fmax(seconds - (double)now, 0.0) : seconds;
}

double retry_backoff_seconds(int attempt, double uniform)
{
    return uniform * fmin(CAP_S, ldexp(BASE_S, attempt < 20 ? attempt : 20));
}
