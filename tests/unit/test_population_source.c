/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_source: draws that depend on (seed, worker) alone, the GB2 check values,
 * users' files, and every refusal. */
#include "tests/support.h"

#include "calibration/gb2.h"
#include "calibration/population_sources.h"
#include "calibration/us/cells.h"
#include "simulation/run_settings.h"

#include <omp.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A source from overrides ("key=value"), ended by NULL; the settings must outlive the source. */
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

static struct population draw(const char *const *overrides, uint64_t seed)
{
    struct settings *const settings = settings_of(overrides);
    struct population population;
    struct error err;

    assert_ok(population_draw(&population, settings, seed, &err));
    settings_free(settings);
    return population;
}

static void assert_draw_refused(const char *const *overrides, enum status expected,
                                const char *story)
{
    struct settings *const settings = settings_of(overrides);
    struct population population;
    struct error err = {0};
    const enum status status = population_draw(&population, settings, 1, &err);

    if (status != expected || !strstr(err.message, story)) {
        fprintf(stderr, "expected %d and '%s', got %d: %s\n", expected, story, status, err.message);
        fail();
    }
    settings_free(settings);
}

/* The first `count` workers of both are the same, to the bit. */
static void assert_same_workers(const struct population *a, const struct population *b,
                                size_t count)
{
    assert_memory_equal(a->id, b->id, count * sizeof *a->id);
    assert_memory_equal(a->cell, b->cell, count * sizeof *a->cell);
    assert_memory_equal(a->observed_hours_per_week, b->observed_hours_per_week,
                        count * sizeof *a->observed_hours_per_week);
    assert_memory_equal(a->weeks_per_year, b->weeks_per_year, count * sizeof *a->weeks_per_year);
    assert_memory_equal(a->wage_usd_per_hour, b->wage_usd_per_hour,
                        count * sizeof *a->wage_usd_per_hour);
}

static void worker_i_is_the_same_person_in_any_population(void **state)
{
    static const char *const sources[] = {"population.source=census", "population.source=gb2",
                                          "population.source=uniform"};

    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const char *const few[] = {sources[i], "population.workers=100", NULL};
        const char *const many[] = {sources[i], "population.workers=100000", NULL};
        struct population a = draw(few, 42);
        struct population b = draw(many, 42);
        struct population c = draw(few, 43);

        assert_int_equal(a.num_workers, 100);
        assert_int_equal(b.num_workers, 100000);
        assert_same_workers(&a, &b, 100);
        assert_memory_not_equal(a.wage_usd_per_hour, c.wage_usd_per_hour, 100 * sizeof(double));
        population_free(&a);
        population_free(&b);
        population_free(&c);
    }
}

static void bits_do_not_depend_on_the_number_of_threads(void **state)
{
    static const char *const sources[] = {"population.source=census", "population.source=gb2"};
    static const char *const draws[] = {"population.draw=random", "population.draw=quantiles"};
    const int all = omp_get_max_threads();

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const char *const overrides[] = {sources[i % 2], draws[i / 2], "population.workers=20011",
                                         NULL};

        omp_set_num_threads(1);
        struct population one = draw(overrides, 7);

        for (int threads = 2; threads <= 7; threads += 5) {
            omp_set_num_threads(threads);
            struct population other = draw(overrides, 7);

            assert_same_workers(&one, &other, one.num_workers);
            population_free(&other);
        }
        population_free(&one);
    }
    omp_set_num_threads(all);
}

static void gb2_quantiles_are_the_published_ones(void **state)
{
    static const double check[][2] = {{0.1, 6851.0},   {0.25, 17393.0}, {0.5, 38102.0},
                                      {0.75, 72159.0}, {0.9, 124509.0}, {0.99, 361313.0}};
    struct gb2 gb2;
    struct error err;

    (void)state;
    assert_ok(gb2_preset(&gb2, "gb2_fits", "llm_economist", &err));
    for (size_t i = 0; i < sizeof check / sizeof *check; i++)
        assert_close(gb2_quantile(&gb2, check[i][0]), check[i][1], 1.0);
    assert_int_equal(gb2_preset(&gb2, "gb2_fits", "nobody", &err), STATUS_INVALID_INPUT);
}

static void gb2_incomes_are_earned_in_the_usual_hours(void **state)
{
    static const char *const overrides[] = {"population.source=gb2", "population.draw=quantiles",
                                            "population.workers=5",
                                            "population.hours_per_week=38.6", NULL};
    struct population population = draw(overrides, 1);
    struct gb2 gb2;
    struct error err;

    (void)state;
    assert_ok(gb2_preset(&gb2, "gb2_fits", "llm_economist", &err));
    for (size_t i = 0; i < 5; i++) {
        const double income =
            52.0 * population.wage_usd_per_hour[i] * (double)population.observed_hours_per_week[i];

        assert_close(income / gb2_quantile(&gb2, ((double)i + 0.5) / 5.0), 1.0, 1e-14);
        assert_int_equal(population.cell[i], POPULATION_NO_CELL);
        assert_true(population.weeks_per_year[i] == 52.0f);
    }
    population_free(&population);
}

static void a_custom_gb2_needs_all_four_parameters(void **state)
{
    const char *const missing[] = {"population.source=gb2",   "population.gb2.preset=custom",
                                   "population.gb2.mu=50000", "population.gb2.sigma=2",
                                   "population.gb2.nu=1",     NULL};
    const char *const given[] = {
        "population.source=gb2",  "population.gb2.preset=custom", "population.gb2.mu=50000",
        "population.gb2.sigma=2", "population.gb2.nu=1",          "population.gb2.tau=1",
        "population.workers=1",   "population.draw=quantiles",    NULL};
    const char *const heavy[] = {"population.source=gb2",
                                 "population.gb2.preset=custom",
                                 "population.gb2.mu=50000",
                                 "population.gb2.sigma=0.05",
                                 "population.gb2.nu=0.01",
                                 "population.gb2.tau=0.01",
                                 NULL};

    (void)state;
    assert_draw_refused(missing, STATUS_INVALID_INPUT, "population.gb2.tau");
    struct population population = draw(given, 1);

    /* nu = tau = 1 is the log-logistic distribution: its median is mu */
    assert_close(population.wage_usd_per_hour[0] * 52.0 * 40.0, 50000.0, 1e-6);
    population_free(&population);
    assert_draw_refused(heavy, STATUS_NUMERICAL, "too heavy");
}

static void uniform_wages_fill_their_range(void **state)
{
    static const char *const overrides[] = {"population.source=uniform",
                                            "population.draw=quantiles",
                                            "population.workers=4",
                                            "population.uniform.min_wage_usd_per_hour=10",
                                            "population.uniform.max_wage_usd_per_hour=50",
                                            NULL};
    static const char *const reversed[] = {"population.source=uniform",
                                           "population.uniform.min_wage_usd_per_hour=50",
                                           "population.uniform.max_wage_usd_per_hour=10", NULL};
    struct population population = draw(overrides, 1);

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_close(population.wage_usd_per_hour[i], 15.0 + 10.0 * i, 1e-12);
    population_free(&population);
    assert_draw_refused(reversed, STATUS_INVALID_INPUT, "below the lowest wage");
}

/* The quantile design: 2,000 workers give shares of the cells' margins to about 1/N, where random
 * draws would miss by 1/sqrt(N). */
static void census_quantiles_are_more_even_than_chance(void **state)
{
    enum { N = 2000 };
    const char *const overrides[] = {"population.workers=2000", "population.draw=quantiles", NULL};
    struct population population = draw(overrides, 1);
    struct population other_seed = draw(overrides, 2);
    double full_time = 0.0;
    double full_year = 0.0;
    double women = 0.0;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        full_time += (population.observed_hours_per_week[i] >= 35.0f) / (double)N;
        full_year += (population.weeks_per_year[i] >= 52.0f) / (double)N;
        women += us_cell_sex(population.cell[i]) / (double)N;
    }
    assert_close(women, 0.4712, 0.002);          /* chance: 0.011 */
    assert_close(full_time, 0.8265, 0.004);      /* chance: 0.0085 */
    assert_close(full_year, 1.0 - 0.222, 0.006); /* chance: 0.0093 */
    assert_same_workers(&population, &other_seed, N);
    population_free(&population);
    population_free(&other_seed);
}

/* Path of a new file with this text; unlink and free it. */
static char *write_file(const char *text)
{
    char *const path = strdup("/tmp/fisc-test-population-XXXXXX");
    FILE *const stream = fdopen(mkstemp(path), "w");

    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
    return path;
}

static const char full_file[] = "pay,hours_per_week,k,weight,soc,s,years\n"
                                "20,40,52,1,11-0000,male,30\n"
                                "30.5,38.5,26.5,3,53-0000,female,70\n"
                                "15,20,52,2,41-0000,female,16\n";

static void all_columns_of_a_file_are_read_and_weights_scaled(void **state)
{
    char *const path = write_file(full_file);
    char path_key[256];
    const char *const overrides[] = {path_key,
                                     "population.source=csv",
                                     "population.workers=null",
                                     "population.csv.wage_column=pay",
                                     "population.csv.weeks_column=k",
                                     "population.csv.weight_column=weight",
                                     "population.csv.occupation_column=soc",
                                     "population.csv.sex_column=s",
                                     "population.csv.age_column=years",
                                     NULL};
    size_t num_workers = 0;
    bool has_weights = false;
    struct error err;

    (void)state;
    snprintf(path_key, sizeof path_key, "population.csv.path=%s", path);
    struct settings *const settings = settings_of(overrides);

    assert_ok(population_sample_size(&num_workers, &has_weights, settings, &err));
    settings_free(settings);
    assert_true(num_workers == 3 && has_weights);
    struct population population = draw(overrides, 1);

    assert_int_equal(population.num_workers, 3);
    assert_true(population.wage_usd_per_hour[1] == 30.5);
    assert_true(population.observed_hours_per_week[1] == 38.5f);
    assert_true(population.weeks_per_year[1] == 26.5f);
    assert_close(population.sample_weight[0], 0.5, 1e-15);
    assert_close(population.sample_weight[1], 1.5, 1e-15);
    assert_int_equal(population.cell[0], us_cell(0, 0, 2));
    assert_int_equal(population.cell[1], us_cell(21, 1, 6));
    assert_int_equal(population.cell[2], us_cell(15, 1, 0));
    population_free(&population);
    unlink(path);
    free(path);
}

static void other_numbers_of_workers_than_rows_are_sampled(void **state)
{
    char *const path = write_file(full_file);
    char path_key[256];
    const char *const two[] = {path_key, "population.source=csv", "population.workers=2",
                               "population.csv.wage_column=pay", NULL};
    const char *const four[] = {path_key, "population.source=csv", "population.workers=4",
                                "population.csv.wage_column=pay", NULL};

    (void)state;
    snprintf(path_key, sizeof path_key, "population.csv.path=%s", path);
    struct population population = draw(two, 1);

    assert_int_equal(population.num_workers, 2);
    assert_null(population.sample_weight);
    assert_int_equal(population.cell[0], POPULATION_NO_CELL);
    assert_true(population.weeks_per_year[1] == 52.0f);
    population_free(&population);
    population = draw(four, 1); /* systematic: each of three rows once, one of them twice */
    assert_int_equal(population.num_workers, 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(population.wage_usd_per_hour[i] != population.wage_usd_per_hour[0] || i == 1 ||
                    population.wage_usd_per_hour[i] != population.wage_usd_per_hour[i - 1]);
    assert_string_equal(population.remark, "4 workers are a systematic sample of 3 rows");
    population_free(&population);
    unlink(path);
    free(path);
}

static void broken_rows_are_named_with_row_and_column(void **state)
{
    static const struct {
        const char *text;
        const char *story;
    } cases[] = {
        {"wage_usd_per_hour,hours_per_week\n20,40\n0,40\n",
         "row 2 (line 3), column 'wage_usd_per_hour': 0 is not above 0"},
        {"wage_usd_per_hour,hours_per_week\n20,0\n",
         "row 1 (line 2), column 'hours_per_week': 0 is not above 0"},
        {"wage_usd_per_hour,hours_per_week\n20,101\n", "101 is not in"},
        {"wage_usd_per_hour,hours_per_week\n20,1e-50\n", "column 'hours_per_week'"},
        {"wage_usd_per_hour,hours_per_week\n20,40\nnan,40\n", "'nan' is not a number"},
        {"wage_usd_per_hour,hours_per_week\n20,40\n-3,40\n", "-3 is not above 0"},
        {"wage_usd_per_hour,hours_per_week\n20,40\n21\n", "row 2 (line 3) has 1 fields"},
        {"wage,hours_per_week\n20,40\n", "there is no column 'wage_usd_per_hour'"},
        {"wage_usd_per_hour,hours_per_week\n", "no rows"},
    };
    char path_key[256];
    const char *const overrides[] = {path_key, "population.source=csv", "population.workers=null",
                                     NULL};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *const path = write_file(cases[i].text);

        snprintf(path_key, sizeof path_key, "population.csv.path=%s", path);
        assert_draw_refused(overrides, STATUS_INVALID_INPUT, cases[i].story);
        unlink(path);
        free(path);
    }
}

static void wrong_words_and_ages_in_a_file_are_refused(void **state)
{
    static const char header[] = "wage_usd_per_hour,hours_per_week,soc,s,years,w\n";
    static const char *const rows[][2] = {
        {"20,40,55-0000,male,30,1\n", "column 'soc': '55-0000' is none of"},
        {"20,40,11-0000,m,30,1\n", "column 's': 'm' is none of: male, female"},
        {"20,40,11-0000,male,15,1\n", "column 'years': 15 is not in [16, 130]"},
        {"20,40,11-0000,male,30,0\n", "1 rows, of which 1 have a weight of 0"},
    };
    char path_key[256];
    const char *const overrides[] = {path_key,
                                     "population.source=csv",
                                     "population.csv.occupation_column=soc",
                                     "population.csv.sex_column=s",
                                     "population.csv.age_column=years",
                                     "population.csv.weight_column=w",
                                     "population.workers=1",
                                     NULL};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[256];

        snprintf(text, sizeof text, "%s%s", header, rows[i][0]);
        char *const path = write_file(text);

        snprintf(path_key, sizeof path_key, "population.csv.path=%s", path);
        assert_draw_refused(overrides, STATUS_INVALID_INPUT, rows[i][1]);
        unlink(path);
        free(path);
    }
}

static void the_number_of_workers_is_known_before_the_draw(void **state)
{
    static const char *const unset[] = {NULL};
    static const char *const set[] = {"population.workers=160000000", NULL};
    struct settings *const defaults = settings_of(unset);
    struct settings *const given = settings_of(set);
    size_t num_workers = 0;
    bool has_weights = true;
    struct error err;

    (void)state;
    assert_ok(population_sample_size(&num_workers, &has_weights, defaults, &err));
    assert_true(num_workers == 10000 && !has_weights);
    assert_ok(population_sample_size(&num_workers, &has_weights, given, &err));
    assert_true(num_workers == 160000000 && !has_weights);
    settings_free(defaults);
    settings_free(given);
}

static void a_source_without_its_file_is_refused(void **state)
{
    const char *const no_path[] = {"population.source=csv", NULL};
    const char *const no_file[] = {"population.source=csv",
                                   "population.csv.path=/nonexistent/w.csv", NULL};

    (void)state;
    assert_draw_refused(no_path, STATUS_INVALID_INPUT, "population.csv.path");
    assert_draw_refused(no_file, STATUS_MISSING_INPUT, "/nonexistent/w.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worker_i_is_the_same_person_in_any_population),
        cmocka_unit_test(bits_do_not_depend_on_the_number_of_threads),
        cmocka_unit_test(gb2_quantiles_are_the_published_ones),
        cmocka_unit_test(gb2_incomes_are_earned_in_the_usual_hours),
        cmocka_unit_test(a_custom_gb2_needs_all_four_parameters),
        cmocka_unit_test(uniform_wages_fill_their_range),
        cmocka_unit_test(census_quantiles_are_more_even_than_chance),
        cmocka_unit_test(all_columns_of_a_file_are_read_and_weights_scaled),
        cmocka_unit_test(other_numbers_of_workers_than_rows_are_sampled),
        cmocka_unit_test(broken_rows_are_named_with_row_and_column),
        cmocka_unit_test(wrong_words_and_ages_in_a_file_are_refused),
        cmocka_unit_test(the_number_of_workers_is_known_before_the_draw),
        cmocka_unit_test(a_source_without_its_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
