/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_collected.h"

#include "studies/sweep/hdf5.h"
#include "studies/sweep/rows.h"

bool sweep_collected_is_sweep(const char *folder)
{
    char plan[FILES_MAX_PATH];

    return !path_join(plan, folder, "plan.jsonl", NULL) && file_exists(plan);
}

enum status sweep_collected_write(char path[FILES_MAX_PATH], const struct temporary_folder *room,
                                  const char *name, const char *folder, struct error *err)
{
    struct sweep_plan plan;
    struct sweep_row **row = NULL;

    TRY(path_join(path, room->path, name, err));
    TRY(sweep_plan_read(&plan, folder, err));
    enum status status = sweep_rows_read(&row, &plan, err);

    if (!status) {
        status = sweep_hdf5_write(path, &plan, row, err);
        sweep_rows_free(row, &plan);
    }
    sweep_plan_free(&plan);
    return status;
}
