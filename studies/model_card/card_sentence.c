/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/card_sentence.h"

#include "config/jsonc.h"
#include "studies/model_card/compare.h"

#include <cjson/cJSON.h>

#include <string.h>

const char *card_sentence_response(enum model_card_verdict verdict)
{
    switch (verdict) {
    case MODEL_CARD_YES:
        return "responds to";
    case MODEL_CARD_NO:
        return "does not respond to";
    case MODEL_CARD_NOT_KNOWN:
        return "may or may not respond to";
    case MODEL_CARD_NOT_MEASURED:
    case MODEL_CARD_NUM_VERDICTS:
        break;
    }
    return "was not measured against";
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static enum model_card_verdict verdict_of(const cJSON *finding)
{
    const char *const name = cJSON_GetStringValue(member(finding, "finding"));
    int verdict = 0;

    while (verdict < MODEL_CARD_NUM_VERDICTS &&
           !(name && strcmp(name, model_card_verdict_names[verdict]) == 0))
        verdict++;
    return (enum model_card_verdict)verdict;
}

/* " responds to wages (elasticity 0.31 [0.22, 0.40])"; false if the card has no such finding. */
static bool append_response(struct text *text, const cJSON *findings, enum model_card_row row,
                            const char *to, bool *is_yes)
{
    const cJSON *const finding = member(findings, model_card_rows[row].question);
    const cJSON *const found = member(finding, "found");
    const enum model_card_verdict verdict = verdict_of(finding);

    text_append(text, " %s %s", card_sentence_response(verdict), to);
    if (cJSON_IsNumber(member(found, "mean")) && cJSON_IsNumber(member(found, "low")) &&
        cJSON_IsNumber(member(found, "high")))
        text_append(text, " (elasticity %.2f [%.2f, %.2f])", member(found, "mean")->valuedouble,
                    member(found, "low")->valuedouble, member(found, "high")->valuedouble);
    *is_yes = verdict == MODEL_CARD_YES;
    return verdict != MODEL_CARD_NUM_VERDICTS;
}

void card_sentence_write(struct text *text, const char *json)
{
    struct jsonc document = {0};
    struct text sentence = {0};
    bool minds_wages = false, minds_taxes = false;

    if (jsonc_parse(&document, "card", json, strlen(json), NULL) != STATUS_OK)
        return;
    const cJSON *const findings = member(document.root, "findings");
    const cJSON *const workers = member(document.root, "workers");

    text_append(&sentence, "By its card (%.0f workers) this model",
                cJSON_IsNumber(workers) ? workers->valuedouble : 0.0);
    bool is_card =
        append_response(&sentence, findings, MODEL_CARD_ROW_WAGES, "wages", &minds_wages);

    text_append(&sentence, " and");
    is_card &= append_response(&sentence, findings, MODEL_CARD_ROW_TAXES, "taxes", &minds_taxes);
    text_append(&sentence,
                minds_wages && minds_taxes ? "." : ": do not read economics out of its runs.");
    if (is_card && !sentence.failed)
        text_append_bytes(text, sentence.bytes, sentence.length);
    text_free(&sentence);
    jsonc_free(&document);
}
