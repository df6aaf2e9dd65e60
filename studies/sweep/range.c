/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/range.h"

#include "studies/sweep/limits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double member(const cJSON *object, const char *name)
{
    const cJSON *const found = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(found) ? found->valuedouble : NAN;
}

bool sweep_range_is_meant(const cJSON *values)
{
    return cJSON_IsObject(values) && cJSON_GetObjectItemCaseSensitive(values, "from") &&
           cJSON_GetObjectItemCaseSensitive(values, "to");
}

/* How many steps lead from one end to the other, or nearly: 0.8 / 0.05 is a little below 16. */
static double count_steps(const cJSON *values)
{
    const double steps = (member(values, "to") - member(values, "from")) / member(values, "step");

    return floor(steps + 1e-9 * fmax(1.0, fabs(steps))) + 1.0;
}

size_t sweep_range_count(const cJSON *values)
{
    if (!sweep_range_is_meant(values) || cJSON_GetArraySize(values) != 3 ||
        !isfinite(member(values, "from")) || !isfinite(member(values, "to")))
        return 0;
    const bool has_step = cJSON_GetObjectItemCaseSensitive(values, "step") != NULL;
    const double count = has_step ? count_steps(values) : member(values, "count");

    return count >= 1.0 && count <= SWEEP_MAX_POINTS && count == floor(count) ? (size_t)count : 0;
}

double sweep_range_at(const cJSON *values, size_t place)
{
    const double from = member(values, "from");
    const double count = member(values, "count");
    const double step = !isnan(member(values, "step")) ? member(values, "step")
                        : count > 1.0 ? (member(values, "to") - from) / (count - 1.0)
                                      : 0.0;
    char digits[32];

    /* 0.1 + 0.05 is meant to be 0.15: what stands behind 15 digits is noise of the sum. */
    snprintf(digits, sizeof digits, "%.15g", from + (double)place * step);
    return strtod(digits, NULL);
}
