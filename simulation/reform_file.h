/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/reform_file.h: named reforms.  A file of the folder holds a family of them:
 *     {"reforms": {"flat_30": {"summary": "...", "set": {"planner.tax_system": [...]}}, ...}}
 * "set" is any settings that lead to a tax system: of the planner 'fixed', unless it names another. */
#ifndef FISC_SIMULATION_REFORM_FILE_H
#define FISC_SIMULATION_REFORM_FILE_H

#include "config/settings_with.h"

#include <stddef.h>

struct named_reform {
    char *name, *summary;
    cJSON *set; /* an object of settings */
};

struct named_reforms {
    struct named_reform *reform; /* [count] by file name, then as in the file */
    size_t count;
};

/* All files of the folder that end in .json, but base.json.  STATUS_INVALID_INPUT names the file and what
 * was expected; a name may stand only once. */
enum status named_reforms_read(struct named_reforms *reforms, const char *folder,
                               struct error *err) MUST_CHECK;
void named_reforms_free(struct named_reforms *reforms);

/* One that is kept by itself. */
enum status named_reform_copy(struct named_reform *copy, const struct named_reform *reform,
                              struct error *err) MUST_CHECK;
void named_reform_free(struct named_reform *reform);

/* Its settings behind what the list has; they are borrowed. */
void named_reform_add(struct settings_overrides *overrides, const struct named_reform *reform);

/* STATUS_MISSING_INPUT says the nearest name. */
enum status named_reforms_find(const struct named_reform **found,
                               const struct named_reforms *reforms, const char *name,
                               struct error *err) MUST_CHECK;

#endif
