/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/csv: what it accepts, what it refuses, and whether it says where. */
#include "tests/support.h"

#include "base/csv.h"
#include "base/csv_writer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Read a whole table; the number of rows, or -1 and the story in *err. */
static int read_all(const char *text, char *last_field, size_t capacity, struct error *err)
{
    struct csv csv;
    bool has_row = true;
    int num_rows = 0;

    if (csv_open_text(&csv, "t.csv", text, strlen(text), err))
        return -1;
    enum status status = STATUS_OK;

    while (!(status = csv_next(&csv, &has_row, err)) && has_row) {
        num_rows++;
        snprintf(last_field, capacity, "%s", csv.field[csv.num_columns - 1]);
    }
    csv_close(&csv);
    return status ? -1 : num_rows;
}

static void assert_refused(const char *text, const char *story)
{
    struct error err = {0};
    char last[64];

    assert_int_equal(read_all(text, last, sizeof last, &err), -1);
    assert_int_equal(err.status, STATUS_INVALID_INPUT);
    if (!strstr(err.message, story)) {
        fprintf(stderr, "expected '%s' in: %s\n", story, err.message);
        fail();
    }
}

static void fields_may_be_quoted_and_lines_end_in_either_way(void **state)
{
    struct error err;
    char last[64];

    (void)state;
    assert_int_equal(read_all("a,b\n1,2\n3,4\n", last, sizeof last, &err), 2);
    assert_string_equal(last, "4");
    assert_int_equal(read_all("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n", last, sizeof last, &err), 1);
    assert_string_equal(last, "x, \"y\"\nz");
    assert_int_equal(read_all("\xef\xbb\xbf"
                              "a,b\n,no end of line",
                              last, sizeof last, &err),
                     1);
    assert_string_equal(last, "no end of line");
    assert_int_equal(read_all("a,b\n1,\"\"", last, sizeof last, &err), 1);
    assert_string_equal(last, "");
    assert_int_equal(read_all("a,b\n", last, sizeof last, &err), 0);
}

static void broken_tables_are_refused_with_their_place(void **state)
{
    (void)state;
    assert_refused("", "empty");
    assert_refused("a,b\n1,2\n3\n", "row 2 (line 3) has 1 fields, the header has 2");
    assert_refused("a,b\n1,2,3\n", "row 1 (line 2) has 3 fields");
    assert_refused("a,b\n1,2\n\n3,4\n", "row 2 (line 3)");
    assert_refused("a,b\n1,\"2\n", "row 1 (line 2): a quoted field is never closed");
    assert_refused("a,b\n1,\"2\"3\n", "text after a closing quote");
    assert_refused("a,b\n1,2\"3\"\n", "a quote inside a field");
    assert_refused("\n1\n", "it has no names of columns");
    /* A quoted line end moves the line, not the row. */
    assert_refused("a,b\n1,\"x\ny\"\n3\n", "row 2 (line 4)");
}

static void blank_lines_at_the_end_are_no_rows(void **state)
{
    struct error err;
    struct csv csv;
    char last[64];

    (void)state;
    assert_int_equal(read_all("a,b\n1,2\n\n", last, sizeof last, &err), 1);
    assert_int_equal(read_all("a,b\r\n1,2\r\n\r\n \t\r\n", last, sizeof last, &err), 1);
    assert_int_equal(read_all("a,b\n\n\n", last, sizeof last, &err), 0);
    assert_int_equal(read_all("a,b\n1, \n\n", last, sizeof last, &err), 1);
    assert_string_equal(last, " ");
    assert_int_equal(read_all("a,b\n1,\"x\n\n\"\n\n", last, sizeof last, &err), 1);
    assert_string_equal(last, "x\n\n");
    assert_ok(csv_open_text(&csv, "t.csv", "a,b\n1,2\n\n", 9, &err));
    assert_int_equal(csv_count_rows(&csv), 1);
    csv_close(&csv);
}

static void only_columns_that_are_asked_for_need_a_name_of_their_own(void **state)
{
    static const char text[] = ",a,b,a\n1,2,3,4\n";
    struct error err;
    struct csv csv;
    size_t column = 0;

    (void)state;
    assert_ok(csv_open_text(&csv, "t.csv", text, strlen(text), &err));
    assert_ok(csv_find_column(&csv, "b", &column, &err));
    assert_int_equal(column, 2);
    assert_int_equal(csv_find_column(&csv, "a", &column, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "2 columns are called 'a'"));
    assert_int_equal(csv_find_column(&csv, "", &column, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "no column ''"));
    csv_close(&csv);
}

static void what_parts_fields_and_lines_instead_is_said(void **state)
{
    static const char *const cases[][2] = {
        {"a;b\n1;2\n", "semicolons"}, {"\"a\";\"b\"\n1,5;2\n", "semicolons"},
        {"a\tb\n1\t2\n", "tabs"},     {"a,b\r1,2\r3,4\r", "CR alone"},
        {"a\r1\r", "CR alone"},       {"a b\n1 2\n", "there is 'a b'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        struct csv csv;
        size_t column = 0;

        if (csv_open_text(&csv, "t.csv", cases[i][0], strlen(cases[i][0]), &err) == STATUS_OK) {
            assert_int_equal(csv_find_column(&csv, "b", &column, &err), STATUS_INVALID_INPUT);
            csv_close(&csv);
        }
        assert_non_null(strstr(err.message, cases[i][1]));
        assert_null(i == 5 ? strstr(err.message, "parted") : NULL);
    }
}

static void a_zero_byte_is_refused(void **state)
{
    struct error err;
    struct csv csv;
    bool has_row = true;
    const char text[] = "a,b\n1,\0\n";

    (void)state;
    assert_ok(csv_open_text(&csv, "t.csv", text, sizeof text - 1, &err));
    assert_int_equal(csv_next(&csv, &has_row, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "zero byte"));
    csv_close(&csv);
}

static void numbers_are_strict_and_exact(void **state)
{
    static const char *const good[] = {"0",
                                       "-0",
                                       "12",
                                       "+3.5",
                                       "-.5",
                                       "7.",
                                       "1e3",
                                       "2.5E-7",
                                       "1e22",
                                       "0.1",
                                       "1e-5",
                                       "123456789012345678901",
                                       "4.9406564584124654e-324",
                                       "1.7976931348623157e308",
                                       "0.30000000000000004",
                                       "9007199254740993",
                                       "1e23"};
    static const char *const bad[] = {"",   " 1", "1 ", "1,5",  "0x10",  "inf",   "nan",  "1e",
                                      "e5", ".",  "-",  "1..2", "1e400", "1_000", "1e5.0"};
    double value = 0.0;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(csv_parse_number(good[i], &value));
        const double expected = strtod(good[i], NULL);

        assert_memory_equal(&value, &expected, sizeof value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(csv_parse_number(bad[i], &value));
}

/* The short way (one exact multiplication or division) against the C library. */
static void many_short_numbers_have_the_bits_of_strtod(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[40];
        double value = 0.0;

        snprintf(text, sizeof text, "%d.%05de%d", (i * 7919) % 100003, (i * 104729) % 100000,
                 i % 37 - 18);
        assert_true(csv_parse_number(text, &value));
        assert_true(value == strtod(text, NULL));
    }
}

static void a_wrong_field_is_named_with_row_and_column(void **state)
{
    static const char *const words[] = {"male", "female"};
    static const char text[] = "sex,wage\nmale,12\nman,-3\n";
    struct error err;
    struct csv csv;
    bool has_row = true;
    size_t column = 0;
    double value = 0.0;
    int word = 0;

    (void)state;
    assert_ok(csv_open_text(&csv, "t.csv", text, strlen(text), &err));
    assert_int_equal(csv_count_rows(&csv), 2);
    assert_int_equal(csv_find_column(&csv, "pay", &column, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "no column 'pay'; there is 'sex', 'wage'"));
    assert_ok(csv_next(&csv, &has_row, &err));
    assert_ok(csv_word(&csv, 0, words, 2, &word, &err));
    assert_ok(csv_number(&csv, 1, 0.0, 100.0, &value, &err));
    assert_true(value == 12.0 && word == 0);
    assert_ok(csv_next(&csv, &has_row, &err));
    assert_int_equal(csv_word(&csv, 0, words, 2, &word, &err), STATUS_INVALID_INPUT);
    assert_string_equal(err.message,
                        "t.csv: row 2 (line 3), column 'sex': 'man' is none of: male, female");
    assert_int_equal(csv_number(&csv, 1, 0.0, 100.0, &value, &err), STATUS_INVALID_INPUT);
    assert_string_equal(err.message, "t.csv: row 2 (line 3), column 'wage': -3 is not in [0, 100]");
    csv_close(&csv);
}

static void a_file_that_is_missing_or_a_folder_is_an_error(void **state)
{
    struct error err;
    struct csv csv;

    (void)state;
    assert_int_equal(csv_open(&csv, "/nonexistent/t.csv", &err), STATUS_MISSING_INPUT);
    assert_non_null(strstr(err.message, "/nonexistent/t.csv"));
    assert_int_not_equal(csv_open(&csv, "/", &err), STATUS_OK);
}

static void a_file_is_read_to_its_end(void **state)
{
    enum { NUM_ROWS = 20000 }; /* more than one block of the reader */
    char path[] = "/tmp/fisc-test-csv-XXXXXX";
    struct error err;
    struct csv csv;
    bool has_row = true;
    double value = 0.0;
    double sum = 0.0;
    FILE *const stream = fdopen(mkstemp(path), "w");

    (void)state;
    fprintf(stream, "i,text\n");
    for (int i = 1; i <= NUM_ROWS; i++)
        fprintf(stream, "%d,\"row %d\"\n", i, i);
    fclose(stream);
    assert_ok(csv_open(&csv, path, &err));
    assert_int_equal(csv_count_rows(&csv), NUM_ROWS);
    for (;;) {
        assert_ok(csv_next(&csv, &has_row, &err));
        if (!has_row)
            break;
        assert_ok(csv_number(&csv, 0, 1.0, NUM_ROWS, &value, &err));
        sum += value;
    }
    assert_true(sum == 0.5 * NUM_ROWS * (NUM_ROWS + 1.0));
    csv_close(&csv);
    unlink(path);
}

/* What is written, and what the reader makes of it. */
static void assert_written(const char *words, const char *cell)
{
    struct error err = {0};
    struct text text = {0};
    struct csv csv;
    bool has_row = false;

    csv_writer_words(&text, words);
    assert_string_equal(text.bytes, cell);
    text_free(&text);
    csv_writer_words(&text, "name");
    text_append(&text, ",value\n");
    csv_writer_words(&text, words);
    text_append(&text, ",-1\n");
    assert_ok(csv_open_text(&csv, "words", text.bytes, text.length, &err));
    assert_ok(csv_next(&csv, &has_row, &err));
    assert_true(has_row);
    assert_string_equal(csv.field[0], words);
    assert_string_equal(csv.field[1], "-1");
    csv_close(&csv);
    text_free(&text);
}

static void texts_are_no_formulas_and_are_read_as_they_were(void **state)
{
    (void)state;
    assert_written("plain", "plain");
    assert_written("=1+1", "'=1+1");
    assert_written("+1", "'+1");
    assert_written("-1", "'-1");
    assert_written("@SUM(A1)", "'@SUM(A1)");
    assert_written("\tx", "'\tx");
    assert_written("\rx", "\"'\rx\"");
    assert_written("\nx", "\"'\nx\"");
    assert_written("\xef\xbc\x9d"
                   "1",
                   "'\xef\xbc\x9d"
                   "1");
    assert_written("'=1", "''=1");
    assert_written("'", "''");
    assert_written("a'b", "a'b");
    assert_written("=a,\"b\"", "\"'=a,\"\"b\"\"\"");
    assert_written("=\"\"", "\"'=\"\"\"\"\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_may_be_quoted_and_lines_end_in_either_way),
        cmocka_unit_test(broken_tables_are_refused_with_their_place),
        cmocka_unit_test(blank_lines_at_the_end_are_no_rows),
        cmocka_unit_test(only_columns_that_are_asked_for_need_a_name_of_their_own),
        cmocka_unit_test(what_parts_fields_and_lines_instead_is_said),
        cmocka_unit_test(a_zero_byte_is_refused),
        cmocka_unit_test(numbers_are_strict_and_exact),
        cmocka_unit_test(many_short_numbers_have_the_bits_of_strtod),
        cmocka_unit_test(a_wrong_field_is_named_with_row_and_column),
        cmocka_unit_test(a_file_that_is_missing_or_a_folder_is_an_error),
        cmocka_unit_test(a_file_is_read_to_its_end),
        cmocka_unit_test(texts_are_no_formulas_and_are_read_as_they_were),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
