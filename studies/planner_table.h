/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/planner_table.h: planners beside each other on one population, under the same number of tax
 * years.  A planner learns on the population of a seed; its last tax system is then scored on a fresh
 * population of another seed, where the optimum and the baseline tax system are scored too. */
#ifndef FISC_STUDIES_PLANNER_TABLE_H
#define FISC_STUDIES_PLANNER_TABLE_H

#include "config/settings_with.h"
#include "simulation/simulation.h"

enum { PLANNER_TABLE_MAX_SEEDS = 1000 };

struct planner_entry {
    const char *name;                      /* "flat 50%" */
    struct settings_override overrides[4]; /* settings that make it; ends with {0} */
};

/* Do nothing, flat 50%, best flat, and all that need no language model; ends with a name of NULL. */
extern const struct planner_entry planner_entries[];
/* A language model as the planner, and its ablations (Karten et al. 2025): without what it did before, without the words
 * that tell it to explore, without those that tell it to exploit. */
extern const struct planner_entry planner_entries_llm[];

/* What one planner did with one seed.  Welfare of the objective, USD a worker and year for most. */
struct planner_score {
    double welfare;                        /* of its last tax system on the fresh population */
    double regret;                         /* W* - welfare there */
    double planner_regret;                 /* W* - W(rational workers under its last tax system) */
    double workers_regret;                 /* the rest */
    double regret_share;                   /* of W* - W(baseline) */
    double optimum, upper_bound, baseline; /* W* there, its bound (NaN: none), W(baseline) */
    /* The planner's regret on the population that it learned on, of W* - W(baseline) there. */
    double learned_regret_share;
    double
        years_to_half; /* tax years until half of W* - W(baseline) was reached while learning; NaN: never */
    double welfare_by_kind
        /* of its last tax system on the fresh population, by every welfare function */
        [WELFARE_NUM_KINDS];
    /* While learning: proposals of a tax system; tokens of prompts and replies, stored replies too; wall
     * time. */
    double decisions, tokens, seconds;
    struct answer_tally answers; /* of a language model that sets the taxes */
};

/* What tax systems are worth on one population: the same for all planners, and searched once. */
struct planner_yardstick {
    bool is_known; /* false at first */
    double optimum, upper_bound, baseline;
};

/* Of one seed, zero at first; filled when the first planner is scored. */
struct planner_yardsticks {
    struct planner_yardstick where_learned, fresh;
};

/* Does this planner's row hang on the seed: the population, the workers' choices or what it tries? */
enum status planner_table_hangs_on_seed(bool *hangs, const struct planner_entry *entry,
                                        const struct settings *settings,
                                        struct error *err) MUST_CHECK;

/* One planner, one seed; the workers' rule, the steps and the brackets are those of the config.  A planner
 * simulated by a language model is asked as settings llm.* say; workers whom one plays are
 * STATUS_INVALID_INPUT, and so is a model that gives too few answers (llm.max_invalid_share). */
enum status planner_table_score(struct planner_score *score, struct planner_yardsticks *yardsticks,
                                const struct planner_entry *entry, const struct settings *settings,
                                uint64_t seed, struct error *err) MUST_CHECK;

/* welfare[num_rules]: one planner learns among workers of `learned_rule` (a name of a decision rule), and its last
 * tax system meets those of each rule on the fresh population; what it was asked is added to *answers.  The rest as in
 * planner_table_score. */
enum status planner_table_transfer(double *welfare, struct answer_tally *answers,
                                   const struct planner_entry *entry,
                                   const struct settings *settings, const char *learned_rule,
                                   const char *const *rules, size_t num_rules, uint64_t seed,
                                   struct error *err) MUST_CHECK;

#endif
