/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe_report.h"

#include <stdio.h>

struct probe_row *probe_report_add(struct probe_report *report, const char *name,
                                   enum probe_result result, const char *used)
{
    struct probe_row *const row = &report->row[report->num_rows];

    if (report->num_rows + 1 < PROBE_MAX_ROWS)
        report->num_rows++;
    *row = (struct probe_row){.result = result, .used = used};
    snprintf(row->name, sizeof row->name, "%s", name);
    return row;
}
