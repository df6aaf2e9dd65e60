/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/worker_words.h"

#define YEAR_PLACES "when", "hours", "income", "tax", "left", "worth"

static const struct prompt_part parts[WORKER_NUM_WORDS + 1] = {
    [WORKER_FORM_SAMPLE] = PROMPT_PART("form_sample", NULL),
    [WORKER_FORM_SAMPLE_THINKING] = PROMPT_PART("form_sample_thinking", NULL),
    [WORKER_FORM_NUMBER_TENS] = PROMPT_PART("form_number_tens", NULL),
    [WORKER_FORM_NUMBER_LISTED] = PROMPT_PART("form_number_listed", "numbers"),
    [WORKER_FORM_LETTERS] = PROMPT_PART("form_letters", NULL),
    [WORKER_FORM_UTILITIES] = PROMPT_PART("form_utilities", NULL),
    [WORKER_FORM_UTILITIES_THINKING] = PROMPT_PART("form_utilities_thinking", NULL),
    [WORKER_FORM_STATED_LETTERS] = PROMPT_PART("form_stated_letters", NULL),
    [WORKER_FORM_STATED_HOURS] = PROMPT_PART("form_stated_hours", NULL),
    [WORKER_QUESTION_HOURS] = PROMPT_PART("question_hours", NULL),
    [WORKER_QUESTION_LETTERS] = PROMPT_PART("question_letters", NULL),
    [WORKER_QUESTION_UTILITIES] = PROMPT_PART("question_utilities", NULL),
    [WORKER_QUESTION_STATED] = PROMPT_PART("question_stated", NULL),
    [WORKER_OPTIONS] = PROMPT_PART("options", NULL),
    [WORKER_OPTION_HOURS] = PROMPT_PART("option_hours", "hours"),
    [WORKER_OPTIONS_AND_CONSEQUENCES] = PROMPT_PART("options_and_consequences", NULL),
    [WORKER_OPTION] = PROMPT_PART("option", "letter", "hours", "brings"),
    [WORKER_PROSPECTS] = PROMPT_PART("prospects", NULL),
    [WORKER_PROSPECT] = PROMPT_PART("prospect", "hours", "brings"),
    [WORKER_BRINGS] = PROMPT_PART("brings", "income", "tax", "left", "more"),
    [WORKER_EXPLORE_THEN_EXPLOIT] = PROMPT_PART("explore_then_exploit", NULL),
    [WORKER_LAW_SAME] = PROMPT_PART("law_same", NULL),
    [WORKER_LAW_NEW] = PROMPT_PART("law_new", "before", "change"),
    [WORKER_USUAL_SAME] = PROMPT_PART("usual_same", NULL),
    [WORKER_USUAL_LAST] = PROMPT_PART("usual_last", NULL),
    [WORKER_USUAL_OTHER] = PROMPT_PART("usual_other", "usual"),
    [WORKER_FIRST_YEAR] = PROMPT_PART("first_year", NULL),
    [WORKER_LAST_YEARS] = PROMPT_PART("last_years", NULL),
    [WORKER_BEST_YEARS] = PROMPT_PART("best_years", NULL),
    [WORKER_YEAR] = PROMPT_PART("year", YEAR_PLACES),
    [WORKER_YEAR_SATISFIED] = PROMPT_PART("year_satisfied", YEAR_PLACES),
    [WORKER_YEAR_DISSATISFIED] = PROMPT_PART("year_dissatisfied", YEAR_PLACES),
    [WORKER_WORTH] = PROMPT_PART("worth", "utility"),
    [WORKER_WHEN_LAST] = PROMPT_PART("when_last", NULL),
    [WORKER_WHEN_EARLIER] = PROMPT_PART("when_earlier", "years"),
    [WORKER_MORE_WAS_BETTER] = PROMPT_PART("more_was_better", NULL),
    [WORKER_MORE_WAS_WORSE] = PROMPT_PART("more_was_worse", NULL),
    [WORKER_LESS_WAS_BETTER] = PROMPT_PART("less_was_better", NULL),
    [WORKER_LESS_WAS_WORSE] = PROMPT_PART("less_was_worse", NULL),
    [WORKER_SAID_OF_POLICY] = PROMPT_PART("said_of_policy", "reason"),
};

enum status worker_words_load(struct prompt **words, const char *folder, struct error *err)
{
    return prompt_load(words, "worker_words", folder, parts, err);
}
