/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/run_settings.h"

#include "calibration/country.h"
#include "calibration/population_source.h"
#include "simulation/tax_components.h"

/* The keys of one component of a tax system; tax systems are lists of components, and their taxes add up. */
static const struct setting part_settings[] = {
    KIND_SETTING("component", tax_component_family, NULL, "What this component is."),
    WORDS_SETTING("name", "null", "A name for people; stored with the run."),
    {0},
};
static const struct setting *const part_groups[] = {part_settings, NULL};

static const struct setting endpoint_settings[] = {
    WORDS_SETTING("url", NULL, "Base address."),
    NUMBER_SETTING("weight", "1", 1e-6, 1e6, "1", "Its share of the requests."),
    {0},
};
static const struct setting *const endpoint_groups[] = {endpoint_settings, NULL};

static const struct setting voted_settings[] = {
    NUMBERS_SETTING("rates", "fraction", -1, 0.999999, NULL,
                    "Rates on planner.bracket_starts_usd_per_year."),
    {0},
};
static const struct setting *const voted_groups[] = {voted_settings, NULL};

static const struct setting run_settings[] = {
    WORDS_SETTING("name", "\"run\"", "A name for people; becomes the title of the run file."),
    INTEGER_SETTING("seed", "1", 0, 9007199254740991.0, "1",
                    "Names every random draw of the run.  Same config and seed: same bits."),
    INTEGER_SETTING("steps", "step", 1, 1e9, "10",
                    "Number of steps.  A step is one decision on hours by every worker (a year)."),
    INTEGER_SETTING("tax_year_length", "step", 1, 1e9, "1",
                    "Steps under one schedule before the planner acts again."),
    INTEGER_SETTING("warmup_steps", "step", 0, 1e9, "0",
                    "Steps under the first tax system before the planner acts at all."),
    {0},
};

static const struct setting entries[] = {
    CHOICE_SETTING("utility.form", "quasilinear|isoelastic", "\"quasilinear\"",
                   "quasilinear: u = y - c l^delta; isoelastic: curved in y, with income effects."),
    NUMBER_SETTING(
        "utility.labor_exponent", "1", 1.05, 20, "3.5",
        "delta; the elasticity of labour supply is 1/(delta - 1) in the quasilinear form."),
    NUMBER_SETTING("utility.income_curvature", "1", 0, 20, "1",
                   "eta of the isoelastic form; 1 is log."),
    CHOICE_SETTING("utility.disutility", "calibrated|paper", "\"calibrated\"",
                   "calibrated: observed hours are optimal under the baseline tax system; paper: "
                   "one constant for all (Karten et al. 2025)."),
    NUMBER_SETTING("utility.paper_coefficient", "USD/(hour/week)^delta", 1e-12, 1e6, "0.0005",
                   "c of the paper disutility."),
    NUMBER_SETTING(
        "utility.fixed_cost_of_work_usd_per_year", "USD/year", 0, 1e9, "0",
        "q: lost by whoever works at all.  At 0 nobody stops working below a rate of 1: the "
        "model is then about the intensive margin only."),

    CHOICE_SETTING("rule.kind", "rational|logit|constant|llm|mixed", "\"rational\"",
                   "How workers choose hours."),
    NUMBER_SETTING("rule.hours_grid_step", "hour/week", 0.25, 50, "1",
                   "logit: spacing of the options between 0 and 100 hours."),
    NUMBER_SETTING("rule.noise_share", "fraction of baseline income", 1e-9, 10, "0.05",
                   "logit: kappa; the noise of a worker is lambda_i = kappa z0_i."),
    SWITCH_SETTING(
        "rule.satisfaction", "true",
        "logit: after each step workers judge the tax policy; the dissatisfied lose utility."),
    CHOICE_SETTING(
        "rule.satisfaction_by", "formula|model", "\"formula\"",
        "Who says whether a worker is satisfied: the formula below; or, for workers simulated by a "
        "language model, the model, with a reason that its prompt shows a year later."),
    CHOICE_SETTING(
        "rule.dissatisfaction", "loss|factor", "\"loss\"",
        "loss: the dissatisfied lose a share of their baseline net income; factor: their "
        "utility is halved (Karten et al. 2025), which raises a negative one."),
    NUMBER_SETTING("rule.dissatisfaction_loss_share", "fraction", 0, 1, "0.02",
                   "kappa_s: the loss as a share of baseline net income."),
    NUMBER_SETTING("rule.satisfaction_intercept", "1", -20, 20, "0.5",
                   "Log odds of being satisfied at a net contribution of 0."),
    NUMBER_SETTING("rule.satisfaction_slope", "1", 0, 100, "5",
                   "Fall of the log odds per unit of net contribution (T - R)/max(z, 1000)."),
    NUMBER_SETTING("rule.tax_attitude_sd", "1", 0, 10, "1",
                   "Standard deviation over workers of the persona's attitude, in log odds."),
    NUMBER_SETTING(
        "rule.altruistic_share", "fraction", 0, 1, "0",
        "logit: share of workers who weigh social welfare instead of their own utility."),
    NUMBER_SETTING("rule.adversarial_share", "fraction", 0, 1, "0",
                   "logit: share of workers who weigh minus social welfare."),
    NUMBER_SETTING("rule.mix.llm", "fraction", 0, 1, "0",
                   "mixed: share of workers simulated by a language model."),
    NUMBER_SETTING("rule.mix.rational", "fraction", 0, 1, "0", "mixed: share of rational workers."),
    NUMBER_SETTING("rule.mix.logit", "fraction", 0, 1, "0", "mixed: share of logit workers."),
    NUMBER_SETTING("rule.mix.constant", "fraction", 0, 1, "0",
                   "mixed: share who keep observed hours."),
    CHOICE_SETTING(
        "rule.llm.form", "sample|number|letters|utilities", "\"sample\"",
        "How the model's answer becomes hours: hours as JSON; the same with probabilities of the "
        "number; options as letters with probabilities; a score for every option."),
    NUMBERS_SETTING("rule.llm.hours_options", "hour/week", 0, 100,
                    "[0, 10, 20, 30, 40, 50, 60, 70, 80, 90]",
                    "number, letters, utilities: what there is to choose from, 2 to 20 hours."),
    INTEGER_SETTING(
        "rule.llm.orders", "1", 1, 8, "2",
        "letters: orders of the options that each worker is asked in; their answers are averaged."),
    NUMBER_SETTING("rule.llm.temperature", "1", 0, 10, "0.7",
                   "Temperature of the model's own sampling."),
    NUMBER_SETTING(
        "rule.llm.softmax_temperature", "1", 0, 1000, "5",
        "utilities: temperature, in points of score, of the draw among options; 0: the best one."),
    INTEGER_SETTING("rule.llm.max_tokens", "token", 1, 100000, "64", "The longest answer."),
    INTEGER_SETTING(
        "rule.llm.max_prompt_tokens", "token", 1, 1e9, "4000",
        "The longest question with what all share, at 4 bytes a token: the oldest years of a "
        "worker's "
        "history are left out to keep to it."),
    INTEGER_SETTING("rule.llm.history_steps", "step", 0, 200, "5",
                    "Last years that a worker's prompt shows."),
    INTEGER_SETTING("rule.llm.best_steps", "step", 0, 20, "3",
                    "Best years that a worker's prompt shows."),
    SWITCH_SETTING("rule.llm.hint", "false",
                   "Say whether more hours made things better or worse (Karten et al. 2025)."),
    CHOICE_SETTING("rule.llm.keep_decisions", "troubled|all", "\"troubled\"",
                   "Whose answers the run file keeps: of workers who were reprompted or gave no "
                   "usable answer, or of all, with the distribution over the options."),
    SWITCH_SETTING("rule.llm.think", "false", "sample, utilities: a thought before the answer."),

    CHOICE_SETTING(
        "rule.llm.wording", "plain|reworded|reference_named|example_low|example_high", "\"plain\"",
        "In which words workers are asked, to see how much hangs on them: as shipped; "
        "the same in other words; the tax system called by the name of the country's; with "
        "the example of somebody who chose 20, or 60, hours."),

    CHOICE_SETTING(
        "personas.source", "templates|llm|file|none", "\"templates\"",
        "Who a worker is, for a language model: built-in sentences; sentences that the model "
        "writes from "
        "the worker's occupation, sex, age, wage and hours, once; personas.file; or just a "
        "worker."),
    FILE_SETTING("personas.file", "file: a persona a line; the worker k has line k, or, with fewer "
                                  "lines than workers, draws one "
                                  "for life."),

    OBJECTS_SETTING("government.baseline", 16, part_groups,
                    "The tax system under which the population's hours were observed: convex, "
                    "rates below 1.  Empty: the income tax of the country, with its deduction "
                    "where the population's incomes are gross earnings."),
    OBJECTS_SETTING("government.tax_system", 16, part_groups,
                    "The tax system of the first step.  Empty: the baseline tax system."),
    NUMBER_SETTING(
        "government.public_spending_usd_per_worker", "USD/year", -1e9, 1e9, "0",
        "G/N: spent before the rest of the revenue is returned as the lump-sum rebate R."),
    CHOICE_SETTING(
        "government.rebate", "equilibrium|lagged", "\"equilibrium\"",
        "isoelastic utility: workers know this step's rebate (found by bisection), or take "
        "the last step's for it."),

    INTEGER_SETTING("government.reform.step", "step", 0, 1e9, "null",
                    "From this step on government.reform.tax_system is in force, whatever the "
                    "planner would do ('fisc branch'); null: no reform."),
    OBJECTS_SETTING("government.reform.tax_system", 16, part_groups,
                    "The tax system of the reform."),
    CHOICE_SETTING(
        "government.reform.closure", "rebate|spending", "\"rebate\"",
        "rebate: what a reform brings in or costs changes the lump-sum rebate; spending: the "
        "rebate of the step before stays, and public spending takes up the difference."),

    CHOICE_SETTING(
        "planner.kind",
        "none|fixed|reference|flat|saez|optimum|llm|referendum|elected|random_search|coordinate|"
        "evolution|bandit|saez_empirical",
        "\"none\"", "Who sets the taxes after the warm-up."),
    NUMBERS_SETTING("planner.bracket_starts_usd_per_year", "USD/year", 0, 1e12,
                    "[0, 11600, 47150, 100525, 191950, 243725, 609350]",
                    "saez, optimum, reference: where the brackets start, ascending from 0."),
    NUMBER_SETTING("planner.min_rate", "fraction", -1, 0.999999, "0",
                   "saez, optimum: lowest rate allowed."),
    NUMBER_SETTING("planner.max_rate", "fraction", -1, 0.999999, "0.99",
                   "saez, optimum: highest rate allowed."),
    OBJECTS_SETTING("planner.tax_system", 16, part_groups, "fixed: the tax system it sets."),
    NUMBER_SETTING("planner.search.final_share", "fraction of tax years", 0, 1, "0.1",
                   "random_search, coordinate, evolution, bandit: in this last share of the run, "
                   "and at least in the last tax year, the best tax system so far is in force."),
    NUMBER_SETTING(
        "planner.search.step", "fraction", 1e-6, 1, "0.1",
        "coordinate, evolution: size of the first changes of a rate; saez_empirical: how far "
        "each is moved."),
    CHOICE_SETTING("planner.search.bandit", "ucb|thompson", "\"ucb\"",
                   "bandit: how an arm is chosen."),
    NUMBER_SETTING("planner.flat_rate", "fraction", -1, 1, "0.5", "flat: the one rate."),
    CHOICE_SETTING(
        "planner.llm.answer", "rates|changes", "\"rates\"",
        "rates: the model answers with rates; changes: with changes of -20 to 20 points (Karten et "
        "al. 2025)."),
    INTEGER_SETTING("planner.llm.history_years", "tax year", 0, 10000, "20",
                    "Last tax years that the planner's prompt shows."),
    INTEGER_SETTING("planner.llm.best_years", "tax year", 0, 20, "5",
                    "Best tax years that the planner's prompt shows."),
    SWITCH_SETTING("planner.llm.explore_cue", "true", "Tell the model to try new rates."),
    SWITCH_SETTING("planner.llm.exploit_cue", "true", "Tell the model to keep what was best."),
    NUMBER_SETTING("planner.llm.final_share", "fraction of tax years", 0, 1, "0",
                   "In this last share of the run the prompt says to choose the best rates that it "
                   "knows (0.1 in Karten et al. 2025)."),
    NUMBER_SETTING("planner.llm.temperature", "1", 0, 10, "0.7", "Temperature of its sampling."),
    INTEGER_SETTING("planner.llm.max_tokens", "token", 1, 100000, "400", "The longest answer."),
    NUMBERS_SETTING("planner.referendum.flat_rates", "fraction", -1, 0.999999,
                    "[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]",
                    "referendum: the flat rates that workers vote on, 2 to 32."),
    CHOICE_SETTING(
        "planner.referendum.method", "plurality|approval|borda|condorcet", "\"condorcet\"",
        "referendum: how votes are counted; without a Condorcet winner by Borda points."),
    OBJECTS_SETTING("planner.referendum.schedules", 32, voted_groups,
                    "referendum: whole schedules to vote on instead, 2 to 32."),
    INTEGER_SETTING("planner.elected.candidates", "worker", 2, 20, "5",
                    "elected: workers, drawn anew every tax year, who stand."),
    SWITCH_SETTING(
        "planner.elected.platforms", "false",
        "elected: candidates say beforehand which tax system they would set, and it binds them."),
    CHOICE_SETTING("planner.elected.method", "plurality|approval|borda|condorcet", "\"plurality\"",
                   "elected: how votes are counted; without a Condorcet winner by Borda points."),
    CHOICE_SETTING("planner.ballot", "choice|scores", "\"choice\"",
                   "referendum, elected: what voters simulated by a language model are asked for: "
                   "one name, or a score from 0 to 100 for each."),
    NUMBER_SETTING("planner.vote_noise_share", "fraction of baseline income", 0, 10, "0",
                   "referendum, elected: noise in what other voters take a tax system to be worth "
                   "to them; rule.noise_share makes them vote as logit workers choose."),
    CHOICE_SETTING(
        "planner.saez.variant", "fixed_point|paper", "\"fixed_point\"",
        "fixed_point: the bracket formula solved with the responses; paper: as Karten et al. "
        "2025 compute it, once, from skills."),
    NUMBERS_SETTING("planner.saez.elasticities", "1", 0.001, 100, "[0.4]",
                    "Elasticity of taxable income: one, or one per bracket (paper: 3.0, 0.4, or "
                    "0.18, 0.11, 0.57 on three brackets)."),
    INTEGER_SETTING("planner.optimum.starts", "1", 1, 64, "8",
                    "optimum: starts of the local search."),
    INTEGER_SETTING("planner.optimum.rounds", "1", 1, 1000, "40",
                    "optimum: generations of differential evolution around the best point."),
    NUMBER_SETTING("planner.optimum.tolerance", "1", 1e-15, 0.1, "1e-9",
                   "optimum: relative change of welfare at which the last polish stops."),

    CHOICE_SETTING("welfare.objective",
                   "isoelastic|utilitarian|rawlsian|inverse_income_baseline|inverse_income|"
                   "equality_x_productivity",
                   "\"isoelastic\"", "What the planner maximises; all kinds are reported anyway."),
    NUMBER_SETTING("welfare.inequality_aversion", "1", 0, 100, "1",
                   "gamma of the isoelastic objective; 1 is log."),
    NUMBER_SETTING("welfare.floor_usd_per_year", "USD/year", 1e-3, 1e9, "1000",
                   "isoelastic: utilities below count as this much."),
    SWITCH_SETTING("welfare.use_adjusted", "false",
                   "Measure welfare on utility less the loss of the dissatisfied."),
    CHOICE_SETTING("llm.profile", "openai|vllm|llamacpp|ollama|sglang|openrouter|anthropic|gemini",
                   "\"openai\"", "What kind of server answers on /chat/completions."),
    WORDS_SETTING("llm.url", "null",
                  "Base address, up to and with /v1; null: the profile's usual one."),
    OBJECTS_SETTING("llm.endpoints", 16, endpoint_groups,
                    "Several servers of the same model instead of llm.url."),
    WORDS_SETTING("llm.model", "null", "Name of the model, as the server knows it."),
    WORDS_SETTING(
        "llm.key_env", "\"FISC_LLM_KEY\"",
        "Name of the environment variable that holds the key; no key is fine for one's own "
        "server."),
    FILE_SETTING("llm.key_file", "A file that holds the key and that nobody else may read."),
    FILE_SETTING("llm.ca_file", "Certificates to trust instead of the system's."),
    CHOICE_SETTING(
        "llm.mode", "off|read|readwrite|record|replay", "\"readwrite\"",
        "What is done with the replies that runs share (llm.store_folder). off: nothing; read: "
        "taken; "
        "readwrite: taken and added to; record: every request is sent, new replies are added; "
        "replay: "
        "taken, and no socket is opened: a missing reply is an error."),
    FILE_SETTING("llm.transcript", "Replies of an earlier run ('fisc transcript export')."),
    FILE_SETTING("llm.store_folder", "A folder of replies that runs share."),
    CHOICE_SETTING(
        "llm.store", "auto|sqlite|segments", "\"auto\"",
        "How they are kept. sqlite: one database, for a file system of this machine; segments: "
        "a file "
        "for each process, for any other; auto: as the file system of the folder is."),
    FILE_SETTING(
        "llm.model_card",
        "What 'fisc doctor --card --write-card FILE' found of this model; kept in the run file."),
    FILE_SETTING("llm.prompts_folder", "A folder with prompts that replace the shipped ones."),
    INTEGER_SETTING("llm.in_flight", "request", 1, 1024, "null",
                    "Requests at a time; null: found out from the server's errors and latency."),
    INTEGER_SETTING("llm.max_in_flight", "request", 1, 1024, "64", "The most requests at a time."),
    NUMBER_SETTING("llm.timeout_s", "s", 0.1, 86400, "300", "Deadline of one attempt."),
    INTEGER_SETTING(
        "llm.max_attempts", "1", 1, 100, "6",
        "Attempts of one request through faults of server and network; waiting for a rate limit "
        "is none."),
    NUMBER_SETTING("llm.max_retry_after_s", "s", 0, 86400, "120",
                   "A server that asks to wait for longer ends the run, resumable."),
    INTEGER_SETTING(
        "llm.max_reprompts", "1", 0, 10, "2",
        "How often the model is reprompted after an unusable answer, before the fallback."),
    NUMBER_SETTING("llm.max_requests", "request", 0, 1e15, "0", "Budget of the run; 0: none."),
    NUMBER_SETTING("llm.max_total_tokens", "token", 0, 1e18, "0", "Budget of the run; 0: none."),
    NUMBER_SETTING("llm.max_usd", "USD", 0, 1e9, "0", "Budget of the run; 0: none."),
    NUMBER_SETTING("llm.usd_per_million_prompt_tokens", "USD", 0, 1e6, "0",
                   "Price, for estimate and budget."),
    NUMBER_SETTING("llm.usd_per_million_completion_tokens", "USD", 0, 1e6, "0",
                   "Price, for estimate and budget."),

    SWITCH_SETTING(
        "oracle", "false",
        "Report the optimum of the same population and the regret of the run's planner."),

    CHOICE_SETTING("output.panel", "off|every|last", "\"off\"",
                   "Keep every worker's decisions: never, every k steps, or of the last step."),
    INTEGER_SETTING("output.panel_every_steps", "step", 1, 1e9, "1", "k of the panel."),
    INTEGER_SETTING("output.panel_workers", "worker", 1, 4294967295.0, "null",
                    "Follow a sample of this many workers; null: all."),
    NUMBER_SETTING("output.panel_max_gb", "GB", 0, 1e6, "20",
                   "A run whose panel would be larger is refused."),
    INTEGER_SETTING("output.compression_level", "1", 0, 9, "4",
                    "Deflate level of the panel; 0: raw."),
    NUMBER_SETTING("output.snapshot_interval_s", "s", 0.01, 1e9, "60",
                   "How often the run file is rewritten while the run goes on."),
    NUMBER_SETTING("output.sync_interval_s", "s", 0, 1e9, "5",
                   "How often the journal is forced to the disk."),
    {0},
};

static const struct setting *const groups[] = {run_settings, country_settings, population_settings,
                                               entries, NULL};

/* What configs of version 0.1.0 called them. */
static const struct setting_rename old_names[] = {
    {"government.law", "government.tax_system"},
    {"government.reform.law", "government.reform.tax_system"},
    {"planner.law", "planner.tax_system"},
    {"government.baseline[].part", "government.baseline[].component"},
    {"government.law[].part", "government.tax_system[].component"},
    {"government.reform.law[].part", "government.reform.tax_system[].component"},
    {"planner.law[].part", "planner.tax_system[].component"},
    {"llm.mind_card", "llm.model_card"},
    {"llm.max_reasks", "llm.max_reprompts"},
    {0},
};
static const struct setting_rename *const renames[] = {old_names, country_old_names, NULL};

const struct setting_table run_setting_table = {
    .title = "fisc run configuration",
    .groups = groups,
    .renames = renames,
};
