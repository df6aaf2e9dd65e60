/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/planner.h: who sets the taxes.  Each kind is one file and one line in planner.c. */
#ifndef FISC_PLANNER_PLANNER_H
#define FISC_PLANNER_PLANNER_H

#include "base/error.h"
#include "base/text.h"
#include "config/settings.h"
#include "model/ballot.h"
#include "model/nonlinear_optimum.h"
#include "model/step_summary.h"
#include "model/tax_system.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct rational_edges;

/* What the simulation gives a planner so that it can ask before it acts.  A run file says which
 * planners had one. */
struct policy_lab {
    void *context;
    struct welfare_settings welfare_settings; /* objective and its parameters */
    const struct policy_lab
        *sample; /* the same for a sample of a large population (only welfare()):
                                        to explore with; NULL for a small one */
    const volatile sig_atomic_t
        *stop;        /* once it is not 0, welfare() is -INFINITY at once, so that a search
                                          comes to its end, and planner_propose() says that it was stopped; or NULL */
    bool is_parallel; /* welfare() uses the threads itself: evaluate candidates one after another */
    bool is_dear; /* welfare() takes a microsecond a worker, where others take a hundredth of it */
    /* Welfare of the configured objective if every worker answered the tax system rationally, with the
     * rebate that balances the budget; -INFINITY where that is not possible.  Thread-safe. */
    double (*welfare)(void *context, const struct tax_system *tax_system);
    /* The population's answer: its summary and what every worker did (valid until the next call).
     * Not thread-safe. */
    enum status (*respond)(void *context, const struct tax_system *tax_system,
                           struct step_summary *summary, const struct outcome **outcome,
                           struct error *err);
    /* Slope and edges of welfare() near a schedule, within a change of `reach` of each rate (model/rational_edges.h);
     * false if it has none.  Thread-safe.  NULL: this lab knows none. */
    bool (*edges)(void *context, const struct tax_schedule *schedule, double reach,
                  struct rational_edges *edges);
    /* Workers within `tolerance_usd` of indifference between two separate choices. */
    size_t (*count_indifferent)(void *context, const struct tax_system *tax_system,
                                double tolerance_usd);
    /* The nonlinear optimum of the population, and with it an upper bound of welfare(), for systems with one
     * schedule and no rate below `min_rate`; free it in any case.  NULL: this lab has none. */
    enum status (*bound)(void *context, double min_rate, struct nonlinear_optimum *optimum,
                         struct error *err);
};

/* The same for one schedule for everybody. */
double policy_lab_welfare(const struct policy_lab *lab, const struct tax_schedule *schedule);
enum status policy_lab_respond(const struct policy_lab *lab, const struct tax_schedule *schedule,
                               struct step_summary *summary, const struct outcome **outcome,
                               struct error *err) MUST_CHECK;

struct gateway;

/* The workers as candidates and voters, given by the simulation to the kinds that need it. */
struct electorate {
    void *context;
    /* Does a language model simulate worker i?  The others compute. */
    bool (*uses_llm)(void *context, size_t i);
    /* Who worker i is, in words for that model. */
    enum status (*describe)(void *context, size_t i, struct text *persona, struct text *facts,
                            const char **goal, struct error *err);
    /* score[c][N]: what each voter thinks of each candidate; who abstains scores all the same. */
    enum status (*vote)(void *context, const struct ballot *ballot, double *const *score,
                        size_t *num_abstained, struct error *err);
};

/* All that a planner may know when it acts. */
struct planner_view {
    int64_t tax_year;                     /* 0, 1, ... */
    int64_t step;                         /* the first that the proposal is for */
    const struct tax_system *tax_system;  /* in force */
    const struct tax_system *baseline;    /* under which hours were observed */
    const struct tax_system *configured;  /* planner.tax_system of the config */
    const struct tax_schedule *reference; /* the country's; NULL unless the kind needs_reference */
    const struct population *population;  /* what a statistical office knows: observed wages,
                                               hours and weeks */
    const struct step_summary
        *summaries; /* [num_summaries] one per finished tax year: its last step */
    const struct tax_system *tax_systems; /* [num_summaries] */
    size_t num_summaries;
    const struct policy_lab *lab;        /* NULL unless granted */
    const struct electorate *electorate; /* NULL unless the kind needs_electorate */
    struct gateway *gateway;             /* to a language model; NULL unless the kind needs_model */
    const struct outcome *outcome;       /* what workers did in the step before; before the first
                                               step observed hours, or nothing (num_summaries 0) */
    struct welfare_settings welfare;
    /* Standard deviation of welfare over steps in which taxes stayed the same; NaN: not known (yet). */
    double welfare_noise;
    uint64_t seed;
};

enum { PLANNER_NOTE_BYTES = 32768, PLANNER_INVALID_BYTES = 256 };

/* A planner fills in one schedule for everybody, or a tax system, or nothing: then the law stays as it is.
 * Afterwards `tax_system` is what is proposed (planner_propose).  It borrows from the proposal and the
 * planner's view. */
struct planner_proposal {
    struct tax_schedule schedule;
    struct tax_system tax_system;
    /* Why there is none, where one was asked for ("" if there is): then it is refused. */
    char invalid[PLANNER_INVALID_BYTES];
    char note
        [PLANNER_NOTE_BYTES]; /* JSON object of what the planner has to say; stored; may be "" */
};

/* The note, unless it is too long: then that it was. */
void planner_keep_note(struct planner_proposal *proposal, const struct text *note);

struct planner_kind {
    struct kind kind; /* name, summary, settings */
    enum status (*create)(void **state, const struct settings *settings, struct error *err);
    /* Called at the first step of every tax year after the warm-up; NULL: never acts. */
    enum status (*propose)(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err);
    void (*destroy)(void *state);
    bool needs_lab;        /* cannot act without a policy lab */
    bool needs_model;      /* asks a language model */
    bool needs_outcome;    /* reads view->outcome: a resumed run recomputes its steps to have it */
    bool needs_reference;  /* reads view->reference */
    bool needs_electorate; /* workers vote; has a lab unless a model plays all of them */
    bool asks_leaders;     /* workers whom a model plays set the taxes */
};

struct planner {
    const struct planner_kind *kind;
    void *state;
};

/* The kind that settings "planner.kind" names. */
enum status planner_propose(struct planner *planner, const struct planner_view *view,
                            struct planner_proposal *proposal, struct error *err) MUST_CHECK;
void planner_destroy(struct planner *planner);

/* From random_search on they learn by trying out (planner/black_box.h). */
#define PLANNER_KINDS(KIND)                                                                        \
    KIND(planner, none)                                                                            \
    KIND(planner, fixed)                                                                           \
    KIND(planner, reference)                                                                       \
    KIND(planner, flat)                                                                            \
    KIND(planner, saez)                                                                            \
    KIND(planner, optimum)                                                                         \
    KIND(planner, hsv)                                                                             \
    KIND(planner, llm)                                                                             \
    KIND(planner, referendum)                                                                      \
    KIND(planner, elected)                                                                         \
    KIND(planner, random_search)                                                                   \
    KIND(planner, coordinate)                                                                      \
    KIND(planner, evolution)                                                                       \
    KIND(planner, bandit)                                                                          \
    KIND(planner, saez_empirical)                                                                  \
    KIND(planner, gp_bo)                                                                           \
    KIND(planner, cma_es)                                                                          \
    KIND(planner, nlopt)                                                                           \
    KIND_TOY(KIND, planner)
PLANNER_KINDS(KIND_DECLARE)

extern const struct setting planner_optimum_settings[]; /* read by the oracle too; ended by {0} */

#endif
