/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read in the servers' sources and documents in 2026; `fisc doctor` probes what a server really does. */
#include "llm/profiles.h"

KIND_FAMILY(profile, "provider profile", PROFILE_KINDS);

const struct profile_kind *profiles_find(const char *name)
{
    const int index = kind_family_index(&profile_family, name);

    return index < 0 ? NULL : profile_kinds[index];
}
