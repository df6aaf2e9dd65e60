/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/seed.h"

#include "config/settings_effect.h"

#include <stdlib.h>

const struct setting seed_settings[] = {
    INTEGER_SETTING("seed", "1", 0, 9007199254740991.0, "1",
                    "Names every random draw of the run.  Same config and seed: same bits.",
                    .is_read_by_kinds = true),
    {0},
};

int64_t seed_of(const struct settings *settings)
{
    return settings_effect_reads(settings, seed_settings->path)
               ? settings_integer(settings, seed_settings->path)
               : strtoll(seed_settings->default_json, NULL, 10);
}
