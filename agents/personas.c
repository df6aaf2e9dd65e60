/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/personas.h"

#include "agents/persona.h"
#include "base/files.h"
#include "base/random.h"
#include "llm/batch.h"
#include "llm/prompt.h"

#include <stdlib.h>
#include <string.h>

enum persona_source { PERSONAS_TEMPLATES, PERSONAS_LLM, PERSONAS_FILE, PERSONAS_NONE };
enum { MAX_FILE_BYTES = 1 << 28, MAX_TOKENS = 160 };

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"persona\":{\"type\":\"string\",\"minLength\":20,"
    "\"maxLength\":600}},\"required\":[\"persona\"],\"additionalProperties\":false}";
static const char form[] = "Answer with a JSON object whose key \"persona\" holds the sentences.";
static const char *const system_places[] = {"form", NULL};
static const char *const question_places[] = {"facts", NULL};

struct personas {
    enum persona_source source;
    size_t num_workers;
    char **text; /* [num_workers] of the model, in memory order; NULL: the template */
    char *file;  /* its lines, each ended by a zero */
    const char **line;
    size_t num_lines;
    double temperature;
    char *system_template, *question_template;
    bool is_asked;
};

static enum status read_lines(struct personas *personas, const char *path, struct error *err)
{
    size_t length = 0;

    TRY(file_read_all(path, MAX_FILE_BYTES, &personas->file, &length, err));
    if (text_utf8_length(personas->file, length) < length)
        return error_set(err, STATUS_INVALID_INPUT, "%s: not UTF-8 text", path);
    personas->line = calloc(length + 1, sizeof *personas->line);
    if (!personas->line)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the personas of %s", path);
    for (char *at = personas->file; *at;) {
        char *const end = at + strcspn(at, "\r\n");
        const bool is_last = *end == '\0';

        *end = '\0';
        if (*at)
            personas->line[personas->num_lines++] = at;
        at = is_last ? end : end + 1;
    }
    return personas->num_lines > 0 ? STATUS_OK
                                   : error_set(err, STATUS_INVALID_INPUT,
                                               "%s: no persona in it; expected one a line", path);
}

static enum status read_settings(struct personas *personas, const struct settings *settings,
                                 struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    const char *const path = settings_string(settings, "personas.file");

    personas->source = (enum persona_source)settings_choice(settings, "personas.source");
    personas->temperature = settings_number(settings, "rule.llm.temperature");
    if (personas->source == PERSONAS_FILE)
        return path ? read_lines(personas, path, err)
                    : error_set(err, STATUS_INVALID_INPUT,
                                "personas.source is 'file': expected personas.file to name it");
    if (personas->source != PERSONAS_LLM)
        return STATUS_OK;
    personas->text = calloc(personas->num_workers, sizeof *personas->text);
    if (!personas->text)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the personas of %zu workers",
                         personas->num_workers);
    TRY(prompt_load(&personas->system_template, "persona_system", folder, system_places, err));
    return prompt_load(&personas->question_template, "persona_question", folder, question_places,
                       err);
}

enum status personas_create(struct personas **personas, const struct settings *settings,
                            const struct population *population, struct error *err)
{
    *personas = calloc(1, sizeof **personas);
    if (!*personas)
        return error_set(err, STATUS_NO_MEMORY, "no memory for personas");
    (*personas)->num_workers = population->num_workers;
    const enum status status = read_settings(*personas, settings, err);

    if (status) {
        personas_destroy(*personas);
        *personas = NULL;
    }
    return status;
}

void personas_destroy(struct personas *personas)
{
    if (!personas)
        return;
    for (size_t i = 0; personas->text && i < personas->num_workers; i++)
        free(personas->text[i]);
    free(personas->text);
    free(personas->line);
    free(personas->file);
    free(personas->system_template);
    free(personas->question_template);
    free(personas);
}

/* ---- written by a model ------------------------------------------------------------------------ */

static void set_question(struct llm_batch *batch, size_t k, const struct personas *personas,
                         const struct population *population, size_t i, uint64_t seed)
{
    const double u = random_uniforms(seed, RANDOM_PERSONA, population->id[i], 1).u[0];
    struct llm_question question = {.who = i, .seed = (uint64_t)(u * 0x1p31)};
    struct text facts = {0};

    persona_write_of_another(&facts, population, i, seed);
    text_append(&facts, " and usually works %.4g hours a week",
                (double)population->observed_hours_per_week[i]);
    prompt_fill(&question.user, personas->question_template,
                (struct prompt_value[]){{"facts", facts.bytes ? facts.bytes : ""}, {NULL, NULL}});
    question.user.failed |= facts.failed;
    text_free(&facts);
    llm_batch_set_take(batch, k, &question);
}

static enum status write_batch(struct llm_batch **batch, const struct personas *personas,
                               const struct population *population, uint64_t seed,
                               const size_t *worker, size_t count, struct error *err)
{
    struct text system = {0};

    prompt_fill(&system, personas->system_template,
                (struct prompt_value[]){{"form", form}, {NULL, NULL}});
    const struct llm_request common = {
        .purpose = LLM_PURPOSE_PERSONAS,
        .system = system.bytes,
        .schema_name = "persona",
        .schema = schema,
        .temperature = personas->temperature,
        .max_tokens = MAX_TOKENS,
    };
    const enum status status =
        system.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for %zu personas", count)
                      : llm_batch_create(batch, &common, count, err);

    text_free(&system);
    TRY(status);
    for (size_t k = 0; k < count; k++)
        set_question(*batch, k, personas, population, worker[k], seed);
    return STATUS_OK;
}

static void keep(struct personas *personas, const struct llm_reply *reply, size_t i)
{
    const char *const words = llm_reply_text(reply, "persona");

    if (words)
        personas->text[i] = strdup(words);
}

enum status personas_ask(struct personas *personas, struct gateway *gateway,
                         const struct population *population, uint64_t seed,
                         bool (*uses_llm)(const void *context, size_t i), const void *context,
                         struct error *err)
{
    struct llm_batch *batch = NULL;
    size_t count = 0;

    if (personas->source != PERSONAS_LLM || personas->is_asked)
        return STATUS_OK;
    size_t *const worker = calloc(population->num_workers, sizeof *worker);

    if (!worker)
        return error_set(err, STATUS_NO_MEMORY, "no memory for personas");
    for (size_t i = 0; i < population->num_workers; i++)
        if (uses_llm(context, i))
            worker[count++] = i;
    enum status status = write_batch(&batch, personas, population, seed, worker, count, err);

    if (!status)
        status = llm_batch_ask(batch, gateway, err);
    for (size_t k = 0; !status && k < count; k++)
        keep(personas, llm_batch_reply(batch, k), worker[k]);
    personas->is_asked = !status;
    llm_batch_destroy(batch);
    free(worker);
    return status;
}

void personas_write(const struct personas *personas, struct text *text,
                    const struct population *population, size_t i, uint64_t seed)
{
    if (personas && personas->source == PERSONAS_FILE) {
        const uint32_t id = population->id[i];
        const double u = random_uniforms(seed, RANDOM_PERSONA, id, 0).u[3];
        const size_t line = personas->num_lines >= personas->num_workers
                                ? id
                                : (size_t)(u * (double)personas->num_lines);

        text_append(text, "%s", personas->line[line]);
    } else if (personas && personas->text && personas->text[i]) {
        text_append(text, "%s", personas->text[i]);
    } else if (personas && personas->source == PERSONAS_NONE) {
        text_append(text, "You are a worker.");
    } else {
        persona_write(text, population, i, seed);
    }
}
