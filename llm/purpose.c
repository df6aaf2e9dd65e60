/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/purpose.h"

const char *const llm_purpose_names[LLM_NUM_PURPOSES] = {
    [LLM_PURPOSE_TRIAL] = "trial",
    [LLM_PURPOSE_WORKERS] = "workers",
    [LLM_PURPOSE_SATISFACTION] = "satisfaction",
    [LLM_PURPOSE_VOTES] = "votes",
    [LLM_PURPOSE_PERSONAS] = "personas",
    [LLM_PURPOSE_PLANNER] = "planner",
    [LLM_PURPOSE_LEADERS] = "leaders",
    [LLM_PURPOSE_MODEL_CARD] = "model card",
};
