/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/random.h"

#include <Random123/philox.h>

struct random_uniforms random_uniforms(uint64_t seed, enum random_purpose purpose, uint64_t who,
                                       uint64_t step)
{
    const philox4x64_ctr_t counter = {{who, step, 0, 0}};
    const philox4x64_key_t key = {{seed, (uint64_t)purpose}};
    const philox4x64_ctr_t bits = philox4x64_R(10, counter, key);
    struct random_uniforms result;

    /* 52 random bits and a half: both steps are exact, and the largest value is 1 - 2^-53. */
    for (int i = 0; i < 4; i++)
        result.u[i] = ((double)(bits.v[i] >> 12) + 0.5) * 0x1p-52;
    return result;
}
