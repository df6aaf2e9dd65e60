/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/persona_roles.c: the thirteen roles of Karten et al. (2025) in our words, drawn for life by their shares
 * (template role_words), whatever the worker's occupation, sex, age and wage are.  Each has its own opinion of
 * taxes, so no other attitude is told. */
#include "agents/persona_source.h"
#include "base/random.h"

#include <stdlib.h>

enum { ROLES, SHARES, NUM_WORDS };
static const struct prompt_part parts[NUM_WORDS + 1] = {
    [ROLES] = PROMPT_LIST("roles", PROMPT_ANY_LINES, NULL),
    [SHARES] = PROMPT_LIST("shares", PROMPT_ANY_LINES, NULL), /* of workers; any total */
};

static double share_of(const struct prompt *words, size_t role)
{
    char *end = NULL;
    const double share = strtod(prompt_line(words, SHARES, role), &end);

    return *end == '\0' && share >= 0.0 && share <= 1e9 ? share : -1.0;
}

static enum status check(const struct prompt *words, struct error *err)
{
    const size_t num_roles = prompt_num_lines(words, ROLES);
    double total = 0.0;

    if (prompt_num_lines(words, SHARES) != num_roles)
        return error_set(err, STATUS_INVALID_INPUT,
                         "role_words.txt: %zu roles and %zu shares; expected a share a role",
                         num_roles, prompt_num_lines(words, SHARES));
    for (size_t role = 0; role < num_roles; role++) {
        const double share = share_of(words, role);

        if (share < 0.0)
            return error_set(err, STATUS_INVALID_INPUT,
                             "role_words.txt: share %zu is '%s'; expected a number from 0 on",
                             role + 1, prompt_line(words, SHARES, role));
        total += share;
    }
    return total > 0.0 ? STATUS_OK
                       : error_set(err, STATUS_INVALID_INPUT,
                                   "role_words.txt: the shares add up to 0; expected more");
}

static void destroy(void *state)
{
    prompt_destroy(state);
}

static enum status create(void **state, const struct settings *settings,
                          const struct population *population, struct error *err)
{
    struct prompt *words = NULL;

    (void)population;
    TRY(prompt_load(&words, "role_words", settings_string(settings, "llm.prompts_folder"), parts,
                    err));
    const enum status status = check(words, err);

    if (status)
        prompt_destroy(words);
    else
        *state = words;
    return status;
}

static void write(const void *state, const struct persona_context *context, struct text *text,
                  size_t i)
{
    const struct prompt *const words = state;
    const double u =
        random_uniforms(context->seed, RANDOM_PERSONA, context->population->id[i], 0).u[3];
    const size_t num_roles = prompt_num_lines(words, ROLES);
    double total = 0.0;
    double sum = 0.0;
    size_t chosen = 0;

    for (size_t role = 0; role < num_roles; role++)
        total += share_of(words, role);
    for (size_t role = 0; role < num_roles && sum <= u * total; role++) {
        const double share = share_of(words, role);

        sum += share;
        chosen = share > 0.0 ? role : chosen;
    }
    prompt_fill_line(text, words, ROLES, chosen, NULL);
}

const struct persona_source_kind persona_source_roles = {
    .kind = {.name = "roles",
             .summary = "thirteen roles with their shares of workers (Karten et al. 2025)"},
    .create = create,
    .destroy = destroy,
    .write = write,
};
