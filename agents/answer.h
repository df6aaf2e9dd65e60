/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/answer.h: how a model's word becomes hours.  Four forms:
 *   sample     hours as JSON; the word itself
 *   number     the same from a list of hours, with log probabilities at the number's token
 *   letters    options as letters in an order of the worker's own, log probabilities of one token
 *   utilities  a score from 0 to 100 for every option
 * Wherever there is a distribution it is renormalised over the options.  Of models that tell no log probabilities,
 * number and letters may ask how likely each option is, in percent. */
#ifndef FISC_AGENTS_ANSWER_H
#define FISC_AGENTS_ANSWER_H

#include "llm/prompt.h"
#include "llm/reply.h"

#include <stdbool.h>

enum answer_form { ANSWER_SAMPLE, ANSWER_NUMBER, ANSWER_LETTERS, ANSWER_UTILITIES };

enum { ANSWER_MAX_OPTIONS = 20 }; /* what servers give log probabilities of */

/* Behind it, in form number, stands the token that decides. */
#define ANSWER_DECIDING_KEY "\"hours\""

struct answer_options {
    enum answer_form form;
    int num_options;
    double hours[ANSWER_MAX_OPTIONS]; /* ascending */
    double min_mass; /* of the model's probability that has to lie on the options */
    bool thinks;     /* sample, utilities: a thought before the answer */
    bool is_stated;  /* number, letters: how likely each option is is said in words */
};

/* The JSON Schema of the reply; nothing for letters, which are one token. */
void answer_write_schema(struct text *schema, const struct answer_options *options);
/* The words (agents/worker_words.h) in the shared part of the prompt that ask for this form. */
void answer_write_form(struct text *text, const struct answer_options *options,
                       const struct prompt *words);
/* The options in an order (indices of options->hours), for letters and utilities, with what each of them
 * brings[] in words; NULL: that is not told.  The other forms have a list of that alone. */
void answer_write_options(struct text *text, const struct answer_options *options,
                          const struct prompt *words, const int *order, const struct text *brings);
/* What is asked at the end, in this form. */
const char *answer_question(const struct answer_options *options, const struct prompt *words);

/* probability[num_options] (by option, not by place) from a reply; `mass` is how much of the model's own
 * probability lay on the options (1 where it gave none); with less than min_mass the answer is not about them.
 * For sample, *hours instead.  False if the reply says nothing that can be used. */
bool answer_read(const struct answer_options *options, const int *order,
                 const struct llm_reply *reply, double *probability, double *mass, double *hours);

#endif
