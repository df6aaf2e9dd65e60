/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parity: a scripted model reads the facts out of the finished prompt and answers as the logit rule
 * would.  Through the whole language path the population must then do what it does under that rule:
 * the prompt carries the right facts, and the reply becomes the right hours, in every form. */
#include "llm/gateway.h"
#include "simulation/run_settings.h"
#include "simulation/simulation.h"
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <gsl/gsl_cdf.h>

#include <stdlib.h>

enum { WORKERS = 2000, OPTIONS = 11, BRACKETS = 32, DECILES = 10 };
static const double DELTA = 3.5;
static const double NOISE_SHARE = 0.05;

/* ---- the scripted model ------------------------------------------------------------------------ */

struct facts {
    double wage, weeks, usual_hours, rebate;
    int num_brackets;
    double start[BRACKETS], rate[BRACKETS];
};

static double number_after(const char *text, const char *words)
{
    const char *const at = strstr(text, words);

    assert_non_null(at);
    return strtod(at + strlen(words), NULL);
}

static void read_facts(struct facts *facts, const char *system, const char *user)
{
    const char *line = strstr(system, "of income in a year:");

    facts->wage = number_after(user, "You earn ");
    facts->weeks = number_after(user, "before tax and work ");
    facts->usual_hours = number_after(user, "Usually you work ");
    facts->rebate = number_after(system, "The rebate last year was ");
    facts->num_brackets = 0;
    assert_non_null(line);
    for (line = strchr(line, '\n') + 1; line[0] >= '0' && line[0] <= '9';
         line = strchr(line, '\n') + 1) {
        facts->start[facts->num_brackets] = strtod(line, NULL);
        facts->rate[facts->num_brackets++] = strtod(strchr(line, ':') + 1, NULL) / 100.0;
    }
    assert_true(facts->num_brackets > 0);
}

static double tax_of(const struct facts *facts, double z)
{
    double tax = 0.0;

    for (int j = 0; j < facts->num_brackets; j++) {
        const double end = j + 1 < facts->num_brackets ? facts->start[j + 1] : INFINITY;

        if (z > facts->start[j])
            tax += facts->rate[j] * (fmin(z, end) - facts->start[j]);
    }
    return tax;
}

/* The tax system of 2024 for a single filer with the standard deduction, under which hours were observed. */
static double baseline_rate(double z)
{
    static const double start[] = {0, 14600, 26200, 61750, 115125, 206550, 258325, 623950};
    static const double rate[] = {0, 0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37};
    int j = 7;

    while (j > 0 && z < start[j])
        j--;
    return rate[j];
}

static void log_probabilities(const struct facts *facts, double *log_probability)
{
    const double z0 = facts->wage * facts->weeks * facts->usual_hours;
    const double threshold_effort = (1.0 - baseline_rate(z0)) * pow(z0, 1.0 - DELTA);
    double best = -INFINITY;
    double sum = 0.0;

    for (int k = 0; k < OPTIONS; k++) {
        const double z = facts->wage * facts->weeks * 10.0 * k;

        log_probability[k] =
            (z - tax_of(facts, z) + facts->rebate - pow(z, DELTA) * threshold_effort / DELTA) /
            (NOISE_SHARE * z0);
        best = fmax(best, log_probability[k]);
    }
    for (int k = 0; k < OPTIONS; k++)
        sum += exp(log_probability[k] - best);
    for (int k = 0; k < OPTIONS; k++)
        log_probability[k] -= best + log(sum);
}

/* ---- its server -------------------------------------------------------------------------------- */

static void add_token(cJSON *content, const char *token)
{
    cJSON *const entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "token", token);
    cJSON_AddArrayToObject(entry, "top_logprobs");
    cJSON_AddItemToArray(content, entry);
}

static void add_distribution(cJSON *content, const char *token, char words[OPTIONS][8],
                             const double *log_probability)
{
    cJSON *const entry = cJSON_CreateObject();
    cJSON *const top = cJSON_AddArrayToObject(entry, "top_logprobs");

    cJSON_AddStringToObject(entry, "token", token);
    for (int k = 0; k < OPTIONS; k++) {
        cJSON *const alternative = cJSON_CreateObject();

        cJSON_AddStringToObject(alternative, "token", words[k]);
        cJSON_AddNumberToObject(alternative, "logprob", log_probability[k]);
        cJSON_AddItemToArray(top, alternative);
    }
    cJSON_AddItemToArray(content, entry);
}

static int draw(const double *log_probability, double seed)
{
    const double u = fmod(seed * 0.6180339887498949, 1.0);
    double sum = 0.0;
    int k = 0;

    while (k < OPTIONS - 1 && (sum += exp(log_probability[k])) <= u)
        k++;
    return k;
}

/* Place of each option in the list of the prompt: "A: 40 hours a week". */
static void read_places(int option[OPTIONS], const char *user)
{
    for (int place = 0; place < OPTIONS; place++) {
        const char line[] = {'\n', (char)('A' + place), ':', ' ', '\0'};

        option[place] = (int)lround(number_after(user, line) / 10.0);
    }
}

static const char *content_of(const cJSON *messages, int k)
{
    return cJSON_GetObjectItem(cJSON_GetArrayItem(messages, k), "content")->valuestring;
}

static char *answer(const char *body)
{
    cJSON *const request = cJSON_Parse(body);
    const cJSON *const messages = cJSON_GetObjectItem(request, "messages");
    const char *const system = content_of(messages, 0);
    const char *const user = content_of(messages, 1);
    const double seed = cJSON_GetObjectItem(request, "seed")->valuedouble;
    struct facts facts;
    double log_probability[OPTIONS];
    double placed[OPTIONS];
    char words[OPTIONS][8];
    char content[256] = "";
    int option[OPTIONS];
    cJSON *const tokens = cJSON_CreateArray();

    read_facts(&facts, system, user);
    log_probabilities(&facts, log_probability);
    if (strstr(body, "\"enum\":[")) { /* number */
        for (int k = 0; k < OPTIONS; k++)
            snprintf(words[k], sizeof words[k], "%d", 10 * k);
        snprintf(content, sizeof content, "{\"hours\": %s}", words[4]);
        add_token(tokens, "{\"hours\":");
        add_token(tokens, " ");
        add_distribution(tokens, words[4], words, log_probability);
    } else if (strstr(body, "\"scores\"")) {
        size_t used = (size_t)snprintf(content, sizeof content, "{\"scores\": [");
        double best = -INFINITY;

        for (int k = 0; k < OPTIONS; k++)
            best = fmax(best, log_probability[k]);
        for (int k = 0; k < OPTIONS; k++)
            used += (size_t)snprintf(content + used, sizeof content - used, "%s%.0f", k ? ", " : "",
                                     fmax(0.0, 100.0 + 10.0 * (log_probability[k] - best)));
        snprintf(content + used, sizeof content - used, "]}");
    } else if (strstr(body, "\"hours\"")) {
        snprintf(content, sizeof content, "{\"hours\": %d}", 10 * draw(log_probability, seed));
    } else {
        read_places(option, user);
        for (int place = 0; place < OPTIONS; place++) {
            snprintf(words[place], sizeof words[place], "%c", 'A' + place);
            placed[place] = log_probability[option[place]];
        }
        snprintf(content, sizeof content, "A");
        add_distribution(tokens, "A", words, placed);
    }
    cJSON *const reply = cJSON_CreateObject();
    cJSON *const choices = cJSON_AddArrayToObject(reply, "choices");
    cJSON *const choice = cJSON_CreateObject();

    cJSON_AddStringToObject(cJSON_AddObjectToObject(choice, "message"), "content", content);
    cJSON_AddStringToObject(choice, "finish_reason", "stop");
    cJSON_AddItemToObject(cJSON_AddObjectToObject(choice, "logprobs"), "content", tokens);
    cJSON_AddItemToArray(choices, choice);
    char *const text = cJSON_PrintUnformatted(reply);

    cJSON_Delete(reply);
    cJSON_Delete(request);
    return text;
}

/* Backwards, so that order of arrival is not order of asking. */
static enum status send(void *context, struct exchange *exchanges, size_t count,
                        const struct transport_hooks *hooks, struct error *err)
{
    (void)context;
    for (size_t k = count; k-- > 0;) {
        bool may_go = true;

        TRY(hooks->leave(hooks->context, k, true, &may_go, err));
        exchanges[k].reply = answer(exchanges[k].body);
        exchanges[k].reply_bytes = strlen(exchanges[k].reply);
        TRY(hooks->done(hooks->context, k, NULL, err));
    }
    return STATUS_OK;
}

/* ---- the comparison ---------------------------------------------------------------------------- */

/* The last step, the same workers in the same order in every arm.  `influence` is what each worker adds
 * to W = mean ln u, with the rebate through which workers' taxes reach all:
 * ln u_i + mean(1/u) (T_i - mean T). */
struct arm {
    double hours[WORKERS], income[WORKERS], influence[WORKERS];
};

static void find_influence(double *influence, const struct outcome *outcome)
{
    double marginal = 0.0;
    double mean_tax = 0.0;

    for (int i = 0; i < WORKERS; i++) {
        const double u = fmax(outcome->utility_usd_per_year[i], 1000.0);

        influence[i] = log(u);
        marginal += (u > 1000.0 ? 1.0 / u : 0.0) / WORKERS;
        mean_tax += outcome->tax_usd_per_year[i] / WORKERS;
    }
    for (int i = 0; i < WORKERS; i++)
        influence[i] += marginal * (outcome->tax_usd_per_year[i] - mean_tax);
}

static void play(struct arm *arm, const char *const *overrides, size_t count)
{
    const struct transport transport = {.name = "scripted", .send = send};
    const struct gateway_options options = {.transport = &transport};
    struct settings *settings = NULL;
    struct simulation *simulation = NULL;
    struct gateway *gateway = NULL;
    struct error err = {0};

    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, count, &err));
    assert_ok(simulation_create(&simulation, settings, NULL, &err));
    if (simulation_needs_model(simulation)) {
        assert_ok(gateway_create(&gateway, settings, &options, &err));
        simulation_set_gateway(simulation, gateway);
    }
    assert_ok(simulation_run(simulation, NULL, NULL, &err));
    memcpy(arm->hours, simulation_outcome(simulation)->hours_per_week, sizeof arm->hours);
    memcpy(arm->income, simulation_outcome(simulation)->income_usd_per_year, sizeof arm->income);
    find_influence(arm->influence, simulation_outcome(simulation));
    simulation_destroy(simulation);
    gateway_destroy(gateway);
    settings_free(settings);
}

/* Two samples of hours, decile by decile (workers lie in the order of their potential earnings). */
static double p_of_equal_hours(const struct arm *a, const struct arm *b)
{
    double chi_square = 0.0;
    double degrees = 0.0;

    for (int decile = 0; decile < DECILES; decile++) {
        double count[2][OPTIONS] = {{0.0}};
        int num_seen = 0;

        for (int i = decile * WORKERS / DECILES; i < (decile + 1) * WORKERS / DECILES; i++) {
            count[0][lround(a->hours[i] / 10.0)] += 1.0;
            count[1][lround(b->hours[i] / 10.0)] += 1.0;
        }
        for (int k = 0; k < OPTIONS; k++) {
            const double both = count[0][k] + count[1][k];

            if (both < 10.0)
                continue;
            chi_square += (count[0][k] - count[1][k]) * (count[0][k] - count[1][k]) / both;
            num_seen++;
        }
        degrees += num_seen - 1.0;
    }
    return gsl_cdf_chisq_Q(chi_square, degrees);
}

static double mean_difference_in_errors(const double *x, const double *y)
{
    double sum = 0.0;
    double squares = 0.0;

    for (int i = 0; i < WORKERS; i++) { /* paired by worker: the same people in both arms */
        const double d = x[i] - y[i];

        sum += d;
        squares += d * d;
    }
    const double mean = sum / WORKERS;

    return mean / sqrt((squares / WORKERS - mean * mean) / (WORKERS - 1.0));
}

static void every_form_of_answer_does_what_the_logit_rule_does(void **state)
{
    static const char *const forms[] = {"sample", "number", "letters", "utilities"};
    const char *logit[] = {"rule.kind=logit",         "rule.hours_grid_step=10",
                           "population.workers=2000", "steps=3",
                           "rule.noise_share=0.05",   "planner.kind=flat",
                           "planner.flat_rate=0.4"};
    struct arm *const arms = calloc(2, sizeof *arms);

    (void)state;
    assert_non_null(arms);
    play(&arms[0], logit, sizeof logit / sizeof *logit);
    for (int f = 0; f < 4; f++) {
        char form[64];
        const char *llm[] = {form,
                             "rule.kind=llm",
                             "population.workers=2000",
                             "steps=3",
                             "llm.model=mind",
                             "llm.profile=llamacpp",
                             "rule.llm.softmax_temperature=10",
                             "rule.llm.history_steps=0",
                             "rule.llm.hours_options=[0,10,20,30,40,50,60,70,80,90,100]",
                             "planner.kind=flat",
                             "planner.flat_rate=0.4"};

        snprintf(form, sizeof form, "rule.llm.form=%s", forms[f]);
        play(&arms[1], llm, sizeof llm / sizeof *llm);
        const double p = p_of_equal_hours(&arms[0], &arms[1]);
        const double hours = mean_difference_in_errors(arms[1].hours, arms[0].hours);
        const double income = mean_difference_in_errors(arms[1].income, arms[0].income);
        const double welfare = mean_difference_in_errors(arms[1].influence, arms[0].influence);

        print_message("%s: p %.3f; hours %+.2f, income %+.2f, welfare %+.2f standard errors\n",
                      forms[f], p, hours, income, welfare);
        assert_true(p > 0.01);
        assert_true(fabs(hours) < 2.0);
        assert_true(fabs(income) < 2.0);
        assert_true(fabs(welfare) < 2.0);
    }
    free(arms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_answer_does_what_the_logit_rule_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
