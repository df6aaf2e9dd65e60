/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a fit leaves: the tables that the program draws from, the curve for the picture,
 * and a report for people. */
#include "base/csv_writer.h"
#include "calibration/us/fit.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const meanings[US_NUM_PARAMETERS] = {
    [US_SPREAD_BELOW] = "multiplies the tables' log standard deviation below a cell's median",
    [US_SPREAD_ABOVE] = "the same above the median",
    [US_PARETO_SHARE] = "share of each cell in the Pareto pieces",
    [US_PARETO_INDEX] = "Pareto index of the first piece",
    [US_TOP_SHARE] = "share of the Pareto pieces in the second one",
    [US_TOP_INDEX] = "Pareto index of the second piece",
    [US_PART_TIME_PENALTY] = "log points of hourly wage that part-timers earn less",
    [US_PART_YEAR_16_19] = "share working a part of the year at ages 16-19",
    [US_PART_YEAR_20_24] = "the same at ages 20-24",
    [US_PART_YEAR_25_PLUS] = "the same at ages 25 and over",
    [US_WEEKS_EXPONENT] = "part-year weeks are 52 U^(1/b) with U uniform, at least 1: this is b",
};

static void write_parameters(FILE *stream, const struct us_fit *fit)
{
    fprintf(stream, "parameter,value,se,meaning\n");
    for (int i = 0; i < US_NUM_PARAMETERS; i++) {
        struct text meaning = {0};

        csv_writer_words(&meaning, meanings[i]);
        fprintf(stream, "%s,%.4g,%.2g,%s\n", us_parameter_names[i], fit->workforce.parameter[i],
                fit->standard_error[i], meaning.bytes ? meaning.bytes : "");
        text_free(&meaning);
    }
}

static void write_cells(FILE *stream, const struct us_fit *fit)
{
    const struct us_workforce *const workforce = &fit->workforce;

    fprintf(stream, "soc_major,sex,age_group,share,full_time_share,log_wage,log_sd\n");
    for (int cell = 0; cell < US_NUM_CELLS; cell++)
        fprintf(stream, "%s,%s,%s,%.8f,%.6f,%.6f,%.4f\n",
                us_occupation_codes[us_cell_occupation(cell)], us_sex_codes[us_cell_sex(cell)],
                us_age_codes[us_cell_age(cell)], workforce->cell_share[cell],
                workforce->full_time_share[cell], workforce->log_wage[cell],
                workforce->log_sd[cell]);
}

static void write_hours(FILE *stream, const struct us_fit *fit)
{
    fprintf(stream, "sex,age_group,hours,share\n");
    for (int sex = 0; sex < US_NUM_SEXES; sex++)
        for (int age = 0; age < US_NUM_AGES; age++)
            for (int h = 1; h <= US_MAX_HOURS; h++)
                if (fit->workforce.hours_share[sex][age][h] >= 5e-8)
                    fprintf(stream, "%s,%s,%d,%.7f\n", us_sex_codes[sex], us_age_codes[age], h,
                            fit->workforce.hours_share[sex][age][h]);
}

static void write_curve(FILE *stream, const struct us_fit *fit)
{
    fprintf(stream, "threshold_usd,ssa_cdf,model_cdf\n");
    for (int i = 0; i < fit->tables.num_thresholds; i++)
        fprintf(stream, "%.0f,%.9f,%.9f\n", fit->tables.threshold_usd[i],
                fit->tables.share_below[i],
                earnings_share_below(fit->curve, -1, fit->tables.threshold_usd[i]));
}

static void report_quantiles(FILE *stream, const struct us_fit *fit)
{
    const struct us_tables *const tables = &fit->tables;

    fprintf(stream,
            "\n## Quantiles of annual earnings\n\n"
            "| probability | SSA %d, USD | model, USD | difference |\n"
            "| ---: | ---: | ---: | ---: |\n",
            tables->earnings_year);
    for (int i = 0; i < tables->num_quantiles; i++) {
        const double usd = earnings_quantile(fit->curve, -1, tables->probability[i]);

        fprintf(stream, "| %g | %.0f | %.0f | %+.2f%% |\n", tables->probability[i],
                tables->quantile_usd[i], usd, 100.0 * (usd / tables->quantile_usd[i] - 1.0));
    }
}

static void report_medians(FILE *stream, const struct us_fit *fit)
{
    fprintf(stream, "\n## Median weekly pay of full-timers, difference from the tables\n\n"
                    "The medians by occupation and by age disagree by a constant factor per sex; "
                    "each set bears half of it.\n\n"
                    "| sex | every occupation | every age |\n| --- | ---: | ---: |\n");
    for (int sex = 0; sex < US_NUM_SEXES; sex++)
        fprintf(stream, "| %s | %+.2f%% | %+.2f%% |\n", us_sex_codes[sex],
                100.0 * expm1(fit->effects.gap[sex]), 100.0 * expm1(-fit->effects.gap[sex]));
}

static void report_hours(FILE *stream, const struct us_fit *fit)
{
    const struct us_workforce *const workforce = &fit->workforce;
    double mean_hours = 0.0;
    double full_time = 0.0;

    for (int cell = 0; cell < US_NUM_CELLS; cell++) {
        const double *const share = workforce->hours_share[us_cell_sex(cell)][us_cell_age(cell)];
        const double full = workforce->full_time_share[cell];

        full_time += workforce->cell_share[cell] * full;
        for (int h = 1; h <= US_MAX_HOURS; h++)
            mean_hours += workforce->cell_share[cell] * share[h] * h *
                          (h >= US_FULL_TIME_HOURS ? full : 1.0 - full);
    }
    fprintf(stream,
            "\n## Hours and weeks\n\nMean usual hours %.2f a week; %.2f%% work 35 hours or "
            "more; the mean part of the year worked is %.3f.\n",
            mean_hours, 100.0 * full_time, earnings_mean_share_of_year(workforce));
}

static void write_report(FILE *stream, const struct us_fit *fit)
{
    int where = 0;
    const double gap = us_fit_largest_gap(fit, &where);

    fprintf(stream,
            "# Fit of the U.S. workforce to SSA %d\n\n"
            "Largest difference of the shares below %d thresholds: %.4f, at %.0f USD a "
            "year. Computed by quadrature.\n\n"
            "| parameter | value | standard error | meaning |\n| --- | ---: | ---: | --- |\n",
            fit->tables.earnings_year, fit->tables.num_thresholds, gap,
            fit->tables.threshold_usd[where]);
    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        fprintf(stream, "| `%s` | %.4g | %.2g | %s |\n", us_parameter_names[i],
                fit->workforce.parameter[i], fit->standard_error[i], meanings[i]);
    fprintf(stream, "\nStandard errors are local, from the Jacobian with the priors in it. The "
                    "tables count nearly everybody, so they measure how well the tables tell the "
                    "parameters apart, not sampling.\n");
    report_quantiles(stream, fit);
    report_medians(stream, fit);
    report_hours(stream, fit);
}

enum status us_fit_write(const struct us_fit *fit, const char *folder, struct error *err)
{
    static const struct {
        const char *name;
        void (*write)(FILE *stream, const struct us_fit *fit);
    } files[] = {
        {"us_workforce_fit.csv", write_parameters},
        {"us_workforce_cells.csv", write_cells},
        {"us_workforce_hours.csv", write_hours},
        {"fit_cdf.csv", write_curve},
        {"fit_report.md", write_report},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[4096];

        if (snprintf(path, sizeof path, "%s/%s", folder, files[i].name) >= (int)sizeof path)
            return error_set(err, STATUS_CANNOT_CREATE, "the folder's name is too long");
        FILE *const stream = fopen(path, "w");

        if (!stream)
            return error_set_errno(err, STATUS_CANNOT_CREATE, "%s: cannot be created", path);
        files[i].write(stream, fit);
        const int failed = ferror(stream);

        if (fclose(stream) != 0 || failed)
            return error_set_errno(err, STATUS_IO, "%s: cannot be written", path);
    }
    return STATUS_OK;
}
