/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/served_model.h"

#include <stdio.h>
#include <string.h>

bool served_model_changed(struct served_model *served, const struct llm_reply *reply,
                          struct text *told)
{
    char now[SERVED_MODEL_ROOM];

    if (!reply->served_model && !reply->fingerprint)
        return false;
    snprintf(now, sizeof now, "%.90s%s%.60s", reply->served_model ? reply->served_model : "",
             reply->fingerprint ? ", " : "", reply->fingerprint ? reply->fingerprint : "");
    if (strcmp(now, served->name) == 0)
        return false;
    const bool is_change = served->name[0] != '\0';

    if (is_change) {
        served->num_changes++;
        text_append(told, "the server answers with another model: '%s', and it was '%s'", now,
                    served->name);
    }
    memcpy(served->name, now, sizeof now);
    return is_change;
}
