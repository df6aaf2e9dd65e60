/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/persona.h"

#include "base/random.h"
#include "calibration/us/cells.h"

enum { JOBS = 4, OUTLOOKS = 6, FORMS = 3 };

/* Jobs of each major group, in the order of us_occupation_codes, with their article. */
static const char *const jobs[US_NUM_OCCUPATIONS][JOBS] = {
    {"an office manager", "a sales manager", "a construction manager", "a school principal"},
    {"an accountant", "a human resources specialist", "a loan officer", "a project coordinator"},
    {"a software developer", "a network technician", "a data analyst", "a web developer"},
    {"a civil engineer", "a drafter", "an architect", "an electronics technician"},
    {"a laboratory technician", "a chemist", "a psychologist", "an environmental scientist"},
    {"a social worker", "a counselor", "a member of the clergy", "a probation officer"},
    {"a paralegal", "a lawyer", "a legal assistant", "a title examiner"},
    {"a primary school teacher", "a teaching assistant", "a librarian", "a college lecturer"},
    {"a graphic designer", "a photographer", "a sports coach", "a writer"},
    {"a registered nurse", "a pharmacist", "a dental hygienist", "a physical therapist"},
    {"a home health aide", "a nursing assistant", "a medical assistant", "a dental assistant"},
    {"a security guard", "a police officer", "a firefighter", "a correctional officer"},
    {"a cook", "a waiter", "a bartender", "a kitchen helper"},
    {"a janitor", "a housekeeping cleaner", "a groundskeeper", "a pest control worker"},
    {"a hairdresser", "a childcare worker", "a fitness instructor", "an animal caretaker"},
    {"a retail salesperson", "a cashier", "an insurance agent", "a sales representative"},
    {"a secretary", "a customer service clerk", "a bookkeeper", "a receptionist"},
    {"a farm worker", "a forestry worker", "a fishing worker", "an agricultural grader"},
    {"a carpenter", "an electrician", "a construction laborer", "a painter of buildings"},
    {"a car mechanic", "a maintenance worker", "an air conditioning installer",
     "a telecommunications technician"},
    {"an assembler", "a machinist", "a baker", "a quality inspector"},
    {"a truck driver", "a warehouse worker", "a bus driver", "a forklift operator"},
};

static const char *const ages[US_NUM_AGES] = {"under twenty",
                                              "in the early twenties",
                                              "in the late twenties or early thirties",
                                              "around forty",
                                              "around fifty",
                                              "around sixty",
                                              "past the usual age of retirement"};

static const char *const nouns[US_NUM_SEXES] = {"man", "woman"};

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
    const int cell = population->cell[i];

    if (cell == POPULATION_NO_CELL) {
        text_append(text, "You are a worker. %s", outlook);
        return;
    }
    const char *const job = jobs[us_cell_occupation(cell)][(int)(chance.u[0] * JOBS)];
    const char *const noun = nouns[us_cell_sex(cell)];
    const char *const age = ages[us_cell_age(cell)];

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
    const int cell = population->cell[i];

    if (cell == POPULATION_NO_CELL)
        text_append(text, "a worker");
    else
        text_append(text, "%s, a %s %s", jobs[us_cell_occupation(cell)][(int)(chance.u[0] * JOBS)],
                    nouns[us_cell_sex(cell)], ages[us_cell_age(cell)]);
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
