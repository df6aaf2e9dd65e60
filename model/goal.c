/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/goal.h"

#include "base/random.h"

enum status goal_shares_read(struct goal_shares *shares, const struct settings *settings,
                             struct error *err)
{
    *shares = (struct goal_shares){
        .altruistic = settings_number(settings, "rule.altruistic_share"),
        .adversarial = settings_number(settings, "rule.adversarial_share"),
    };
    return shares->altruistic + shares->adversarial > 1.0
               ? error_set(err, STATUS_INVALID_INPUT,
                           "rule.altruistic_share %g and rule.adversarial_share %g add up to more "
                           "than 1",
                           shares->altruistic, shares->adversarial)
               : STATUS_OK;
}

enum goal goal_of_worker(const struct goal_shares *shares, uint64_t seed, uint32_t id)
{
    if (shares->altruistic + shares->adversarial <= 0.0)
        return GOAL_OWN;
    const double u = random_uniforms(seed, RANDOM_UTILITY_TYPE, id, 0).u[0];

    return u < shares->altruistic                         ? GOAL_ALTRUISTIC
           : u < shares->altruistic + shares->adversarial ? GOAL_ADVERSARIAL
                                                          : GOAL_OWN;
}
