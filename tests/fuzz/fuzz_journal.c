/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/fuzz/fuzz_journal.c: a journal of any bytes, or of records whose hashes are right and whose
 * content is any bytes, is read without a crash; what is read can be continued.
 * First byte 0: the rest is the file.  Otherwise: records of type byte, length byte, payload. */
#include "base/journal.h"
#include "runs/run_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_raw(const char *path, const uint8_t *data, size_t size)
{
    FILE *const file = fopen(path, "wb");

    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        abort();
}

static void write_records(const char *path, const uint8_t *data, size_t size)
{
    struct journal *journal = NULL;
    struct error err = {0};
    size_t at = 0;

    if (journal_create(&journal, path, "config_hash=0\n", &err))
        abort();
    while (at + 2 <= size) {
        const uint32_t type = data[at] % 9;
        const size_t asked = (size_t)data[at + 1] * 4;
        const size_t length = asked < size - at - 2 ? asked : size - at - 2;

        if (journal_append(journal, type, data + at + 2, length, &err))
            abort();
        at += 2 + length;
    }
    if (journal_close(journal, &err))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct run_log log;
    struct run_log_end end;
    struct journal *journal = NULL;
    struct error err = {0};
    char *header = NULL;

    if (size < 1)
        return 0;
    snprintf(path, sizeof path, "/tmp/fisc-fuzz-%d.jnl", (int)getpid());
    unlink(path);
    if (data[0] == 0)
        write_raw(path, data + 1, size - 1);
    else
        write_records(path, data + 1, size - 1);
    const enum status status = run_log_read(&log, path, INT64_MAX, &header, &end, &err);

    if (status == STATUS_OK && end.is_empty) {
        run_log_free(&log);
        free(header);
    } else if (status == STATUS_OK) {
        if (journal_open(&journal, path, end.bytes, end.hash, &err) || journal_close(journal, &err))
            abort();
        run_log_free(&log);
        free(header);
        /* What is left is whole. */
        if (run_log_read(&log, path, INT64_MAX, &header, &end, &err) || end.dropped_bytes != 0)
            abort();
        run_log_free(&log);
        free(header);
    } else if (!err.message[0]) {
        abort();
    }
    unlink(path);
    return 0;
}
