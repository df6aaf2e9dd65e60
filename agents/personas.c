/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/personas.h"

#include "agents/persona.h"
#include "base/files.h"
#include "base/random.h"
#include "llm/gateway.h"
#include "llm/prompt.h"

#include <cjson/cJSON.h>

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

struct writing {
    size_t count;
    size_t *worker;
    struct text system;
    struct llm_request *request;
    struct llm_reply *reply;
};

static void free_writing(struct writing *writing)
{
    for (size_t k = 0; writing->request && k < writing->count; k++)
        free((char *)(uintptr_t)writing->request[k].user);
    for (size_t k = 0; writing->reply && k < writing->count; k++)
        llm_reply_free(&writing->reply[k]);
    free(writing->worker);
    free(writing->request);
    free(writing->reply);
    text_free(&writing->system);
}

static bool write_request(struct llm_request *request, const struct personas *personas,
                          const char *system, const struct population *population, size_t i,
                          uint64_t seed)
{
    const double u = random_uniforms(seed, RANDOM_PERSONA, population->id[i], 1).u[0];
    struct text facts = {0};
    struct text question = {0};

    persona_write_of_another(&facts, population, i, seed);
    text_append(&facts, " and usually works %.4g hours a week",
                (double)population->observed_hours_per_week[i]);
    prompt_fill(&question, personas->question_template,
                (struct prompt_value[]){{"facts", facts.bytes ? facts.bytes : ""}, {NULL, NULL}});
    const bool failed = facts.failed || question.failed || !question.bytes;

    text_free(&facts);
    *request = (struct llm_request){
        .system = system,
        .user = question.bytes,
        .schema_name = "persona",
        .schema = schema,
        .temperature = personas->temperature,
        .max_tokens = MAX_TOKENS,
        .seed = (uint64_t)(u * 0x1p31),
    };
    return !failed;
}

static enum status write_all(struct writing *writing, const struct personas *personas,
                             const struct population *population, uint64_t seed, struct error *err)
{
    bool failed = false;

    prompt_fill(&writing->system, personas->system_template,
                (struct prompt_value[]){{"form", form}, {NULL, NULL}});
    writing->request = calloc(writing->count + 1, sizeof *writing->request);
    writing->reply = calloc(writing->count + 1, sizeof *writing->reply);
    if (!writing->request || !writing->reply || writing->system.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu personas", writing->count);
    for (size_t k = 0; k < writing->count; k++)
        failed |= !write_request(&writing->request[k], personas, writing->system.bytes, population,
                                 writing->worker[k], seed);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for %zu personas", writing->count)
                  : STATUS_OK;
}

static void keep(struct personas *personas, const struct llm_reply *reply, size_t i)
{
    cJSON *const answer = reply->outcome == LLM_USABLE ? cJSON_Parse(reply->content) : NULL;
    const cJSON *const words = cJSON_GetObjectItemCaseSensitive(answer, "persona");

    if (cJSON_IsString(words))
        personas->text[i] = strdup(words->valuestring);
    cJSON_Delete(answer);
}

enum status personas_ask(struct personas *personas, struct gateway *gateway,
                         const struct population *population, uint64_t seed,
                         bool (*is_played)(const void *context, size_t i), const void *context,
                         struct error *err)
{
    struct writing writing = {0};

    if (personas->source != PERSONAS_LLM || personas->is_asked)
        return STATUS_OK;
    if (!gateway)
        return error_set(err, STATUS_INTERNAL, "the writer of personas was given no gateway");
    writing.worker = malloc(population->num_workers * sizeof *writing.worker);
    if (!writing.worker)
        return error_set(err, STATUS_NO_MEMORY, "no memory for personas");
    for (size_t i = 0; i < population->num_workers; i++)
        if (is_played(context, i))
            writing.worker[writing.count++] = i;
    enum status status = write_all(&writing, personas, population, seed, err);

    if (!status)
        status = gateway_ask(gateway, writing.request, writing.count, writing.reply, err);
    for (size_t k = 0; !status && k < writing.count; k++)
        keep(personas, &writing.reply[k], writing.worker[k]);
    personas->is_asked = !status;
    free_writing(&writing);
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
