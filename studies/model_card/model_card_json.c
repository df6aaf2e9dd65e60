/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/model_card_json.c: a model card for programs.  What was not measured has no key, for a null would
 * be read as a number that is missing by accident. */
#include "base/json_writer.h"
#include "studies/model_card/model_card.h"

#include <math.h>

static void write_number(struct json_writer *json, const char *key, double value)
{
    if (isfinite(value))
        json_number(json, key, value);
}

static void write_estimate(struct json_writer *json, const char *key,
                           const struct model_card_estimate *found)
{
    json_open_object(json, key);
    write_number(json, "mean", found->mean);
    write_number(json, "low", found->low);
    write_number(json, "high", found->high);
    json_close(json);
}

static void write_effect(struct json_writer *json, const struct model_card *card, int id)
{
    const struct model_card_effect *const effect = &card->effect[MODEL_CARD_MODEL][id];

    json_open_object(json, NULL);
    json_string(json, "effect", model_card_effect_names[id]);
    if (effect->is_measured)
        write_estimate(json, "hours_per_week", &effect->hours);
    if (effect->is_measured && effect->has_elasticity)
        write_estimate(json, "elasticity", &effect->elasticity);
    if (id < MODEL_CARD_NUM_RESPONSES) {
        json_number(json, "logit_hours_per_week", card->effect[MODEL_CARD_LOGIT][id].hours.mean);
        json_number(json, "rational_hours_per_week",
                    card->effect[MODEL_CARD_RATIONAL][id].hours.mean);
    }
    json_close(json);
}

/* `within` an interval, or `outside` of it; an end that is missing has no limit. */
static void write_margin(struct json_writer *json, const struct model_card_margin *margin)
{
    json_open_object(json, margin->is_left ? "outside" : "within");
    write_number(json, "low", margin->low);
    write_number(json, "high", margin->high);
    json_close(json);
}

static void write_finding(struct json_writer *json, const struct model_card_row_facts *row,
                          const struct model_card_finding *finding)
{
    json_open_object(json, row->question);
    json_string(json, "finding", model_card_verdict_names[finding->verdict]);
    json_string(json, "unit", row->unit);
    write_margin(json, &row->margin);
    if (finding->verdict != MODEL_CARD_NOT_MEASURED)
        write_estimate(json, "found", &finding->found);
    if (finding->verdict == MODEL_CARD_NOT_KNOWN)
        json_integer(json, "workers_to_tell", (int64_t)finding->workers_to_tell);
    json_integer(json, "answers", (int64_t)finding->num_answers);
    json_integer(json, "usable_answers", (int64_t)finding->num_usable);
    json_close(json);
}

void model_card_write_json(struct text *text, const struct model_card *card)
{
    struct json_writer json = json_writer_of(text, JSON_INDENTED);

    json_open_object(&json, NULL);
    json_string(&json, "model", card->model);
    json_integer(&json, "workers", (int64_t)card->num_workers);
    json_integer(&json, "requests", (int64_t)card->num_requests);
    write_number(&json, "mean_hours_per_week", card->mean_hours[MODEL_CARD_MODEL]);
    json_open_array(&json, "effects");
    for (int effect = 0; effect < MODEL_CARD_NUM_EFFECTS; effect++)
        write_effect(&json, card, effect);
    json_close(&json);
    json_open_object(&json, "findings");
    for (int row = 0; row < MODEL_CARD_NUM_ROWS; row++)
        write_finding(&json, &model_card_rows[row], &card->finding[row]);
    json_close(&json);
    json_close(&json);
    text_append(text, "\n");
}
