/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/plan.h"

#include "base/json_writer.h"
#include "base/shipped.h"
#include "simulation/run_settings.h"
#include "studies/replications.h"
#include "studies/sweep/draft.h"
#include "studies/sweep/scale.h"

#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

enum { MAX_PLAN_BYTES = 1 << 30, MAX_BASE_BYTES = 16 << 20 };

/* ---- making ------------------------------------------------------------------------------------ */

static void write_keys(struct json_writer *json, const struct sweep_file *sweep, size_t first,
                       size_t count)
{
    json_open_array(json, "keys");
    for (size_t k = first; k < first + count; k++)
        json_string(json, NULL, sweep->key[k]);
    json_close(json);
}

static void write_head(struct text *plan, const struct sweep_file *sweep, size_t num_points,
                       const char *base)
{
    const struct sweep_replicate *const replicate = &sweep->replicate;
    struct json_writer json = json_writer_of(plan, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_integer(&json, "fisc_sweep", 1);
    json_string(&json, "name", sweep->name);
    json_integer(&json, "points", (int64_t)num_points);
    json_print(&json, "base_hash", "\"%016llx\"",
               (unsigned long long)XXH3_64bits(base, strlen(base)));
    write_keys(&json, sweep, 0, sweep->num_keys);
    if (replicate->most > 0) {
        json_open_object(&json, "replicate");
        json_string(&json, "key", replicate->key);
        json_string(&json, "figure", replicate->figure);
        json_number(&json, "half_width", replicate->half_width);
        json_integer(&json, "least", (int64_t)replicate->least);
        json_integer(&json, "most", (int64_t)replicate->most);
        json_close(&json);
    }
    if (sweep->saltelli_count > 0) {
        json_open_object(&json, "saltelli");
        json_integer(&json, "count", (int64_t)sweep->saltelli_count);
        write_keys(&json, sweep, sweep->saltelli_first, sweep->saltelli_num_keys);
        json_close(&json);
    }
    json_close(&json);
    text_append(plan, "\n");
}

static void write_points(struct text *plan, const struct sweep_draft *draft)
{
    const struct sweep_file *const sweep = draft->sweep;
    int64_t index = 0;

    for (size_t p = 0; p < sweep->num_points; p++) {
        struct json_writer json = json_writer_of(plan, JSON_COMPACT);

        if (sweep_draft_is_merged(draft, p))
            continue;
        json_open_object(&json, NULL);
        json_integer(&json, "index", index++);
        json_string(&json, "config_hash", draft->hash[p]);
        json_open_array(&json, "overrides");
        for (size_t k = 0; k < sweep->num_keys; k++)
            json_string(&json, NULL, sweep->point[p].override[k]);
        json_close(&json);
        json_close(&json);
        text_append(plan, "\n");
    }
}

static bool holds(const char *path, const char *bytes, size_t length)
{
    char *found = NULL;
    size_t num_found = 0;
    const bool is_same =
        file_read_all(path, MAX_PLAN_BYTES, &found, &num_found, NULL) == STATUS_OK &&
        num_found == length && memcmp(found, bytes, length) == 0;

    free(found);
    return is_same;
}

static enum status keep_plan(const char *folder, const char *base, const struct text *plan,
                             struct error *err)
{
    char base_path[FILES_MAX_PATH], plan_path[FILES_MAX_PATH];

    TRY(folder_create(folder, err));
    TRY(path_join(base_path, folder, "base.json", err));
    TRY(path_join(plan_path, folder, "plan.jsonl", err));
    if (file_exists(plan_path))
        return holds(base_path, base, strlen(base)) && holds(plan_path, plan->bytes, plan->length)
                   ? STATUS_OK
                   : error_set(err, STATUS_CANNOT_CREATE,
                               "%s: holds another plan, which never changes: expected a new folder",
                               folder);
    TRY(file_write_whole(base_path, base, strlen(base), err));
    return file_write_whole(plan_path, plan->bytes, plan->length, err);
}

static enum status write_plan(const struct sweep_draft *draft, const char *folder,
                              size_t *num_points, struct error *err)
{
    char *const base = settings_to_json(draft->base, true);
    struct text plan = {0};

    *num_points = 0;
    for (size_t p = 0; p < draft->sweep->num_points; p++)
        *num_points += !sweep_draft_is_merged(draft, p);
    if (base) {
        write_head(&plan, draft->sweep, *num_points, base);
        write_points(&plan, draft);
    }
    const enum status status = base && !plan.failed
                                   ? keep_plan(folder, base, &plan, err)
                                   : error_set(err, STATUS_NO_MEMORY, "no memory for a plan");

    text_free(&plan);
    free(base);
    return status;
}

/* Is a point run with several seeds? */
static bool has_seeds(const struct sweep_file *sweep)
{
    for (size_t k = 0; k < sweep->num_keys; k++)
        if (strcmp(sweep->key[k], "seed") == 0 && sweep_draft_varies(sweep, k))
            return true;
    return sweep->replicate.most > 0 && strcmp(sweep->replicate.key, "seed") == 0;
}

/* Each seed has workers of its own where the source can have them. */
static enum status replicate(struct settings **base, struct error *err)
{
    struct settings *replicated = NULL;

    TRY(replications_settings(&replicated, *base, err));
    settings_free(*base);
    *base = replicated;
    return STATUS_OK;
}

enum status sweep_plan_make(const char *sweep_path, const struct sweep_choice *choice,
                            const char *folder, struct sweep_planned *planned, struct error *err)
{
    struct sweep_file sweep;
    struct settings *base = NULL;
    struct sweep_draft draft = {0};
    char found[FILES_MAX_PATH];

    *planned = (struct sweep_planned){0};
    shipped_file(found, "sweeps", sweep_path);
    TRY(sweep_file_read(&sweep, found, choice, err));
    enum status status =
        sweep.base_text
            ? settings_parse_part(&base, &run_setting_table, sweep.base, sweep.base_text, err)
            : settings_load(&base, &run_setting_table, sweep.base, NULL, 0, err);

    if (!status && has_seeds(&sweep))
        status = replicate(&base, err);
    if (!status)
        status = sweep_draft_create(&draft, &sweep, base, choice->allows_unused, err);
    if (!status)
        status = write_plan(&draft, folder, &planned->num_points, err);
    planned->num_merged = sweep.num_points - planned->num_points;
    sweep_draft_free(&draft);
    settings_free(base);
    sweep_file_free(&sweep);
    return status;
}

/* ---- reading ----------------------------------------------------------------------------------- */

static enum status broken(const struct sweep_plan *plan, struct error *err)
{
    return error_set(err, STATUS_CONFIG_CONFLICT,
                     "%s: plan.jsonl or base.json is not what 'fisc sweep plan' wrote",
                     plan->folder);
}

static char *copy_of(const cJSON *item)
{
    return cJSON_IsString(item) ? strdup(item->valuestring) : NULL;
}

/* What write_head() wrote: no need to doubt it, the hash of the plan holds. */
static enum status read_replicate(struct sweep_plan *plan, const cJSON *head, struct error *err)
{
    const cJSON *const asked = cJSON_GetObjectItemCaseSensitive(head, "replicate");
    const char *const key = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(asked, "key"));
    const char *const figure =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(asked, "figure"));
    const double least = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(asked, "least"));
    const double most = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(asked, "most"));

    if (!asked)
        return STATUS_OK;
    if (!key || !figure || !(least >= 2.0) || !(most >= least) || most > (double)plan->num_points ||
        plan->num_points % (size_t)most != 0)
        return broken(plan, err);
    plan->replicate = (struct sweep_replicate){
        .half_width = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(asked, "half_width")),
        .least = (size_t)least,
        .most = (size_t)most,
    };
    snprintf(plan->replicate.key, sizeof plan->replicate.key, "%s", key);
    snprintf(plan->replicate.figure, sizeof plan->replicate.figure, "%s", figure);
    return STATUS_OK;
}

static enum status read_head(struct sweep_plan *plan, const cJSON *head, struct error *err)
{
    const cJSON *const points = cJSON_GetObjectItemCaseSensitive(head, "points");
    const cJSON *const base_hash = cJSON_GetObjectItemCaseSensitive(head, "base_hash");
    const cJSON *const keys = cJSON_GetObjectItemCaseSensitive(head, "keys");
    char hash[17];
    const cJSON *key;

    snprintf(hash, sizeof hash, "%016llx",
             (unsigned long long)XXH3_64bits(plan->base, plan->base_bytes));
    if (!cJSON_IsNumber(points) || points->valuedouble < 1.0 ||
        points->valuedouble > SWEEP_MAX_POINTS || !cJSON_IsString(base_hash) ||
        strcmp(base_hash->valuestring, hash) != 0 || cJSON_GetArraySize(keys) > SWEEP_MAX_KEYS)
        return broken(plan, err);
    plan->name = copy_of(cJSON_GetObjectItemCaseSensitive(head, "name"));
    cJSON_ArrayForEach(key, keys) if (!(plan->key[plan->num_keys++] =
                                            copy_of(key))) return broken(plan, err);
    plan->num_points = (size_t)points->valuedouble;
    plan->point = calloc(plan->num_points, sizeof *plan->point);
    return plan->name && plan->point ? read_replicate(plan, head, err) : broken(plan, err);
}

static enum status read_point(struct sweep_plan *plan, size_t p, const cJSON *line,
                              struct error *err)
{
    struct planned_point *const point = &plan->point[p];
    const cJSON *const index = cJSON_GetObjectItemCaseSensitive(line, "index");
    const cJSON *const hash = cJSON_GetObjectItemCaseSensitive(line, "config_hash");
    const cJSON *const overrides = cJSON_GetObjectItemCaseSensitive(line, "overrides");
    size_t k = 0;
    const cJSON *item;

    if (!cJSON_IsNumber(index) || index->valuedouble != (double)p || !cJSON_IsString(hash) ||
        strlen(hash->valuestring) + 1 != sizeof point->config_hash ||
        strspn(hash->valuestring, "0123456789abcdef") !=
            strlen(hash->valuestring) || /* a path's part */
        (size_t)cJSON_GetArraySize(overrides) != plan->num_keys)
        return broken(plan, err);
    strcpy(point->config_hash, hash->valuestring);
    point->override = calloc(plan->num_keys, sizeof *point->override);
    if (!point->override)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a plan");
    cJSON_ArrayForEach(item, overrides) if (!(point->override[k++] =
                                                  copy_of(item))) return broken(plan, err);
    return STATUS_OK;
}

static enum status read_lines(struct sweep_plan *plan, const char *text, size_t length,
                              struct error *err)
{
    size_t number = 0;

    for (const char *at = text; at < text + length; number++) {
        const char *const end = memchr(at, '\n', (size_t)(text + length - at));
        cJSON *const line = end ? cJSON_ParseWithLength(at, (size_t)(end - at)) : NULL;
        enum status status = STATUS_OK;

        if (!line || (number > 0 && number > plan->num_points))
            status = broken(plan, err);
        else
            status =
                number == 0 ? read_head(plan, line, err) : read_point(plan, number - 1, line, err);
        cJSON_Delete(line);
        TRY(status);
        at = end + 1;
    }
    return number == plan->num_points + 1 ? STATUS_OK : broken(plan, err);
}

static enum status read_plan(struct sweep_plan *plan, struct error *err)
{
    char path[FILES_MAX_PATH];
    char *text = NULL;
    size_t length = 0;

    TRY(path_join(path, plan->folder, "base.json", err));
    TRY(file_read_all(path, MAX_BASE_BYTES, &plan->base, &plan->base_bytes, err));
    TRY(path_join(path, plan->folder, "plan.jsonl", err));
    TRY(file_read_all(path, MAX_PLAN_BYTES, &text, &length, err));
    snprintf(plan->hash, sizeof plan->hash, "%016llx",
             (unsigned long long)XXH3_64bits(text, length));
    enum status status = read_lines(plan, text, length, err);

    free(text);
    if (!status)
        status = settings_parse(&plan->settings, &run_setting_table, "base.json", plan->base,
                                plan->base_bytes, NULL, 0, err);
    return status;
}

enum status sweep_plan_read(struct sweep_plan *plan, const char *folder, struct error *err)
{
    *plan = (struct sweep_plan){0};
    TRY(path_join(plan->folder, folder, "", err));
    plan->folder[strlen(plan->folder) - 1] = '\0'; /* path_join ended it with a slash */
    const enum status status = read_plan(plan, err);

    if (status)
        sweep_plan_free(plan);
    return status == STATUS_MISSING_INPUT
               ? error_add_context(err, "expected the folder that 'fisc sweep plan' made")
               : status;
}

void sweep_plan_free(struct sweep_plan *plan)
{
    for (size_t p = 0; plan->point && p < plan->num_points; p++) {
        for (size_t k = 0; plan->point[p].override && k < plan->num_keys; k++)
            free(plan->point[p].override[k]);
        free(plan->point[p].override);
    }
    for (size_t k = 0; k < plan->num_keys; k++)
        free(plan->key[k]);
    free(plan->point);
    settings_free(plan->settings);
    free(plan->base);
    free(plan->name);
    *plan = (struct sweep_plan){0};
}

enum status sweep_plan_settings(struct settings **settings, const struct sweep_plan *plan,
                                size_t point, struct error *err)
{
    return sweep_point_settings(settings, plan->settings, plan->point[point].override,
                                plan->num_keys, err);
}
