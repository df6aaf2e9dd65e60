/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run of version 0.1.0, whose journal has other records and names no format, is refused with the version
 * that reads it, whatever its records and its config hold. */
#include "runs/stored_run.h"
#include "tests/support.h"

#include "base/journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char header[] = "config_hash=0\nstate_hash=0\nrow_hash=0\nversion=0.1.0\n";

/* A schedule of two brackets, as record 1 of 0.1.0: their number, starts, rates, the tax at 0. */
static const double old_schedule[] = {2.0, 0.0, 50000.0, 0.1, 0.3, 0.0};

static void make_run(char *folder, const char *text, bool has_record)
{
    char path[FILES_MAX_PATH];
    struct journal *journal = NULL;
    struct error err = {0};
    static const char config[] = "{\"government\": {\"law\": []}}";

    assert_non_null(mkdtemp(folder));
    assert_ok(path_join(path, folder, "config.json", &err));
    assert_ok(file_write_whole(path, config, strlen(config), &err));
    assert_ok(path_join(path, folder, "run.jnl", &err));
    assert_ok(journal_create(&journal, path, text, &err));
    if (has_record)
        assert_ok(journal_append(journal, 1, old_schedule, sizeof old_schedule, &err));
    assert_ok(journal_close(journal, &err));
}

static void remove_run(const char *folder)
{
    static const char *const names[] = {"config.json", "run.jnl"};
    char path[FILES_MAX_PATH];

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (path_join(path, folder, names[k], NULL) == STATUS_OK)
            unlink(path);
    rmdir(folder);
}

static void a_run_of_0_1_0_is_refused_with_its_version(void **state)
{
    (void)state;
    for (int has_record = 0; has_record < 2; has_record++) {
        char folder[] = "/tmp/fisc-stored-run-XXXXXX";
        struct stored_run run;
        struct error err = {0};

        make_run(folder, header, has_record);
        assert_int_equal(stored_run_read(&run, folder, &err), STATUS_CONFIG_CONFLICT);
        assert_non_null(strstr(err.message, "in another format: fisc 0.1.0 reads it"));
        assert_non_null(strstr(err.message, "run.jnl"));
        remove_run(folder);
    }
}

static void a_format_of_the_future_names_the_version_that_wrote_it(void **state)
{
    char folder[] = "/tmp/fisc-stored-run-XXXXXX";
    struct stored_run run;
    struct error err = {0};

    (void)state;
    make_run(folder, "format=99\nversion=7.5.0\n", true);
    assert_int_equal(stored_run_read(&run, folder, &err), STATUS_CONFIG_CONFLICT);
    assert_non_null(strstr(err.message, "fisc 7.5.0 reads it"));
    remove_run(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_of_0_1_0_is_refused_with_its_version),
        cmocka_unit_test(a_format_of_the_future_names_the_version_that_wrote_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
