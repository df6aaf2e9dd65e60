/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/wording.h"

#include "llm/prompt.h"

#include <stdio.h>
#include <string.h>

void wording_prompt_name(char name[WORDING_MAX_NAME], const char *base,
                         const struct settings *settings)
{
    snprintf(name, WORDING_MAX_NAME, "%s_%s", base, settings_string(settings, "rule.llm.wording"));
    for (const struct embedded_prompt *prompt = embedded_prompts; prompt->name; prompt++)
        if (strcmp(prompt->name, name) == 0)
            return;
    snprintf(name, WORDING_MAX_NAME, "%s", base);
}
