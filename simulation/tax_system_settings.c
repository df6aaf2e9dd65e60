/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/tax_system_settings.h"

#include "base/csv.h"
#include "calibration/us/federal_tax.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum component_kind {
    COMPONENT_FEDERAL_INCOME_TAX,
    COMPONENT_PAYROLL_TAX,
    COMPONENT_BRACKETS,
    COMPONENT_FLAT,
    COMPONENT_CREDIT,
    COMPONENT_BASIC_INCOME,
    COMPONENT_FILE,
};

enum status tax_system_credit(struct tax_schedule *schedule, double maximum_usd_per_year,
                              double phase_in_rate, double phase_out_start_usd_per_year,
                              double phase_out_rate, struct error *err)
{
    const double full_at = phase_in_rate > 0.0 ? maximum_usd_per_year / phase_in_rate : 0.0;
    const double out_at = phase_out_rate > 0.0 ? phase_out_start_usd_per_year : INFINITY;
    double start[4] = {0.0};
    double rate[4] = {0.0};
    int count = 0;
    double at = 0.0;
    double benefit = phase_in_rate > 0.0 ? 0.0 : maximum_usd_per_year;

    /* Walk over the kinks; the credit's slope changes at each and ends where nothing is left. */
    for (;;) {
        const double slope =
            (at < full_at ? phase_in_rate : 0.0) - (at >= out_at ? phase_out_rate : 0.0);
        double next = INFINITY;

        next = full_at > at ? fmin(next, full_at) : next;
        next = out_at > at ? fmin(next, out_at) : next;
        if (count == 0 || rate[count - 1] != -slope) {
            start[count] = at;
            rate[count++] = -slope;
        }
        if (slope < 0.0 && at + benefit / -slope <= next) {
            start[count] = at + benefit / -slope;
            rate[count] = 0.0;
            if (start[count] > start[count - 1])
                count++;
            else
                rate[count - 1] = 0.0;
            break;
        }
        if (!isfinite(next))
            break;
        benefit += slope * (next - at);
        at = next;
    }
    return tax_schedule_init(schedule, count, start, rate,
                             phase_in_rate > 0.0 ? 0.0 : -maximum_usd_per_year, err);
}

static enum status read_brackets(struct tax_schedule *schedule, const struct settings *settings,
                                 const char *starts_path, const char *rates_path, struct error *err)
{
    double start[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];
    const size_t num_starts = settings_numbers(settings, starts_path, start, TAX_MAX_BRACKETS);
    const size_t num_rates = settings_numbers(settings, rates_path, rate, TAX_MAX_BRACKETS);

    if (num_starts != num_rates)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%zu bracket starts but %zu rates: one rate for each bracket is expected",
                         num_starts, num_rates);
    if (num_starts > TAX_MAX_BRACKETS)
        return error_set(err, STATUS_INVALID_INPUT, "%zu brackets, at most %d are possible",
                         num_starts, TAX_MAX_BRACKETS);
    return tax_schedule_init(schedule, (int)num_starts, start, rate, 0.0, err);
}

static enum status read_rows(struct csv *csv, struct tax_schedule *schedule, struct error *err)
{
    double start[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];
    size_t start_column = 0;
    size_t rate_column = 0;
    int count = 0;
    bool has_row = false;

    TRY(csv_find_column(csv, "start_usd_per_year", &start_column, err));
    TRY(csv_find_column(csv, "rate", &rate_column, err));
    for (;;) {
        TRY(csv_next(csv, &has_row, err));
        if (!has_row)
            break;
        if (count == TAX_MAX_BRACKETS)
            return csv_error(csv, start_column, err, "more than %d brackets", TAX_MAX_BRACKETS);
        TRY(csv_number(csv, start_column, 0.0, 1e12, &start[count], err));
        TRY(csv_number(csv, rate_column, -1.0, 1.0, &rate[count], err));
        count++;
    }
    return tax_schedule_init(schedule, count, start, rate, 0.0, err);
}

enum status tax_system_from_file(struct tax_schedule *schedule, const char *path, struct error *err)
{
    struct csv csv;

    TRY(csv_open(&csv, path, err));
    const enum status status = read_rows(&csv, schedule, err);

    csv_close(&csv);
    return status ? error_add_context(err, "while reading the schedule '%s'", path) : STATUS_OK;
}

static enum status read_named_file(struct tax_schedule *schedule, const char *path,
                                   struct error *err)
{
    if (!path)
        return error_set(err, STATUS_INVALID_INPUT, "a component of kind 'file' needs a path");
    return tax_system_from_file(schedule, path, err);
}

/* Settings of component k by key. */
struct component {
    const struct settings *settings;
    char prefix[128];
    char path[256];
};

static const char *key(struct component *component, const char *name)
{
    snprintf(component->path, sizeof component->path, "%s.%s", component->prefix, name);
    return component->path;
}

static double number(struct component *component, const char *name)
{
    return settings_number(component->settings, key(component, name));
}

static enum status read_component(struct tax_schedule *schedule, struct component *component,
                                  struct error *err)
{
    const struct settings *const settings = component->settings;
    const int year = (int)settings_integer(settings, key(component, "year"));
    const enum filing_status filing_status =
        (enum filing_status)settings_choice(settings, key(component, "filing_status"));
    char rates_path[256];

    switch ((enum component_kind)settings_choice(settings, key(component, "component"))) {
    case COMPONENT_FEDERAL_INCOME_TAX:
        return us_federal_income_tax(schedule, year, filing_status,
                                     settings_bool(settings, key(component, "standard_deduction")),
                                     err);
    case COMPONENT_PAYROLL_TAX:
        return us_payroll_tax(schedule, year, filing_status,
                              settings_bool(settings, key(component, "employer_share")), err);
    case COMPONENT_BRACKETS:
        snprintf(rates_path, sizeof rates_path, "%s.rates", component->prefix);
        return read_brackets(schedule, settings, key(component, "starts_usd_per_year"), rates_path,
                             err);
    case COMPONENT_FLAT:
        return tax_schedule_init_flat(schedule, number(component, "rate"), err);
    case COMPONENT_CREDIT:
        return tax_system_credit(schedule, number(component, "amount_usd_per_year"),
                                 number(component, "phase_in_rate"),
                                 number(component, "phase_out_start_usd_per_year"),
                                 number(component, "phase_out_rate"), err);
    case COMPONENT_BASIC_INCOME:
        return tax_schedule_init(schedule, 1, (const double[]){0.0}, (const double[]){0.0},
                                 -number(component, "amount_usd_per_year"), err);
    case COMPONENT_FILE:
        return read_named_file(schedule, settings_string(settings, key(component, "path")), err);
    }
    return error_set(err, STATUS_INTERNAL, "%s: unknown kind of component", component->prefix);
}

enum status tax_system_from_settings(struct tax_schedule *schedule, const struct settings *settings,
                                     const char *path, struct error *err)
{
    const size_t num_components = settings_length(settings, path);

    TRY(tax_schedule_init_flat(schedule, 0.0, err));
    for (size_t k = 0; k < num_components; k++) {
        const struct tax_schedule before = *schedule;
        struct tax_schedule added;
        struct component component = {.settings = settings};

        snprintf(component.prefix, sizeof component.prefix, "%s[%zu]", path, k);
        enum status status = read_component(&added, &component, err);

        if (!status)
            status = tax_schedule_add(schedule, &before, &added, err);
        if (status)
            return error_add_context(err, "in component %zu of %s (%s)", k, path,
                                     settings_origin(settings, key(&component, "component")));
    }
    return STATUS_OK;
}

void tax_system_write_parts(struct json_writer *json, const char *key,
                            const struct tax_schedule *tax_system)
{
    const size_t num_brackets = (size_t)tax_system->num_brackets;

    json_open_array(json, key);
    json_open_object(json, NULL);
    json_string(json, "component", "brackets");
    json_numbers(json, "starts_usd_per_year", tax_system->start_usd_per_year, num_brackets);
    json_numbers(json, "rates", tax_system->marginal_rate, num_brackets);
    json_close(json);
    if (tax_system->tax_at_start_usd_per_year[0] != 0.0) {
        json_open_object(json, NULL);
        json_string(json, "component", "basic_income");
        json_number(json, "amount_usd_per_year", -tax_system->tax_at_start_usd_per_year[0]);
        json_close(json);
    }
    json_close(json);
}

void tax_system_write_json(struct text *text, const struct tax_schedule *tax_system)
{
    struct json_writer json = json_writer_of(text, JSON_COMPACT);

    tax_system_write_parts(&json, NULL, tax_system);
}
