/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Configs: comments, all errors at once with their places, overrides, extends, round trips. */
#include "base/files.h"
#include "config/settings.h"
#include "config/settings_document.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <stdlib.h>
#include <unistd.h>

static enum status parse(struct settings **settings, const char *text, struct error *err)
{
    return settings_parse(settings, &run_setting_table, "test.json", text, strlen(text), NULL, 0,
                          err);
}

static void comments_and_trailing_commas_are_fine(void **state)
{
    struct settings *settings = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(parse(&settings, "// a\n{ /* b */ \"seed\": 7, // c\n \"steps\": 3, }", &err));
    assert_int_equal(settings_integer(settings, "seed"), 7);
    assert_int_equal(settings_integer(settings, "steps"), 3);
    assert_int_equal(settings_integer(settings, "tax_year_length"), 1); /* a default */
    settings_free(settings);
}

static void all_errors_come_at_once_with_place_key_and_nearest_name(void **state)
{
    struct settings *settings = NULL;
    struct error err = {0};

    (void)state;
    assert_int_equal(parse(&settings,
                           "{\n \"sead\": 1,\n \"steps\": 0,\n \"rule\": {\"kind\": \"logitt\"},\n"
                           " \"population\": {\"workers\": \"lots\"},\n \"oracle\": 1\n}",
                           &err),
                     STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "test.json:2:2: "));
    assert_non_null(strstr(err.message, "did you mean 'seed'"));
    assert_non_null(
        strstr(err.message, "test.json:3:11: steps: expected integer in [1, 1000000000]"));
    assert_non_null(strstr(err.message, "test.json:4:19: rule.kind"));
    assert_non_null(strstr(err.message, "test.json:5:28: population.workers: "));
    assert_non_null(strstr(err.message, "got \"lots\""));
    assert_non_null(strstr(err.message, "test.json:6:12: oracle"));
}

static void text_that_is_no_config_is_refused_with_its_place(void **state)
{
    static const char *const bad[] = {
        "",
        "[",
        "{\"seed\": 01}",
        "{\"seed\": 1e999}",
        "{\"seed\": NaN}",
        "{\"seed\" 1}",
        "{\"seed\": 1} x",
        "{\"seed\": 1, \"seed\": 2}",
        "{\"name\": \"\x01\"}",
        "{\"name\": \"\xff\"}",
        "{\"seed\": +1}",
        "{'seed': 1}",
        "{\"seed\": .5}",
        "/* {",
    };

    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        struct settings *settings = NULL;
        struct error err = {0};

        assert_int_equal(parse(&settings, bad[k], &err), STATUS_INVALID_INPUT);
        assert_non_null(strstr(err.message, "test.json:"));
        assert_null(settings);
    }
}

static void deep_nesting_is_refused_quickly(void **state)
{
    const size_t depth = 100000;
    char *const text = malloc(depth + 1);
    struct settings *settings = NULL;
    struct error err = {0};

    (void)state;
    memset(text, '[', depth);
    text[depth] = '\0';
    assert_int_equal(parse(&settings, text, &err), STATUS_INVALID_INPUT);
    free(text);
}

static void overrides_win_and_take_plain_words(void **state)
{
    static const char *const overrides[] = {"seed=5", "rule.kind=logit", "name=two words",
                                            "planner.saez.elasticities=[0.2, 0.3]"};
    struct settings *settings = NULL;
    struct error err = {0};
    double elasticity[4];

    (void)state;
    assert_ok(settings_parse(&settings, &run_setting_table, "test.json", "{\"seed\": 1}", 11,
                             overrides, 4, &err));
    assert_int_equal(settings_integer(settings, "seed"), 5);
    assert_true(settings_is(settings, "rule.kind", "logit"));
    assert_string_equal(settings_string(settings, "name"), "two words");
    assert_int_equal(settings_numbers(settings, "planner.saez.elasticities", elasticity, 4), 2);
    assert_close(elasticity[1], 0.3, 0.0);
    assert_non_null(strstr(settings_origin(settings, "seed"), "--set seed=5"));
    settings_free(settings);
}

static void bad_overrides_are_named(void **state)
{
    static const char *const bad[] = {"sed=1", "seed=x", "seed", "steps=0"};

    (void)state;
    for (int k = 0; k < 4; k++) {
        struct settings *settings = NULL;
        struct error err = {0};

        assert_int_equal(settings_load(&settings, &run_setting_table, NULL, &bad[k], 1, &err),
                         STATUS_INVALID_INPUT);
        assert_non_null(strstr(err.message, "--set"));
    }
}

static void what_a_config_prints_is_a_config_that_prints_the_same(void **state)
{
    struct settings *first = NULL;
    struct settings *second = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(
        parse(&first,
              "{\"welfare\": {\"inequality_aversion\": 0.1}, \"government\": {\"tax_system\": "
              "[{\"component\": \"flat\", \"rate\": 0.123456789012345678}]}}",
              &err));
    char *const json = settings_to_json(first, true);

    assert_ok(parse(&second, json, &err));
    char *const again = settings_to_json(second, true);

    assert_string_equal(json, again);
    assert_close(settings_number(second, "government.tax_system[0].rate"), 0.123456789012345678,
                 0.0);
    free(json);
    free(again);
    settings_free(first);
    settings_free(second);
}

static void defaults_are_a_config(void **state)
{
    struct setting_list *list = NULL;
    struct settings *settings = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(setting_list_create(&list, &run_setting_table, &err));
    char *const defaults = settings_document_defaults(list);

    setting_list_release(list);
    assert_ok(parse(&settings, defaults, &err));
    settings_free(settings);
    free(defaults);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[FILES_MAX_PATH];
    struct error err = {0};

    assert_ok(path_join(path, folder, name, &err));
    assert_ok(file_write_whole(path, text, strlen(text), &err));
}

/* Relative paths start at the config that says them, so a stored config finds them from anywhere. */
static void a_config_extends_another_and_paths_become_absolute(void **state)
{
    char folder[64];
    char path[FILES_MAX_PATH];
    char expected[FILES_MAX_PATH];
    struct settings *settings = NULL;
    struct error err = {0};

    (void)state;
    snprintf(folder, sizeof folder, "/tmp/fisc-test-settings-%d", (int)getpid());
    assert_ok(folder_create(folder, &err));
    write_file(
        folder, "base.json",
        "{\"seed\": 3, \"steps\": 8, \"population\": {\"csv\": {\"path\": \"p.csv\"}}, "
        "\"government\": {\"tax_system\": [{\"component\": \"file\", \"path\": \"law.csv\"}]}}");
    write_file(folder, "top.json", "{\"extends\": \"base.json\", \"steps\": 9}");
    assert_ok(path_join(path, folder, "top.json", &err));
    assert_ok(settings_load(&settings, &run_setting_table, path, NULL, 0, &err));
    assert_int_equal(settings_integer(settings, "seed"), 3);
    assert_int_equal(settings_integer(settings, "steps"), 9);
    assert_ok(path_join(expected, folder, "p.csv", &err));
    assert_string_equal(settings_string(settings, "population.csv.path"), expected);
    assert_ok(path_join(expected, folder, "law.csv", &err));
    assert_string_equal(settings_string(settings, "government.tax_system[0].path"), expected);
    settings_free(settings);
    unlink(path);
    assert_ok(path_join(path, folder, "base.json", &err));
    write_file(folder, "base.json", "{\"extends\": \"base.json\"}"); /* itself */
    assert_int_equal(settings_load(&settings, &run_setting_table, path, NULL, 0, &err),
                     STATUS_INVALID_INPUT);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_and_trailing_commas_are_fine),
        cmocka_unit_test(all_errors_come_at_once_with_place_key_and_nearest_name),
        cmocka_unit_test(text_that_is_no_config_is_refused_with_its_place),
        cmocka_unit_test(deep_nesting_is_refused_quickly),
        cmocka_unit_test(overrides_win_and_take_plain_words),
        cmocka_unit_test(bad_overrides_are_named),
        cmocka_unit_test(what_a_config_prints_is_a_config_that_prints_the_same),
        cmocka_unit_test(defaults_are_a_config),
        cmocka_unit_test(a_config_extends_another_and_paths_become_absolute),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
