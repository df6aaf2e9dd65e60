/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantiles and presets of the GB2 distribution. */
#include "calibration/gb2.h"

#include "base/elementary.h"
#include "calibration/tables.h"

#include <string.h>

double gb2_quantile(const struct gb2 *gb2, double p)
{
    return gb2->mu *
           elementary_exp(elementary_beta_quantile_log_odds(p, gb2->nu, gb2->tau) / gb2->sigma);
}

struct wanted {
    struct gb2 *gb2;
    const char *preset;
    int num_found;
};

static enum status read_preset(const struct csv *csv, const size_t *column, void *result,
                               struct error *err)
{
    struct wanted *const wanted = result;

    if (strcmp(csv->field[column[0]], wanted->preset) != 0)
        return STATUS_OK;
    wanted->num_found++;
    TRY(csv_number(csv, column[1], 1e-6, 1e12, &wanted->gb2->mu, err));
    TRY(csv_number(csv, column[2], 1e-3, 1e3, &wanted->gb2->sigma, err));
    TRY(csv_number(csv, column[3], 1e-3, 1e3, &wanted->gb2->nu, err));
    return csv_number(csv, column[4], 1e-3, 1e3, &wanted->gb2->tau, err);
}

enum status gb2_preset(struct gb2 *gb2, const char *table, const char *preset, struct error *err)
{
    static const char *const columns[] = {"preset", "mu", "sigma", "nu", "tau", NULL};
    struct wanted wanted = {gb2, preset, 0};

    TRY(table_read(table, columns, read_preset, &wanted, err));
    if (wanted.num_found != 1)
        return error_set(err, STATUS_INVALID_INPUT, "%s: %d rows for the preset '%s'", table,
                         wanted.num_found, preset);
    return STATUS_OK;
}
