/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run.c: a run starts, is resumed, and ends. */
#include "runs/run.h"

#include "base/platform.h"
#include "base/text.h"
#include "calibration/population_sources.h"
#include "config/seed.h"
#include "config/settings_effect.h"
#include "runs/run_files.h"
#include "runs/run_model.h"
#include "runs/run_record.h"
#include "runs/state_hash.h"
#include "simulation/run_settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void warn_of_no_locks(const struct run *run)
{
    if (run->place.is_locked && run->place.lock.is_unavailable && run->place.lock.file >= 0)
        run_files_warn(
            run, "this file system has no locks: nothing keeps another fisc from writing to the "
                 "same folder at the same time");
}

/* ---- starting --------------------------------------------------------------------------------- */

static enum status check_panel(struct run *run, struct error *err)
{
    const double limit_gb = settings_number(run->settings, "output.panel_max_gb");
    size_t num_workers = 0;
    bool has_weights = false;

    TRY(population_sample_size(&num_workers, &has_weights, run->settings, err));
    panel_plan_read(&run->panel_plan, run->settings, num_workers);
    const double gb = panel_plan_bytes(&run->panel_plan) / 1e9;

    if (gb > limit_gb)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: the panel would take %.3g GB (%lld rows of %zu workers) and "
                         "output.panel_max_gb is %g: raise panel_every_steps, lower panel_workers "
                         "or raise the limit",
                         settings_origin(run->settings, "output.panel"), gb,
                         (long long)panel_plan_num_rows(&run->panel_plan),
                         run->panel_plan.num_workers, limit_gb);
    if (gb > 0.0) {
        char what[96];

        snprintf(what, sizeof what, "the panel will take %.3g %s before compression",
                 gb < 1.0 ? 1e3 * gb : gb, gb < 1.0 ? "MB" : "GB");
        run_files_tell_phase(run, what);
    }
    return STATUS_OK;
}

/* Everything that both kinds of start share: memory, settings, the simulation before step 0. */
static enum status prepare(struct run *run, struct error *err)
{
    TRY(run_paths_init(&run->paths, run->options.folder, err));
    run->snapshot_interval_s = settings_number(run->settings, "output.snapshot_interval_s");
    run->sync_interval_s = settings_number(run->settings, "output.sync_interval_s");
    TRY(check_panel(run, err));
    TRY(config_hash(run->identity.config_hash, run->settings, err));
    run_row_hash(run->identity.row_hash);
    snprintf(run->identity.format, sizeof run->identity.format, "%s", RUN_FORMAT);
    build_info_fill(&run->identity.build);
    if (!run->simulation)
        TRY(simulation_create(&run->simulation, run->settings, &run->options.progress, err));
    const struct economy *const economy = simulation_economy(run->simulation);

    state_hash(run->identity.state_hash, &economy->population, &economy->baseline.tax_system,
               simulation_tax_system(run->simulation));
    snprintf(run->identity.workers, sizeof run->identity.workers, "%zu",
             economy->population.num_workers);
    snprintf(run->identity.sampling, sizeof run->identity.sampling, "%s",
             economy->population.remark[0] ? economy->population.remark : "none");
    if (economy->population.remark[0])
        run_files_warn(run, economy->population.remark);
    run->snapshot_at = run->sync_at = platform_coarse_seconds();
    if (run->options.begins)
        run->options.begins();
    return STATUS_OK;
}

static enum status make(struct run **run, struct settings *settings,
                        const struct run_options *options, struct error *err)
{
    struct run *const made = calloc(1, sizeof *made);

    *run = NULL;
    if (!made) {
        simulation_destroy(options->simulation_take);
        settings_free(settings);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a run");
    }
    made->settings = settings;
    made->options = *options;
    made->simulation = options->simulation_take;
    *run = made;
    return STATUS_OK;
}

static enum status refuse_existing(const struct run *run, bool is_last_time, struct error *err)
{
    bool is_empty = false;

    if (run->options.is_forced || !file_exists(run->paths.journal))
        return STATUS_OK;
    if (run_place_find_unbegun(run->paths.journal, &is_empty, NULL) == STATUS_OK && is_empty) {
        if (is_last_time)
            run_files_warn(
                run, "run.jnl holds nothing, an earlier run was stopped before its first record: "
                     "the run begins");
        return STATUS_OK;
    }
    return error_set(err, STATUS_CANNOT_CREATE,
                     "%s: there is a run here already: 'fisc resume' goes on with it, --force "
                     "replaces it, and -o names another folder",
                     run->options.folder);
}

static enum status write_config(const struct run *run, struct error *err)
{
    char *const json = settings_effect_json(run->settings, SETTINGS_THAT_ARE_READ, true);

    if (!json)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the config's text");
    const enum status status = file_write_whole(run->paths.config, json, strlen(json), err);

    free(json);
    return status;
}

static enum status take_place(struct run *run, struct error *err)
{
    TRY(folder_create(run->options.folder, err));
    TRY(run_place_take(&run->place, run->options.folder, err));
    warn_of_no_locks(run);
    return STATUS_OK;
}

static enum status make_files(struct run *run, struct error *err)
{
    char header[RUN_IDENTITY_TEXT];
    const struct population *const population = &simulation_economy(run->simulation)->population;

    TRY(take_place(run, err));
    TRY(refuse_existing(run, true, err)); /* now that nobody else can begin one */
    if (run->options.is_forced &&
        (file_exists(run->paths.journal) || file_exists(run->paths.run_file)))
        TRY(run_place_put_beside(&run->place, &run->paths, err));
    TRY(write_config(run, err));
    if (run->panel_plan.kind != PANEL_OFF)
        TRY(panel_file_create(&run->panel, run->paths.panel, &run->panel_plan, population,
                              (uint64_t)seed_of(run->settings), err));
    run_identity_print(header, &run->identity);
    TRY(journal_create(&run->journal, run->paths.journal, header, err));
    return run_model_connect(run, err);
}

static enum status start(struct run *run, struct error *err)
{
    TRY(run_paths_init(&run->paths, run->options.folder, err));
    TRY(refuse_existing(run, false, err));
    TRY(prepare(run, err));
    return make_files(run, err);
}

enum status run_start_take(struct run **run, struct settings *settings,
                           const struct run_options *options, struct error *err)
{
    TRY(make(run, settings, options, err));
    const enum status status = start(*run, err);

    if (status) {
        run_destroy(*run);
        *run = NULL;
    }
    return status;
}

/* ---- resuming --------------------------------------------------------------------------------- */

static void warn_of_other_build(const struct run *run, const struct build_info *then)
{
    const struct build_info *const now = &run->identity.build;
    const char *const pairs[][3] = {
        {"fisc", then->version, now->version}, {"compiler", then->compiler, now->compiler},
        {"C library", then->libc, now->libc},  {"processor", then->cpu, now->cpu},
        {"GSL", then->gsl, now->gsl},
    };

    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++)
        if (strcmp(pairs[k][1], pairs[k][2]) != 0) {
            struct text message = {0};

            text_append(&message,
                        "the run was started with another %s (%s; now %s): results should be the "
                        "same, and are tested to be where tests can reach",
                        pairs[k][0], pairs[k][1], pairs[k][2]);
            run_files_warn(run,
                           message.bytes ? message.bytes : "the run was started by another build");
            text_free(&message);
        }
}

/* Rows of the panel that did not survive: the run goes back to before the first of them. */
static enum status open_panel(struct run *run, size_t *num_good_rows, struct error *err)
{
    const struct population *const population = &simulation_economy(run->simulation)->population;

    *num_good_rows = run->log.num_panel_rows;
    if (run->panel_plan.kind == PANEL_OFF)
        return STATUS_OK;
    return panel_file_resume(&run->panel, run->paths.panel, &run->panel_plan, population,
                             (uint64_t)seed_of(run->settings), run->log.panel_rows,
                             run->log.num_panel_rows, num_good_rows, err);
}

static enum status restore(struct run *run, struct stored_run *stored, struct error *err)
{
    size_t num_good_rows = 0;

    TRY(open_panel(run, &num_good_rows, err));
    if (num_good_rows < run->log.num_panel_rows) {
        run_files_warn(
            run, "the panel file is shorter than the journal says or damaged: going back to the "
                 "step before");
        const int64_t lost_step = run->log.panel_rows[num_good_rows].step;
        char *header = NULL;

        run_log_free(&run->log);
        TRY(run_log_read(&run->log, run->paths.journal, lost_step, &header, &stored->end, err));
        free(header);
    }
    if (simulation_must_be_repeated(run->simulation)) {
        run->num_steps_again = run->log.num_steps;
        TRY(journal_open(&run->journal, run->paths.journal, stored->end.bytes, stored->end.hash,
                         err));
        return simulation_needs_model(run->simulation) ? run_model_connect(run, err) : STATUS_OK;
    }
    const struct tax_system **const tax_systems =
        calloc(run->log.num_steps ? run->log.num_steps : 1, sizeof *tax_systems);

    if (!tax_systems)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the run's tax systems");
    for (size_t s = 0; s < run->log.num_steps; s++)
        tax_systems[s] = run_log_tax_system(&run->log, s);
    const enum status status = simulation_restore(run->simulation, run->log.summaries, tax_systems,
                                                  (int64_t)run->log.num_steps, err);

    free(tax_systems);
    return status ? status
                  : journal_open(&run->journal, run->paths.journal, stored->end.bytes,
                                 stored->end.hash, err);
}

static enum status resume(struct run *run, struct stored_run *stored, struct error *err)
{
    TRY(prepare(run, err));
    warn_of_other_build(run, &stored->identity.build);
    if (strcmp(stored->identity.state_hash, run->identity.state_hash) != 0)
        return error_set(err, STATUS_CONFIG_CONFLICT,
                         "%s: the population or the tax system is not the one that the run started "
                         "with: an input file changed, or another fisc draws it differently",
                         run->options.folder);
    return restore(run, stored, err);
}

static enum status check_overrides(const struct run_options *options, struct error *err)
{
    for (size_t k = 0; k < options->num_overrides; k++) {
        const struct settings_override *const override = &options->overrides[k];

        if (!settings_override_begins(override, "llm."))
            return error_set(err, STATUS_CONFIG_CONFLICT,
                             "--set %s: a resume can only change how a language model is reached "
                             "and paid for (llm.*)",
                             override->key ? override->key : override->value.words);
    }
    return STATUS_OK;
}

/* The log, and the steps that are left. */
static enum status go_on(struct run *run, struct stored_run *stored, struct error *err)
{
    run->log = stored->log;
    stored->log = (struct run_log){0};
    memcpy(run->identity.workers, stored->identity.workers, sizeof run->identity.workers);
    memcpy(run->identity.sampling, stored->identity.sampling, sizeof run->identity.sampling);
    if (stored->end.dropped_bytes > 0)
        run_files_warn_of_bytes(run, "the journal", "step", stored->end.dropped_bytes);
    return run->log.is_complete ? STATUS_OK : resume(run, stored, err);
}

/* A journal without a header: the run starts from the config beside it. */
static enum status begin_again(struct run **run, const struct run_options *options,
                               const char *config, struct error *err)
{
    struct settings *settings = NULL;
    const enum status status = settings_load(&settings, &run_setting_table, config, NULL, 0, err);

    if (!status)
        return run_start_take(run, settings, options, err);
    simulation_destroy(options->simulation_take);
    return status;
}

/* What is here, nobody else writing it; *is_empty: nothing. */
static enum status read_in_place(struct stored_run *stored, struct run_place *place,
                                 const struct run_paths *paths, bool *is_empty,
                                 const struct run_options *options, struct error *err)
{
    TRY(check_overrides(options, err));
    if (file_exists(paths->journal))
        TRY(run_place_take(place, options->folder, err));
    TRY(run_place_find_unbegun(paths->journal, is_empty, err));
    return *is_empty ? STATUS_OK : stored_run_read(stored, options->folder, err);
}

enum status run_resume(struct run **run, const struct run_options *options, struct error *err)
{
    struct stored_run stored = {0};
    struct run_place place = {0};
    struct run_paths paths;
    bool is_empty = false;
    enum status status = run_paths_init(&paths, options->folder, err);

    *run = NULL;
    if (!status)
        status = read_in_place(&stored, &place, &paths, &is_empty, options, err);
    if (status || is_empty)
        run_place_leave(&place);
    if (is_empty)
        return begin_again(run, options, paths.config, err);
    if (status) {
        simulation_destroy(options->simulation_take);
        return status;
    }
    status = make(run, stored.settings, options, err);
    stored.settings = NULL;
    if (!status) {
        (*run)->place = place;
        warn_of_no_locks(*run);
        status = go_on(*run, &stored, err);
    } else {
        run_place_leave(&place);
    }
    stored_run_free(&stored);
    if (status) {
        run_destroy(*run);
        *run = NULL;
    }
    return status;
}

/* ---- running ---------------------------------------------------------------------------------- */

static enum status finish(struct run *run, struct error *err)
{
    TRY(run_place_settle(&run->place, &run->paths, run->journal, err));
    TRY(run_files_begin_end(run, err));
    /* The run file with its panel first: it is only then that the rows may go away. */
    run->log.is_complete = true;
    const enum status status = run_files_save(run, true, err);

    run->log.is_complete = false;
    TRY(status);
    TRY(run_log_add_end(&run->log, run->journal, err));
    TRY(journal_sync(run->journal, err));
    unlink(run->paths.panel);
    return STATUS_OK;
}

/* A complete run whose run file is gone: everything but a panel is in the journal. */
static enum status restore_run_file(struct run *run, struct error *err)
{
    TRY(run_paths_init(&run->paths, run->options.folder, err));
    if (file_exists(run->paths.run_file))
        return STATUS_OK;
    if (run->log.num_panel_rows > 0)
        run_files_warn(
            run, "run.h5 is written anew without the panel, which only the old one held; 'fisc run "
                 "--force' on config.json makes it again");
    TRY(config_hash(run->identity.config_hash, run->settings, err));
    build_info_fill(&run->identity.build);
    return run_files_save(run, false, err);
}

enum status run_execute(struct run *run, struct error *err)
{
    const struct simulation_sink sink = run_record_sink(run);

    if (run->log.is_complete)
        return restore_run_file(run, err);
    const enum status status = simulation_run(run->simulation, &sink, run->options.stop, err);

    run_model_tell_of_store(run);
    run_model_tell_of_usage(run);
    if (status == STATUS_OK)
        return finish(run, err);
    if (status == STATUS_INTERRUPTED) {
        struct error ignored = {0};

        TRY(run_files_sync(run, err));
        if (run->place.beside[0])
            return error_add_context(err, "stopped before the first step: the run that was to be "
                                          "replaced is as it was");
        if (run_files_save(run, false, &ignored) != STATUS_OK)
            run_files_warn(run, ignored.message);
    } else {
        (void)!run_files_sync(run, NULL); /* the first error is the one to tell */
    }
    return status;
}

const struct run_log *run_results(const struct run *run)
{
    return &run->log;
}

const struct settings *run_settings(const struct run *run)
{
    return run->settings;
}

void run_destroy(struct run *run)
{
    if (!run)
        return;
    journal_close(run->journal, NULL);
    panel_file_close(run->panel);
    simulation_destroy(run->simulation);
    gateway_destroy(run->gateway);
    run_log_free(&run->log);
    run_place_leave(&run->place);
    settings_free(run->model_settings);
    settings_free(run->settings);
    free(run);
}
