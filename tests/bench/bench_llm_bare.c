/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/bench_llm_bare.c: libcurl alone, what the client of language models is held against: the same bodies
 * sent over and over, and what comes is thrown away.
 *     bench_llm_bare URL REQUESTS IN_FLIGHT */
#include "base/platform.h"
#include "tests/support.h"

#include <curl/curl.h>

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { BODY_BYTES = 1400 };

static size_t throw_away(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

static void prepare(CURL *easy, const char *url, struct curl_slist *headers, const char *body)
{
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)BODY_BYTES);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, throw_away);
}

/* Each that is done goes out again, until all were sent. */
static int take(CURLM *multi, int *num_left)
{
    CURLMsg *message = NULL;
    int more = 0;
    int num_done = 0;

    while ((message = curl_multi_info_read(multi, &more)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL *const easy = message->easy_handle;

        assert_int_equal(message->data.result, CURLE_OK);
        curl_multi_remove_handle(multi, easy);
        num_done++;
        if ((*num_left)-- > 0)
            curl_multi_add_handle(multi, easy);
    }
    return num_done;
}

int main(int argc, char **argv)
{
    char url[512];
    char body[BODY_BYTES];

    if (argc < 4)
        return 64;
    const int num_requests = atoi(argv[2]);
    const int num_in_flight = atoi(argv[3]);

    snprintf(url, sizeof url, "%s/chat/completions", argv[1]);
    memset(body, 'x', sizeof body);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *const multi = curl_multi_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    CURL **const easy = calloc((size_t)num_in_flight, sizeof *easy);
    int num_left = num_requests - num_in_flight;
    int running = 0;

    headers = curl_slist_append(headers, "Expect:");
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)num_in_flight);
    for (int k = 0; k < num_in_flight; k++) {
        easy[k] = curl_easy_init();
        prepare(easy[k], url, headers, body);
        curl_multi_add_handle(multi, easy[k]);
    }
    const double start = platform_seconds();

    for (int num_done = 0; num_done < num_requests;) {
        curl_multi_perform(multi, &running);
        const int more = take(multi, &num_left);

        num_done += more;
        if (more == 0)
            curl_multi_poll(multi, NULL, 0, 250, NULL);
    }
    const double seconds = platform_seconds() - start;
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("%.0f requests/s with %d in flight, %.1f us of processor a request\n",
           num_requests / seconds, num_in_flight,
           ((double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
            (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)) /
               num_requests);
    for (int k = 0; k < num_in_flight; k++)
        curl_easy_cleanup(easy[k]);
    free(easy);
    curl_slist_free_all(headers);
    curl_multi_cleanup(multi);
    curl_global_cleanup();
    return 0;
}
