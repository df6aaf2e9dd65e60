/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/persona.h"

#include "base/random.h"
#include "model/cells.h"

enum { OUTLOOKS = 6, FORMS = 3 };

static const char *const outlooks[OUTLOOKS] = {
    "You like to keep your evenings free.",
    "You take pride in your work.",
    "You would rather put something aside than spend it.",
    "You have plans that cost money.",
    "You value time with the people close to you.",
    "You do not mind hard work when it pays.",
};

void persona_write(struct text *text, const struct population *population, size_t i, uint64_t seed)
{
    const struct random_uniforms chance =
        random_uniforms(seed, RANDOM_PERSONA, population->id[i], 0);
    const char *const outlook = outlooks[(int)(chance.u[1] * OUTLOOKS)];
    const struct cells *const cells = population->cells;
    const int cell = population->cell[i];

    if (!population_has_cell(population, i)) {
        text_append(text, "You are a worker. %s", outlook);
        return;
    }
    const char *const job =
        cell_trait_word(&cells->occupation, cells_occupation(cells, cell), chance.u[0]);
    const char *const noun = cell_trait_word(&cells->sex, cells_sex(cells, cell), 0.0);
    const char *const age = cell_trait_word(&cells->age, cells_age(cells, cell), 0.0);

    switch ((int)(chance.u[2] * FORMS)) {
    case 0:
        text_append(text, "You are %s, a %s %s. %s", job, noun, age, outlook);
        break;
    case 1:
        text_append(text, "You are a %s %s and work as %s. %s", noun, age, job, outlook);
        break;
    default:
        text_append(text, "You work as %s. You are a %s %s. %s", job, noun, age, outlook);
    }
}

void persona_write_of_another(struct text *text, const struct population *population, size_t i,
                              uint64_t seed)
{
    const struct random_uniforms chance =
        random_uniforms(seed, RANDOM_PERSONA, population->id[i], 0);
    const struct cells *const cells = population->cells;
    const int cell = population->cell[i];

    if (!population_has_cell(population, i))
        text_append(text, "a worker");
    else
        text_append(text, "%s, a %s %s",
                    cell_trait_word(&cells->occupation, cells_occupation(cells, cell), chance.u[0]),
                    cell_trait_word(&cells->sex, cells_sex(cells, cell), 0.0),
                    cell_trait_word(&cells->age, cells_age(cells, cell), 0.0));
    text_append(text, ", who earns %.2f dollars an hour", population->wage_usd_per_hour[i]);
}

void persona_write_facts(struct text *text, const struct population *population, size_t i)
{
    const double wage = population->wage_usd_per_hour[i];
    const double weeks = (double)population->weeks_per_year[i];
    const double hours = (double)population->observed_hours_per_week[i];

    text_append(
        text,
        "You earn %.2f dollars an hour before tax and work %.4g weeks a year. Usually you work "
        "%.4g hours a week, which brings %.0f dollars a year.",
        wage, weeks, hours, wage * weeks * hours);
}

const char *persona_goal(enum goal goal)
{
    switch (goal) {
    case GOAL_ALTRUISTIC:
        return "You care about everybody's well-being, most of all that of people who have little, "
               "and "
               "choose what is best for society.";
    case GOAL_ADVERSARIAL:
        return "You resent society and choose what is worst for everybody's well-being.";
    default:
        return "You choose what is best for yourself: money to spend, weighed against free time "
               "and "
               "effort.";
    }
}
