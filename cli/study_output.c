/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/study_output.h"

#include "base/files.h"
#include "cli/analysis_package.h"
#include "cli/say.h"

#include <math.h>

enum status study_output_check(const struct command_line *line, struct error *err)
{
    if (command_line_has(line, "picture") && !command_line_has(line, "output"))
        return error_set(err, STATUS_USAGE,
                         "--picture is drawn from the table: expected -o FILE.csv too");
    return STATUS_OK;
}

void study_output_row(struct text *csv, const double *values, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        text_append(csv, "%s", k ? "," : "");
        if (isinf(values[k]))
            text_append(csv, "%sinf", values[k] < 0.0 ? "-" : "");
        else if (!isnan(values[k]))
            text_append_number(csv, values[k]);
    }
    text_append(csv, "\n");
}

enum status study_output_draw(const struct command_line *line, struct error *err)
{
    const char *const picture = command_line_value(line, "picture");
    const char *const arguments[] = {"study", command_line_value(line, "output"), "-o", picture,
                                     NULL};

    return picture ? analysis_package_run(arguments, err) : STATUS_OK;
}

enum status study_output_write(const struct command_line *line, struct text *csv, struct error *err)
{
    const char *const output = command_line_value(line, "output");
    enum status status = STATUS_OK;

    if (csv->failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    else if (output)
        status = file_write_whole(output, csv->bytes, csv->length, err);
    text_free(csv);
    return status ? status : study_output_draw(line, err);
}

enum status study_output_json(struct text *json, struct error *err)
{
    text_append(json, "\n");
    const enum status status =
        json->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for the answer") : STATUS_OK;

    if (!status)
        say_document(json);
    text_free(json);
    return status;
}
