/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/replications.c: what seeds change is known to the settings that list them (config/seed.h). */
#include "studies/replications.h"

#include "calibration/population_sources.h"
#include "config/seed.h"
#include "config/settings_effect.h"
#include "config/settings_with.h"

enum status replications_settings(struct settings **settings, const struct settings *given,
                                  struct error *err)
{
    const char *const key = population_source_replicates_by(given);
    struct settings_overrides own = {0};

    if (key)
        SETTINGS_ADD(&own, OVERRIDE_BOOL(key, true));
    const enum status status = settings_with_list(settings, given, &own, err);

    settings_overrides_free(&own);
    return status;
}

bool replications_differ(const struct settings *settings)
{
    return settings_effect_reads(settings, seed_settings->path);
}
