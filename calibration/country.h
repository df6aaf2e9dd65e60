/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/country.h: all that is one country's: who works there, what its taxes are, what both are
 * called.  A country is a folder calibration/NAME/ with its tables and one `struct country`, and a line
 * of the list in countries.c; nothing else names it (docs/extending.md).  Setting `country` chooses. */
#ifndef FISC_CALIBRATION_COUNTRY_H
#define FISC_CALIBRATION_COUNTRY_H

#include "base/text.h"
#include "config/kind.h"
#include "config/settings.h"
#include "model/cells.h"
#include "model/tax_schedule.h"

#include <signal.h>

/* Families of kinds to which countries add members of their own. */
enum country_list {
    COUNTRY_POPULATION_SOURCES, /* struct population_source_kind; the first is its calibrated workforce */
    COUNTRY_GB2_PRESETS,        /* struct kind, rows of `gb2_table` */
    COUNTRY_TAX_COMPONENTS, /* struct tax_component_kind */
    COUNTRY_NUM_LISTS
};

/* What a calibration is asked for and told; `told` and `report` may be NULL. */
struct country_calibration {
    const char *folder; /* of the results; exists */
    int year;           /* of the earnings that the fit meets; 0: the country's usual one */
    void (*told)(void *context, const char *line);
    void *context;
    struct text *report;               /* what came out, lines for people */
    const volatile sig_atomic_t *stop; /* once it is not 0: STATUS_INTERRUPTED; may be NULL */
};

struct country {
    struct kind kind; /* "us"; what each part of it reads is with the part */
    const struct cells *cells;
    /* The income tax of its statutes, as a sentence goes on to name it: "the federal income tax of the
     * United States for 2024, single filers". */
    const char *reference_name;
    /* That tax on annual earnings, after the deduction that everybody has. */
    enum status (*statutory_tax)(struct tax_schedule *schedule, struct error *err);
    /* The same rates from the first dollar on: what the planner `reference` sets, and what incomes that
     * are no gross earnings were observed under. */
    enum status (*reference_tax)(struct tax_schedule *schedule, struct error *err);
    /* Members of the families above, each list ended by NULL; NULL: none. */
    const struct kind *const *kinds[COUNTRY_NUM_LISTS];
    const char *gb2_table; /* name of its table of fitted GB2 distributions (calibration/gb2.h) */
    /* `fisc calibrate`: fit its workforce to its tables and write what was found; NULL: has no fit. */
    enum status (*calibrate)(const struct country_calibration *calibration, struct error *err);
};

#endif
