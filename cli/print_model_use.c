/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/print_model_use.h"

#include "cli/say.h"
#include "llm/reply.h"
#include "studies/model_card/card_sentence.h"

#include <xxhash.h>

#include <math.h>
#include <string.h>

void print_model_steps_sum(struct model_step *sum, const struct run_log *log)
{
    for (size_t s = 0; s < log->num_model_steps; s++)
        for (const struct column *column = model_step_columns; column->name; column++)
            *(double *)((char *)sum + column->offset) +=
                *(const double *)((const char *)&log->model_steps[s] + column->offset);
}

/* By purpose where something is wrong. */
static void print_poor_purposes(const struct run_log *log)
{
    struct model_step sum = {0};

    print_model_steps_sum(&sum, log);
    const struct {
        const char *name;
        const struct answer_tally *tally;
    } purposes[] = {{"workers", &sum.workers},           {"planner", &sum.planner},
                    {"leaders", &sum.leaders},           {"votes", &sum.votes},
                    {"satisfaction", &sum.satisfaction}, {"personas", &sum.personas}};

    for (size_t k = 0; k < sizeof purposes / sizeof *purposes; k++) {
        struct text words = {0};

        if (answer_tally_share(purposes[k].tally) < 1.0) {
            answer_tally_write(&words, purposes[k].tally);
            say("  %s: %s\n", purposes[k].name, words.failed ? "" : words.bytes);
        }
        text_free(&words);
    }
}

/* What is known of the model, where the run keeps its card. */
static void print_card(const struct run_log *log)
{
    struct text sentence = {0};

    for (size_t k = 0; k < log->num_prompts; k++)
        if (strcmp(log->prompts[k].name, "model_card") == 0)
            card_sentence_write(&sentence, log->prompts[k].text);
    if (sentence.length > 0 && !sentence.failed)
        say("  %s\n", sentence.bytes);
    text_free(&sentence);
}

void print_answers(const struct run_log *log, const char *name)
{
    const struct answer_tally tally = run_log_answers(log);
    struct text words = {0};

    if (!(tally.asked > 0.0))
        return;
    answer_tally_write(&words, &tally);
    say("\n%s%sanswered by the model: %s\n", name ? name : "", name ? ": " : "",
        words.failed ? "" : words.bytes);
    print_poor_purposes(log);
    print_card(log);
    if (answer_tally_is_poor(&tally))
        say("  MARKED: below %.0f%%; what is printed here is in part what was done for want of "
            "an answer\n",
            100.0 * ANSWERS_ENOUGH);
    text_free(&words);
}

void print_mark(const struct run_log *log, const char *name)
{
    const struct answer_tally tally = run_log_answers(log);
    struct text words = {0};

    if (!answer_tally_is_poor(&tally))
        return;
    answer_tally_write(&words, &tally);
    say_error("%s: MARKED: answered by the model: %s\n", name, words.failed ? "" : words.bytes);
    text_free(&words);
}

void print_sweep_mark(const struct sweep_plan *plan, struct sweep_row *const *row)
{
    const size_t count = sweep_rows_count_marked(row, plan);

    if (count > 0)
        say_error("fisc: %s: MARKED: %zu of %zu points: below %.0f%% of answers are the model's\n",
                  plan->folder, count, plan->num_points, 100.0 * ANSWERS_ENOUGH);
}

/* How answers had to be read, by kind; docs/language_models.md has a table of them. */
static void print_repairs(const struct model_step *sum)
{
    const char *before = "  answers that were repaired:";

    for (int k = 0; k < LLM_NUM_REPAIRS; k++)
        if (sum->repaired[k] > 0.0) {
            say("%s %.0f %s", before, sum->repaired[k], llm_repair_names[k]);
            before = ",";
        }
    if (before[0] == ',')
        say("\n");
}

void print_model_use(const struct run_log *log, const struct settings *settings)
{
    struct model_step sum = {0};
    const double usd_in = settings_number(settings, "llm.usd_per_million_prompt_tokens") / 1e6;
    const double usd_out = settings_number(settings, "llm.usd_per_million_completion_tokens") / 1e6;

    if (log->num_model_steps == 0)
        return;
    print_model_steps_sum(&sum, log);
    say("  language model '%s': %.0f requests, %.0f of them different, %.0f reprompts, %.0f "
        "unusable; "
        "%.0f workers' decisions fell back\n",
        settings_string(settings, "llm.model"), sum.requests, sum.distinct_requests, sum.reprompts,
        sum.unusable, sum.fallbacks);
    say("  %.0f prompt tokens, %.1f%% of them from the server's cache, and %.0f completion tokens",
        sum.prompt_tokens,
        sum.prompt_tokens > 0.0 ? 100.0 * sum.cached_tokens / sum.prompt_tokens : 0.0,
        sum.completion_tokens);
    if (usd_in + usd_out > 0.0)
        say(": %.2f USD", sum.prompt_tokens * usd_in + sum.completion_tokens * usd_out);
    say("\n");
    print_repairs(&sum);
    if (isfinite(sum.mass_on_options))
        say("  the model put %.0f%% of its probability on the options\n",
            100.0 * sum.mass_on_options / (double)log->num_model_steps);
    for (size_t k = 0; k < log->num_prompts; k++)
        if (strcmp(log->prompts[k].name, "model_card") == 0)
            say("  the model was examined: card %016llx\n",
                (unsigned long long)XXH3_64bits(log->prompts[k].text,
                                                strlen(log->prompts[k].text)));
}
