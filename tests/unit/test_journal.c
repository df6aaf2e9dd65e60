/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal: what was written is read; a torn end is cut off; damage is an error that changes nothing
 * and can be salvaged; other versions and second writers are refused. */
#include "base/files.h"
#include "base/journal.h"
#include "base/journal_salvage.h"
#include "tests/support.h"

#include <xxhash.h>

#include <stdlib.h>
#include <unistd.h>

enum { NUM_RECORDS = 6 };

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

/* ---- cut, filled up with zeros, flipped: every byte -------------------------------------------- */

struct journal_bytes {
    char path[64];
    char *bytes;
    size_t length;
    uint64_t header_bytes;
    uint64_t end[NUM_RECORDS + 1]; /* of the header and of each record */
};

static enum status note_end(void *context, uint32_t type, const void *payload, size_t length,
                            struct error *err)
{
    uint64_t **const next = context;

    (void)type;
    (void)payload;
    (void)err;
    (*next)[1] = (*next)[0] + 8 + length + 8;
    ++*next;
    return STATUS_OK;
}

static void make_bytes(struct journal_bytes *made)
{
    struct journal_scan scan;
    struct error err = {0};
    uint64_t *next = made->end;

    temporary_path(made->path);
    write_records(made->path, NUM_RECORDS);
    assert_ok(journal_read(&scan, made->path, NULL, NULL, &err));
    made->header_bytes = made->end[0] = scan.header_bytes;
    journal_scan_free(&scan);
    assert_ok(journal_read(&scan, made->path, note_end, &next, &err));
    journal_scan_free(&scan);
    assert_ok(file_read_all(made->path, SIZE_MAX, &made->bytes, &made->length, &err));
    assert_int_equal(made->end[NUM_RECORDS], made->length);
}

static void free_bytes(struct journal_bytes *made)
{
    unlink(made->path);
    free(made->bytes);
}

static void put_bytes(const struct journal_bytes *made, size_t length)
{
    FILE *const stream = fopen(made->path, "wb");

    assert_non_null(stream);
    assert_int_equal(fwrite(made->bytes, 1, length, stream), length);
    assert_int_equal(fclose(stream), 0);
}

static int num_whole(const struct journal_bytes *made, uint64_t length)
{
    int count = 0;

    while (count < NUM_RECORDS && made->end[count + 1] <= length)
        count++;
    return count;
}

/* It is read up to its last whole record, which is `kept`, and no byte of it changes. */
static void is_torn(const struct journal_bytes *made, uint64_t length, int kept, bool is_empty)
{
    struct journal_scan scan;
    struct error err = {0};
    int count = 0;
    char *after = NULL;
    size_t after_length = 0;

    assert_ok(journal_read(&scan, made->path, count_and_check, &count, &err));
    assert_int_equal(scan.is_empty, is_empty);
    assert_int_equal(count, kept);
    assert_int_equal(scan.valid_bytes + scan.dropped_bytes, length);
    assert_int_equal(scan.valid_bytes, is_empty ? 0 : made->end[kept]);
    journal_scan_free(&scan);
    assert_ok(file_read_all(made->path, SIZE_MAX, &after, &after_length, &err));
    assert_int_equal(after_length, length);
    free(after);
}

static void every_length_of_a_cut_file_is_read_up_to_its_last_whole_record(void **state)
{
    struct journal_bytes made;

    (void)state;
    make_bytes(&made);
    for (size_t length = 0; length <= made.length; length++) {
        put_bytes(&made, length);
        is_torn(&made, length, num_whole(&made, length), length < made.header_bytes);
    }
    free_bytes(&made);
}

static void a_cut_file_that_was_filled_up_with_zeros_is_torn_where_it_was_cut(void **state)
{
    struct journal_bytes made;

    (void)state;
    make_bytes(&made);
    for (size_t length = 0; length <= made.length; length++)
        for (size_t zeros = 1; zeros < 4096; zeros = 3 * zeros + 1) {
            put_bytes(&made, length);
            assert_int_equal(truncate(made.path, (off_t)(length + zeros)), 0);
            /* A byte that is zero anyway may be one of those that were cut off. */
            size_t meant = length;

            while (meant < made.length && meant < length + zeros && made.bytes[meant] == 0)
                meant++;
            is_torn(&made, length + zeros, num_whole(&made, meant), meant < made.header_bytes);
        }
    free_bytes(&made);
}

/* Damage is no torn end: it is an error that says where, whatever byte it hits, and nothing is lost by it. */
static void every_flipped_byte_is_damage_at_the_record_that_holds_it(void **state)
{
    static const unsigned char flips[] = {0x01, 0x20, 0x80, 0xFF};
    struct journal_bytes made;

    (void)state;
    make_bytes(&made);
    for (size_t at = 0; at < made.length; at++)
        for (size_t k = 0; k < sizeof flips; k++) {
            const unsigned char flip = flips[k];
            struct journal_scan scan;
            struct error err = {0};
            char place[64];
            int count = 0;
            const int record = num_whole(&made, at);

            if (at + 1 == made.length && (unsigned char)made.bytes[at] == flip)
                continue; /* a last byte that becomes zero is torn off */
            made.bytes[at] = (char)((unsigned char)made.bytes[at] ^ flip);
            put_bytes(&made, made.length);
            made.bytes[at] = (char)((unsigned char)made.bytes[at] ^ flip);
            assert_int_equal(journal_read(&scan, made.path, count_and_check, &count, &err),
                             STATUS_INVALID_INPUT);
            assert_int_equal(count, at < made.header_bytes ? 0 : record);
            snprintf(place, sizeof place, "at byte %llu of %zu",
                     (unsigned long long)made.end[record], made.length);
            assert_non_null(strstr(err.message, at < made.header_bytes ? "header" : place));
        }
    free_bytes(&made);
}

/* Bytes that were lost or put in between shift all that follow. */
static void a_byte_too_few_or_too_many_is_damage(void **state)
{
    struct journal_bytes made;
    struct journal_scan scan;
    struct error err = {0};

    (void)state;
    make_bytes(&made);
    for (size_t at = 0; at + 1 < made.end[NUM_RECORDS - 1]; at++) {
        FILE *const stream = fopen(made.path, "wb");

        assert_non_null(stream);
        fwrite(made.bytes, 1, at, stream);
        fwrite(made.bytes + at + 1, 1, made.length - at - 1, stream);
        fclose(stream);
        assert_int_not_equal(journal_read(&scan, made.path, NULL, NULL, &err), STATUS_OK);
    }
    free_bytes(&made);
}

/* ---- salvaging --------------------------------------------------------------------------------- */

static enum status note_number(void *context, uint32_t type, const void *payload, size_t length,
                               struct error *err)
{
    unsigned *const seen = context;
    char text[64];

    (void)type;
    (void)err;
    snprintf(text, sizeof text, "%.*s", (int)length, (const char *)payload);
    const int number = atoi(text + strlen("record "));

    assert_true(number >= 0 && number < NUM_RECORDS);
    assert_true(*seen < 1U << number); /* in order */
    *seen |= 1U << number;
    return STATUS_OK;
}

/* All but the record that is damaged, and all where only a hash is. */
static void salvage_keeps_what_is_before_and_after_a_flipped_byte(void **state)
{
    const struct journal_salvage_options options = {.header = "who=other\n"};
    struct journal_bytes made;
    char target[80];

    (void)state;
    make_bytes(&made);
    snprintf(target, sizeof target, "%s.salvaged", made.path);
    for (size_t at = 0; at < made.length; at++) {
        struct journal_salvaged found;
        struct journal_scan scan;
        struct error err = {0};
        unsigned seen = 0;

        made.bytes[at] ^= 0x01;
        put_bytes(&made, made.length);
        made.bytes[at] ^= 0x01;
        unlink(target);
        assert_ok(journal_salvage(&found, made.path, target, &options, &err));
        assert_ok(journal_read(&scan, target, note_number, &seen, &err));
        assert_int_equal(scan.num_records, found.num_records);
        assert_int_equal(found.num_places, 1);
        /* The hash of the header is all that says where the first record begins to hash. */
        const bool is_headers_hash = at + 8 >= made.header_bytes && at < made.header_bytes;
        const int lost = at < made.header_bytes ? (is_headers_hash ? 0 : -1) : num_whole(&made, at);
        const bool is_hash = lost >= 0 && at + 8 >= made.end[lost + 1];
        const unsigned all = (1U << NUM_RECORDS) - 1;

        assert_int_equal(seen, lost < 0 || (is_hash && lost + 1 < NUM_RECORDS)
                                   ? all
                                   : all & ~(1U << lost));
        assert_string_equal(scan.header, at < made.header_bytes ? "who=other\n" : "who=test\n");
        journal_scan_free(&scan);
    }
    unlink(target);
    free_bytes(&made);
}

static void salvage_without_another_header_refuses_a_damaged_one_and_can_stop(void **state)
{
    const struct journal_salvage_options options = {.stops_at_damage = true};
    struct journal_salvaged found;
    struct journal_bytes made;
    struct error err = {0};
    char target[80];

    (void)state;
    make_bytes(&made);
    snprintf(target, sizeof target, "%s.salvaged", made.path);
    unlink(target);
    made.bytes[17] ^= 1;
    put_bytes(&made, made.length);
    made.bytes[17] ^= 1;
    assert_int_equal(journal_salvage(&found, made.path, target, &options, &err),
                     STATUS_INVALID_INPUT);
    assert_false(file_exists(target));
    made.bytes[made.end[2] + 9] ^= 1;
    put_bytes(&made, made.length);
    assert_ok(journal_salvage(&found, made.path, target, &options, &err));
    assert_int_equal(found.num_records, 2);
    assert_int_equal(found.first_place, made.end[2]);
    assert_int_equal(found.lost_bytes, made.length - made.end[2]);
    unlink(target);
    free_bytes(&made);
}

/* ---- going on ---------------------------------------------------------------------------------- */

static void a_journal_that_holds_nothing_is_created_anew_and_no_other(void **state)
{
    struct journal_bytes made;

    (void)state;
    make_bytes(&made);
    for (size_t length = 0; length <= made.length; length++) {
        struct journal *journal = NULL;
        struct error err = {0};

        put_bytes(&made, length);
        const enum status status = journal_create(&journal, made.path, "who=test\n", &err);

        assert_int_equal(status, length < made.header_bytes ? STATUS_OK : STATUS_CANNOT_CREATE);
        if (!status)
            assert_ok(journal_close(journal, &err));
    }
    free_bytes(&made);
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
    assert_ok(journal_read(&scan, path, NULL, NULL, &err));
    const size_t header_bytes = scan.header_bytes;

    journal_scan_free(&scan);
    assert_ok(file_read_all(path, SIZE_MAX, &bytes, &length, &err));
    for (int version = 0; version < 4; version += 2) {
        bytes[8] = (char)version;
        const uint64_t hash = XXH3_64bits(bytes, header_bytes - sizeof hash);

        memcpy(bytes + header_bytes - sizeof hash, &hash, sizeof hash);
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
        cmocka_unit_test(a_cut_file_that_was_filled_up_with_zeros_is_torn_where_it_was_cut),
        cmocka_unit_test(every_flipped_byte_is_damage_at_the_record_that_holds_it),
        cmocka_unit_test(a_byte_too_few_or_too_many_is_damage),
        cmocka_unit_test(salvage_keeps_what_is_before_and_after_a_flipped_byte),
        cmocka_unit_test(salvage_without_another_header_refuses_a_damaged_one_and_can_stop),
        cmocka_unit_test(a_journal_that_holds_nothing_is_created_anew_and_no_other),
        cmocka_unit_test(a_journal_goes_on_after_its_torn_end),
        cmocka_unit_test(another_version_is_refused_by_name),
        cmocka_unit_test(two_writers_do_not_meet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
