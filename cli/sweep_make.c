/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_make.h"

#include "cli/command_settings.h"
#include "cli/say.h"
#include "studies/sweep/plan.h"
#include "studies/sweep/scale.h"

enum status sweep_make(const struct command_line *line, struct error *err)
{
    const char *const path = command_line_operand(line, 0);
    const char *const folder = command_line_value(line, "output");
    struct sweep_planned planned;
    struct sweep_choice choice = {.scale = command_line_value(line, "scale"),
                                  .allows_unused = command_line_has(line, "allow-unused")};

    if (!folder)
        return error_set(err, STATUS_USAGE, "expected -o FOLDER: where the plan goes");
    command_settings_add(&choice.set, line);
    const enum status status = sweep_plan_make(path, &choice, folder, &planned, err);

    settings_overrides_free(&choice.set);
    TRY(status);
    struct sweep_plan plan;

    if (command_line_has(line, "quiet"))
        return STATUS_OK;
    TRY(sweep_plan_read(&plan, folder, err));
    if (plan.replicate.most > 0) {
        const size_t num_groups = plan.num_points / plan.replicate.most;

        say("%zu point%s, each with %zu to %zu runs, until the mean %s is known to +-%g: %zu to "
            "%zu runs in %s\n",
            num_groups, say_s(num_groups), plan.replicate.least, plan.replicate.most,
            plan.replicate.figure, plan.replicate.half_width, num_groups * plan.replicate.least,
            planned.num_points, folder);
        say("'fisc sweep run %s' runs them; after the first %zu of each it says how many it "
            "expects\n",
            folder, plan.replicate.least);
    } else {
        say("%zu point%s in %s; 'fisc sweep run %s' runs %s\n", planned.num_points,
            say_s(planned.num_points), folder, folder, planned.num_points == 1 ? "it" : "them");
        if (planned.num_merged > 0)
            say("%zu more point%s left out: the same run as an earlier one, which differs in keys "
                "that it does not read\n",
                planned.num_merged, planned.num_merged == 1 ? " was" : "s were");
    }
    sweep_plan_free(&plan);
    return STATUS_OK;
}
