/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words for occupations, sexes and age groups; a test compares them with the tables. */
#include "calibration/us/cells.h"

const char *const us_occupation_codes[US_NUM_OCCUPATIONS] = {
    "11-0000", "13-0000", "15-0000", "17-0000", "19-0000", "21-0000", "23-0000", "25-0000",
    "27-0000", "29-0000", "31-0000", "33-0000", "35-0000", "37-0000", "39-0000", "41-0000",
    "43-0000", "45-0000", "47-0000", "49-0000", "51-0000", "53-0000",
};

const char *const us_occupation_names[US_NUM_OCCUPATIONS] = {
    "Management",
    "Business and financial operations",
    "Computer and mathematical",
    "Architecture and engineering",
    "Life, physical, and social science",
    "Community and social service",
    "Legal",
    "Education, training, and library",
    "Arts, design, entertainment, sports, and media",
    "Healthcare practitioners and technical",
    "Healthcare support",
    "Protective service",
    "Food preparation and serving related",
    "Building and grounds cleaning and maintenance",
    "Personal care and service",
    "Sales and related",
    "Office and administrative support",
    "Farming, fishing, and forestry",
    "Construction and extraction",
    "Installation, maintenance, and repair",
    "Production",
    "Transportation and material moving",
};

const char *const us_sex_names[US_NUM_SEXES] = {"male", "female"};

const char *const us_age_names[US_NUM_AGES] = {"16-19", "20-24", "25-34", "35-44",
                                               "45-54", "55-64", "65+"};

int us_age_group(double age_years)
{
    static const double first_year[US_NUM_AGES] = {16.0, 20.0, 25.0, 35.0, 45.0, 55.0, 65.0};
    int group = -1;

    while (group + 1 < US_NUM_AGES && age_years >= first_year[group + 1])
        group++;
    return group;
}
