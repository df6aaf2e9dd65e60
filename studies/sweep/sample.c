/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/sample.h"

#include "base/random.h"
#include "studies/sweep/limits.h"

#include <gsl/gsl_qrng.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SALTELLI_KEYS = 20 };

struct survey {
    const cJSON *range[SWEEP_MAX_KEYS]; /* [num_keys]: [low, high], named */
    size_t num_keys, count;
    uint64_t seed;
    bool is_sobol;
    size_t saltelli_count; /* rows of a block of Saltelli's design; 0: another method */
    double *unit;          /* [num_keys][count] in [0, 1) */
};

static enum status refuse(const char *path, const char *where, const char *expected,
                          struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT, "%s: sample: %s: expected %s", path, where,
                     expected);
}

static bool is_range(const cJSON *range)
{
    const cJSON *const low = cJSON_GetArrayItem(range, 0);
    const cJSON *const high = cJSON_GetArrayItem(range, 1);

    return cJSON_IsArray(range) && cJSON_GetArraySize(range) == 2 && cJSON_IsNumber(low) &&
           cJSON_IsNumber(high) && low->valuedouble < high->valuedouble;
}

static enum status read_sample(struct survey *survey, const char *path, const cJSON *sample,
                               struct error *err)
{
    const cJSON *const method = cJSON_GetObjectItemCaseSensitive(sample, "method");
    const cJSON *const count = cJSON_GetObjectItemCaseSensitive(sample, "count");
    const cJSON *const seed = cJSON_GetObjectItemCaseSensitive(sample, "seed");
    const cJSON *const ranges = cJSON_GetObjectItemCaseSensitive(sample, "ranges");
    const cJSON *range;

    survey->is_sobol = cJSON_IsString(method) && strcmp(method->valuestring, "sobol") == 0;
    const bool is_saltelli = cJSON_IsString(method) && strcmp(method->valuestring, "saltelli") == 0;

    if (!survey->is_sobol && !is_saltelli &&
        !(cJSON_IsString(method) && strcmp(method->valuestring, "latin_hypercube") == 0))
        return refuse(path, "method", "sobol or latin_hypercube or saltelli", err);
    if (!cJSON_IsNumber(count) || count->valuedouble < 1.0 ||
        count->valuedouble > SWEEP_MAX_POINTS || count->valuedouble != floor(count->valuedouble))
        return refuse(path, "count", "a number of points", err);
    if (seed && !(cJSON_IsNumber(seed) && seed->valuedouble >= 0.0 && seed->valuedouble < 0x1p53))
        return refuse(path, "seed", "a number of at least 0", err);
    if (!cJSON_IsObject(ranges) || !ranges->child)
        return refuse(path, "ranges", "{\"key\": [low, high], ...}", err);
    cJSON_ArrayForEach(range, ranges)
    {
        if (!is_range(range))
            return refuse(path, range->string, "[low, high] with low < high", err);
        if (survey->num_keys == SWEEP_MAX_KEYS)
            return refuse(path, "ranges", "at most 32 keys", err);
        survey->range[survey->num_keys++] = range;
    }
    survey->count = (size_t)count->valuedouble;
    if (is_saltelli && survey->num_keys > MAX_SALTELLI_KEYS)
        return refuse(path, "ranges", "at most 20 keys for saltelli", err);
    if (is_saltelli && survey->count * (survey->num_keys + 2) > SWEEP_MAX_POINTS)
        return refuse(path, "count", "fewer points: saltelli takes count times (keys + 2)", err);
    if (is_saltelli) {
        survey->saltelli_count = survey->count;
        survey->count *= survey->num_keys + 2;
    }
    survey->seed = seed ? (uint64_t)seed->valuedouble : 1;
    return STATUS_OK;
}

/* Each key has one point in each of `count` equal parts of its range, in a random order (Fisher and
 * Yates), at a random place in the part. */
static void fill_latin_hypercube(struct survey *survey)
{
    for (size_t k = 0; k < survey->num_keys; k++) {
        double *const unit = survey->unit + k * survey->count;

        for (size_t i = 0; i < survey->count; i++)
            unit[i] = ((double)i + random_uniforms(survey->seed, RANDOM_DESIGN, k, i).u[0]) /
                      (double)survey->count;
        for (size_t i = survey->count; i-- > 1;) {
            const double u = random_uniforms(survey->seed, RANDOM_DESIGN, k, i).u[1];
            const size_t other = (size_t)(u * (double)(i + 1));
            const double kept = unit[i];

            unit[i] = unit[other];
            unit[other] = kept;
        }
    }
}

static enum status fill_sobol(struct survey *survey, struct error *err)
{
    gsl_qrng *const sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)survey->num_keys);
    double point[SWEEP_MAX_KEYS];

    if (!sequence)
        return error_set(err, STATUS_NO_MEMORY, "no memory for Sobol's sequence");
    for (size_t i = 0; i < survey->count; i++) {
        gsl_qrng_get(sequence, point);
        for (size_t k = 0; k < survey->num_keys; k++)
            survey->unit[k * survey->count + i] = point[k];
    }
    gsl_qrng_free(sequence);
    return STATUS_OK;
}

/* Blocks of rows: A, B, then for each key A with that key from B (Saltelli et al. 2010, Comput. Phys. Commun. 181(2)). */
static enum status fill_saltelli(struct survey *survey, struct error *err)
{
    const size_t num_keys = survey->num_keys;
    const size_t n = survey->saltelli_count;
    gsl_qrng *const sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)(2 * num_keys));
    double point[2 * MAX_SALTELLI_KEYS];

    if (!sequence)
        return error_set(err, STATUS_NO_MEMORY, "no memory for Sobol's sequence");
    for (size_t i = 0; i < n; i++) {
        gsl_qrng_get(sequence, point);
        for (size_t k = 0; k < num_keys; k++) {
            double *const unit = survey->unit + k * survey->count;

            unit[i] = point[k];
            unit[n + i] = point[num_keys + k];
            for (size_t block = 0; block < num_keys; block++)
                unit[(2 + block) * n + i] = block == k ? unit[n + i] : unit[i];
        }
    }
    gsl_qrng_free(sequence);
    return STATUS_OK;
}

size_t sweep_sample_saltelli_count(const cJSON *sample)
{
    const char *const method =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(sample, "method"));

    return method && strcmp(method, "saltelli") == 0
               ? (size_t)cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(sample, "count"))
               : 0;
}

/* Twelve digits are enough for a survey, and people read them. */
static bool write_values(cJSON *values, const struct survey *survey, size_t k)
{
    const double low = cJSON_GetArrayItem(survey->range[k], 0)->valuedouble;
    const double high = cJSON_GetArrayItem(survey->range[k], 1)->valuedouble;
    cJSON *const list = cJSON_AddArrayToObject(values, survey->range[k]->string);
    cJSON *last = NULL;

    for (size_t i = 0; list && i < survey->count; i++) {
        char digits[32];

        snprintf(digits, sizeof digits, "%.12g",
                 low + (high - low) * survey->unit[k * survey->count + i]);
        cJSON *const item = cJSON_CreateNumber(strtod(digits, NULL));

        if (!item || !cJSON_AddItemToArray(list, item))
            return false;
        last = item;
    }
    return last != NULL;
}

enum status sweep_sample(cJSON **values, const char *path, const cJSON *sample, struct error *err)
{
    struct survey survey = {0};

    *values = NULL;
    TRY(read_sample(&survey, path, sample, err));
    survey.unit = calloc(survey.num_keys * survey.count, sizeof *survey.unit);
    *values = cJSON_CreateObject();
    enum status status =
        survey.unit && *values
            ? STATUS_OK
            : error_set(err, STATUS_NO_MEMORY, "no memory for %zu points", survey.count);

    if (!status && survey.is_sobol)
        status = fill_sobol(&survey, err);
    else if (!status && survey.saltelli_count > 0)
        status = fill_saltelli(&survey, err);
    else if (!status)
        fill_latin_hypercube(&survey);
    for (size_t k = 0; !status && k < survey.num_keys; k++)
        if (!write_values(*values, &survey, k))
            status = error_set(err, STATUS_NO_MEMORY, "no memory for %zu points", survey.count);
    free(survey.unit);
    if (status) {
        cJSON_Delete(*values);
        *values = NULL;
    }
    return status;
}
