/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/wire_choice.h"

#include "config/jsonc.h"

#include <stdio.h>

void wire_choice_of_letters(struct wire_choice *choice, int num_letters)
{
    choice->lead[0] = '\0';
    choice->close = "";
    choice->num_options = num_letters < WIRE_MAX_OPTIONS ? num_letters : WIRE_MAX_OPTIONS;
    for (int k = 0; k < choice->num_options; k++)
        snprintf(choice->option[k], WIRE_OPTION_ROOM, "%c", 'A' + k);
}

static bool take_values(struct wire_choice *choice, const cJSON *values)
{
    const cJSON *value = NULL;

    choice->num_options = 0;
    cJSON_ArrayForEach(value, values)
    {
        if (!cJSON_IsNumber(value) || choice->num_options == WIRE_MAX_OPTIONS)
            return false;
        snprintf(choice->option[choice->num_options++], WIRE_OPTION_ROOM, "%.9g",
                 value->valuedouble);
    }
    return choice->num_options > 0;
}

bool wire_choice_of_schema(struct wire_choice *choice, const char *schema)
{
    cJSON *const root = cJSON_Parse(schema);
    const cJSON *const properties = cJSON_GetObjectItemCaseSensitive(root, "properties");
    const cJSON *const member = properties ? properties->child : NULL;
    const bool is_one =
        member && !member->next &&
        take_values(choice, cJSON_GetObjectItemCaseSensitive(member, "enum")) &&
        snprintf(choice->lead, WIRE_LEAD_ROOM, "{\"%s\": ", member->string) < WIRE_LEAD_ROOM;

    choice->close = "}";
    cJSON_Delete(root);
    return is_one;
}
