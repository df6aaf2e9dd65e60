/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/branch.h: a run that goes like another until a step and is under a tax system of its own from there
 * on: the same workers, histories and random numbers.  It recomputes the steps before, which gives the same
 * bits; a language model is not asked again, since replies are taken along. */
#ifndef FISC_STUDIES_BRANCH_H
#define FISC_STUDIES_BRANCH_H

#include "runs/stored_run.h"
#include "studies/reform_study.h"

struct branch_source {
    const struct stored_run *stored;
    struct run_paths paths; /* of the run that is branched */
    int64_t step;           /* the first under another tax system, from 1 on */
    enum closure closure;
    const char *const *overrides; /* [num_overrides] of the user, for all branches */
    size_t num_overrides;
};

/* STATUS_USAGE if the run has no step before `step`. */
enum status branch_source_check(const struct branch_source *source, struct error *err) MUST_CHECK;

/* Settings of a branch; `tax_system_json`: components of its tax system; NULL: the control, under the tax
 * system of the step before.  If rates close the budget, they are shifted until rational workers pay what they
 * pay under the control's. */
enum status branch_settings(struct settings **settings, const struct branch_source *source,
                            const char *tax_system_json, struct error *err) MUST_CHECK;

/* The folder of a new branch, with the replies of the run that is branched, if it has any. */
enum status branch_prepare_folder(const struct branch_source *source, const char *folder,
                                  struct error *err) MUST_CHECK;

#endif
