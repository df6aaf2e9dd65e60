/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/money_question.h"

#include "llm/prompt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"better\":{\"type\":\"integer\",\"enum\":[1,2]}},"
    "\"required\":[\"better\"],\"additionalProperties\":false}";
static const char form[] = "Answer with a JSON object whose key \"better\" holds the number of the "
                           "better situation, 1 or 2.";
enum { MAX_TOKENS = 24 };

struct asking {
    char *system_template, *question_template;
    struct text system;
    struct llm_request *request; /* [count], two a pair */
    struct llm_reply *reply;
    size_t count;
};

/* From 15,000 to 90,000 USD, and a tenth or a half more, at 20 to 60 hours. */
static void write_question(struct text *question, const char *template, size_t pair,
                           size_t num_pairs, int richer_is_first)
{
    const double less = 15000.0 + 75000.0 * ((double)pair + 0.5) / (double)num_pairs;
    const double more = (pair % 2 ? 1.5 : 1.1) * less;
    char hours[16], first[32], second[32];

    snprintf(hours, sizeof hours, "%zu", 20 + 10 * (pair % 5));
    snprintf(first, sizeof first, "%.0f", richer_is_first ? more : less);
    snprintf(second, sizeof second, "%.0f", richer_is_first ? less : more);
    prompt_fill(question, template,
                (struct prompt_value[]){
                    {"hours", hours}, {"first", first}, {"second", second}, {NULL, NULL}});
}

static enum status write_requests(struct asking *asking, const struct settings *settings,
                                  struct error *err)
{
    static const char *const system_places[] = {"form", NULL};
    static const char *const question_places[] = {"hours", "first", "second", NULL};
    const char *const folder = settings_string(settings, "llm.prompts_folder");

    TRY(prompt_load(&asking->system_template, "mind_money_system", folder, system_places, err));
    TRY(prompt_load(&asking->question_template, "mind_money_question", folder, question_places,
                    err));
    prompt_fill(&asking->system, asking->system_template,
                (struct prompt_value[]){{"form", form}, {NULL, NULL}});
    asking->request = calloc(asking->count, sizeof *asking->request);
    asking->reply = calloc(asking->count, sizeof *asking->reply);
    if (asking->system.failed || !asking->request || !asking->reply)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu questions", asking->count);
    for (size_t q = 0; q < asking->count; q++) {
        struct text question = {0};

        write_question(&question, asking->question_template, q / 2, asking->count / 2, q % 2 == 0);
        asking->request[q] = (struct llm_request){
            .system = asking->system.bytes,
            .user = question.bytes,
            .schema_name = "choice",
            .schema = schema,
            .temperature = settings_number(settings, "rule.llm.temperature"),
            .max_tokens = MAX_TOKENS,
        };
        if (question.failed)
            return error_set(err, STATUS_NO_MEMORY, "no memory for %zu questions", asking->count);
    }
    return STATUS_OK;
}

/* 1 or 2; 0 for an answer that cannot be used.  The gateway has checked it against the schema. */
static int chosen(const struct llm_reply *reply)
{
    const char *const colon =
        reply->outcome == LLM_USABLE && reply->content ? strchr(reply->content, ':') : NULL;

    return colon ? atoi(colon + 1 + strspn(colon + 1, " \t\r\n")) : 0;
}

static void free_asking(struct asking *asking)
{
    for (size_t q = 0; asking->request && q < asking->count; q++)
        free((char *)(uintptr_t)asking->request[q].user);
    for (size_t q = 0; asking->reply && q < asking->count; q++)
        llm_reply_free(&asking->reply[q]);
    free(asking->request);
    free(asking->reply);
    free(asking->system_template);
    free(asking->question_template);
    text_free(&asking->system);
}

enum status mind_ask_money(struct mind_money *money, const struct settings *settings,
                           struct gateway *gateway, size_t num_pairs, struct error *err)
{
    struct asking asking = {.count = 2 * num_pairs};
    enum status status = write_requests(&asking, settings, err);

    *money = (struct mind_money){.num_asked = asking.count};
    if (!status)
        status = gateway_ask(gateway, asking.request, asking.count, asking.reply, err);
    for (size_t q = 0; !status && q < asking.count; q++) {
        const int choice = chosen(&asking.reply[q]);

        money->num_usable += choice != 0;
        money->num_first_shown += choice == 1;
        money->num_more_money += choice == (q % 2 == 0 ? 1 : 2);
    }
    free_asking(&asking);
    return status;
}
