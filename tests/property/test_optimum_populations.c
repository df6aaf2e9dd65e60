/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: takes 5 s
 *
 * The planner 'optimum' against the best that two long differential evolutions found, on the 200 economies of
 * tests/optimum_populations.h.  Those rates are kept in tests/golden/optimum_populations.csv and evaluated again; a
 * few economies are searched here, three of which searches without edges lost (planner/search_edges.h), and all of them
 * in `make slow`.
 * FISC_UPDATE_GOLDEN=1 runs the evolutions again (minutes) and writes the file. */
#include "tests/optimum_populations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char path[] = "tests/golden/optimum_populations.csv";

struct kept {
    double welfare;
    double rate[MOST_RATES];
};

/* ---- the independent search: two kinds of differential evolution ---------------------------------- */

struct evolution {
    const struct searched_economy *economy;
    int num_rates, num_points, num_generations;
    uint64_t seed;
    bool goes_to_best; /* best/1 with F drawn anew each generation; else rand/1 with F = 0.55 */
    double x[12 * MOST_RATES][MOST_RATES];
    double value[12 * MOST_RATES];
    int best;
};

static double draw(const struct evolution *evolution, int generation, int p, int what)
{
    return random_uniforms(evolution->seed, RANDOM_TEST, (uint64_t)generation << 20 | (uint64_t)p,
                           1000 + (uint64_t)what)
        .u[0];
}

static void first_generation(struct evolution *evolution)
{
    const double low = evolution->economy->min_rate;
    const double width = evolution->economy->max_rate - low;

    evolution->best = 0;
    for (int p = 0; p < evolution->num_points; p++) {
        for (int j = 0; j < evolution->num_rates; j++)
            evolution->x[p][j] = low + width * draw(evolution, 0, p, j);
        evolution->value[p] = searched_welfare(evolution->economy, evolution->x[p]);
        if (evolution->value[p] > evolution->value[evolution->best])
            evolution->best = p;
    }
}

static void next_point(struct evolution *evolution, int generation, int p, double scale)
{
    const struct random_uniforms who =
        random_uniforms(evolution->seed, RANDOM_TEST, (uint64_t)generation << 20 | (uint64_t)p,
                        999);
    const int n = evolution->num_points;
    const double *const from =
        evolution->x[evolution->goes_to_best ? evolution->best : (int)(who.u[0] * n)];
    const double *const plus = evolution->x[(int)(who.u[1] * n)];
    const double *const minus = evolution->x[(int)(who.u[2] * n)];
    const int forced = (int)(who.u[3] * evolution->num_rates);
    double trial[MOST_RATES];

    for (int j = 0; j < evolution->num_rates; j++) {
        const double mutant = from[j] + scale * (plus[j] - minus[j]);

        trial[j] =
            j == forced || draw(evolution, generation, p, j) < 0.9
                ? fmin(fmax(mutant, evolution->economy->min_rate), evolution->economy->max_rate)
                : evolution->x[p][j];
    }
    const double value = searched_welfare(evolution->economy, trial);

    if (value < evolution->value[p])
        return;
    evolution->value[p] = value;
    memcpy(evolution->x[p], trial, sizeof trial);
    if (value > evolution->value[evolution->best])
        evolution->best = p;
}

static void evolve_long(struct kept *kept, const struct searched_economy *economy)
{
    struct evolution *const evolution = malloc(sizeof *evolution);

    assert_non_null(evolution);
    kept->welfare = -INFINITY;
    for (int which = 0; which < 2; which++) {
        evolution->economy = economy;
        evolution->num_rates = economy->brackets.num_brackets;
        evolution->num_points =
            (which ? 8 : 6) * (evolution->num_rates > 8 ? evolution->num_rates : 8);
        evolution->num_generations = 300 + 60 * evolution->num_rates;
        evolution->seed = (uint64_t)which + 1;
        evolution->goes_to_best = which == 1;
        first_generation(evolution);
        for (int g = 1; g <= evolution->num_generations; g++) {
            const double scale = which ? 0.5 + 0.5 * draw(evolution, g, 0, 998) : 0.55;

            for (int p = 0; p < evolution->num_points; p++)
                next_point(evolution, g, p, scale);
        }
        if (evolution->value[evolution->best] > kept->welfare) {
            kept->welfare = evolution->value[evolution->best];
            memcpy(kept->rate, evolution->x[evolution->best], sizeof kept->rate);
        }
    }
    free(evolution);
}

/* ---- the file ------------------------------------------------------------------------------------- */

static void write_kept(FILE *file, int number, const struct kept *kept, int num_rates)
{
    fprintf(file, "%d,%.17g", number, kept->welfare);
    for (int j = 0; j < num_rates; j++)
        fprintf(file, ",%.17g", kept->rate[j]);
    fprintf(file, "\n");
    fflush(file);
}

static void write_all(void)
{
    FILE *const file = fopen(path, "w");

    assert_non_null(file);
    for (int number = 0; number < NUM_ECONOMIES; number++) {
        struct searched_economy economy;
        struct kept kept;

        searched_economy_create(&economy, number);
        evolve_long(&kept, &economy);
        write_kept(file, number, &kept, economy.brackets.num_brackets);
        searched_economy_free(&economy);
    }
    assert_int_equal(fclose(file), 0);
}

static void read_all(struct kept kept[NUM_ECONOMIES])
{
    FILE *const file = fopen(path, "r");
    char line[64 * MOST_RATES];

    assert_non_null(file);
    for (int number = 0; number < NUM_ECONOMIES; number++) {
        char *next = line;

        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(strtol(next, &next, 10), number);
        kept[number].welfare = strtod(next + 1, &next);
        for (int j = 0; j < economy_num_brackets(number); j++) {
            assert_int_equal(*next, ',');
            kept[number].rate[j] = strtod(next + 1, &next);
        }
    }
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
}

/* ---- the tests ------------------------------------------------------------------------------------ */

static struct kept kept_rates[NUM_ECONOMIES];

static int read_or_write(void **state)
{
    (void)state;
    if (getenv("FISC_UPDATE_GOLDEN"))
        write_all();
    read_all(kept_rates);
    return 0;
}

static void the_kept_rates_have_the_kept_welfare(void **state)
{
    (void)state;
    for (int number = 0; number < NUM_ECONOMIES; number++) {
        struct searched_economy economy;

        searched_economy_create(&economy, number);
        assert_close(searched_welfare(&economy, kept_rates[number].rate),
                     kept_rates[number].welfare, 1e-9 * fabs(kept_rates[number].welfare));
        searched_economy_free(&economy);
    }
}

/* How far W* is above what is kept, relative. */
static double lead_of_search(int number)
{
    struct searched_economy economy;
    struct planner_proposal proposal = {0};

    searched_economy_create(&economy, number);
    const double seconds = rig_propose(&economy.rig, &planner_optimum, &proposal);
    const double welfare = rig_welfare(&economy.rig, &proposal.schedule);
    const double lead = (welfare - kept_rates[number].welfare) / fabs(kept_rates[number].welfare);

    print_message("# %3d: %-24s %2d brackets: %+.2g, %.2f s\n", number,
                  economy.rig.economy.welfare.kind->kind.name, economy.brackets.num_brackets, lead,
                  seconds);
    searched_economy_free(&economy);
    return lead;
}

static bool is_enough(int number, double lead)
{
    return lead >= (economy_num_brackets(number) > 10 ? -1e-5 : -1e-6);
}

static void a_search_is_as_good_as_long_evolutions(void **state)
{
    static const int numbers[] = {24, 46, 67, 125};

    (void)state;
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        assert_true(is_enough(numbers[k], lead_of_search(numbers[k])));
}

static void all_searches_are(void **state)
{
    int num_short = 0;

    (void)state;
    if (!getenv("FISC_SLOW") || !*getenv("FISC_SLOW")) {
        print_message("# all 200: slow\n");
        return;
    }
    for (int number = 0; number < NUM_ECONOMIES; number++)
        if (!is_enough(number, lead_of_search(number))) {
            print_message("# economy %d: the search falls short\n", number);
            num_short++;
        }
    assert_int_equal(num_short, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kept_rates_have_the_kept_welfare),
        cmocka_unit_test(a_search_is_as_good_as_long_evolutions),
        cmocka_unit_test(all_searches_are),
    };

    return cmocka_run_group_tests(tests, read_or_write, NULL);
}
