/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal: what was written is read; a torn end is cut off, damage is found, other versions and
 * second writers are refused. */
#include "base/files.h"
#include "base/journal.h"
#include "tests/support.h"

#include <stdlib.h>
#include <unistd.h>

static void temporary_path(char path[64])
{
    snprintf(path, 64, "/tmp/fisc-test-journal-%d", (int)getpid());
    unlink(path);
}

static void write_records(const char *path, int count)
{
    struct journal *journal = NULL;
    struct error err = {0};

    assert_ok(journal_create(&journal, path, "who=test\n", &err));
    for (int k = 0; k < count; k++) {
        char payload[64];
        const int length = snprintf(payload, sizeof payload, "record %d", k);

        assert_ok(journal_append(journal, (uint32_t)k % 3, payload, (size_t)length, &err));
    }
    assert_ok(journal_close(journal, &err));
}

/* Records as they come; context counts them. */
static enum status count_and_check(void *context, uint32_t type, const void *payload, size_t length,
                                   struct error *err)
{
    int *const count = context;
    char expected[64];

    (void)err;
    assert_int_equal(type, (uint32_t)*count % 3);
    assert_int_equal(length, snprintf(expected, sizeof expected, "record %d", *count));
    assert_memory_equal(payload, expected, length);
    ++*count;
    return STATUS_OK;
}

static void what_was_written_is_read(void **state)
{
    struct journal_scan scan;
    struct error err = {0};
    char path[64];
    int count = 0;

    (void)state;
    temporary_path(path);
    write_records(path, 1000);
    assert_ok(journal_read(&scan, path, count_and_check, &count, &err));
    assert_int_equal(count, 1000);
    assert_int_equal(scan.num_records, 1000);
    assert_string_equal(scan.header, "who=test\n");
    assert_int_equal(scan.dropped_bytes, 0);
    journal_scan_free(&scan);
    unlink(path);
}

static void every_length_of_a_cut_file_is_read_up_to_its_last_whole_record(void **state)
{
    struct journal_scan whole;
    struct error err = {0};
    char path[64];

    (void)state;
    temporary_path(path);
    write_records(path, 5);
    assert_ok(journal_read(&whole, path, NULL, NULL, &err));
    for (uint64_t length = whole.valid_bytes; length-- > 0;) {
        struct journal_scan scan;
        int count = 0;

        assert_int_equal(truncate(path, (off_t)length), 0);
        const enum status status = journal_read(&scan, path, count_and_check, &count, &err);

        if (length < whole.header_bytes) {
            assert_int_equal(status, STATUS_CONFIG_CONFLICT);
            continue;
        }
        assert_int_equal(status, STATUS_OK);
        assert_int_equal(scan.valid_bytes + scan.dropped_bytes, length);
        assert_true(count <= 4);
        journal_scan_free(&scan);
    }
    journal_scan_free(&whole);
    unlink(path);
}

/* Each flipped byte of a record drops that record and what follows; of the header, everything. */
static void every_flipped_byte_is_found(void **state)
{
    struct journal_scan whole;
    struct error err = {0};
    char path[64];
    char *bytes = NULL;
    size_t length = 0;

    (void)state;
    temporary_path(path);
    write_records(path, 6);
    assert_ok(journal_read(&whole, path, NULL, NULL, &err));
    assert_ok(file_read_all(path, SIZE_MAX, &bytes, &length, &err));
    for (size_t at = 0; at < length; at++) {
        struct journal_scan scan;
        int count = 0;

        bytes[at] ^= 0x20;
        unlink(path);
        assert_ok(file_write_whole(path, bytes, length, &err));
        bytes[at] ^= 0x20;
        if (at < whole.header_bytes) {
            assert_int_equal(journal_read(&scan, path, NULL, NULL, &err), STATUS_CONFIG_CONFLICT);
            continue;
        }
        assert_ok(journal_read(&scan, path, count_and_check, &count, &err));
        assert_true(count < 6);
        assert_true(scan.valid_bytes <= at);
        journal_scan_free(&scan);
    }
    free(bytes);
    journal_scan_free(&whole);
    unlink(path);
}

static void a_journal_goes_on_after_its_torn_end(void **state)
{
    struct journal_scan scan;
    struct journal *journal = NULL;
    struct error err = {0};
    char path[64];
    int count = 0;

    (void)state;
    temporary_path(path);
    write_records(path, 3);
    assert_ok(journal_read(&scan, path, NULL, NULL, &err));
    const uint64_t straight = scan.hash;

    assert_int_equal(truncate(path, (off_t)scan.valid_bytes - 1), 0);
    journal_scan_free(&scan);
    assert_ok(journal_read(&scan, path, NULL, NULL, &err));
    assert_int_equal(scan.num_records, 2);
    assert_ok(journal_open(&journal, path, scan.valid_bytes, scan.hash, &err));
    journal_scan_free(&scan);
    assert_ok(journal_append(journal, 2, "record 2", 8, &err));
    assert_int_equal(journal_hash(journal), straight);
    assert_ok(journal_close(journal, &err));
    assert_ok(journal_read(&scan, path, count_and_check, &count, &err));
    assert_int_equal(count, 3);
    assert_int_equal(scan.hash, straight);
    journal_scan_free(&scan);
    unlink(path);
}

static void another_version_is_refused_by_name(void **state)
{
    struct journal_scan scan;
    struct error err = {0};
    char path[64];
    char *bytes = NULL;
    size_t length = 0;

    (void)state;
    temporary_path(path);
    write_records(path, 1);
    assert_ok(file_read_all(path, SIZE_MAX, &bytes, &length, &err));
    for (int version = 0; version < 4; version += 2) {
        bytes[8] = (char)version;
        assert_ok(file_write_whole(path, bytes, length, &err));
        assert_int_equal(journal_read(&scan, path, NULL, NULL, &err), STATUS_CONFIG_CONFLICT);
        assert_non_null(strstr(err.message, version ? "newer" : "older"));
    }
    free(bytes);
    unlink(path);
}

static void two_writers_do_not_meet(void **state)
{
    struct journal *first = NULL;
    struct journal *second = NULL;
    struct error err = {0};
    char path[64];

    (void)state;
    temporary_path(path);
    assert_ok(journal_create(&first, path, "", &err));
    assert_int_equal(journal_create(&second, path, "", &err), STATUS_CANNOT_CREATE);
    assert_int_equal(journal_open(&second, path, 0, 0, &err), STATUS_CANNOT_CREATE);
    assert_non_null(strstr(err.message, "another fisc"));
    assert_ok(journal_close(first, &err));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(every_length_of_a_cut_file_is_read_up_to_its_last_whole_record),
        cmocka_unit_test(every_flipped_byte_is_found),
        cmocka_unit_test(a_journal_goes_on_after_its_torn_end),
        cmocka_unit_test(another_version_is_refused_by_name),
        cmocka_unit_test(two_writers_do_not_meet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
