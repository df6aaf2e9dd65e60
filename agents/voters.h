/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/voters.h: workers who vote.  Those simulated by a language model are asked; the others know what
 * each tax system would be worth to them, with a noise. */
#ifndef FISC_AGENTS_VOTERS_H
#define FISC_AGENTS_VOTERS_H

#include "agents/decision_rule.h"
#include "base/text.h"
#include "model/ballot.h"

enum ballot_form { BALLOT_CHOICE, BALLOT_SCORES };
enum { BALLOT_MAX_CANDIDATES = 32 };

struct voters; /* opaque */

/* Settings planner.ballot, planner.vote_noise_share, rule.*_share; prompts vote_system and vote_question. */
enum status voters_create(struct voters **voters, const struct settings *settings,
                          struct error *err) MUST_CHECK;
void voters_destroy(struct voters *voters);

/* score[c][N]: the higher, the better for the voter.  A voter simulated by a language model gives one point to
 * its choice or scores of 0 to 100; one without a usable answer abstains: the same score for all. */
enum status voters_vote(const struct voters *voters, const struct decision_context *context,
                        const struct decision_rule *rule, const struct ballot *ballot,
                        double *const *score, size_t *num_abstained, struct error *err) MUST_CHECK;

/* Who worker i is, in words for a model that simulates it. */
enum status voters_describe(const struct voters *voters, const struct decision_context *context,
                            size_t i, struct text *persona, struct text *facts, const char **goal,
                            struct error *err) MUST_CHECK;

#endif
