/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/personas.h"

#include "agents/satisfaction.h"

#include <stdlib.h>

const struct setting personas_settings[] = {
    KIND_SETTING(
        "personas.source", persona_source_family, "\"templates\"",
        "Who a worker is, for a language model: built-in sentences; sentences that the model "
        "writes from "
        "the worker's occupation, sex, age, wage and hours, once; the thirteen published roles; "
        "personas.file; or just a worker."),
    {0},
};

KIND_FAMILY(persona_source, "persona source", PERSONA_SOURCE_KINDS);

struct personas {
    const struct persona_source_kind *source;
    void *state;
    struct prompt *words;
    bool is_asked, tells_hours;
    double tax_attitude_sd;
};

static enum status read_settings(struct personas *personas, const struct settings *settings,
                                 const struct population *population, struct error *err)
{
    const char *const name = settings_string(settings, "personas.source");
    const int index = kind_family_index(&persona_source_family, name);

    if (index < 0)
        return error_set(err, STATUS_INTERNAL, "no persona source is called '%s'", name);
    TRY(persona_words_load(&personas->words, settings_string(settings, "llm.prompts_folder"), err));
    personas->source = persona_source_kinds[index];
    personas->tax_attitude_sd = settings_number(settings, "rule.tax_attitude_sd");
    personas->tells_hours = settings_bool(settings, "rule.llm.tell_usual_hours");
    return personas->source->create
               ? personas->source->create(&personas->state, settings, population, err)
               : STATUS_OK;
}

enum status personas_create(struct personas **personas, const struct settings *settings,
                            const struct population *population, struct error *err)
{
    *personas = calloc(1, sizeof **personas);
    if (!*personas)
        return error_set(err, STATUS_NO_MEMORY, "no memory for personas");
    const enum status status = read_settings(*personas, settings, population, err);

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
    if (personas->source && personas->source->destroy)
        personas->source->destroy(personas->state);
    prompt_destroy(personas->words);
    free(personas);
}

bool personas_need_model(const struct personas *personas)
{
    return personas->source->ask != NULL;
}

enum status personas_ask(struct personas *personas, struct gateway *gateway,
                         const struct population *population, uint64_t seed,
                         bool (*uses_llm)(const void *context, size_t i), const void *context,
                         struct error *err)
{
    const struct persona_context own = {personas->words, population, seed};
    size_t count = 0;

    if (!personas->source->ask || personas->is_asked)
        return STATUS_OK;
    size_t *const worker = calloc(population->num_workers, sizeof *worker);

    if (!worker)
        return error_set(err, STATUS_NO_MEMORY, "no memory for personas");
    for (size_t i = 0; i < population->num_workers; i++)
        if (uses_llm(context, i))
            worker[count++] = i;
    const enum status status =
        personas->source->ask(personas->state, &own, worker, count, gateway, err);

    personas->is_asked = !status;
    free(worker);
    return status;
}

void personas_write(const struct personas *personas, struct text *text,
                    const struct population *population, size_t i, uint64_t seed)
{
    const struct persona_context context = {personas->words, population, seed};

    personas->source->write(personas->state, &context, text, i);
    if (!personas->source->has_attitude)
        return;
    text_append_bytes(text, " ", 1);
    persona_write_attitude(text, personas->words,
                           satisfaction_attitude(personas->tax_attitude_sd, seed,
                                                 population->id[i]));
}

void personas_write_facts(const struct personas *personas, struct text *text,
                          const struct population *population, size_t i)
{
    persona_write_facts(text, personas->words, population, i, personas->tells_hours);
}

const struct prompt *personas_words(const struct personas *personas)
{
    return personas->words;
}
