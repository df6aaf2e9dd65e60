/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/persona_llm.c: sentences that a language model writes, once, from the worker's own draw.  Workers
 * who use no model, and those whose answer cannot be used, keep the template. */
#include "agents/persona_source.h"
#include "base/random.h"
#include "llm/batch.h"
#include "llm/gateway.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TOKENS = 160 };

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"persona\":{\"type\":\"string\",\"minLength\":20,"
    "\"maxLength\":600}},\"required\":[\"persona\"],\"additionalProperties\":false}";

static const struct prompt_part system_parts[] = {PROMPT_WHOLE("form"), {0}};
static const struct prompt_part question_parts[] = {PROMPT_WHOLE("facts"), {0}};

enum { FORM, FACTS, NUM_WORDS };
static const struct prompt_part word_parts[NUM_WORDS + 1] = {
    [FORM] = PROMPT_PART("form", NULL),
    [FACTS] = PROMPT_PART("facts", "worker", "hours"),
};

struct writer {
    size_t num_workers;
    char **text; /* [num_workers] in memory order; NULL: the template */
    double temperature;
    struct prompt *system, *question, *words;
};

static void destroy(void *state)
{
    struct writer *const writer = state;

    if (!writer)
        return;
    for (size_t i = 0; writer->text && i < writer->num_workers; i++)
        free(writer->text[i]);
    free(writer->text);
    prompt_destroy(writer->system);
    prompt_destroy(writer->question);
    prompt_destroy(writer->words);
    free(writer);
}

static enum status read_settings(struct writer *writer, const struct settings *settings,
                                 struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");

    writer->temperature = settings_number(settings, "rule.llm.temperature");
    writer->text = calloc(writer->num_workers, sizeof *writer->text);
    if (!writer->text)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the personas of %zu workers",
                         writer->num_workers);
    TRY(prompt_load(&writer->system, "persona_system", folder, system_parts, err));
    TRY(prompt_load(&writer->question, "persona_question", folder, question_parts, err));
    return prompt_load(&writer->words, "persona_words", folder, word_parts, err);
}

static enum status create(void **state, const struct settings *settings,
                          const struct population *population, struct error *err)
{
    struct writer *const writer = calloc(1, sizeof *writer);

    if (!writer)
        return error_set(err, STATUS_NO_MEMORY, "no memory for personas");
    writer->num_workers = population->num_workers;
    const enum status status = read_settings(writer, settings, err);

    if (status)
        destroy(writer);
    else
        *state = writer;
    return status;
}

static void set_question(struct llm_batch *batch, size_t k, const struct writer *writer,
                         const struct persona_context *context, size_t i)
{
    const struct population *const population = context->population;
    const double u = random_uniforms(context->seed, RANDOM_PERSONA, population->id[i], 1).u[0];
    struct llm_question question = {.who = population->id[i], .seed = (uint64_t)(u * 0x1p31)};
    struct text worker = {0};
    struct text facts = {0};
    char room[PROMPT_NUMBER_ROOM];

    persona_write_of_another(&worker, context->words, population, i, context->seed);
    prompt_number(room, "%.4g", (double)population->observed_hours_per_week[i]);
    prompt_fill(&facts, writer->words, FACTS, (const char *[]){prompt_value(&worker), room});
    prompt_fill(&question.user, writer->question, 0, (const char *[]){prompt_value(&facts)});
    question.user.failed |= worker.failed || facts.failed;
    text_free(&worker);
    text_free(&facts);
    llm_batch_set_take(batch, k, &question);
}

static enum status write_batch(struct llm_batch **batch, const struct writer *writer,
                               const struct persona_context *context, const size_t *worker,
                               size_t count, struct error *err)
{
    struct text system = {0};

    prompt_fill(&system, writer->system, 0, (const char *[]){prompt_words(writer->words, FORM)});
    const struct llm_request common = {
        .purpose = LLM_PURPOSE_PERSONAS,
        .system = system.bytes,
        .schema_name = "persona",
        .schema = schema,
        .temperature = writer->temperature,
        .max_tokens = MAX_TOKENS,
    };
    const enum status status =
        system.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for %zu personas", count)
                      : llm_batch_create(batch, &common, count, err);

    text_free(&system);
    TRY(status);
    for (size_t k = 0; k < count; k++)
        set_question(*batch, k, writer, context, worker[k]);
    return STATUS_OK;
}

/* Its words will stand in every question of the worker: no markup, no commands to whoever reads them, and no
 * refusal. */
static bool is_persona(const char *words)
{
    static const char *const not_of_a_worker[] = {
        "as an ai",   "language model",  "i'm sorry",    "i am sorry",
        "i cannot",   "i can't",         "ignore all",   "ignore the",
        "ignore any", "ignore previous", "instructions", "system prompt",
        "disregard",  "\"hours\"",       "answer with",  NULL};

    for (const char *c = words; *c; c++)
        if ((unsigned char)*c < ' ' || strchr("{}<>[]|`", *c))
            return false;
    return !text_has_any(words, not_of_a_worker);
}

static enum status ask(void *state, const struct persona_context *context, const size_t *worker,
                       size_t count, struct gateway *gateway, struct error *err)
{
    struct writer *const writer = state;
    struct llm_batch *batch = NULL;
    struct answer_unfit unfit = {0};
    enum status status = write_batch(&batch, writer, context, worker, count, err);

    if (!status)
        status = llm_batch_ask(batch, gateway, err);
    for (size_t k = 0; !status && k < count; k++) {
        const struct llm_reply *const reply = llm_batch_reply(batch, k);
        const char *const words = llm_reply_text(reply, "persona");
        const bool is_good = words && is_persona(words);

        writer->text[worker[k]] = is_good ? strdup(words) : NULL;
        if (words && !is_good)
            answer_unfit_add(&unfit, reply, count - 1 - k);
    }
    if (!status)
        gateway_count_unfit(gateway, LLM_PURPOSE_PERSONAS, &unfit);
    llm_batch_destroy(batch);
    return status;
}

static void write_persona(const void *state, const struct persona_context *context,
                          struct text *text, size_t i)
{
    const struct writer *const writer = state;

    if (writer->text[i])
        text_append_bytes(text, writer->text[i], strlen(writer->text[i]));
    else
        persona_write(text, context->words, context->population, i, context->seed);
}

const struct persona_source_kind persona_source_llm = {
    .kind = {.name = "llm",
             .summary = "sentences that a language model writes from the worker's facts, once"},
    .create = create,
    .destroy = destroy,
    .ask = ask,
    .write = write_persona,
    .has_attitude = true,
};
