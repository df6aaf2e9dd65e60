/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Votes: small cases by hand, laws, and the median voter of a whole population. */
#include "planner/votes.h"
#include "tests/optimum_support.h"

#include <stdlib.h>

static void count(struct tally *tally, const double *table, int num_candidates,
                  const double *weight, size_t num_voters)
{
    const double *row[VOTES_MAX_CANDIDATES];

    for (int a = 0; a < num_candidates; a++)
        row[a] = table + (size_t)a * num_voters;
    votes_count(tally, row, num_candidates, weight, num_voters);
}

static void a_cycle_has_no_condorcet_winner(void **state)
{
    /* Three voters: A > B > C, B > C > A, C > A > B (Condorcet 1785). */
    const double utility[] = {3, 1, 2, 2, 3, 1, 1, 2, 3};
    struct tally tally;

    (void)state;
    count(&tally, utility, 3, NULL, 3);
    assert_int_equal(tally.condorcet_winner, -1);
    assert_close(tally.preferred[0][1], 2.0 / 3.0, 1e-15);
    assert_close(tally.preferred[1][2], 2.0 / 3.0, 1e-15);
    assert_close(tally.preferred[2][0], 2.0 / 3.0, 1e-15);
    assert_int_equal(votes_winner(&tally, VOTE_CONDORCET), 0); /* equal Borda points: the first */
    for (int a = 0; a < 3; a++)
        assert_true(tally.in_smith_set[a]);
}

static void the_smith_set_holds_the_top_cycle_and_nobody_whom_it_beats(void **state)
{
    /* The cycle of three again, and D below all of them and above E. */
    const double utility[] = {5, 3, 4, 4, 5, 3, 3, 4, 5, 2, 2, 2, 1, 1, 1};
    const double agreed[] = {1, 1, 3, 2, 2, 2};
    struct tally tally;

    (void)state;
    count(&tally, utility, 5, NULL, 3);
    for (int a = 0; a < 5; a++)
        assert_int_equal(tally.in_smith_set[a], a < 3);
    count(&tally, agreed, 2, NULL, 3);
    assert_int_equal(tally.condorcet_winner, 1);
    assert_false(tally.in_smith_set[0]);
    assert_true(tally.in_smith_set[1]);
}

static void methods_can_disagree(void **state)
{
    /* 4 voters A > B > C, 3 voters C > B > A, 2 voters B > C > A. */
    double utility[27];
    struct tally tally;

    (void)state;
    for (int i = 0; i < 9; i++) {
        utility[i] = i < 4 ? 10.0 : 0.0;
        utility[9 + i] = i < 7 ? 4.0 : 10.0;
        utility[18 + i] = i < 4 ? 0.0 : i < 7 ? 10.0 : 8.0;
    }
    count(&tally, utility, 3, NULL, 9);
    assert_int_equal(votes_winner(&tally, VOTE_PLURALITY), 0);
    assert_int_equal(votes_winner(&tally, VOTE_CONDORCET), 1);
    assert_int_equal(votes_winner(&tally, VOTE_APPROVAL), 2);
    assert_close(tally.plurality[0], 4.0 / 9.0, 1e-15);
    assert_close(tally.borda[1], 11.0 / 9.0, 1e-15);
}

static void shares_add_up_and_weights_are_copies(void **state)
{
    enum { VOTERS = 200, CANDIDATES = 7 };
    double utility[CANDIDATES * VOTERS];
    double twice[CANDIDATES * 2 * VOTERS];
    double weight[VOTERS];
    struct tally weighted;
    struct tally copied;

    (void)state;
    for (int a = 0; a < CANDIDATES; a++)
        for (int i = 0; i < VOTERS; i++) {
            const double u = (double)((i * 37 + a * 101 + i * a * 13) % 17); /* with ties */

            utility[a * VOTERS + i] = u;
            twice[a * 2 * VOTERS + i] = u;
            twice[a * 2 * VOTERS + VOTERS + i] = i < 50 ? u : utility[a * VOTERS + i % 50];
        }
    for (int i = 0; i < VOTERS; i++) /* the copies of the second half are all of the first 50 */
        weight[i] = i < 50 ? 5.0 : 1.0;
    count(&weighted, utility, CANDIDATES, weight, VOTERS);
    count(&copied, twice, CANDIDATES, NULL, 2 * VOTERS);
    double sum = 0.0;

    for (int a = 0; a < CANDIDATES; a++) {
        sum += weighted.plurality[a];
        assert_close(weighted.borda[a], copied.borda[a], 1e-12);
        for (int b = 0; b < CANDIDATES; b++)
            assert_close(weighted.preferred[a][b] + weighted.preferred[b][a], 1.0, 1e-12);
    }
    assert_close(sum, 1.0, 1e-12);
}

/* Meltzer and Richard (1981): single-peaked, so the median voter's rate wins by majority; a plurality
 * elects the rate of 0 that the rich all want. */
static void the_median_voter_decides_by_majority_and_not_by_plurality(void **state)
{
    static const char *const overrides[] = {
        "planner.referendum.flat_rates=[0,0.0495,0.099,0.1485,0.198,0.2475,0.297,0.3465,0.396,0."
        "4455,"
        "0.495,0.5445,0.594,0.6435,0.693,0.7425,0.792,0.8415,0.891,0.9405]"};
    struct economy_settings settings = default_economy_settings();
    struct planner_proposal proposal = {0};
    struct optimum_rig rig;

    (void)state;
    optimum_rig_create(&rig, 20000, 0, &settings, overrides, 1);
    rig_propose(&rig, &planner_referendum, &proposal);
    assert_int_equal(proposal.schedule.num_brackets, 1);
    assert_close(proposal.schedule.marginal_rate[0], 0.495, 0.0);
    assert_non_null(strstr(proposal.note, "\"condorcet_winner\":10"));
    assert_non_null(strstr(proposal.note, "\"plurality\":[0.32"));
    optimum_rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cycle_has_no_condorcet_winner),
        cmocka_unit_test(the_smith_set_holds_the_top_cycle_and_nobody_whom_it_beats),
        cmocka_unit_test(methods_can_disagree),
        cmocka_unit_test(shares_add_up_and_weights_are_copies),
        cmocka_unit_test(the_median_voter_decides_by_majority_and_not_by_plurality),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
