/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/run_point.h"

#include "base/platform.h"
#include "runs/run.h"
#include "simulation/simulation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUM_BATCHES = 10, MIN_STEPS_FOR_ERROR = 20 };

/* ---- figures over steps ------------------------------------------------------------------------ */

struct steps {
    struct step_summary *summary; /* [count] */
    size_t count, capacity;
};

static double value_of(const struct step_summary *summary, const struct column *figure)
{
    double value = 0.0;

    memcpy(&value, (const char *)summary + figure->offset, sizeof value);
    return value;
}

static double mean_over(const struct steps *steps, const struct column *figure, size_t begin,
                        size_t end)
{
    double sum = 0.0;

    for (size_t s = begin; s < end; s++)
        sum += value_of(&steps->summary[s], figure);
    return sum / (double)(end - begin);
}

/* Steps hang together, so their spread says too little: means of ten batches are nearly independent
 * (batch means; Law and Carson 1979). */
static double error_of_mean(const struct steps *steps, const struct column *figure, size_t begin)
{
    const size_t count = steps->count - begin;
    double mean[NUM_BATCHES];
    double sum = 0.0;
    double squares = 0.0;

    if (count < MIN_STEPS_FOR_ERROR)
        return NAN;
    for (size_t b = 0; b < NUM_BATCHES; b++) {
        mean[b] = mean_over(steps, figure, begin + b * count / NUM_BATCHES,
                            begin + (b + 1) * count / NUM_BATCHES);
        sum += mean[b];
    }
    for (size_t b = 0; b < NUM_BATCHES; b++)
        squares += (mean[b] - sum / NUM_BATCHES) * (mean[b] - sum / NUM_BATCHES);
    return sqrt(squares / (NUM_BATCHES - 1) / NUM_BATCHES);
}

static enum status fill_row(struct sweep_row *row, const struct steps *steps, size_t num_warmup,
                            struct error *err)
{
    const struct column *figure;

    if (steps->count == 0)
        return error_set(err, STATUS_INVALID_INPUT, "no step was run");
    const size_t begin = num_warmup < steps->count ? num_warmup : steps->count - 1;

    row->num_steps = steps->count;
    for (size_t k = 0; k < SWEEP_MAX_FIGURES && (figure = sweep_figure(k)); k++) {
        row->last[k] = value_of(&steps->summary[steps->count - 1], figure);
        row->mean[k] = mean_over(steps, figure, begin, steps->count);
        row->error[k] = error_of_mean(steps, figure, begin);
    }
    return STATUS_OK;
}

/* ---- running ----------------------------------------------------------------------------------- */

static enum status keep_step(void *context, const struct step_summary *summary,
                             const struct tax_system *tax_system, const struct economy *economy,
                             const struct outcome *outcome, struct error *err)
{
    struct steps *const steps = context;

    (void)tax_system;
    (void)economy;
    (void)outcome;
    if (steps->count == steps->capacity)
        return error_set(err, STATUS_INTERNAL, "more steps than the config has");
    steps->summary[steps->count++] = *summary;
    return STATUS_OK;
}

static enum status run_in_memory(struct sweep_row *row, const struct settings *settings,
                                 struct simulation *simulation, const volatile sig_atomic_t *stop,
                                 struct error *err)
{
    struct steps steps = {.capacity = (size_t)settings_integer(settings, "steps")};
    const struct simulation_sink sink = {.context = &steps, .on_step = keep_step};

    steps.summary = calloc(steps.capacity, sizeof *steps.summary);
    if (!steps.summary)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu steps", steps.capacity);
    enum status status = simulation_run(simulation, &sink, stop, err);

    if (!status)
        status = fill_row(row, &steps, (size_t)settings_integer(settings, "warmup_steps"), err);
    free(steps.summary);
    return status;
}

static enum status folder_of_point(char folder[FILES_MAX_PATH], const struct sweep_plan *plan,
                                   size_t point, struct error *err)
{
    char runs[FILES_MAX_PATH], name[64];

    snprintf(name, sizeof name, "%06zu-%.12s", point, plan->point[point].config_hash);
    TRY(path_join(runs, plan->folder, "runs", err));
    return path_join(folder, runs, name, err);
}

/* Whose figures are in part none of the model's; no message without memory. */
static void mark_poor(struct sweep_row *row, const struct answer_tally *answers)
{
    struct text words = {0};

    if (!answer_tally_is_poor(answers))
        return;
    text_append(&words, "MARKED: answered by the model: ");
    answer_tally_write(&words, answers);
    row->message = words.bytes;
}

static void count_costs(struct sweep_row *row, const struct run_log *log,
                        const struct settings *settings)
{
    for (size_t s = 0; s < log->num_model_steps; s++) {
        row->requests += log->model_steps[s].requests;
        row->prompt_tokens += log->model_steps[s].prompt_tokens;
        row->completion_tokens += log->model_steps[s].completion_tokens;
    }
    const struct answer_tally answers = run_log_answers(log);

    row->answered_share = answer_tally_share(&answers);
    mark_poor(row, &answers);
    row->usd =
        (row->prompt_tokens * settings_number(settings, "llm.usd_per_million_prompt_tokens") +
         row->completion_tokens *
             settings_number(settings, "llm.usd_per_million_completion_tokens")) /
        1e6;
}

static enum status start_or_resume(struct run **run, const struct run_options *options,
                                   const struct settings *settings, struct error *err)
{
    struct settings *copy = NULL;
    struct run_paths paths;
    enum status status = run_paths_init(&paths, options->folder, err);

    if (!status && file_exists(paths.journal))
        return run_resume(run, options, err);
    if (!status)
        status = settings_with(&copy, settings, NULL, 0, err);
    if (!status)
        return run_start_take(run, copy, options, err);
    simulation_destroy(options->simulation_take);
    return status;
}

/* Only how a language model is reached. */
static size_t write_overrides(struct settings_override overrides[static 4],
                              const struct sweep_point_options *how)
{
    const struct settings_override limit = OVERRIDE_INTEGER("llm.max_in_flight", how->max_requests);
    const struct settings_override replay[] = {
        OVERRIDE_WORDS("llm.mode", "replay"),
        OVERRIDE_NULL("llm.transcript"),
        OVERRIDE_NULL("llm.store_folder"),
    };
    size_t count = 0;

    if (how->max_requests > 0)
        overrides[count++] = limit;
    for (size_t k = 0; how->is_replay && k < sizeof replay / sizeof *replay; k++)
        overrides[count++] = replay[k];
    return count;
}

/* Takes over the simulation, which may be NULL. */
static enum status run_in_folder(struct sweep_row *row, const struct sweep_plan *plan, size_t point,
                                 const struct settings *settings, struct simulation *simulation,
                                 const struct sweep_point_options *how, struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct run *run = NULL;
    struct settings_override overrides[4];
    const struct run_options options = {
        .folder = folder,
        .simulation_take = simulation,
        .stop = how->stop,
        .overrides = overrides,
        .num_overrides = write_overrides(overrides, how),
    };
    enum status status = folder_of_point(folder, plan, point, err);

    if (status) {
        simulation_destroy(simulation);
        return status;
    }
    TRY(start_or_resume(&run, &options, settings, err));
    status = run_execute(run, err);
    if (!status) {
        const struct run_log *const log = run_results(run);
        const struct steps steps = {log->summaries, log->num_steps, log->num_steps};

        status = fill_row(row, &steps, (size_t)settings_integer(settings, "warmup_steps"), err);
        if (!status)
            count_costs(row, log, run_settings(run));
    }
    run_destroy(run);
    return status;
}

/* Whether a language model is asked shows once the population is drawn; then the run goes on with it. */
static enum status run_point(struct sweep_row *row, const struct sweep_plan *plan, size_t point,
                             const struct sweep_point_options *how, struct error *err)
{
    struct settings *settings = NULL;
    struct simulation *simulation = NULL;

    TRY(sweep_plan_settings(&settings, plan, point, err));
    enum status status =
        how->keeps_run ? STATUS_OK : simulation_create(&simulation, settings, NULL, err);

    if (!status && (how->keeps_run || simulation_needs_model(simulation))) {
        status = run_in_folder(row, plan, point, settings, simulation, how, err);
    } else {
        if (!status)
            status = run_in_memory(row, settings, simulation, how->stop, err);
        simulation_destroy(simulation);
    }
    settings_free(settings);
    return status;
}

enum status sweep_run_point(struct sweep_row *row, const struct sweep_plan *plan, size_t point,
                            const struct sweep_point_options *how, struct error *err)
{
    const double start = platform_seconds();
    struct error why = {0};

    *row = (struct sweep_row){.index = point};
    row->status = run_point(row, plan, point, how, &why);
    row->seconds = platform_seconds() - start;
    row->peak_bytes = (double)platform_peak_memory_bytes();
    if (row->status == STATUS_INTERRUPTED && how->stop && *how->stop)
        return error_set(err, STATUS_INTERRUPTED, "stopped");
    if (row->status)
        row->message = strdup(why.message);
    return STATUS_OK;
}
