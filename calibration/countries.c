/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/countries.c: the list of countries. */
#include "calibration/countries.h"

#include "config/setting.h"
#include "config/setting_list.h"

extern const struct country country_us;
#ifdef FISC_TOY_KINDS
extern const struct country country_toy;
#endif

static const struct country *const countries[] = {
    &country_us,
#ifdef FISC_TOY_KINDS
    &country_toy,
#endif
};

enum { NUM_COUNTRIES = sizeof countries / sizeof *countries };

static const struct kind *at(size_t index)
{
    return index < NUM_COUNTRIES ? &countries[index]->kind : NULL;
}

const struct kind_family country_family = {.noun = "country", .at = at};

const struct setting country_settings[] = {
    KIND_SETTING(
        "country", country_family, "\"us\"",
        "Whose workforce, taxes and words: its tax is what the planner 'reference' sets and "
        "what hours were observed under, its occupations are those of personas and files."),
    {0},
};

const struct country *country_find(const char *name)
{
    const int index = name ? kind_family_index(&country_family, name) : 0;

    return index >= 0 ? countries[index] : NULL;
}

const struct country *country_of(const struct settings *settings)
{
    return country_find(settings_string(settings, "country"));
}

const struct setting_rename country_old_names[] = {
    {"planner.kind=us_federal", "planner.kind=reference"},
    {"rule.llm.wording=us_law_named", "rule.llm.wording=reference_named"},
    {0},
};

static size_t count_kinds(const struct country *country, enum country_list list)
{
    size_t count = 0;

    while (country->kinds[list] && country->kinds[list][count])
        count++;
    return count;
}

const struct kind *country_kind_at(enum country_list list, const struct kind *const *general,
                                   size_t index)
{
    for (size_t c = 0; c < NUM_COUNTRIES; c++) {
        const size_t count = count_kinds(countries[c], list);

        if (index < count)
            return countries[c]->kinds[list][index];
        index -= count;
    }
    for (; *general && index > 0; index--)
        general++;
    return *general;
}

static bool owns(const struct country *country, enum country_list list, const struct kind *kind)
{
    const size_t count = count_kinds(country, list);

    for (size_t k = 0; k < count; k++)
        if (country->kinds[list][k] == kind)
            return true;
    return false;
}

enum status country_check_kind(const struct country *country, enum country_list list,
                               const struct kind *kind, struct error *err)
{
    if (owns(country, list, kind))
        return STATUS_OK;
    for (size_t c = 0; c < NUM_COUNTRIES; c++)
        if (owns(countries[c], list, kind))
            return error_set(err, STATUS_INVALID_INPUT,
                             "'%s' is of the country '%s', but the setting country is '%s'",
                             kind->name, countries[c]->kind.name, country->kind.name);
    return STATUS_OK; /* everybody's */
}
