/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/settings_with.h"
#include "simulation/run_settings.h"
#include "simulation/tax_components.h"
#include "simulation/tax_system_json.h"
#include "tests/support.h"

#include <stdlib.h>

static struct settings *load(const char *const *typed, size_t count)
{
    struct settings *settings = NULL;
    struct error err = {0};

    assert_ok(settings_load(&settings, &run_setting_table, NULL, typed, count, &err));
    return settings;
}

static void values_give_what_the_same_text_gives(void **state)
{
    static const double starts[] = {0.0, 1.0 / 3.0 * 1e5};
    static const char *const typed[] = {
        "steps=7",
        "oracle=true",
        "planner.kind=flat",
        "planner.flat_rate=0.1",
        "name=\"5\"",
        "population.workers=null",
        "planner.bracket_starts_usd_per_year=[0, 33333.333333333328]",
        "government.tax_system=[{\"component\": \"flat\", \"rate\": 0.3}]",
    };
    cJSON *const tax_system = cJSON_Parse("[{\"component\": \"flat\", \"rate\": 0.3}]");
    const struct settings_override values[] = {
        OVERRIDE_INTEGER("steps", 7),
        OVERRIDE_BOOL("oracle", true),
        OVERRIDE_WORDS("planner.kind", "flat"),
        OVERRIDE_NUMBER("planner.flat_rate", 0.1),
        OVERRIDE_WORDS("name", "5"),
        OVERRIDE_NULL("population.workers"),
        OVERRIDE_NUMBERS("planner.bracket_starts_usd_per_year", starts, 2),
        OVERRIDE_JSON("government.tax_system", tax_system),
    };
    struct settings *const base = load(NULL, 0);
    struct settings *const expected = load(typed, 8);
    struct settings *found = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(settings_with(&found, base, values, 8, &err));
    char *const a = settings_to_json(expected, false);
    char *const b = settings_to_json(found, false);

    assert_string_equal(a, b);
    assert_string_equal(settings_origin(found, "steps"), "steps (set by this command)");
    free(a);
    free(b);
    cJSON_Delete(tax_system);
    settings_free(found);
    settings_free(expected);
    settings_free(base);
}

static void later_values_go_over_earlier_ones_and_the_base_stays(void **state)
{
    static const char *const typed[] = {"steps=3", "seed=5"};
    struct settings *const base = load(typed, 2);
    struct settings_overrides all = {0};
    struct settings *found = NULL;
    struct error err = {0};

    (void)state;
    SETTINGS_ADD(&all, OVERRIDE_INTEGER("steps", 8));
    for (int k = 0; k < 200; k++) /* no list is too long */
        SETTINGS_ADD(&all, OVERRIDE_INTEGER("warmup_steps", k));
    SETTINGS_ADD(&all, OVERRIDE_TEXT("steps=9"));
    assert_ok(settings_with_list(&found, base, &all, &err));
    assert_int_equal(settings_integer(found, "steps"), 9);
    assert_int_equal(settings_integer(found, "warmup_steps"), 199);
    assert_int_equal(settings_integer(found, "seed"), 5);
    assert_string_equal(settings_origin(found, "steps"), "--set steps=9");
    assert_int_equal(settings_integer(base, "steps"), 3);
    settings_overrides_free(&all);
    settings_free(found);
    settings_free(base);
}

static void all_wrong_values_are_named_at_once(void **state)
{
    const struct settings_override values[] = {
        OVERRIDE_NUMBER("steps", 1.5),
        OVERRIDE_WORDS("planner.kind", "flatt"),
        OVERRIDE_BOOL("no.such", true),
        OVERRIDE_TEXT("seed=-1"),
    };
    struct settings *const base = load(NULL, 0);
    struct settings *found = NULL;
    struct error err = {0};

    (void)state;
    assert_int_equal(settings_with(&found, base, values, 4, &err), STATUS_INVALID_INPUT);
    assert_null(found);
    assert_non_null(strstr(err.message, "set by this command: steps: expected integer"));
    assert_non_null(strstr(err.message, "did you mean 'flat'"));
    assert_non_null(strstr(err.message, "set by this command: no.such: no setting"));
    assert_non_null(strstr(err.message, "--set seed=-1: "));
    settings_free(base);
}

static void a_schedule_travels_as_a_value_to_the_bit(void **state)
{
    const double start[] = {0.0, 1e5 / 3.0, 2e5 / 3.0};
    const double rate[] = {0.1, 1.0 / 3.0, -0.05};
    struct tax_schedule tax_system;
    struct tax_system found;
    struct settings *settings = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(tax_schedule_init(&tax_system, 3, start, rate, -1234.1, &err));
    cJSON *const parts = tax_system_json(&tax_system);
    const struct settings_override override = OVERRIDE_JSON("planner.tax_system", parts);
    struct settings *const base = load(NULL, 0);

    assert_ok(settings_with(&settings, base, &override, 1, &err));
    const struct tax_system everybody = tax_system_of_schedule(&tax_system);

    assert_ok(tax_components_read(&found, settings, "planner.tax_system", 1, &err));
    assert_true(tax_system_equal(&everybody, &found));
    tax_system_free(&found);
    cJSON_Delete(parts);
    settings_free(settings);
    settings_free(base);
}

static void typed_text_is_json_or_a_word(void **state)
{
    const struct settings_override word = OVERRIDE_TEXT("planner.kind=flat");
    const struct settings_override number = OVERRIDE_TEXT("steps=3");
    cJSON *const a = settings_override_json(&word);
    cJSON *const b = settings_override_json(&number);

    (void)state;
    assert_string_equal(cJSON_GetStringValue(a), "flat");
    assert_close(cJSON_GetNumberValue(b), 3.0, 0.0);
    assert_true(settings_override_begins(&word, "planner."));
    assert_false(settings_override_begins(&number, "planner."));
    cJSON_Delete(a);
    cJSON_Delete(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_give_what_the_same_text_gives),
        cmocka_unit_test(later_values_go_over_earlier_ones_and_the_base_stays),
        cmocka_unit_test(all_wrong_values_are_named_at_once),
        cmocka_unit_test(a_schedule_travels_as_a_value_to_the_bit),
        cmocka_unit_test(typed_text_is_json_or_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
