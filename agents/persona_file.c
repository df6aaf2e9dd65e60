/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/persona_file.c: personas of a file of the user's, one a line.  Worker k has line k, and where
 * there are fewer lines than workers each worker draws one for life. */
#include "agents/persona_source.h"
#include "base/files.h"
#include "base/random.h"
#include "config/setting.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_FILE_BYTES = 1 << 28 };

struct lines {
    char *file; /* its lines, each ended by a zero */
    const char **line;
    size_t num_lines, num_workers;
};

static void destroy(void *state)
{
    struct lines *const lines = state;

    if (!lines)
        return;
    free(lines->line);
    free(lines->file);
    free(lines);
}

static enum status read_lines(struct lines *lines, const char *path, struct error *err)
{
    size_t length = 0;

    TRY(file_read_all(path, MAX_FILE_BYTES, &lines->file, &length, err));
    if (text_utf8_length(lines->file, length) < length)
        return error_set(err, STATUS_INVALID_INPUT, "%s: not UTF-8 text", path);
    lines->line = calloc(length + 1, sizeof *lines->line);
    if (!lines->line)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the personas of %s", path);
    for (char *at = lines->file; *at;) {
        char *const end = at + strcspn(at, "\r\n");
        const bool is_last = *end == '\0';

        *end = '\0';
        if (*at)
            lines->line[lines->num_lines++] = at;
        at = is_last ? end : end + 1;
    }
    return lines->num_lines > 0 ? STATUS_OK
                                : error_set(err, STATUS_INVALID_INPUT,
                                            "%s: no persona in it; expected one a line", path);
}

static enum status create(void **state, const struct settings *settings,
                          const struct population *population, struct error *err)
{
    const char *const path = settings_string(settings, "personas.file");

    if (!path)
        return error_set(err, STATUS_INVALID_INPUT,
                         "personas.source is 'file': expected personas.file to name it");
    struct lines *const lines = calloc(1, sizeof *lines);

    if (!lines)
        return error_set(err, STATUS_NO_MEMORY, "no memory for personas");
    lines->num_workers = population->num_workers;
    const enum status status = read_lines(lines, path, err);

    if (status)
        destroy(lines);
    else
        *state = lines;
    return status;
}

static void write(const void *state, const struct persona_context *context, struct text *text,
                  size_t i)
{
    const struct lines *const lines = state;
    const uint32_t id = context->population->id[i];
    const double u = random_uniforms(context->seed, RANDOM_PERSONA, id, 0).u[3];
    const size_t line =
        lines->num_lines >= lines->num_workers ? id : (size_t)(u * (double)lines->num_lines);

    text_append_bytes(text, lines->line[line], strlen(lines->line[line]));
}

static const struct setting settings[] = {
    FILE_SETTING("personas.file", "file: a persona a line; the worker k has line k, or, with fewer "
                                  "lines than workers, draws one for life."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

const struct persona_source_kind persona_source_file = {
    .kind = {.name = "file", .summary = "lines of a file of the user's", .settings = groups},
    .create = create,
    .destroy = destroy,
    .write = write,
};
