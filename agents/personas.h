/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/personas.h: who the workers are, in words: personas from the source that the config chooses
 * (agents/persona_source.h), and the other sentences about a worker. */
#ifndef FISC_AGENTS_PERSONAS_H
#define FISC_AGENTS_PERSONAS_H

#include "agents/persona_source.h"
#include "config/setting.h"

extern const struct kind_family persona_source_family;

struct personas; /* opaque */

/* Settings personas.* and llm.prompts_folder. */
enum status personas_create(struct personas **personas, const struct settings *settings,
                            const struct population *population, struct error *err) MUST_CHECK;
void personas_destroy(struct personas *personas);

/* Have a model write the personas of workers with uses_llm(context, i), once, if the source does so. */
enum status personas_ask(struct personas *personas, struct gateway *gateway,
                         const struct population *population, uint64_t seed,
                         bool (*uses_llm)(const void *context, size_t i), const void *context,
                         struct error *err) MUST_CHECK;
bool personas_need_model(const struct personas *personas);

/* The persona of worker i. */
void personas_write(const struct personas *personas, struct text *text,
                    const struct population *population, size_t i, uint64_t seed);

/* The numbers that a choice needs (agents/persona.h), as rule.llm.tell_usual_hours says. */
void personas_write_facts(const struct personas *personas, struct text *text,
                          const struct population *population, size_t i);

/* For the functions of agents/persona.h. */
const struct prompt *personas_words(const struct personas *personas);

/* Ended by {0}; the kinds of source have settings of their own. */
extern const struct setting personas_settings[];

#endif
