/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/persona.h"

#include "base/elementary.h"
#include "base/random.h"
#include "model/cells.h"

enum {
    PERSONA, /* a line a way to say it */
    PERSONA_PLAIN,
    NOBODY,
    ANOTHER,
    ANOTHER_PLAIN,
    FACTS,
    FACTS_WITHOUT_HOURS,
    GOAL_IS_OWN,
    GOAL_IS_ALTRUISTIC,
    GOAL_IS_ADVERSARIAL,
    OUTLOOKS,
    ATTITUDES, /* to taxes, from the worst to the best */
    NUM_PARTS
};

static const struct prompt_part parts[NUM_PARTS + 1] = {
    [PERSONA] = PROMPT_LIST("persona", PROMPT_ANY_LINES, "job", "sex", "age", "outlook"),
    [PERSONA_PLAIN] = PROMPT_PART("persona_plain", "outlook"),
    [NOBODY] = PROMPT_PART("nobody", NULL),
    [ANOTHER] = PROMPT_PART("another", "job", "sex", "age", "wage"),
    [ANOTHER_PLAIN] = PROMPT_PART("another_plain", "wage"),
    [FACTS] = PROMPT_PART("facts", "wage", "weeks", "hours", "income"),
    [FACTS_WITHOUT_HOURS] = PROMPT_PART("facts_without_hours", "wage", "weeks"),
    [GOAL_IS_OWN] = PROMPT_PART("goal_own", NULL),
    [GOAL_IS_ALTRUISTIC] = PROMPT_PART("goal_altruistic", NULL),
    [GOAL_IS_ADVERSARIAL] = PROMPT_PART("goal_adversarial", NULL),
    [OUTLOOKS] = PROMPT_LIST("outlooks", PROMPT_ANY_LINES, NULL),
    [ATTITUDES] = PROMPT_LIST("attitudes", PROMPT_ANY_LINES, NULL),
};

enum status persona_words_load(struct prompt **words, const char *folder, struct error *err)
{
    return prompt_load(words, "person_words", folder, parts, err);
}

/* Which line of a list a uniform falls on. */
static size_t drawn_line(const struct prompt *words, int part, double u)
{
    const size_t num_lines = prompt_num_lines(words, part);
    const size_t line = (size_t)(u * (double)num_lines);

    return line < num_lines ? line : num_lines - 1;
}

static const char *drawn(const struct prompt *words, int part, double u)
{
    return prompt_line(words, part, drawn_line(words, part, u));
}

/* The country's own words for a worker of a cell. */
struct traits {
    const char *job, *sex, *age;
};

/* All three are told, or none: sentences have a place for each. */
static bool knows_traits(const struct population *population, size_t i)
{
    return population_has_cell(population, i) &&
           cells_is_whole(population->cells, population->cell[i]);
}

static struct traits traits_of(const struct population *population, size_t i, double chance_of_job)
{
    const struct cells *const cells = population->cells;
    const int cell = population->cell[i];

    return (struct traits){
        .job = cell_trait_word(&cells->occupation, cells_occupation(cells, cell), chance_of_job),
        .sex = cell_trait_word(&cells->sex, cells_sex(cells, cell), 0.0),
        .age = cell_trait_word(&cells->age, cells_age(cells, cell), 0.0),
    };
}

void persona_write(struct text *text, const struct prompt *words,
                   const struct population *population, size_t i, uint64_t seed)
{
    const struct random_uniforms chance =
        random_uniforms(seed, RANDOM_PERSONA, population->id[i], 0);
    const char *const outlook = drawn(words, OUTLOOKS, chance.u[1]);

    if (!knows_traits(population, i)) {
        prompt_fill(text, words, PERSONA_PLAIN, (const char *[]){outlook});
        return;
    }
    const struct traits traits = traits_of(population, i, chance.u[0]);

    prompt_fill_line(text, words, PERSONA, drawn_line(words, PERSONA, chance.u[2]),
                     (const char *[]){traits.job, traits.sex, traits.age, outlook});
}

void persona_write_attitude(struct text *text, const struct prompt *words, double log_odds)
{
    prompt_fill_line(text, words, ATTITUDES,
                     drawn_line(words, ATTITUDES, elementary_normal_cdf(log_odds)), NULL);
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
    char room[PROMPT_NUMBER_ROOM];
    const char *const wage = prompt_number(room, "%.2f", population->wage_usd_per_hour[i]);

    if (!knows_traits(population, i)) {
        prompt_fill(text, words, ANOTHER_PLAIN, (const char *[]){wage});
        return;
    }
    const struct traits traits = traits_of(population, i, chance.u[0]);

    prompt_fill(text, words, ANOTHER, (const char *[]){traits.job, traits.sex, traits.age, wage});
}

void persona_write_facts(struct text *text, const struct prompt *words,
                         const struct population *population, size_t i, bool tells_hours)
{
    const double wage = population->wage_usd_per_hour[i];
    const double weeks = (double)population->weeks_per_year[i];
    const double hours = (double)population->observed_hours_per_week[i];
    char room[4][PROMPT_NUMBER_ROOM];

    prompt_fill(text, words, tells_hours ? FACTS : FACTS_WITHOUT_HOURS,
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
