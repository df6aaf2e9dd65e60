/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another country is a folder: a toy one beside the United States goes through populations, personas,
 * tax systems, the planner 'reference' and a run file with a panel; nothing of one falls to the other. */
#include "tests/support.h"

/* The list of countries is made anew with the toy in it; the linker then needs the library's no more. */
#ifndef FISC_TOY_KINDS
#define FISC_TOY_KINDS 1
#include "calibration/countries.c"
#include "tests/toys/country_toy.c"
#endif

#include "agents/persona.h"
#include "base/files.h"
#include "calibration/population_sources.h"
#include "io/hdf5_reader.h"
#include "runs/run.h"
#include "simulation/run_settings.h"
#include "simulation/tax_components.h"

#include <stdlib.h>
#include <unistd.h>

enum { MAX_OVERRIDES = 16, NUM_WORKERS = 40, MAX_FILE_BYTES = 1 << 24 };

#define TOY "country=toy", "population.source=village", "population.workers=40"

static struct settings *settings_of(const char *const *overrides)
{
    struct settings *settings = NULL;
    struct error err;
    size_t count = 0;

    while (overrides[count])
        count++;
    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, count, &err));
    return settings;
}

static void the_draw_of_a_country_has_its_cells(void **state)
{
    struct settings *const settings = settings_of((const char *const[]){TOY, NULL});
    struct population population;
    struct error err;

    (void)state;
    assert_ok(population_draw(&population, settings, 1, &err));
    assert_int_equal(population.num_workers, NUM_WORKERS);
    assert_int_equal(cells_count(population.cells), 8);
    for (size_t i = 0; i < NUM_WORKERS; i++) {
        assert_true(population_has_cell(&population, i) && population.cell[i] < 8);
        assert_true(population.observed_hours_per_week[i] == 30.0F);
    }
    population_free(&population);
    settings_free(settings);
}

static void personas_speak_of_its_occupations(void **state)
{
    struct settings *const settings = settings_of((const char *const[]){TOY, NULL});
    struct population population;
    struct prompt *words = NULL;
    struct text all = {0};
    struct error err;

    (void)state;
    assert_ok(persona_words_load(&words, NULL, &err));
    assert_ok(population_draw(&population, settings, 1, &err));
    for (size_t i = 0; i < NUM_WORKERS; i++)
        persona_write_of_another(&all, words, &population, i, 1);
    prompt_destroy(words);
    const char *const expected[] = {"a baker",  "a miller", "a pastry cook", "a smith",
                                    "a cutler", "dame",     "fellow",        "no longer young"};

    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
        assert_non_null(strstr(all.bytes, expected[k]));
    assert_null(strstr(all.bytes, "manager"));
    text_free(&all);
    population_free(&population);
    settings_free(settings);
}

static void hours_were_observed_under_its_tax(void **state)
{
    struct settings *const gross = settings_of((const char *const[]){TOY, NULL});
    struct settings *const bare =
        settings_of((const char *const[]){"country=toy", "population.source=uniform", NULL});
    struct tax_schedule schedule;
    struct error err;

    (void)state;
    assert_ok(population_source_baseline(&schedule, gross, &err));
    assert_close(tax_schedule_tax(&schedule, 35000.0), 0.1 * 20000.0 + 0.3 * 10000.0, 1e-9);
    assert_ok(population_source_baseline(&schedule, bare, &err));
    assert_close(tax_schedule_tax(&schedule, 35000.0), 0.1 * 20000.0 + 0.3 * 15000.0, 1e-9);
    settings_free(gross);
    settings_free(bare);
}

static void its_components_make_tax_systems(void **state)
{
    struct settings *const settings = settings_of((const char *const[]){
        TOY,
        "government.tax_system=[{\"component\":\"tithe\"},{\"component\":\"flat\",\"rate\":0.2}]",
        NULL});
    struct tax_system system;
    struct tax_schedule schedule;
    struct error err;

    (void)state;
    assert_ok(tax_components_read(&system, settings, "government.tax_system", 1, &err));
    assert_ok(tax_system_only_schedule(&schedule, &system, &err));
    assert_close(tax_schedule_tax(&schedule, 1000.0), 300.0, 1e-9);
    tax_system_free(&system);
    settings_free(settings);
}

static void assert_refused(const char *const *overrides, const char *story)
{
    struct settings *const settings = settings_of(overrides);
    struct simulation *simulation = NULL;
    struct error err = {0};

    assert_int_equal(simulation_create(&simulation, settings, NULL, &err), STATUS_INVALID_INPUT);
    if (!strstr(err.message, story)) {
        fprintf(stderr, "expected '%s', got: %s\n", story, err.message);
        fail();
    }
    settings_free(settings);
}

static void what_is_of_another_country_is_refused_by_name(void **state)
{
    (void)state;
    assert_refused((const char *const[]){"country=toy", NULL},
                   "'census' is of the country 'us', but the setting country is 'toy'");
    assert_refused((const char *const[]){"population.source=village", NULL},
                   "'village' is of the country 'toy', but the setting country is 'us'");
    assert_refused((const char *const[]){"country=toy", "population.source=gb2", NULL},
                   "'llm_economist' is of the country 'us', but the setting country is 'toy'");
    assert_refused((const char *const[]){TOY,
                                         "government.tax_system=[{\"component\":"
                                         "\"federal_income_tax\"}]",
                                         NULL},
                   "'federal_income_tax' is of the country 'us', but the setting country is 'toy'");
}

static void files_of_workers_use_its_codes(void **state)
{
    static const char rows[] = "wage_usd_per_hour,hours_per_week,guild,s,years\n"
                               "20,40,iron,f,12\n"
                               "30,40,bread,m,40\n";
    char path[] = "/tmp/fisc-test-country-XXXXXX";
    FILE *const stream = fdopen(mkstemp(path), "w");
    char path_key[128];
    struct population population;
    struct error err;

    (void)state;
    assert_non_null(stream);
    fputs(rows, stream);
    fclose(stream);
    snprintf(path_key, sizeof path_key, "population.csv.path=%s", path);
    struct settings *const settings =
        settings_of((const char *const[]){"country=toy", "population.source=csv",
                                          "population.csv.occupation_column=guild",
                                          "population.csv.sex_column=s",
                                          "population.csv.age_column=years", path_key, NULL});

    assert_ok(population_draw(&population, settings, 1, &err));
    assert_int_equal(population.cell[0], cells_pack(population.cells, 1, 0, 0));
    assert_int_equal(population.cell[1], cells_pack(population.cells, 0, 1, 1));
    population_free(&population);
    settings_free(settings);
    unlink(path);
}

static void remove_run(const char *folder)
{
    static const char *const files[] = {"run.h5", "run.jnl", "config.json"};
    char path[256];

    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[k]);
        unlink(path);
    }
    rmdir(folder);
}

static void assert_names_in_file(const char *path)
{
    static const char *const words[] = {"guild", "bread iron", "baking bread; forging iron",
                                        "10-39 40+"};
    char *bytes = NULL;
    size_t length = 0;
    struct error err;

    assert_ok(file_read_all(path, MAX_FILE_BYTES, &bytes, &length, &err));
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        assert_non_null(memmem(bytes, length, words[k], strlen(words[k])));
    assert_null(memmem(bytes, length, "11-0000", 7));
    free(bytes);
}

static void a_run_has_its_reference_tax_and_its_panel(void **state)
{
    char folder[] = "/tmp/fisc-test-country-XXXXXX";
    char path[256];
    struct run *run = NULL;
    struct hdf5_reader *reader = NULL;
    double occupation[NUM_WORKERS];
    double income[NUM_WORKERS];
    double tax[NUM_WORKERS];
    struct error err;

    (void)state;
    assert_non_null(mkdtemp(folder));
    const struct run_options options = {.folder = folder, .is_forced = true};
    struct settings *const settings =
        settings_of((const char *const[]){TOY, "planner.kind=reference",
                                          "planner.bracket_starts_usd_per_year=[0, 20000]",
                                          "steps=2", "output.panel=last", NULL});

    assert_ok(run_start_take(&run, settings, &options, &err));
    assert_ok(run_execute(run, &err));
    run_destroy(run);
    snprintf(path, sizeof path, "%s/run.h5", folder);
    assert_names_in_file(path);
    assert_ok(hdf5_reader_open(&reader, path, &err));
    assert_ok(hdf5_reader_row(reader, "/panel/occupation", 0, occupation, NUM_WORKERS, &err));
    for (size_t k = 0; k < NUM_WORKERS; k++)
        assert_true(occupation[k] == 0.0 || occupation[k] == 1.0);
    assert_ok(hdf5_reader_row(reader, "/panel/income_usd_per_year", 0, income, NUM_WORKERS, &err));
    assert_ok(hdf5_reader_row(reader, "/panel/tax_usd_per_year", 0, tax, NUM_WORKERS, &err));
    for (size_t k = 0; k < NUM_WORKERS; k++)
        assert_close(tax[k], 0.1 * income[k] + 0.2 * fmax(income[k] - 20000.0, 0.0), 1e-6);
    hdf5_reader_close(reader);
    remove_run(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_draw_of_a_country_has_its_cells),
        cmocka_unit_test(personas_speak_of_its_occupations),
        cmocka_unit_test(hours_were_observed_under_its_tax),
        cmocka_unit_test(its_components_make_tax_systems),
        cmocka_unit_test(what_is_of_another_country_is_refused_by_name),
        cmocka_unit_test(files_of_workers_use_its_codes),
        cmocka_unit_test(a_run_has_its_reference_tax_and_its_panel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
