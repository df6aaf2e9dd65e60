/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/group_weights.h"

#include "config/setting.h"
#include "model/cells.h"

#include <stdio.h>
#include <string.h>

enum { MOST_GROUPS = 64 };

static const struct setting element_settings[] = {
    WORDS_SETTING("group", NULL,
                  "The code of an occupation, a sex or an age group, as in population.csv.* and "
                  "panels: \"female\", \"55-64\", \"29-0000\"."),
    NUMBER_SETTING("weight", "1", 0, 1e12, NULL, "What a dollar to one of them counts."),
    {0},
};
static const struct setting *const element_groups[] = {element_settings, NULL};

const struct setting group_weight_settings[] = {
    OBJECTS_SETTING("welfare.group_weights", MOST_GROUPS, element_groups,
                    "utilitarian: what a dollar counts by group; all other workers count 1.  It "
                    "multiplies welfare.weights and the weights of a csv."),
    {0},
};

/* One of the three traits of a cell. */
struct group {
    int (*value_of)(const struct cells *cells, int cell);
    int value;
};

static bool find_in(struct group *group, const struct cell_trait *trait, const char *code,
                    int (*value_of)(const struct cells *cells, int cell))
{
    for (int k = 0; k < trait->count; k++)
        if (strcmp(trait->codes[k], code) == 0) {
            *group = (struct group){value_of, k};
            return true;
        }
    return false;
}

static enum status find_group(struct group *group, const struct cells *cells, bool is_known,
                              const char *code, const char *origin, struct error *err)
{
    if (!is_known)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: these workers have no occupation, sex or age: expected a source of "
                         "workers who have",
                         origin);
    if (find_in(group, &cells->occupation, code, cells_occupation) ||
        find_in(group, &cells->sex, code, cells_sex) ||
        find_in(group, &cells->age, code, cells_age))
        return STATUS_OK;
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: expected the code of an occupation (as %s), a sex (as %s) or an age "
                     "group (as %s), not \"%s\"",
                     origin, cells->occupation.codes[0], cells->sex.codes[0], cells->age.codes[0],
                     code);
}

static bool has_groups(const struct population *population)
{
    for (size_t i = 0; i < population->num_workers; i++)
        if (population_has_cell(population, i))
            return true;
    return false;
}

enum status group_weights_apply(struct population *population, const struct settings *settings,
                                struct error *err)
{
    const size_t count = settings_length(settings, "welfare.group_weights");

    if (count > 0 && !population->welfare_weight)
        TRY(population_add_welfare_weights(population, err));
    for (size_t k = 0; k < count; k++) {
        struct group group = {0};
        char key[64];

        snprintf(key, sizeof key, "welfare.group_weights[%zu].weight", k);
        const double weight = settings_number(settings, key);

        snprintf(key, sizeof key, "welfare.group_weights[%zu].group", k);
        TRY(find_group(&group, population->cells, has_groups(population),
                       settings_string(settings, key),
                       settings_origin(settings, "welfare.group_weights"), err));
        for (size_t i = 0; i < population->num_workers; i++)
            if (population_has_cell(population, i) &&
                group.value_of(population->cells, population->cell[i]) == group.value)
                population->welfare_weight[i] *= weight;
    }
    return STATUS_OK;
}
