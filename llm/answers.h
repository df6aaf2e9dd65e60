/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/answers.h: how many decisions the model really made.  Where it said nothing that can be used somebody
 * falls back, and what looks like a result is none of the model's. */
#ifndef FISC_LLM_ANSWERS_H
#define FISC_LLM_ANSWERS_H

#include "base/error.h"
#include "base/text.h"
#include "llm/purpose.h"
#include "llm/reply.h"

#include <stdbool.h>
#include <stddef.h>

/* Decisions that were asked for.  Refused: by the model, or by a filter before it. */
struct answer_tally {
    double asked, invalid, refused;
};

/* Below this share of answers the statistics of a run are marked wherever they are printed. */
#define ANSWERS_ENOUGH 0.95

double answer_tally_share(const struct answer_tally *tally); /* NaN: nothing was asked */
bool answer_tally_is_poor(const struct answer_tally *tally);
void answer_tally_add(struct answer_tally *sum, const struct answer_tally *more);
/* "97.2% of 12,000 decisions; 1.9% invalid, 0.9% refused" */
void answer_tally_write(struct text *text, const struct answer_tally *tally);

enum { ANSWERS_STORY_BYTES = 160 };
/* "answered by the model: 97.2% of ..." in the caller's room. */
const char *answer_tally_story(char story[ANSWERS_STORY_BYTES], const struct answer_tally *tally);

bool llm_invalid_is_refusal(enum llm_invalid invalid);

/* Lower end of Wilson's 95% interval (1927) of a share `part` of `count`. */
double answers_wilson_lower(double part, double count);

enum { ANSWERS_WATCHED = 1000, ANSWERS_AT_LEAST = 5, ANSWERS_HOPELESS = 50, ANSWERS_MANY = 5000 };
enum { ANSWERS_EXAMPLE_BYTES = 80, ANSWERS_EXAMPLE_ROOM = 4 * ANSWERS_EXAMPLE_BYTES + 1 };

/* The last answers of one purpose, in the order of who was asked. */
struct answer_watch {
    unsigned char last[ANSWERS_WATCHED];                 /* enum llm_invalid, a ring */
    size_t count;                                        /* since the beginning */
    char example[LLM_NUM_INVALID][ANSWERS_EXAMPLE_ROOM]; /* the last of each, escaped */
    int max_tokens;                                      /* of the last question */
};

void answer_watch_add(struct answer_watch *watch, const struct llm_reply *reply, int max_tokens);

/* Answers of a batch that keep to their schema, and that the asker cannot use all the same. */
struct answer_unfit {
    size_t count, num_recent; /* recent: among the last ANSWERS_WATCHED of the batch */
    const char *example;      /* borrowed from a reply; NULL: none */
};

/* `num_behind`: answers of the batch that stand behind this one. */
void answer_unfit_add(struct answer_unfit *unfit, const struct llm_reply *reply, size_t num_behind);
/* So many of the valid answers that came last are none. */
void answer_watch_recall(struct answer_watch *watch, const struct answer_unfit *unfit);
/* Are so many answers too much to be paid for, reprompts and all, before some are final? */
bool answer_watch_is_doubtful(const struct answer_watch *watch, size_t num_answers);
/* Is the share of what could not be used surely above this?  From five on. */
bool answer_watch_is_above(const struct answer_watch *watch, double max_invalid_share);
/* How many of how many, the commonest reason with an example, and what to try. */
void answer_watch_tell(struct text *story, const struct answer_watch *watch,
                       enum llm_purpose purpose);
/* STATUS_INTERRUPTED, with that story and the limit that was passed. */
enum status answer_watch_stop(const struct answer_watch *watch, enum llm_purpose purpose,
                              double max_invalid_share, struct error *err);

/* One decision more; `max_tokens` of its question.  `watch` NULL: it was made in an earlier part of the run, which was
 * stopped for it or not; a server that was mended is judged by what it says now. */
void answer_count(struct answer_tally *tally, struct answer_watch *watch,
                  const struct llm_reply *reply, int max_tokens);

/* How the reply was read, if it is usable: one more of each kind, by enum llm_repair. */
void answer_count_repairs(double repaired[LLM_NUM_REPAIRS], const struct llm_reply *reply);

#endif
