/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/answers.h"

#include "base/shown.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- counting ---------------------------------------------------------------------------------- */

double answer_tally_share(const struct answer_tally *tally)
{
    return tally->asked > 0.0 ? 1.0 - (tally->invalid + tally->refused) / tally->asked : NAN;
}

bool answer_tally_is_poor(const struct answer_tally *tally)
{
    return answer_tally_share(tally) < ANSWERS_ENOUGH;
}

void answer_tally_add(struct answer_tally *sum, const struct answer_tally *more)
{
    sum->asked += more->asked;
    sum->invalid += more->invalid;
    sum->refused += more->refused;
}

void answer_tally_write(struct text *text, const struct answer_tally *tally)
{
    char digits[32];
    const int length = snprintf(digits, sizeof digits, "%.0f", tally->asked);

    text_append(text, "%.1f%% of ", 100.0 * answer_tally_share(tally));
    for (int k = 0; k < length; k++)
        text_append(text, "%s%c", k > 0 && (length - k) % 3 == 0 ? "," : "", digits[k]);
    text_append(text, " decisions; %.1f%% invalid, %.1f%% refused",
                100.0 * tally->invalid / tally->asked, 100.0 * tally->refused / tally->asked);
}

const char *answer_tally_story(char story[ANSWERS_STORY_BYTES], const struct answer_tally *tally)
{
    struct text words = {0};

    answer_tally_write(&words, tally);
    snprintf(story, ANSWERS_STORY_BYTES, "answered by the model: %s",
             words.failed ? "too few decisions" : words.bytes);
    text_free(&words);
    return story;
}

bool llm_invalid_is_refusal(enum llm_invalid invalid)
{
    return invalid == LLM_INVALID_REFUSED || invalid == LLM_INVALID_FILTERED ||
           invalid == LLM_INVALID_PROMPT;
}

double answers_wilson_lower(double part, double count)
{
    static const double Z = 1.959963984540054;
    const double share = part / count;
    const double spread = sqrt((share * (1.0 - share) + Z * Z / (4.0 * count)) / count);

    return fmax((share + Z * Z / (2.0 * count) - Z * spread) / (1.0 + Z * Z / count), 0.0);
}

/* ---- watching ---------------------------------------------------------------------------------- */

void answer_watch_add(struct answer_watch *watch, const struct llm_reply *reply, int max_tokens)
{
    const char *const said = reply->content && reply->content[0] ? reply->content
                             : reply->reason                     ? reply->reason
                                                                 : "";

    watch->last[watch->count++ % ANSWERS_WATCHED] = (unsigned char)reply->invalid;
    watch->max_tokens = max_tokens;
    if (reply->outcome != LLM_USABLE)
        shown_bytes(watch->example[reply->invalid], ANSWERS_EXAMPLE_ROOM, said, strlen(said),
                    ANSWERS_EXAMPLE_BYTES);
}

static size_t num_watched(const struct answer_watch *watch)
{
    return watch->count < ANSWERS_WATCHED ? watch->count : ANSWERS_WATCHED;
}

void answer_unfit_add(struct answer_unfit *unfit, const struct llm_reply *reply, size_t num_behind)
{
    unfit->count++;
    unfit->num_recent += num_behind < ANSWERS_WATCHED && !reply->is_recorded;
    unfit->example = reply->content;
}

void answer_watch_recall(struct answer_watch *watch, const struct answer_unfit *unfit)
{
    size_t left = unfit->num_recent;

    for (size_t k = 0; k < num_watched(watch) && left > 0; k++) {
        unsigned char *const answer = &watch->last[(watch->count - 1 - k) % ANSWERS_WATCHED];

        left -= *answer == LLM_VALID;
        if (*answer == LLM_VALID)
            *answer = LLM_INVALID_UNFIT;
    }
    if (unfit->example)
        shown_bytes(watch->example[LLM_INVALID_UNFIT], ANSWERS_EXAMPLE_ROOM, unfit->example,
                    strlen(unfit->example), ANSWERS_EXAMPLE_BYTES);
}

static size_t count_kinds(size_t number[LLM_NUM_INVALID], const struct answer_watch *watch)
{
    size_t num_invalid = 0;

    memset(number, 0, LLM_NUM_INVALID * sizeof *number);
    for (size_t k = 0; k < num_watched(watch); k++) {
        number[watch->last[k]]++;
        num_invalid += watch->last[k] != LLM_VALID;
    }
    return num_invalid;
}

bool answer_watch_is_doubtful(const struct answer_watch *watch, size_t num_answers)
{
    return num_answers > ANSWERS_HOPELESS &&
           (num_answers >= ANSWERS_MANY || !memchr(watch->last, LLM_VALID, num_watched(watch)));
}

bool answer_watch_is_above(const struct answer_watch *watch, double max_invalid_share)
{
    size_t number[LLM_NUM_INVALID];
    const size_t num_invalid = count_kinds(number, watch);
    const size_t count = num_watched(watch);

    return count >= ANSWERS_AT_LEAST &&
           answers_wilson_lower((double)num_invalid, (double)count) > max_invalid_share;
}

static const char *limit_of(enum llm_purpose purpose)
{
    return purpose == LLM_PURPOSE_PLANNER || purpose == LLM_PURPOSE_LEADERS
               ? "planner.llm.max_tokens"
               : "rule.llm.max_tokens";
}

static void write_advice(struct text *story, enum llm_invalid kind, enum llm_purpose purpose)
{
    switch (kind) {
    case LLM_INVALID_THOUGHT:
        text_append(story, "switch thinking off or raise %s", limit_of(purpose));
        return;
    case LLM_INVALID_CUT_SHORT:
        text_append(story, "raise %s", limit_of(purpose));
        return;
    case LLM_INVALID_EMPTY:
        text_append(story,
                    "'fisc doctor' shows what the server answers: is it a chat model, with its own "
                    "chat template?");
        return;
    case LLM_INVALID_REFUSED:
        text_append(story, "try another model, or other words (llm.prompts_folder)");
        return;
    case LLM_INVALID_FILTERED:
        text_append(story,
                    "switch the server's filter off, or try other words (llm.prompts_folder)");
        return;
    case LLM_INVALID_NO_JSON:
    case LLM_INVALID_OUTSIDE:
        text_append(story,
                    "'fisc doctor' shows whether the server enforces schemas (llm.profile)%s",
                    purpose == LLM_PURPOSE_WORKERS ? "; or try another rule.llm.form" : "");
        return;
    case LLM_INVALID_LETTER:
        text_append(story, "prefer rule.llm.form number or sample");
        return;
    case LLM_INVALID_TOO_LONG:
        text_append(story, "serve a longer context, or lower rule.llm.max_prompt_tokens");
        return;
    case LLM_INVALID_PROMPT:
        text_append(story, "try other words (llm.prompts_folder), or another server");
        return;
    case LLM_INVALID_UNFIT:
        text_append(story, purpose == LLM_PURPOSE_WORKERS
                               ? "too little of the model's probability lies on the options "
                                 "(rule.llm.min_mass): prefer rule.llm.form sample, or another "
                                 "model"
                               : "it holds markup, commands or a refusal: try another model, or "
                                 "other words (llm.prompts_folder)");
        return;
    case LLM_VALID:
    case LLM_INVALID_UNREAD:
    case LLM_NUM_INVALID:
        break;
    }
    text_append(story, "'fisc doctor' shows what the server answers");
}

void answer_watch_tell(struct text *story, const struct answer_watch *watch,
                       enum llm_purpose purpose)
{
    size_t number[LLM_NUM_INVALID];
    const size_t num_invalid = count_kinds(number, watch);
    enum llm_invalid commonest = LLM_INVALID_UNREAD;

    for (int k = LLM_VALID + 1; k < LLM_NUM_INVALID; k++)
        if (number[k] > number[commonest])
            commonest = (enum llm_invalid)k;
    text_append(story, "%zu of %zu answers (%s) could not be used, ", num_invalid,
                num_watched(watch), llm_purpose_names[purpose]);
    if (commonest == LLM_INVALID_THOUGHT)
        text_append(story, "%zu of them: thought for all of its %d tokens", number[commonest],
                    watch->max_tokens);
    else
        text_append(story, "%zu of them: %s", number[commonest], llm_invalid_names[commonest]);
    text_append(story, ", the last '%s': ", watch->example[commonest]);
    write_advice(story, commonest, purpose);
}

enum status answer_watch_stop(const struct answer_watch *watch, enum llm_purpose purpose,
                              double max_invalid_share, struct error *err)
{
    struct text story = {0};

    answer_watch_tell(&story, watch, purpose);
    const enum status status =
        error_set(err, STATUS_INTERRUPTED,
                  "%s (llm.max_invalid_share is %g; with --set llm.max_invalid_share=1 it goes on "
                  "all the same)",
                  story.failed ? "too many answers cannot be used" : story.bytes,
                  max_invalid_share);

    text_free(&story);
    return status;
}

void answer_count(struct answer_tally *tally, struct answer_watch *watch,
                  const struct llm_reply *reply, int max_tokens)
{
    tally->asked += 1.0;
    if (llm_invalid_is_refusal(reply->invalid))
        tally->refused += 1.0;
    else
        tally->invalid += reply->outcome != LLM_USABLE;
    if (watch)
        answer_watch_add(watch, reply, max_tokens);
}

void answer_count_repairs(double repaired[LLM_NUM_REPAIRS], const struct llm_reply *reply)
{
    for (int k = 0; reply->outcome == LLM_USABLE && k < LLM_NUM_REPAIRS; k++)
        repaired[k] += reply->repairs >> k & 1;
}
