/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_record.c: what happens in the simulation goes to the log, the journal, the panel. */
#include "runs/run_record.h"

#include "base/platform.h"
#include "base/text.h"
#include "runs/run_files.h"

#include <string.h>

static enum status refuse_other_past(const struct run *run, int64_t step, struct error *err)
{
    return error_set(err, STATUS_CONFIG_CONFLICT,
                     "%s: step %lld comes out otherwise than the journal says: replies.jnl is not "
                     "the one that the run wrote",
                     run->options.folder, (long long)step);
}

/* Once they are known, before the first step's own records. */
static enum status keep_personas(struct run *run, struct error *err)
{
    const struct population *const population = &simulation_economy(run->simulation)->population;
    struct text persona = {0};
    enum status status = STATUS_OK;

    for (size_t i = 0; !status && i < population->num_workers; i++) {
        if (!simulation_write_persona(run->simulation, &persona, i))
            continue;
        status = persona.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a persona")
                                : run_log_add_persona(&run->log, run->journal, population->id[i],
                                                      persona.bytes ? persona.bytes : "", err);
        text_free(&persona);
    }
    text_free(&persona);
    return status;
}

static enum status on_model(void *context, const struct model_step *step, struct error *err)
{
    struct run *const run = context;

    if (run->log.num_steps == 0 && run->log.num_personas == 0)
        TRY(keep_personas(run, err));
    return run->num_steps_done_again < run->num_steps_again
               ? STATUS_OK
               : run_log_add_model_step(&run->log, run->journal, step, err);
}

static enum status on_decisions(void *context, const struct decision_log *decisions,
                                struct error *err)
{
    struct run *const run = context;

    return run->num_steps_done_again < run->num_steps_again
               ? STATUS_OK
               : run_log_add_decisions(&run->log, run->journal, decisions, err);
}

static enum status on_proposal(void *context, int64_t step, int64_t tax_year,
                               const struct planner_proposal *proposal, bool is_accepted,
                               const char *refusal, struct error *err)
{
    struct run *const run = context;

    if (run->num_steps_done_again < run->num_steps_again) {
        const size_t k = run->num_proposals_done_again++;

        return k < run->log.num_proposals &&
                       tax_system_equal(&proposal->tax_system, &run->log.proposals[k].tax_system)
                   ? STATUS_OK
                   : refuse_other_past(run, step, err);
    }
    const struct run_proposal entry = {
        .step = step,
        .tax_year = tax_year,
        .is_accepted = is_accepted,
        .tax_system = proposal->tax_system,
    };

    return run_log_add_proposal(&run->log, run->journal, &entry, proposal->note,
                                is_accepted ? "" : refusal, err);
}

static enum status keep_on_time(struct run *run, struct error *err)
{
    const double now = platform_coarse_seconds();

    if (now - run->sync_at >= run->sync_interval_s)
        TRY(run_files_sync(run, err));
    if (now - run->snapshot_at >= run->snapshot_interval_s) {
        TRY(run_files_save(run, false, err));
        run->snapshot_at = platform_coarse_seconds();
    }
    return STATUS_OK;
}

static enum status on_step(void *context, const struct step_summary *summary,
                           const struct tax_system *tax_system, const struct economy *economy,
                           const struct outcome *outcome, struct error *err)
{
    struct run *const run = context;

    (void)economy;
    if (run->num_steps_done_again < run->num_steps_again)
        return memcmp(summary, &run->log.summaries[run->num_steps_done_again++], sizeof *summary) ==
                       0
                   ? STATUS_OK
                   : refuse_other_past(run, summary->step, err);
    if (run->panel && panel_plan_wants(&run->panel_plan, summary->step)) {
        struct run_panel_row row = {.step = summary->step};

        TRY(panel_file_append(run->panel, outcome, &row.hash, err));
        TRY(run_log_add_panel_row(&run->log, run->journal, row, err));
    }
    TRY(run_log_add_step(&run->log, run->journal, summary, tax_system, err));
    TRY(run_place_settle(&run->place, &run->paths, run->journal, err));
    return keep_on_time(run, err);
}

static enum status on_oracle(void *context, const struct oracle_report *report, struct error *err)
{
    struct run *const run = context;

    return run_log_add_oracle(&run->log, run->journal, report, err);
}

struct simulation_sink run_record_sink(struct run *run)
{
    return (struct simulation_sink){
        .context = run,
        .on_proposal = on_proposal,
        .on_model = on_model,
        .on_decisions = on_decisions,
        .on_step = on_step,
        .on_oracle = on_oracle,
    };
}
