/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe.h"

#include "config/jsonc.h"
#include "llm/reprompt.h"
#include "llm/server_address.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum probe_part {
    SCHEMA_SYSTEM,
    SCHEMA_QUESTION,
    LETTER_SYSTEM,
    LETTER_QUESTION,
    STORY_SYSTEM,
    STORY_QUESTION,
    NUM_PARTS
};

static const struct prompt_part parts[NUM_PARTS + 1] = {
    [SCHEMA_SYSTEM] = PROMPT_PART("schema_system", NULL),
    [SCHEMA_QUESTION] = PROMPT_PART("schema_question", NULL),
    [LETTER_SYSTEM] = PROMPT_PART("letter_system", NULL),
    [LETTER_QUESTION] = PROMPT_PART("letter_question", NULL),
    [STORY_SYSTEM] = PROMPT_PART("story_system", NULL),
    [STORY_QUESTION] = PROMPT_PART("story_question", NULL),
};

struct probing {
    struct probe_report *report;
    struct prompt *words, *reprompt_words;
    const struct chat_form *form;
    const struct http_options *options;
    struct transport transport;
};

static struct probe_row *add_row(struct probing *probing, const char *name,
                                 enum probe_result result, const char *used)
{
    struct probe_row *const row = &probing->report->row[probing->report->num_rows];

    if (probing->report->num_rows + 1 < PROBE_MAX_ROWS)
        probing->report->num_rows++;
    *row = (struct probe_row){.name = name, .result = result, .used = used};
    return row;
}

/* ---- /models ----------------------------------------------------------------------------------- */

/* The list of models, and the size of a context where it is said. */
static int look_for_model(const struct probing *probing, const char *text, double *context)
{
    struct jsonc document = {0};
    const cJSON *item = NULL;
    bool is_listed = false;

    if (jsonc_parse(&document, "models", text, strlen(text), NULL) != STATUS_OK)
        return 0;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(document.root, "data"))
    {
        const cJSON *const id = cJSON_GetObjectItemCaseSensitive(item, "id");
        const cJSON *const meta = cJSON_GetObjectItemCaseSensitive(item, "meta");
        const cJSON *size = cJSON_GetObjectItemCaseSensitive(item, "max_model_len");

        size = size ? size : cJSON_GetObjectItemCaseSensitive(meta, "n_ctx_train");
        is_listed |= cJSON_IsString(id) && strcmp(id->valuestring, probing->form->model) == 0;
        if (cJSON_IsNumber(size))
            *context = size->valuedouble;
    }
    jsonc_free(&document);
    return is_listed;
}

/* GET /models of endpoint k: a row for each. */
static int reach(struct probing *probing, size_t k, char **text)
{
    const char *const base = probing->options->endpoint[k].url;
    const char *const name = k == 0 ? "reachable" : "another endpoint";
    struct error why = {0};
    long http_status = 0;

    if (transport_http_get(probing->options, k, "/models", &http_status, text, &why) != STATUS_OK) {
        snprintf(add_row(probing, name, PROBE_BAD,
                         k == 0 ? "nothing works without it"
                                : "its requests go to the others once it has failed them")
                     ->found,
                 160, "%.150s", why.message);
        return 0;
    }
    snprintf(add_row(probing, name, PROBE_GOOD, "")->found, 160, "%.110s: status %ld", base,
             http_status);
    return 1;
}

/* What a key and every question pass on the way. */
static void probe_way(struct probing *probing)
{
    struct server_address address;
    const char *const url = probing->options->endpoint[0].url;
    char shown[160], host[256];

    if (server_address_read(&address, url, probing->options->proxy, NULL) != STATUS_OK)
        return;
    if (address.proxy) {
        server_address_show(shown, sizeof shown, address.proxy);
        snprintf(add_row(probing, "proxy", PROBE_GOOD, "")->found, 160, "through %.140s", shown);
    }
    if (probing->options->credentials->source && !address.socket_path &&
        strncasecmp(url, "http://", 7) == 0 && server_address_host(url, host, sizeof host) &&
        !server_address_is_loopback(host))
        snprintf(add_row(probing, "encryption", PROBE_MISSING,
                         "anybody on the way can read the key: https")
                     ->found,
                 160, "plain http");
    server_address_free(&address);
}

static int probe_models(struct probing *probing)
{
    char *text = NULL;
    double context = 0.0;

    probe_way(probing);
    if (!reach(probing, 0, &text))
        return 0;
    for (size_t k = 1; k < probing->options->num_endpoints; k++) {
        char *other = NULL;

        reach(probing, k, &other);
        free(other);
    }
    const bool is_listed = text ? look_for_model(probing, text, &context) : false;

    snprintf(add_row(probing, "model", is_listed ? PROBE_GOOD : PROBE_MISSING,
                     is_listed ? "" : "many servers answer to any name: the next row decides")
                 ->found,
             160, "'%.80s' is %slisted", probing->form->model, is_listed ? "" : "not ");
    if (context > 0.0)
        snprintf(add_row(probing, "context", PROBE_GOOD, "")->found, 160, "%.0f tokens", context);
    free(text);
    return 1;
}

/* ---- asking ------------------------------------------------------------------------------------ */

struct one_question {
    const struct probing *probing;
    const struct llm_request *request;
    struct exchange exchange;
    struct llm_reply *reply;
};

static enum status take(void *context, size_t index, struct chat_error *fault, struct error *err)
{
    struct one_question *const asked = context;

    (void)index;
    (void)err;
    if (chat_read_secretly(asked->reply, asked->request, asked->probing->reprompt_words,
                           asked->exchange.reply, asked->exchange.reply_bytes,
                           asked->probing->options->credentials, fault))
        return STATUS_OK;
    free(asked->exchange.reply);
    asked->exchange.reply = NULL;
    return STATUS_OK;
}

static enum status ask(struct probing *probing, const struct llm_request *request,
                       struct llm_reply *reply, struct error *err)
{
    struct one_question asked = {.probing = probing, .request = request, .reply = reply};
    const struct transport_hooks hooks = {.context = &asked, .done = take};
    struct text body = {0};

    *reply = (struct llm_reply){0};
    chat_write_body(&body, probing->form, request, NULL, NULL);
    asked.exchange.body = body.bytes;
    asked.exchange.body_bytes = body.length;
    const enum status status =
        body.failed
            ? error_set(err, STATUS_NO_MEMORY, "no memory for a request")
            : probing->transport.send(probing->transport.context, &asked.exchange, 1, &hooks, err);

    free(asked.exchange.reply);
    text_free(&body);
    return status;
}

/* The words ask for a number, the schema for a word that nobody would say by chance. */
static const char contrary[] =
    "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\",\"enum\":[\"kumquat\"]}},"
    "\"required\":[\"answer\"],\"additionalProperties\":false}";

static enum status probe_schema(struct probing *probing, struct error *err)
{
    const struct llm_request request = {
        .system = prompt_words(probing->words, SCHEMA_SYSTEM),
        .user = prompt_words(probing->words, SCHEMA_QUESTION),
        .schema_name = "probe",
        .schema = contrary,
        .max_tokens = 40,
        .seed = 7,
    };
    struct llm_reply reply;

    TRY(ask(probing, &request, &reply, err));
    const bool is_held = reply.outcome == LLM_USABLE;
    const bool is_asked = probing->form->schema != LLM_SCHEMA_NONE;

    for (char *c = reply.content; c && *c; c++) /* one line of a table */
        *c = *c < ' ' && *c >= 0 ? ' ' : *c;
    snprintf(add_row(probing, "structured output", is_held ? PROBE_GOOD : PROBE_MISSING,
                     is_held
                         ? "schemas are sent"
                         : "answers are checked, and the model is reprompted; expect more of that")
                 ->found,
             160, "%s; answered %.80s",
             !is_asked ? "not asked for"
             : is_held ? "enforced"
                       : "not enforced",
             reply.content && reply.content[0] ? reply.content : "nothing");
    probing->report->is_usable = reply.content && reply.content[0];
    llm_reply_free(&reply);
    return STATUS_OK;
}

static enum status probe_letter(struct probing *probing, struct error *err)
{
    const struct llm_request request = {
        .system = prompt_words(probing->words, LETTER_SYSTEM),
        .user = prompt_words(probing->words, LETTER_QUESTION),
        .num_letters = 3,
        .max_tokens = 1,
        .top_logprobs = 20,
        .seed = 7,
    };
    struct llm_reply reply;

    TRY(ask(probing, &request, &reply, err));
    const bool has_letter = reply.outcome == LLM_USABLE;
    const bool has_logprobs =
        llm_reply_num_tokens(&reply) > 0 && llm_reply_token(&reply, 0)->num_alternatives > 0;

    snprintf(add_row(probing, "one letter", has_letter ? PROBE_GOOD : PROBE_MISSING,
                     has_letter ? "rule.llm.form letters works"
                                : "prefer rule.llm.form sample or number")
                 ->found,
             160, "answered '%.40s'", reply.content ? reply.content : "");
    snprintf(add_row(probing, "log probabilities", has_logprobs ? PROBE_GOOD : PROBE_MISSING,
                     has_logprobs ? "forms number and letters give distributions"
                                  : "number and letters give one sampled word a worker")
                 ->found,
             160, "%s", has_logprobs ? "given" : "none");
    llm_reply_free(&reply);
    return STATUS_OK;
}

static enum status probe_repetition(struct probing *probing, struct error *err)
{
    struct llm_request request = {
        .system = prompt_words(probing->words, STORY_SYSTEM),
        .user = prompt_words(probing->words, STORY_QUESTION),
        .temperature = 1.0,
        .max_tokens = 24,
        .seed = 12345,
    };
    struct llm_reply first;
    struct llm_reply second;

    TRY(ask(probing, &request, &first, err));
    const enum status status = ask(probing, &request, &second, err);

    if (!status) {
        const bool is_equal =
            first.content && second.content && strcmp(first.content, second.content) == 0;

        snprintf(add_row(probing, "seed", is_equal ? PROBE_GOOD : PROBE_MISSING,
                         "results repeat from the replies kept, never by asking again")
                     ->found,
                 160, "the same request twice gave %s text", is_equal ? "the same" : "another");
        snprintf(add_row(probing, "prefix cache",
                         second.cached_tokens > 0 ? PROBE_GOOD : PROBE_MISSING,
                         second.cached_tokens > 0 ? "its share is stored a step"
                                                  : "its share reads 0")
                     ->found,
                 160, "%lld of %lld prompt tokens the second time", (long long)second.cached_tokens,
                 (long long)second.prompt_tokens);
        snprintf(add_row(probing, "token counts",
                         second.prompt_tokens > 0 ? PROBE_GOOD : PROBE_MISSING,
                         second.prompt_tokens > 0 ? "budgets in tokens and USD work"
                                                  : "use llm.max_requests as the budget")
                     ->found,
                 160, "%lld in, %lld out", (long long)second.prompt_tokens,
                 (long long)second.completion_tokens);
        llm_reply_free(&second);
    }
    llm_reply_free(&first);
    return status;
}

/* STATUS_OK as long as what is wrong can be a row. */
static enum status ask_everything(struct probing *probing, struct error *err)
{
    struct error why = {0};

    TRY(transport_http_create(&probing->transport, probing->options, err));
    enum status status = probe_schema(probing, &why);

    if (!status)
        status = probe_letter(probing, &why);
    if (!status)
        status = probe_repetition(probing, &why);
    probing->transport.destroy(probing->transport.context);
    if (status) {
        probing->report->is_usable = 0;
        snprintf(add_row(probing, "a request", PROBE_BAD, "mend this first")->found, 160, "%.150s",
                 why.message);
    }
    return STATUS_OK;
}

enum status probe_server(struct probe_report *report, const struct chat_form *form,
                         const char *prompts_folder, const struct http_options *options,
                         struct error *err)
{
    struct probing probing = {.report = report, .form = form, .options = options};

    *report = (struct probe_report){0};
    if (!probe_models(&probing))
        return STATUS_OK;
    enum status status = prompt_load(&probing.words, "probe_words", prompts_folder, parts, err);

    if (!status)
        status = reprompt_words_load(&probing.reprompt_words, prompts_folder, err);
    if (!status)
        status = ask_everything(&probing, err);
    prompt_destroy(probing.words);
    prompt_destroy(probing.reprompt_words);
    return status;
}
