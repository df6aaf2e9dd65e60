/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/run_settings.h"

#define CHOICE(key, values, fallback, explanation)                                                 \
    {                                                                                              \
        .path = key, .type = SETTING_CHOICE, .choices = values, .default_json = fallback,          \
        .text = explanation                                                                        \
    }
#define NUMBER(key, in, low, high, fallback, explanation)                                          \
    {                                                                                              \
        .path = key, .type = SETTING_NUMBER, .unit = in, .min = low, .max = high,                  \
        .default_json = fallback, .text = explanation                                              \
    }
#define NUMBERS(key, in, low, high, fallback, explanation)                                         \
    {                                                                                              \
        .path = key, .type = SETTING_NUMBERS, .unit = in, .min = low, .max = high,                 \
        .default_json = fallback, .text = explanation                                              \
    }
#define INTEGER(key, in, low, high, fallback, explanation)                                         \
    {                                                                                              \
        .path = key, .type = SETTING_INTEGER, .unit = in, .min = low, .max = high,                 \
        .default_json = fallback, .text = explanation                                              \
    }
#define SWITCH(key, fallback, explanation)                                                         \
    {                                                                                              \
        .path = key, .type = SETTING_BOOL, .default_json = fallback, .text = explanation           \
    }
#define FILE_NAME(key, explanation)                                                                \
    {                                                                                              \
        .path = key, .type = SETTING_STRING, .default_json = "null", .is_path = true,              \
        .text = explanation                                                                        \
    }
#define WORDS(key, fallback, explanation)                                                          \
    {                                                                                              \
        .path = key, .type = SETTING_STRING, .default_json = fallback, .text = explanation         \
    }

/* The keys of one part of a law; laws are lists of parts, and their taxes add up. */
#define LAW(key, explanation)                                                                      \
    {.path = key,                                                                                  \
     .type = SETTING_OBJECTS,                                                                      \
     .min = 0,                                                                                     \
     .max = 16,                                                                                    \
     .default_json = "[]",                                                                         \
     .text = explanation},                                                                         \
        CHOICE(key "[].part",                                                                      \
               "federal_income_tax|payroll_tax|brackets|flat|credit|basic_income|file", NULL,      \
               "What this part is."),                                                              \
        WORDS(key "[].name", "null", "A name for people; stored with the run."),                   \
        INTEGER(key "[].year", "year", 2018, 2025, "2024",                                         \
                "Tax year of federal_income_tax and payroll_tax."),                                \
        CHOICE(key "[].filing_status", "single|married_joint", "\"single\"",                       \
               "Filing status of federal_income_tax and payroll_tax."),                            \
        SWITCH(key "[].standard_deduction", "true",                                                \
               "federal_income_tax: subtract the standard deduction before the brackets."),        \
        SWITCH(key "[].employer_share", "false",                                                   \
               "payroll_tax: add the employer's share to the employee's."),                        \
        NUMBERS(key "[].starts_usd_per_year", "USD/year", 0, 1e12, "[0]",                          \
                "brackets: where each bracket starts, ascending from 0."),                         \
        NUMBERS(key "[].rates", "fraction", -1, 1, "[0]",                                          \
                "brackets: marginal rate of each bracket."),                                       \
        NUMBER(key "[].rate", "fraction", -1, 1, "0", "flat: the rate on all income."),            \
        NUMBER(key "[].amount_usd_per_year", "USD/year", 0, 1e9, "0",                              \
               "basic_income: paid to everybody; credit: its maximum."),                           \
        NUMBER(key "[].phase_in_rate", "fraction", 0, 1, "0",                                      \
               "credit: earned per USD of income until the maximum; 0: paid in full from the "     \
               "start."),                                                                          \
        NUMBER(key "[].phase_out_start_usd_per_year", "USD/year", 0, 1e12, "0",                    \
               "credit: income above which it is withdrawn."),                                     \
        NUMBER(key "[].phase_out_rate", "fraction", 0, 1, "0",                                     \
               "credit: withdrawn per USD of income; 0: never."),                                  \
        FILE_NAME(                                                                                 \
            key "[].path",                                                                         \
            "file: a CSV with the columns start_usd_per_year and rate, relative to the config.")

static const struct setting entries[] = {
    WORDS("name", "\"run\"", "A name for people; becomes the title of the run file."),
    INTEGER("seed", "1", 0, 9007199254740991.0, "1",
            "Names every random draw of the run.  Same config and seed: same bits."),
    INTEGER("steps", "step", 1, 1e9, "10",
            "Number of steps.  A step is one decision on hours by every worker (a year)."),
    INTEGER("tax_year_length", "step", 1, 1e9, "1",
            "Steps under one schedule before the planner acts again."),
    INTEGER("warmup_steps", "step", 0, 1e9, "0",
            "Steps under the first law before the planner acts at all."),

    CHOICE(
        "country", "us", "\"us\"",
        "Whose workforce, taxes and words: its tax is what the planner 'reference' sets and what "
        "hours were observed under, its occupations are those of personas and files."),
    CHOICE("population.source", "census|gb2|uniform|csv", "\"census\"",
           "Where workers come from: the calibrated U.S. workforce, a GB2 distribution of annual "
           "incomes, uniform wages, or a file of microdata."),
    INTEGER("population.workers", "worker", 1, 4294967295.0, "null",
            "Number of workers N; null: all rows of a csv file, 10,000 of the other sources."),
    CHOICE("population.draw", "random|quantiles", "\"random\"",
           "random: worker i depends on (seed, i) alone; quantiles: the N equal-probability "
           "points p = (i + 1/2)/N, for checks."),
    NUMBER("population.hours_per_week", "hour/week", 0.01, 100, "40",
           "gb2 and uniform: usual hours l0 of every worker."),
    NUMBER("population.weeks_per_year", "week/year", 0.01, 52, "52",
           "gb2 and uniform: part of the year that every worker works."),
    CHOICE("population.gb2.preset", "llm_economist|ssa_2022|ssa_2023|asec_2023|custom",
           "\"llm_economist\"",
           "Parameters of the GB2 distribution: the published ones (Karten et al. 2025), our "
           "refits, or the four below."),
    NUMBER("population.gb2.mu", "USD/year", 1e-6, 1e12, "null", "custom: scale."),
    NUMBER("population.gb2.sigma", "1", 0.05, 100, "null", "custom: first shape."),
    NUMBER("population.gb2.nu", "1", 0.01, 100, "null", "custom: shape of the lower tail."),
    NUMBER("population.gb2.tau", "1", 0.01, 100, "null", "custom: shape of the upper tail."),
    NUMBER("population.uniform.min_wage_usd_per_hour", "USD/hour", 1e-6, 1e9, "10",
           "uniform: lowest wage."),
    NUMBER("population.uniform.max_wage_usd_per_hour", "USD/hour", 1e-6, 1e9, "100",
           "uniform: highest wage."),
    FILE_NAME("population.csv.path", "csv: the file, relative to the config."),
    WORDS("population.csv.wage_column", "\"wage_usd_per_hour\"", "csv: column of the wage."),
    WORDS("population.csv.hours_column", "\"hours_per_week\"", "csv: column of usual hours."),
    WORDS("population.csv.weeks_column", "null", "csv: column of weeks worked; null: 52."),
    WORDS("population.csv.weight_column", "null", "csv: column of sample weights; null: equal."),
    WORDS("population.csv.occupation_column", "null",
          "csv: column of the SOC major group (11-0000 ... 53-0000)."),
    WORDS("population.csv.sex_column", "null", "csv: column of the sex (male, female)."),
    WORDS("population.csv.age_column", "null", "csv: column of the age in years."),

    CHOICE("utility.form", "quasilinear|isoelastic", "\"quasilinear\"",
           "quasilinear: u = y - c l^delta; isoelastic: curved in y, with income effects."),
    NUMBER("utility.labor_exponent", "1", 1.05, 20, "3.5",
           "delta; the elasticity of labour supply is 1/(delta - 1) in the quasilinear form."),
    NUMBER("utility.income_curvature", "1", 0, 20, "1", "eta of the isoelastic form; 1 is log."),
    CHOICE("utility.disutility", "calibrated|paper", "\"calibrated\"",
           "calibrated: observed hours are optimal under the baseline law; paper: one constant "
           "for all (Karten et al. 2025)."),
    NUMBER("utility.paper_coefficient", "USD/(hour/week)^delta", 1e-12, 1e6, "0.0005",
           "c of the paper disutility."),
    NUMBER("utility.fixed_cost_of_work_usd_per_year", "USD/year", 0, 1e9, "0",
           "q: lost by whoever works at all.  At 0 nobody stops working below a rate of 1: the "
           "model is then about the intensive margin only."),

    CHOICE("rule.kind", "rational|logit|constant|llm|mixed", "\"rational\"",
           "How workers choose hours."),
    NUMBER("rule.hours_grid_step", "hour/week", 0.25, 50, "1",
           "logit: spacing of the options between 0 and 100 hours."),
    NUMBER("rule.noise_share", "fraction of baseline income", 1e-9, 10, "0.05",
           "logit: kappa; the noise of a worker is lambda_i = kappa z0_i."),
    SWITCH("rule.satisfaction", "true",
           "logit: after each step workers judge the tax policy; the dissatisfied lose utility."),
    CHOICE("rule.satisfaction_by", "formula|model", "\"formula\"",
           "Who says whether a worker is satisfied: the formula below; or, for workers whom a "
           "model plays, the "
           "model, with a reason that it is told of a year later."),
    CHOICE("rule.dissatisfaction", "loss|factor", "\"loss\"",
           "loss: the dissatisfied lose a share of their baseline net income; factor: their "
           "utility is halved (Karten et al. 2025), which raises a negative one."),
    NUMBER("rule.dissatisfaction_loss_share", "fraction", 0, 1, "0.02",
           "kappa_s: the loss as a share of baseline net income."),
    NUMBER("rule.satisfaction_intercept", "1", -20, 20, "0.5",
           "Log odds of being satisfied at a net contribution of 0."),
    NUMBER("rule.satisfaction_slope", "1", 0, 100, "5",
           "Fall of the log odds per unit of net contribution (T - R)/max(z, 1000)."),
    NUMBER("rule.tax_attitude_sd", "1", 0, 10, "1",
           "Standard deviation over workers of the persona's attitude, in log odds."),
    NUMBER("rule.altruistic_share", "fraction", 0, 1, "0",
           "logit: share of workers who weigh social welfare instead of their own utility."),
    NUMBER("rule.adversarial_share", "fraction", 0, 1, "0",
           "logit: share of workers who weigh minus social welfare."),
    NUMBER("rule.mix.llm", "fraction", 0, 1, "0", "mixed: share of workers whom a model plays."),
    NUMBER("rule.mix.rational", "fraction", 0, 1, "0", "mixed: share of rational workers."),
    NUMBER("rule.mix.logit", "fraction", 0, 1, "0", "mixed: share of logit workers."),
    NUMBER("rule.mix.constant", "fraction", 0, 1, "0", "mixed: share who keep observed hours."),
    CHOICE("rule.llm.form", "sample|number|letters|utilities", "\"sample\"",
           "How the model's word becomes hours: hours as JSON; the same with probabilities of the "
           "number; options as letters with probabilities; a score for every option."),
    NUMBERS("rule.llm.hours_options", "hour/week", 0, 100,
            "[0, 10, 20, 30, 40, 50, 60, 70, 80, 90]",
            "number, letters, utilities: what there is to choose from, 2 to 20 hours."),
    INTEGER(
        "rule.llm.orders", "1", 1, 8, "2",
        "letters: orders of the options that each worker is asked in; their answers are averaged."),
    NUMBER("rule.llm.temperature", "1", 0, 10, "0.7", "Temperature of the model's own sampling."),
    NUMBER(
        "rule.llm.softmax_temperature", "1", 0, 1000, "5",
        "utilities: temperature, in points of score, of the draw among options; 0: the best one."),
    INTEGER("rule.llm.max_tokens", "token", 1, 100000, "64", "The longest answer."),
    INTEGER("rule.llm.max_prompt_tokens", "token", 1, 1e9, "4000",
            "The longest question with what all share, at 4 bytes a token: the oldest years of a "
            "worker's "
            "history are left out to keep to it."),
    INTEGER("rule.llm.history_steps", "step", 0, 200, "5", "Last years that a worker is told of."),
    INTEGER("rule.llm.best_steps", "step", 0, 20, "3", "Best years that a worker is told of."),
    SWITCH("rule.llm.hint", "false",
           "Say whether more hours made things better or worse (Karten et al. 2025)."),
    CHOICE("rule.llm.keep_decisions", "troubled|all", "\"troubled\"",
           "Whose answers the run file keeps: of workers whose answer was asked again or unusable, "
           "or of all, "
           "with the distribution over the options."),
    SWITCH("rule.llm.think", "false", "sample, utilities: a thought before the answer."),

    CHOICE("rule.llm.wording", "plain|reworded|reference_named|example_low|example_high",
           "\"plain\"",
           "In which words workers are asked, to see how much hangs on them: as shipped; the same "
           "in other "
           "words; the law called by the name of the country's income tax; with the example of "
           "somebody who chose "
           "20, or "
           "60, hours."),

    CHOICE("personas.source", "templates|llm|file|none", "\"templates\"",
           "Who a worker is, for a language model: built-in sentences; sentences that the model "
           "writes from "
           "the worker's occupation, sex, age, wage and hours, once; personas.file; or just a "
           "worker."),
    FILE_NAME("personas.file", "file: a persona a line; the worker k has line k, or, with fewer "
                               "lines than workers, draws one "
                               "for life."),

    LAW("government.baseline",
        "The law under which the population's hours were observed: convex, rates below 1.  Empty: "
        "federal income tax 2024, single; with the standard deduction for the census, without for "
        "the other sources."),
    LAW("government.law", "The law of the first step.  Empty: the baseline law."),
    NUMBER("government.public_spending_usd_per_worker", "USD/year", -1e9, 1e9, "0",
           "G/N: spent before the rest of the revenue goes back as the equal rebate R."),
    CHOICE("government.rebate", "equilibrium|lagged", "\"equilibrium\"",
           "isoelastic utility: workers know this step's rebate (found by bisection), or take "
           "the last step's for it."),

    INTEGER(
        "government.reform.step", "step", 0, 1e9, "null",
        "From this step on government.reform.law is in force, whatever the planner would do ('fisc "
        "branch'); null: no reform."),
    LAW("government.reform.law", "The law of the reform."),
    CHOICE("government.reform.closure", "rebate|spending", "\"rebate\"",
           "rebate: what a reform brings in or costs changes the equal rebate; spending: the "
           "rebate of the step "
           "before stays, and public spending takes up the difference."),

    CHOICE("planner.kind",
           "none|fixed|reference|flat|saez|optimum|llm|referendum|elected|random_search|coordinate|"
           "evolution|bandit|saez_empirical",
           "\"none\"", "Who sets the taxes after the warm-up."),
    NUMBERS("planner.bracket_starts_usd_per_year", "USD/year", 0, 1e12,
            "[0, 11600, 47150, 100525, 191950, 243725, 609350]",
            "saez, optimum, reference: where the brackets start, ascending from 0."),
    NUMBER("planner.min_rate", "fraction", -1, 0.999999, "0",
           "saez, optimum: lowest rate allowed."),
    NUMBER("planner.max_rate", "fraction", -1, 0.999999, "0.99",
           "saez, optimum: highest rate allowed."),
    LAW("planner.law", "fixed: the law it sets."),
    NUMBER("planner.search.final_share", "fraction of tax years", 0, 1, "0.1",
           "random_search, coordinate, evolution, bandit: in this last share of the run, and at "
           "least in the "
           "last tax year, the best law so far is in force."),
    NUMBER("planner.search.step", "fraction", 1e-6, 1, "0.1",
           "coordinate, evolution: size of the first changes of a rate; saez_empirical: how far "
           "each is moved."),
    CHOICE("planner.search.bandit", "ucb|thompson", "\"ucb\"", "bandit: how an arm is chosen."),
    NUMBER("planner.flat_rate", "fraction", -1, 1, "0.5", "flat: the one rate."),
    CHOICE(
        "planner.llm.answer", "rates|changes", "\"rates\"",
        "rates: the model answers with rates; changes: with changes of -20 to 20 points (Karten et "
        "al. 2025)."),
    INTEGER("planner.llm.history_years", "tax year", 0, 10000, "20",
            "Last tax years that the model is told of."),
    INTEGER("planner.llm.best_years", "tax year", 0, 20, "5", "Best tax years that it is told of."),
    SWITCH("planner.llm.explore_cue", "true", "Tell the model to try new rates."),
    SWITCH("planner.llm.exploit_cue", "true", "Tell the model to keep what was best."),
    NUMBER("planner.llm.final_share", "fraction of tax years", 0, 1, "0",
           "In this last share of the run the model is told to choose the best rates that it knows "
           "(0.1 in "
           "Karten et al. 2025)."),
    NUMBER("planner.llm.temperature", "1", 0, 10, "0.7", "Temperature of its sampling."),
    INTEGER("planner.llm.max_tokens", "token", 1, 100000, "400", "The longest answer."),
    NUMBERS("planner.referendum.flat_rates", "fraction", -1, 0.999999,
            "[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]",
            "referendum: the flat rates that workers vote on, 2 to 32."),
    CHOICE("planner.referendum.method", "plurality|approval|borda|condorcet", "\"condorcet\"",
           "referendum: how votes are counted; without a Condorcet winner by Borda points."),
    {.path = "planner.referendum.schedules",
     .type = SETTING_OBJECTS,
     .min = 0,
     .max = 32,
     .default_json = "[]",
     .text = "referendum: whole schedules to vote on instead, 2 to 32."},
    NUMBERS("planner.referendum.schedules[].rates", "fraction", -1, 0.999999, NULL,
            "Rates on planner.bracket_starts_usd_per_year."),
    INTEGER("planner.elected.candidates", "worker", 2, 20, "5",
            "elected: workers, drawn anew every tax year, who stand."),
    SWITCH("planner.elected.platforms", "false",
           "elected: candidates say beforehand which law they would set, and it binds them."),
    CHOICE("planner.elected.method", "plurality|approval|borda|condorcet", "\"plurality\"",
           "elected: how votes are counted; without a Condorcet winner by Borda points."),
    CHOICE("planner.ballot", "choice|scores", "\"choice\"",
           "referendum, elected: what voters whom a model plays are asked for: one name, or a "
           "score from 0 "
           "to 100 for each."),
    NUMBER("planner.vote_noise_share", "fraction of baseline income", 0, 10, "0",
           "referendum, elected: noise in what other voters take a law to be worth to them; "
           "rule.noise_share makes them vote as logit workers choose."),
    CHOICE("planner.saez.variant", "fixed_point|paper", "\"fixed_point\"",
           "fixed_point: the bracket formula solved with the responses; paper: as Karten et al. "
           "2025 compute it, once, from skills."),
    NUMBERS("planner.saez.elasticities", "1", 0.001, 100, "[0.4]",
            "Elasticity of taxable income: one, or one per bracket (paper: 3.0, 0.4, or "
            "0.18, 0.11, 0.57 on three brackets)."),
    INTEGER("planner.optimum.starts", "1", 1, 64, "8", "optimum: starts of the local search."),
    INTEGER("planner.optimum.rounds", "1", 1, 1000, "40",
            "optimum: generations of differential evolution around the best point."),
    NUMBER("planner.optimum.tolerance", "1", 1e-15, 0.1, "1e-9",
           "optimum: relative change of welfare at which the last polish stops."),

    CHOICE("welfare.objective",
           "isoelastic|utilitarian|rawlsian|inverse_income_baseline|inverse_income|"
           "equality_x_productivity",
           "\"isoelastic\"", "What the planner maximises; all kinds are reported anyway."),
    NUMBER("welfare.inequality_aversion", "1", 0, 100, "1",
           "gamma of the isoelastic objective; 1 is log."),
    NUMBER("welfare.floor_usd_per_year", "USD/year", 1e-3, 1e9, "1000",
           "isoelastic: utilities below count as this much."),
    SWITCH("welfare.use_adjusted", "false",
           "Measure welfare on utility less the loss of the dissatisfied."),
    CHOICE("llm.profile", "openai|vllm|llamacpp|ollama|sglang|openrouter|anthropic|gemini",
           "\"openai\"", "What kind of server answers on /chat/completions."),
    WORDS("llm.url", "null", "Base address, up to and with /v1; null: the profile's usual one."),
    {.path = "llm.endpoints",
     .type = SETTING_OBJECTS,
     .min = 0,
     .max = 16,
     .default_json = "[]",
     .text = "Several servers of the same model instead of llm.url."},
    WORDS("llm.endpoints[].url", NULL, "Base address."),
    NUMBER("llm.endpoints[].weight", "1", 1e-6, 1e6, "1", "Its share of the requests."),
    WORDS("llm.model", "null", "Name of the model, as the server knows it."),
    WORDS("llm.key_env", "\"FISC_LLM_KEY\"",
          "Name of the environment variable that holds the key; no key is fine for one's own "
          "server."),
    FILE_NAME("llm.key_file", "A file that holds the key and that nobody else may read."),
    FILE_NAME("llm.ca_file", "Certificates to trust instead of the system's."),
    CHOICE("llm.mode", "off|read|readwrite|record|replay", "\"readwrite\"",
           "What is done with the replies that runs share (llm.store_folder). off: nothing; read: "
           "taken; "
           "readwrite: taken and added to; record: every request is sent, new replies are added; "
           "replay: "
           "taken, and no socket is opened: a missing reply is an error."),
    FILE_NAME("llm.transcript", "Replies of an earlier run ('fisc transcript export')."),
    FILE_NAME("llm.store_folder", "A folder of replies that runs share."),
    CHOICE("llm.store", "auto|sqlite|segments", "\"auto\"",
           "How they are kept. sqlite: one database, for a file system of this machine; segments: "
           "a file "
           "for each process, for any other; auto: as the file system of the folder is."),
    FILE_NAME("llm.mind_card",
              "What 'fisc doctor --mind --card FILE' found of this model; kept in the run file."),
    FILE_NAME("llm.prompts_folder", "A folder with prompts that replace the shipped ones."),
    INTEGER("llm.in_flight", "request", 1, 1024, "null",
            "Requests at a time; null: found out from the server's errors and latency."),
    INTEGER("llm.max_in_flight", "request", 1, 1024, "64", "The most requests at a time."),
    NUMBER("llm.timeout_s", "s", 0.1, 86400, "300", "Deadline of one attempt."),
    INTEGER(
        "llm.max_attempts", "1", 1, 100, "6",
        "Attempts of one request through faults of server and network; waiting for a rate limit "
        "is none."),
    NUMBER("llm.max_retry_after_s", "s", 0, 86400, "120",
           "A server that asks to wait for longer ends the run, resumable."),
    INTEGER("llm.max_reasks", "1", 0, 10, "2",
            "How often an unusable answer is asked again before the fallback."),
    NUMBER("llm.max_requests", "request", 0, 1e15, "0", "Budget of the run; 0: none."),
    NUMBER("llm.max_total_tokens", "token", 0, 1e18, "0", "Budget of the run; 0: none."),
    NUMBER("llm.max_usd", "USD", 0, 1e9, "0", "Budget of the run; 0: none."),
    NUMBER("llm.usd_per_million_prompt_tokens", "USD", 0, 1e6, "0",
           "Price, for estimate and budget."),
    NUMBER("llm.usd_per_million_completion_tokens", "USD", 0, 1e6, "0",
           "Price, for estimate and budget."),

    SWITCH("oracle", "false",
           "Report the optimum of the same population and the regret of the run's planner."),

    CHOICE("output.panel", "off|every|last", "\"off\"",
           "Keep every worker's decisions: never, every k steps, or of the last step."),
    INTEGER("output.panel_every_steps", "step", 1, 1e9, "1", "k of the panel."),
    INTEGER("output.panel_workers", "worker", 1, 4294967295.0, "null",
            "Follow a sample of this many workers; null: all."),
    NUMBER("output.panel_max_gb", "GB", 0, 1e6, "20",
           "A run whose panel would be larger is refused."),
    INTEGER("output.compression_level", "1", 0, 9, "4", "Deflate level of the panel; 0: raw."),
    NUMBER("output.snapshot_interval_s", "s", 0.01, 1e9, "60",
           "How often the run file is rewritten while the run goes on."),
    NUMBER("output.sync_interval_s", "s", 0, 1e9, "5",
           "How often the journal is forced to the disk."),
    {0},
};

const struct setting_table run_setting_table = {
    .title = "fisc run configuration",
    .entries = entries,
};
