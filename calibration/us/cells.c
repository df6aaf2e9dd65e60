/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/cells.c: the words for occupations, sexes and age groups; a test compares the codes with
 * the tables. */
#include "calibration/us/cells.h"

enum { JOBS = 4 };

const char *const us_occupation_codes[US_NUM_OCCUPATIONS] = {
    "11-0000", "13-0000", "15-0000", "17-0000", "19-0000", "21-0000", "23-0000", "25-0000",
    "27-0000", "29-0000", "31-0000", "33-0000", "35-0000", "37-0000", "39-0000", "41-0000",
    "43-0000", "45-0000", "47-0000", "49-0000", "51-0000", "53-0000",
};

/* Short, for tables and pictures. */
static const char *const occupation_names[US_NUM_OCCUPATIONS] = {
    "management",
    "business and finance",
    "computers and mathematics",
    "architecture and engineering",
    "science",
    "community and social service",
    "law",
    "education and libraries",
    "arts, design, sports, media",
    "healthcare practitioners",
    "healthcare support",
    "protective service",
    "food",
    "cleaning and grounds",
    "personal care",
    "sales",
    "office and administration",
    "farming, fishing, forestry",
    "construction",
    "installation and repair",
    "production",
    "transport and moving",
};

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

const char *const us_sex_codes[US_NUM_SEXES] = {"male", "female"};
static const char *const sex_nouns[US_NUM_SEXES] = {"man", "woman"};

const char *const us_age_codes[US_NUM_AGES] = {"16-19", "20-24", "25-34", "35-44",
                                               "45-54", "55-64", "65+"};
static const char *const age_words[US_NUM_AGES] = {"under twenty",
                                                   "in the early twenties",
                                                   "in the late twenties or early thirties",
                                                   "around forty",
                                                   "around fifty",
                                                   "around sixty",
                                                   "past the usual age of retirement"};
static const double age_from_years[US_NUM_AGES] = {16.0, 20.0, 25.0, 35.0, 45.0, 55.0, 65.0};

const struct cells us_cells = {
    .occupation = {.meaning = "occupation: SOC 2018 major group",
                   .count = US_NUM_OCCUPATIONS,
                   .codes = us_occupation_codes,
                   .names = occupation_names,
                   .words = &jobs[0][0],
                   .num_words = JOBS},
    .sex = {.meaning = "sex",
            .count = US_NUM_SEXES,
            .codes = us_sex_codes,
            .words = sex_nouns,
            .num_words = 1},
    .age = {.meaning = "age group",
            .count = US_NUM_AGES,
            .codes = us_age_codes,
            .words = age_words,
            .num_words = 1},
    .age_from_years = age_from_years,
};
