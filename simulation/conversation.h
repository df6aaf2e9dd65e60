/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/conversation.h: what a run asks a language model, question by question, and what was answered. */
#ifndef FISC_SIMULATION_CONVERSATION_H
#define FISC_SIMULATION_CONVERSATION_H

#include "config/settings.h"
#include "llm/gateway.h"
#include "simulation/simulation.h"

struct conversation_listener {
    void *context;
    gateway_observe *hear; /* may be NULL */
    /* Each body as it would be sent, with its longest answer; NULL: nobody counts.  Then nothing is answered, whatever
     * is kept. */
    void (*count)(void *context, const char *body, int max_tokens);
    void *count_context;
    /* After every step, with the hours of all workers, by their ids; may be NULL.  Not STATUS_OK: it ends there. */
    enum status (*year_is_over)(void *context, const double *hours_per_week, struct error *err);
};

/* The first `num_steps` steps of a config (all, if it has fewer).  Nothing is sent: with llm.mode replay answers are those
 * that are kept; else the model says nothing, and workers keep their hours.  STATUS_INVALID_INPUT if the
 * config asks no model. */
enum status conversation_play(const struct settings *settings, int64_t num_steps,
                              const struct conversation_listener *listener,
                              struct error *err) MUST_CHECK;

#endif
