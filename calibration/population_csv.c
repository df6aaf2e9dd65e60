/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_csv.c: workers from a user's file: each row once, with its weight; or as many as
 * population.workers says, sampled by weight and counting the same. */
#include "calibration/csv_workers.h"
#include "calibration/population_source.h"
#include "calibration/row_sample.h"
#include "config/setting.h"
#include "model/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct setting own_settings[] = {
    FILE_SETTING("population.csv.path", "The file, relative to the config."),
    WORDS_SETTING("population.csv.wage_column", "\"wage_usd_per_hour\"", "Column of the wage."),
    WORDS_SETTING("population.csv.hours_column", "\"hours_per_week\"", "Column of usual hours."),
    WORDS_SETTING("population.csv.weeks_column", "null", "Column of weeks worked; null: 52."),
    WORDS_SETTING("population.csv.weight_column", "null",
                  "Column of sample weights; null: equal.  Rows of weight 0 are left out."),
    WORDS_SETTING("population.csv.welfare_weight_column", "null",
                  "Column of what a dollar to the worker counts in the utilitarian W; null: the "
                  "same for all."),
    WORDS_SETTING("population.csv.occupation_column", "null",
                  "Column of the occupation, in the country's codes (us: 11-0000 ... 53-0000)."),
    WORDS_SETTING("population.csv.sex_column", "null", "Column of the sex (male, female)."),
    WORDS_SETTING("population.csv.age_column", "null", "Column of the age in years."),
    SWITCH_SETTING("population.csv.skip_without_work", "false",
                   "Leave out rows whose wage, hours or weeks are empty or 0, instead of refusing "
                   "them."),
    CHOICE_SETTING("population.csv.sample", "systematic|random", "\"systematic\"",
                   "How population.workers are sampled by weight: at even steps through the file, "
                   "from a start that the seed says; or each on its own.",
                   .when = "population.workers", .draws_when = "population.csv.sample"),
    SWITCH_SETTING(
        "population.csv.bootstrap", "false",
        "Draw as many rows as there are, with replacement, by seed, before anything else: "
        "what another survey might have found.",
        .draws_when = "population.csv.bootstrap"),
    CHOICE_SETTING("population.csv.replicate", "bootstrap|none", "\"bootstrap\"",
                   "What commands that repeat a run over seeds (planners, elasticity, sweeps with "
                   "a list of seeds) do with population.csv.bootstrap: set it, or leave it.",
                   .is_outside_results = true),
    {0},
};

static const struct setting *const settings_read[] = {own_settings, NULL};

struct source {
    struct csv_workers_file file;
    size_t num_workers; /* to sample; 0: every row */
    bool is_systematic, is_bootstrap;
};

/* Rows are told apart only where some may be left out. */
static enum status count(const void *state, size_t *num_workers, struct error *err)
{
    const struct source *const source = state;
    struct csv_workers workers;

    if (!source->file.weight_column && !source->file.skips_without_work)
        return csv_workers_count_rows(num_workers, &source->file, err);
    TRY(csv_workers_read(&workers, &source->file, err));
    *num_workers = workers.num_kept;
    csv_workers_free(&workers);
    return STATUS_OK;
}

static bool has_weights(const void *state)
{
    const struct source *const source = state;

    return source->file.weight_column && source->num_workers == 0;
}

static void scale_weights(struct population *population)
{
    double sum = 0.0;
    double largest = 0.0; /* divided by first, so that no sum overflows */

    if (!population->sample_weight)
        return;
    for (size_t i = 0; i < population->num_workers; i++)
        largest = population->sample_weight[i] > largest ? population->sample_weight[i] : largest;
    for (size_t i = 0; i < population->num_workers; i++)
        sum += population->sample_weight[i] / largest;
    const double mean = sum / (double)population->num_workers;

    for (size_t i = 0; i < population->num_workers; i++)
        population->sample_weight[i] = population->sample_weight[i] / largest / mean;
}

/* Row of each worker, into row[population->num_workers]. */
static enum status choose_rows(uint32_t *row, const struct population *population,
                               const struct source *source, const struct csv_workers *workers,
                               uint64_t seed, struct error *err)
{
    uint32_t *const times = calloc(workers->num_kept, sizeof *times);
    enum status status = STATUS_OK;
    size_t i = 0;

    if (!times)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu rows", workers->num_kept);
    for (size_t r = 0; r < workers->num_kept; r++)
        times[r] = 1;
    if (source->is_bootstrap)
        row_sample_resample(times, workers->num_kept, seed);
    if (source->num_workers > 0)
        status = row_sample_draw(row, population->num_workers, source->is_systematic,
                                 workers->rows.sample_weight, times, workers->num_kept, seed, err);
    else
        for (size_t r = 0; r < workers->num_kept; r++)
            for (uint32_t k = 0; k < times[r]; k++)
                row[i++] = (uint32_t)r;
    free(times);
    return status;
}

static void copy_rows(struct population *population, const struct population *rows,
                      const uint32_t *row)
{
    for (size_t i = 0; i < population->num_workers; i++) {
        population->id[i] = (uint32_t)i;
        population->cell[i] = rows->cell[row[i]];
        population->observed_hours_per_week[i] = rows->observed_hours_per_week[row[i]];
        population->weeks_per_year[i] = rows->weeks_per_year[row[i]];
        population->wage_usd_per_hour[i] = rows->wage_usd_per_hour[row[i]];
        if (population->sample_weight)
            population->sample_weight[i] = rows->sample_weight[row[i]];
        if (population->welfare_weight)
            population->welfare_weight[i] = rows->welfare_weight[row[i]];
    }
    scale_weights(population);
}

/* What a reader of the results has to know of the sample. */
static void write_remark(struct population *population, const struct source *source,
                         const struct csv_workers *workers)
{
    char *const remark = population->remark;
    const size_t room = sizeof population->remark;
    size_t used = 0;

    if (source->num_workers > 0)
        used += (size_t)snprintf(remark, room, "%zu workers are a %s sample of %zu rows%s",
                                 population->num_workers,
                                 source->is_systematic ? "systematic" : "random", workers->num_kept,
                                 workers->rows.sample_weight ? ", by weight" : "");
    if (source->is_bootstrap)
        used += (size_t)snprintf(remark + used, room - used, "%srows were drawn with replacement",
                                 used ? "; " : "");
    if (workers->num_of_weight_0 > 0)
        used += (size_t)snprintf(remark + used, room - used, "%s%zu rows of weight 0 are left out",
                                 used ? "; " : "", workers->num_of_weight_0);
    if (workers->num_without_work > 0)
        snprintf(remark + used, room - used, "%s%zu rows without work are left out",
                 used ? "; " : "", workers->num_without_work);
}

static enum status make_workers(struct population *population, const struct source *source,
                                const struct csv_workers *workers, uint64_t seed, struct error *err)
{
    const size_t num_workers = source->num_workers > 0 ? source->num_workers : workers->num_kept;

    TRY(population_create(population, num_workers, has_weights(source), err));
    uint32_t *const row = calloc(num_workers, sizeof *row);
    enum status status =
        row ? choose_rows(row, population, source, workers, seed, err)
            : error_set(err, STATUS_NO_MEMORY, "no memory for %zu workers", num_workers);

    if (!status && workers->rows.welfare_weight)
        status = population_add_welfare_weights(population, err);
    if (!status) {
        copy_rows(population, &workers->rows, row);
        write_remark(population, source, workers);
    } else {
        population_free(population);
    }
    free(row);
    return status;
}

static enum status read_file(const void *state, struct population *population, uint64_t seed,
                             struct error *err)
{
    const struct source *const source = state;
    struct csv_workers workers;

    TRY(csv_workers_read(&workers, &source->file, err));
    const enum status status = make_workers(population, source, &workers, seed, err);

    csv_workers_free(&workers);
    return status;
}

static enum status check(const struct csv_workers_file *file, const struct settings *settings,
                         struct error *err)
{
    if (!file->path)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: the source 'csv' needs population.csv.path, which is not set",
                         settings_origin(settings, "population.source"));
    if (!settings_is(settings, "population.draw", "random"))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: rows of a file have no quantiles: population.csv.sample says how "
                         "population.workers are sampled",
                         settings_origin(settings, "population.draw"));
    if (!file->wage_column || !file->hours_column)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: the source 'csv' needs a wage_column and an hours_column",
                         settings_origin(settings, "population.source"));
    return STATUS_OK;
}

static enum status create(void **state, const struct settings *settings,
                          const struct country *country, struct error *err)
{
    struct source *const source = calloc(1, sizeof *source);

    if (!source)
        return error_set(err, STATUS_NO_MEMORY, "no memory to read workers");
    source->file = (struct csv_workers_file){
        .path = settings_string(settings, "population.csv.path"),
        .wage_column = settings_string(settings, "population.csv.wage_column"),
        .hours_column = settings_string(settings, "population.csv.hours_column"),
        .weeks_column = settings_string(settings, "population.csv.weeks_column"),
        .weight_column = settings_string(settings, "population.csv.weight_column"),
        .welfare_weight_column = settings_string(settings, "population.csv.welfare_weight_column"),
        .occupation_column = settings_string(settings, "population.csv.occupation_column"),
        .sex_column = settings_string(settings, "population.csv.sex_column"),
        .age_column = settings_string(settings, "population.csv.age_column"),
        .cells = country->cells,
        .skips_without_work = settings_bool(settings, "population.csv.skip_without_work"),
    };
    if (settings_is_set(settings, "population.workers"))
        source->num_workers = (size_t)settings_integer(settings, "population.workers");
    source->is_systematic = settings_is(settings, "population.csv.sample", "systematic");
    source->is_bootstrap = settings_bool(settings, "population.csv.bootstrap");
    const enum status status = check(&source->file, settings, err);

    if (status) {
        free(source);
        return status;
    }
    *state = source;
    return STATUS_OK;
}

static bool hangs_on_seed(const struct settings *settings)
{
    return settings_is_set(settings, "population.workers") ||
           settings_bool(settings, "population.csv.bootstrap");
}

const struct population_source_kind population_source_csv = {
    .kind = {.name = "csv",
             .summary = "a file of microdata, one worker a row, or a sample of the rows",
             .settings = settings_read},
    .create = create,
    .destroy = free,
    .read = read_file,
    .count = count,
    .has_weights = has_weights,
    .hangs_on_seed = hangs_on_seed,
    .replicates_by = "population.csv.bootstrap",
    .replicates_where = "population.csv.replicate",
};
