/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/votes.h"

const struct setting votes_settings[] = {
    CHOICE_SETTING("planner.ballot", "choice|scores", "\"choice\"",
                   "referendum, elected: what voters simulated by a language model are asked for: "
                   "one name, or a score from 0 to 100 for each."),
    SWITCH_SETTING("planner.vote_think", "false",
                   "referendum, elected: a language model thinks step by step before it votes "
                   "(Karten et al. 2025)."),
    NUMBER_SETTING("planner.vote_noise_share", "fraction of baseline income", 0, 10, "0",
                   "referendum, elected: noise in what other voters take a tax system to be worth "
                   "to them; rule.noise_share makes them vote as logit workers choose."),
    {0},
};

/* One ballot: utilities of one voter over the candidates. */
static void add_ballot(struct tally *tally, const double *u, double weight)
{
    const int n = tally->num_candidates;
    double best = u[0];
    double mean = 0.0;
    int num_best = 0;

    for (int a = 0; a < n; a++) {
        best = u[a] > best ? u[a] : best;
        mean += u[a] / n;
    }
    for (int a = 0; a < n; a++)
        num_best += u[a] == best;
    for (int a = 0; a < n; a++) {
        tally->plurality[a] += u[a] == best ? weight / num_best : 0.0;
        tally->approval[a] += u[a] > mean ? weight : 0.0;
        for (int b = 0; b < n; b++)
            tally->preferred[a][b] += u[a] > u[b] ? weight : u[a] == u[b] ? 0.5 * weight : 0.0;
    }
}

static void finish(struct tally *tally, double total)
{
    const int n = tally->num_candidates;

    tally->condorcet_winner = -1;
    for (int a = 0; a < n; a++) {
        int num_beaten = 0;

        tally->plurality[a] /= total;
        tally->approval[a] /= total;
        for (int b = 0; b < n; b++) {
            tally->preferred[a][b] /= total;
            if (b == a)
                continue;
            tally->borda[a] += tally->preferred[a][b];
            num_beaten += tally->preferred[a][b] > 0.5;
        }
        if (num_beaten == n - 1)
            tally->condorcet_winner = a;
    }
}

/* Whoever is not beaten by a member belongs to the set, too; it begins with one who beats the most. */
static void find_smith_set(struct tally *tally)
{
    const int n = tally->num_candidates;
    int most = -1;
    int first = 0;
    bool has_grown = true;

    for (int a = 0; a < n; a++) {
        int num_beaten = 0;

        for (int b = 0; b < n; b++)
            num_beaten += b != a && tally->preferred[a][b] > 0.5;
        if (num_beaten > most) {
            most = num_beaten;
            first = a;
        }
    }
    tally->in_smith_set[first] = true;
    while (has_grown) {
        has_grown = false;
        for (int a = 0; a < n; a++)
            for (int b = 0; b < n; b++)
                if (tally->in_smith_set[a] && !tally->in_smith_set[b] &&
                    tally->preferred[a][b] <= 0.5)
                    tally->in_smith_set[b] = has_grown = true;
    }
}

void votes_count(struct tally *tally, const double *const *utility, int num_candidates,
                 const double *weight, size_t num_voters)
{
    double total = 0.0;

    *tally = (struct tally){.num_candidates = num_candidates};
    /* One thread: a vote happens once a tax year, and its sums keep their order. */
    for (size_t i = 0; i < num_voters; i++) {
        double u[VOTES_MAX_CANDIDATES];

        for (int a = 0; a < num_candidates; a++)
            u[a] = utility[a][i];
        add_ballot(tally, u, weight ? weight[i] : 1.0);
        total += weight ? weight[i] : 1.0;
    }
    finish(tally, total);
    find_smith_set(tally);
}

int votes_winner(const struct tally *tally, enum vote_method method)
{
    const double *const score = method == VOTE_PLURALITY  ? tally->plurality
                                : method == VOTE_APPROVAL ? tally->approval
                                                          : tally->borda;
    int winner = 0;

    if (method == VOTE_CONDORCET && tally->condorcet_winner >= 0)
        return tally->condorcet_winner;
    for (int a = 1; a < tally->num_candidates; a++)
        winner = score[a] > score[winner] ? a : winner;
    return winner;
}

static void write_shares(struct json_writer *json, const char *key, const double *value, int count)
{
    json_open_array(json, key);
    for (int a = 0; a < count; a++)
        json_print(json, NULL, "%.4f", value[a]);
    json_close(json);
}

void votes_write_members(struct json_writer *json, const struct tally *tally)
{
    const int n = tally->num_candidates;

    write_shares(json, "plurality", tally->plurality, n);
    write_shares(json, "approval", tally->approval, n);
    write_shares(json, "borda", tally->borda, n);
    json_open_array(json, "preferred");
    for (int a = 0; a < n; a++)
        write_shares(json, NULL, tally->preferred[a], n);
    json_close(json);
    if (tally->condorcet_winner >= 0)
        json_integer(json, "condorcet_winner", tally->condorcet_winner);
    else
        json_null(json, "condorcet_winner");
    json_open_array(json, "smith_set");
    for (int a = 0; a < n; a++)
        if (tally->in_smith_set[a])
            json_integer(json, NULL, a);
    json_close(json);
}
