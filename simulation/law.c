/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/law.h"

#include "base/csv.h"
#include "calibration/us/federal_tax.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum part_kind {
    PART_FEDERAL_INCOME_TAX,
    PART_PAYROLL_TAX,
    PART_BRACKETS,
    PART_FLAT,
    PART_CREDIT,
    PART_BASIC_INCOME,
    PART_FILE,
};

enum status law_credit(struct tax_schedule *schedule, double maximum_usd_per_year,
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

enum status law_from_file(struct tax_schedule *schedule, const char *path, struct error *err)
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
        return error_set(err, STATUS_INVALID_INPUT, "a part of kind 'file' needs a path");
    return law_from_file(schedule, path, err);
}

/* Settings of part k by key. */
struct part {
    const struct settings *settings;
    char prefix[128];
    char path[256];
};

static const char *key(struct part *part, const char *name)
{
    snprintf(part->path, sizeof part->path, "%s.%s", part->prefix, name);
    return part->path;
}

static double number(struct part *part, const char *name)
{
    return settings_number(part->settings, key(part, name));
}

static enum status read_part(struct tax_schedule *schedule, struct part *part, struct error *err)
{
    const struct settings *const settings = part->settings;
    const int year = (int)settings_integer(settings, key(part, "year"));
    const enum filing_status filing_status =
        (enum filing_status)settings_choice(settings, key(part, "filing_status"));
    char rates_path[256];

    switch ((enum part_kind)settings_choice(settings, key(part, "part"))) {
    case PART_FEDERAL_INCOME_TAX:
        return us_law_federal_income_tax(schedule, year, filing_status,
                                         settings_bool(settings, key(part, "standard_deduction")),
                                         err);
    case PART_PAYROLL_TAX:
        return us_law_payroll_tax(schedule, year, filing_status,
                                  settings_bool(settings, key(part, "employer_share")), err);
    case PART_BRACKETS:
        snprintf(rates_path, sizeof rates_path, "%s.rates", part->prefix);
        return read_brackets(schedule, settings, key(part, "starts_usd_per_year"), rates_path, err);
    case PART_FLAT:
        return tax_schedule_init_flat(schedule, number(part, "rate"), err);
    case PART_CREDIT:
        return law_credit(schedule, number(part, "amount_usd_per_year"),
                          number(part, "phase_in_rate"),
                          number(part, "phase_out_start_usd_per_year"),
                          number(part, "phase_out_rate"), err);
    case PART_BASIC_INCOME:
        return tax_schedule_init(schedule, 1, (const double[]){0.0}, (const double[]){0.0},
                                 -number(part, "amount_usd_per_year"), err);
    case PART_FILE:
        return read_named_file(schedule, settings_string(settings, key(part, "path")), err);
    }
    return error_set(err, STATUS_INTERNAL, "%s: unknown kind of part", part->prefix);
}

enum status law_from_settings(struct tax_schedule *schedule, const struct settings *settings,
                              const char *path, struct error *err)
{
    const size_t num_parts = settings_length(settings, path);

    TRY(tax_schedule_init_flat(schedule, 0.0, err));
    for (size_t k = 0; k < num_parts; k++) {
        const struct tax_schedule before = *schedule;
        struct tax_schedule added;
        struct part part = {.settings = settings};

        snprintf(part.prefix, sizeof part.prefix, "%s[%zu]", path, k);
        enum status status = read_part(&added, &part, err);

        if (!status)
            status = tax_schedule_add(schedule, &before, &added, err);
        if (status)
            return error_add_context(err, "in part %zu of %s (%s)", k, path,
                                     settings_origin(settings, key(&part, "part")));
    }
    return STATUS_OK;
}

static void write_numbers(struct text *text, const char *key, const double *value, int count)
{
    text_append(text, "\"%s\":[", key);
    for (int j = 0; j < count; j++) {
        text_append(text, "%s", j ? "," : "");
        text_append_number(text, value[j]);
    }
    text_append(text, "]");
}

void law_write_json(struct text *text, const struct tax_schedule *law)
{
    text_append(text, "[{\"part\":\"brackets\",");
    write_numbers(text, "starts_usd_per_year", law->start_usd_per_year, law->num_brackets);
    text_append(text, ",");
    write_numbers(text, "rates", law->marginal_rate, law->num_brackets);
    text_append(text, "}");
    if (law->tax_at_start_usd_per_year[0] != 0.0) {
        text_append(text, ",{\"part\":\"basic_income\",\"amount_usd_per_year\":");
        text_append_number(text, -law->tax_at_start_usd_per_year[0]);
        text_append(text, "}");
    }
    text_append(text, "]");
}
