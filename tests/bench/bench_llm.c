/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/bench_llm.c: the whole client against a server that does nothing: prompts built, requests
 * named, sent, received, checked, for batches of workers.
 *     bench_llm URL [REQUESTS [IN_FLIGHT [BATCH]]]      tools/bench_llm.sh gives it a server and a yardstick */
#include "base/platform.h"
#include "llm/gateway.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <stdlib.h>
#include <sys/resource.h>

enum { BATCH = 2000 };

static void ask_batch(struct gateway *gateway, int batch, int count)
{
    static const char system[] =
        "You play one worker in a study of taxes. Every year you choose how many hours a week to "
        "work. "
        "More hours bring more income and cost free time and effort.\nThe income tax this year, of "
        "income in a year:\n0 to 11600 dollars: 10% of each dollar\n11600 dollars and more: 22% of "
        "each "
        "dollar\nThe rebate last year was 9455 dollars.\nAnswer with a JSON object.";
    struct llm_request *const requests = calloc((size_t)count, sizeof *requests);
    struct llm_reply *const replies = calloc((size_t)count, sizeof *replies);
    char(*const words)[512] = calloc((size_t)count, sizeof *words);
    struct error err = {0};

    assert_true(requests && replies && words);
    for (int k = 0; k < count; k++) {
        snprintf(
            words[k], sizeof words[k],
            "You are a carpenter, a man around forty. You take pride in your work. You earn %d.50 "
            "dollars an hour before tax and work 52 weeks a year. Usually you work 40 hours a "
            "week, "
            "which brings %d dollars a year. Year %d. How many hours a week do you work this year?",
            10 + k, 2080 * (10 + k), batch);
        requests[k] = (struct llm_request){
            .system = system,
            .user = words[k],
            .schema_name = "choice",
            .schema = "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\","
                      "\"minimum\":0,"
                      "\"maximum\":100}},\"required\":[\"hours\"],\"additionalProperties\":false}",
            .temperature = 0.7,
            .max_tokens = 64,
            .seed = (uint64_t)k,
        };
    }
    assert_ok(gateway_ask(gateway, requests, (size_t)count, replies, &err));
    for (int k = 0; k < count; k++) {
        assert_int_equal(replies[k].outcome, LLM_USABLE);
        llm_reply_free(&replies[k]);
    }
    free(requests);
    free(replies);
    free(words);
}

static double processor_seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int main(int argc, char **argv)
{
    const int num_requests = argc > 2 ? atoi(argv[2]) : 40000;
    const int count = argc > 4 ? atoi(argv[4]) : BATCH;
    char url[512];
    char in_flight[64];
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;
    struct error err = {0};
    struct rusage usage;

    if (argc < 2)
        return 64;
    snprintf(url, sizeof url, "llm.url=%s", argv[1]);
    snprintf(in_flight, sizeof in_flight, "llm.in_flight=%s", argc > 3 ? argv[3] : "64");
    const char *const overrides[] = {"llm.model=nobody", url, in_flight};
    const struct gateway_options options = {0};

    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, 3, &err));
    assert_ok(gateway_create(&gateway, settings, &options, &err));
    ask_batch(gateway, -1, BATCH); /* connections */
    const double start = platform_seconds();
    const double processor_start = processor_seconds();

    int num_batches = 0;

    while (num_batches * count < num_requests)
        ask_batch(gateway, num_batches++, count);
    const double num_asked = (double)num_batches * count;
    const double seconds = platform_seconds() - start;

    getrusage(RUSAGE_SELF, &usage);
    printf("%.0f requests/s with %s in flight, %.1f us of processor a request, %ld MB at most\n",
           num_asked / seconds, argc > 3 ? argv[3] : "64",
           1e6 * (processor_seconds() - processor_start) / num_asked, usage.ru_maxrss / 1024);
    gateway_destroy(gateway);
    settings_free(settings);
    return 0;
}
