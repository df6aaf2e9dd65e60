/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read in the servers' sources and documents in 2026; `fisc doctor` probes what a server really does. */
#include "llm/profiles.h"

static const struct profile_kind *const profiles[] = {
    &profile_openai,
    &profile_vllm,
    &profile_llamacpp,
    &profile_ollama,
    &profile_sglang,
    &profile_openrouter,
    &profile_anthropic,
    &profile_gemini,
#ifdef FISC_TOY_KINDS
    &profile_toy,
#endif
    NULL,
};

const struct profile_kind *profiles_at(size_t index)
{
    return profiles[index];
}

static const struct kind *kind_at(size_t index)
{
    return profiles[index] ? &profiles[index]->kind : NULL;
}

const struct kind_family profile_family = {.noun = "provider profile", .at = kind_at};

const struct profile_kind *profiles_find(const char *name)
{
    const int index = kind_family_index(&profile_family, name);

    return index < 0 ? NULL : profiles[index];
}
