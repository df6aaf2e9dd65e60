/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/persona.h"

#include "base/random.h"
#include "calibration/us/cells.h"

enum {
    PERSONA, /* a line a way to say it */
    PERSONA_PLAIN,
    NOBODY,
    ANOTHER,
    ANOTHER_PLAIN,
    FACTS,
    GOAL_IS_OWN,
    GOAL_IS_ALTRUISTIC,
    GOAL_IS_ADVERSARIAL,
    OUTLOOKS,
    SEXES,
    AGES,
    JOBS, /* one part a major group, in the order of us_occupation_codes */
    NUM_PARTS = JOBS + US_NUM_OCCUPATIONS
};

#define JOBS_OF(index, group) [JOBS + (index)] = PROMPT_LIST("jobs_" group, PROMPT_ANY_LINES, NULL)

static const struct prompt_part parts[NUM_PARTS + 1] = {
    [PERSONA] = PROMPT_LIST("persona", PROMPT_ANY_LINES, "job", "sex", "age", "outlook"),
    [PERSONA_PLAIN] = PROMPT_PART("persona_plain", "outlook"),
    [NOBODY] = PROMPT_PART("nobody", NULL),
    [ANOTHER] = PROMPT_PART("another", "job", "sex", "age", "wage"),
    [ANOTHER_PLAIN] = PROMPT_PART("another_plain", "wage"),
    [FACTS] = PROMPT_PART("facts", "wage", "weeks", "hours", "income"),
    [GOAL_IS_OWN] = PROMPT_PART("goal_own", NULL),
    [GOAL_IS_ALTRUISTIC] = PROMPT_PART("goal_altruistic", NULL),
    [GOAL_IS_ADVERSARIAL] = PROMPT_PART("goal_adversarial", NULL),
    [OUTLOOKS] = PROMPT_LIST("outlooks", PROMPT_ANY_LINES, NULL),
    [SEXES] = PROMPT_LIST("sexes", US_NUM_SEXES, NULL),
    [AGES] = PROMPT_LIST("ages", US_NUM_AGES, NULL),
    JOBS_OF(0, "11"),
    JOBS_OF(1, "13"),
    JOBS_OF(2, "15"),
    JOBS_OF(3, "17"),
    JOBS_OF(4, "19"),
    JOBS_OF(5, "21"),
    JOBS_OF(6, "23"),
    JOBS_OF(7, "25"),
    JOBS_OF(8, "27"),
    JOBS_OF(9, "29"),
    JOBS_OF(10, "31"),
    JOBS_OF(11, "33"),
    JOBS_OF(12, "35"),
    JOBS_OF(13, "37"),
    JOBS_OF(14, "39"),
    JOBS_OF(15, "41"),
    JOBS_OF(16, "43"),
    JOBS_OF(17, "45"),
    JOBS_OF(18, "47"),
    JOBS_OF(19, "49"),
    JOBS_OF(20, "51"),
    JOBS_OF(21, "53"),
};

enum status persona_words_load(struct prompt **words, const char *folder, struct error *err)
{
    return prompt_load(words, "person_words", folder, parts, err);
}

/* Which line of a list a uniform falls on. */
static size_t drawn_line(const struct prompt *words, int part, double u)
{
    return (size_t)(u * (double)prompt_num_lines(words, part));
}

static const char *drawn(const struct prompt *words, int part, double u)
{
    return prompt_line(words, part, drawn_line(words, part, u));
}

void persona_write(struct text *text, const struct prompt *words,
                   const struct population *population, size_t i, uint64_t seed)
{
    const struct random_uniforms chance =
        random_uniforms(seed, RANDOM_PERSONA, population->id[i], 0);
    const char *const outlook = drawn(words, OUTLOOKS, chance.u[1]);
    const int cell = population->cell[i];

    if (cell == POPULATION_NO_CELL) {
        prompt_fill(text, words, PERSONA_PLAIN, (const char *[]){outlook});
        return;
    }
    prompt_fill_line(
        text, words, PERSONA, drawn_line(words, PERSONA, chance.u[2]),
        (const char *[]){drawn(words, JOBS + (int)us_cell_occupation(cell), chance.u[0]),
                         prompt_line(words, SEXES, (size_t)us_cell_sex(cell)),
                         prompt_line(words, AGES, (size_t)us_cell_age(cell)), outlook});
}

void persona_write_nobody(struct text *text, const struct prompt *words)
{
    prompt_fill(text, words, NOBODY, NULL);
}

void persona_write_of_another(struct text *text, const struct prompt *words,
                              const struct population *population, size_t i, uint64_t seed)
{
    const struct random_uniforms chance =
        random_uniforms(seed, RANDOM_PERSONA, population->id[i], 0);
    const int cell = population->cell[i];
    char room[PROMPT_NUMBER_ROOM];
    const char *const wage = prompt_number(room, "%.2f", population->wage_usd_per_hour[i]);

    if (cell == POPULATION_NO_CELL)
        prompt_fill(text, words, ANOTHER_PLAIN, (const char *[]){wage});
    else
        prompt_fill(text, words, ANOTHER,
                    (const char *[]){drawn(words, JOBS + (int)us_cell_occupation(cell),
                                           chance.u[0]),
                                     prompt_line(words, SEXES, (size_t)us_cell_sex(cell)),
                                     prompt_line(words, AGES, (size_t)us_cell_age(cell)), wage});
}

void persona_write_facts(struct text *text, const struct prompt *words,
                         const struct population *population, size_t i)
{
    const double wage = population->wage_usd_per_hour[i];
    const double weeks = (double)population->weeks_per_year[i];
    const double hours = (double)population->observed_hours_per_week[i];
    char room[4][PROMPT_NUMBER_ROOM];

    prompt_fill(text, words, FACTS,
                (const char *[]){prompt_number(room[0], "%.2f", wage),
                                 prompt_number(room[1], "%.4g", weeks),
                                 prompt_number(room[2], "%.4g", hours),
                                 prompt_number(room[3], "%.0f", wage * weeks * hours)});
}

const char *persona_goal(const struct prompt *words, enum goal goal)
{
    int part = GOAL_IS_OWN;

    switch (goal) {
    case GOAL_OWN:
        break;
    case GOAL_ALTRUISTIC:
        part = GOAL_IS_ALTRUISTIC;
        break;
    case GOAL_ADVERSARIAL:
        part = GOAL_IS_ADVERSARIAL;
        break;
    }
    return prompt_words(words, part);
}
