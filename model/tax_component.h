/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component.h: what tax systems are made of: a list of components in the config, whose taxes add
 * up.  Each kind is one file, model/tax_component_*.c or in the folder of its country; the family's list
 * is simulation/tax_components.c, which sees both. */
#ifndef FISC_MODEL_TAX_COMPONENT_H
#define FISC_MODEL_TAX_COMPONENT_H

#include "config/kind.h"
#include "config/settings.h"
#include "model/tax_schedule.h"

/* One component of a list: where its settings are. */
struct tax_component {
    const struct settings *settings;
    const char *path; /* "government.tax_system[2]" */
};

struct tax_component_kind {
    struct kind kind;
    bool
        is_on_own_earnings; /* levied on what each adult earns, not on the income of the tax unit */
    /* What it levies on units of a class; STATUS_INVALID_INPUT says what does not go together. */
    enum status (*schedule)(struct tax_schedule *schedule, const struct tax_component *component,
                            int tax_class, struct error *err);
};

/* Those of any country; others are in the folders of their countries. */
#define TAX_COMPONENT_KINDS(KIND)                                                                  \
    KIND(tax_component, brackets)                                                                  \
    KIND(tax_component, flat)                                                                      \
    KIND(tax_component, credit)                                                                    \
    KIND(tax_component, basic_income)                                                              \
    KIND(tax_component, file)                                                                      \
    KIND(tax_component, hsv)                                                                       \
    KIND_TOY(KIND, tax_component)
TAX_COMPONENT_KINDS(KIND_DECLARE)

/* Settings that several kinds read. */
extern const struct setting tax_component_amount[];

/* Values of a component's settings by their relative key ("rate"). */
double tax_component_number(const struct tax_component *component, const char *key);
int64_t tax_component_integer(const struct tax_component *component, const char *key);
bool tax_component_bool(const struct tax_component *component, const char *key);
int tax_component_choice(const struct tax_component *component, const char *key);
const char *tax_component_string(const struct tax_component *component, const char *key);
size_t tax_component_numbers(const struct tax_component *component, const char *key,
                             double values[TAX_MAX_BRACKETS]);

/* A refundable credit of at most `maximum`: phased in at a rate (0: in full from the start),
 * withdrawn at a rate above an income (0: never), never below 0. */
enum status tax_component_credit_schedule(struct tax_schedule *schedule,
                                          double maximum_usd_per_year, double phase_in_rate,
                                          double phase_out_start_usd_per_year,
                                          double phase_out_rate, struct error *err) MUST_CHECK;

/* A schedule from a CSV with the columns start_usd_per_year and rate or marginal_rate, and tax_at_start_usd_per_year
 * if T(0) is not 0; or from the table of 'fisc export -t schedules', whose last tax system counts. */
enum status tax_component_file_schedule(struct tax_schedule *schedule, const char *path,
                                        struct error *err) MUST_CHECK;

/* T = z - L z^(1-p), linear between 60 incomes; STATUS_INVALID_INPUT where its rates fall below -1. */
enum status tax_component_hsv_schedule(struct tax_schedule *schedule, double level,
                                       double progressivity, struct error *err) MUST_CHECK;

#endif
