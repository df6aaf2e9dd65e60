/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/profiles.h: the list of provider profiles (llm/profile.h). */
#ifndef FISC_LLM_PROFILES_H
#define FISC_LLM_PROFILES_H

#include "llm/profile.h"

KIND_FAMILY_DECLARE(profile);

/* NULL if there is none of this name. */
const struct profile_kind *profiles_find(const char *name);

#endif
