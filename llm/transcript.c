/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/transcript.h"

#include "base/files.h"
#include "base/temporary_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { MAX_LINE_BYTES = 1 << 24, KEY_DIGITS = 2 * CHAT_KEY_BYTES };

static const char line_start[] = "{\"key\":\"";
static const char line_middle[] = "\",\"reply\":";

/* By its name, if its beginning is gone. */
static bool is_log(const char *path)
{
    char start[8] = "";
    const char *const dot = strrchr(path, '.');

    if (dot && (strcmp(dot, ".jnl") == 0 || strcmp(dot, ".replies") == 0))
        return true;
    FILE *const stream = fopen(path, "rb");
    const int found = stream && fread(start, 1, sizeof start, stream) == sizeof start &&
                      memcmp(start, "fiscjnl\n", sizeof start) == 0;

    if (stream)
        fclose(stream);
    return found;
}

static int read_key(unsigned char key[CHAT_KEY_BYTES], const char *digits)
{
    for (int k = 0; k < CHAT_KEY_BYTES; k++) {
        unsigned value = 0;
        int used = 0;

        if (sscanf(digits + 2 * k, "%2x%n", &value, &used) != 1 || used != 2)
            return 0;
        key[k] = (unsigned char)value;
    }
    return 1;
}

/* {"key":"...","reply":{...}}: the reply is taken as it stands, byte by byte. */
static enum status take_line(struct reply_store *store, char *line, const char *path, long number,
                             struct error *err)
{
    const size_t length = strcspn(line, "\r\n");
    const size_t head = sizeof line_start - 1 + KEY_DIGITS + sizeof line_middle - 1;
    unsigned char key[CHAT_KEY_BYTES];
    struct llm_reply reply;

    if (length <= head || strncmp(line, line_start, sizeof line_start - 1) != 0 ||
        !read_key(key, line + sizeof line_start - 1) ||
        strncmp(line + sizeof line_start - 1 + KEY_DIGITS, line_middle, sizeof line_middle - 1) !=
            0 ||
        line[length - 1] != '}')
        return error_set(err, STATUS_INVALID_INPUT, "%s:%ld: this is no line of a transcript", path,
                         number);
    const enum status status = llm_reply_parse(&reply, line + head, length - head - 1, err);

    if (status)
        return error_add_context(err, "%s:%ld", path, number);
    llm_reply_free(&reply);
    return reply_store_put(store, key, line + head, length - head - 1, err);
}

enum status transcript_read(struct reply_store *store, const char *path, uint64_t *dropped_bytes,
                            struct error *err)
{
    *dropped_bytes = 0;
    if (is_log(path))
        return reply_store_read(store, path, false, dropped_bytes, err);
    errno = 0;
    gzFile file = gzopen(path, "rb");

    if (!file)
        return error_set_errno(err, STATUS_MISSING_INPUT, "%s: cannot be opened", path);
    char *const line = malloc(MAX_LINE_BYTES);
    enum status status =
        line ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a transcript");
    int code = Z_OK;

    for (long number = 1; !status && gzgets(file, line, MAX_LINE_BYTES); number++)
        status = take_line(store, line, path, number, err);
    if (!status && (gzerror(file, &code), code != Z_OK && code != Z_STREAM_END))
        status = error_set(err, STATUS_INVALID_INPUT, "%s: it is cut short or damaged", path);
    gzclose(file);
    free(line);
    return status;
}

struct writing {
    gzFile file;
    int failed;
};

static void write_line(void *context, const unsigned char key[CHAT_KEY_BYTES], const char *line,
                       size_t length)
{
    struct writing *const writing = context;
    char digits[KEY_DIGITS + 1];

    for (int k = 0; k < CHAT_KEY_BYTES; k++)
        snprintf(digits + 2 * k, 3, "%02x", key[k]);
    writing->failed |= gzprintf(writing->file, "%s%s%s", line_start, digits, line_middle) <= 0 ||
                       gzwrite(writing->file, line, (unsigned)length) != (int)length ||
                       gzputs(writing->file, "}\n") < 0;
}

enum status transcript_write(const struct reply_store *store, const char *path, struct error *err)
{
    char temporary[FILES_MAX_PATH];

    FILE *stream = NULL;

    TRY(temporary_file_create(&stream, temporary, path, err));
    struct writing writing = {.file = gzdopen(dup(fileno(stream)), "wb9")};

    fclose(stream);
    if (!writing.file) {
        unlink(temporary);
        return error_set(err, STATUS_NO_MEMORY, "no memory to write %s", path);
    }
    enum status status = reply_store_visit(store, write_line, &writing, err);

    if ((gzclose(writing.file) != Z_OK || writing.failed) && !status)
        status = error_set_errno(err, STATUS_IO, "%s: cannot be written", temporary);
    return file_finish(status, temporary, path, err);
}
