/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/file.h"

#include "base/shown.h"
#include "base/text.h"
#include "config/jsonc.h"
#include "simulation/run_settings.h"
#include "studies/sweep/range.h"
#include "studies/sweep/sample.h"
#include "studies/sweep/scale.h"
#include "studies/sweep/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE_BYTES = 16 << 20, MAX_AXES = 16 };

/* Keys that move together along values of equal number. */
struct axis {
    const char *key[SWEEP_MAX_KEYS];
    const cJSON *values[SWEEP_MAX_KEYS]; /* a list, or a range (studies/sweep/range.h) */
    cJSON *spelled[SWEEP_MAX_KEYS];      /* what words among the values stand for; owned */
    size_t first_key, num_keys, length;
};

struct design {
    const char *path;
    struct axis axis[MAX_AXES];
    size_t num_axes, num_keys;
    const cJSON *exclude;
    cJSON *sampled;    /* lists of the sample's numbers, owned */
    cJSON *replicated; /* the range of the replications, owned */
    size_t saltelli_count, saltelli_first, saltelli_num_keys;
};

static enum status refuse(const struct design *design, const char *where, const char *expected,
                          struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT, "%s: %s: expected %s", design->path, where,
                     expected);
}

static double member(const cJSON *object, const char *name)
{
    const cJSON *const found = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(found) ? found->valuedouble : NAN;
}

static size_t length_of(const cJSON *values)
{
    if (cJSON_IsArray(values))
        return (size_t)cJSON_GetArraySize(values);
    return sweep_range_count(values);
}

static enum status add_key(struct design *design, struct axis *axis, const cJSON *values,
                           struct error *err)
{
    const size_t length = length_of(values);

    if (length == 0)
        return refuse(design, values->string, "a list of values, or " SWEEP_RANGE_EXPECTED, err);
    if (axis->num_keys > 0 && length != axis->length)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: zip: '%s' has %zu values and '%s' has %zu: expected as many",
                         design->path, axis->key[0], axis->length, values->string, length);
    if (design->num_keys == SWEEP_MAX_KEYS)
        return refuse(design, values->string, "at most 32 keys", err);
    for (size_t a = 0; a < design->num_axes; a++)
        for (size_t k = 0; k < design->axis[a].num_keys; k++)
            if (strcmp(design->axis[a].key[k], values->string) == 0)
                return refuse(design, values->string, "each key once", err);
    axis->key[axis->num_keys] = values->string;
    axis->values[axis->num_keys++] = values;
    axis->length = length;
    design->num_keys++;
    return STATUS_OK;
}

static enum status new_axis(struct design *design, struct axis **axis, struct error *err)
{
    if (design->num_axes == MAX_AXES)
        return refuse(design, "grid, zip", "at most 16 of them together", err);
    *axis = &design->axis[design->num_axes++];
    (*axis)->first_key = design->num_keys;
    return STATUS_OK;
}

static enum status read_axes(struct design *design, const cJSON *root, struct error *err)
{
    const cJSON *const grid = cJSON_GetObjectItemCaseSensitive(root, "grid");
    const cJSON *const zip = cJSON_GetObjectItemCaseSensitive(root, "zip");
    const cJSON *item;
    const cJSON *group;
    struct axis *axis = NULL;

    if (grid && !cJSON_IsObject(grid))
        return refuse(design, "grid", "an object of lists", err);
    if (zip && !cJSON_IsArray(zip))
        return refuse(design, "zip", "a list of objects of lists", err);
    cJSON_ArrayForEach(item, grid)
    {
        TRY(new_axis(design, &axis, err));
        TRY(add_key(design, axis, item, err));
    }
    cJSON_ArrayForEach(group, zip)
    {
        if (!cJSON_IsObject(group) || !group->child)
            return refuse(design, "zip", "a list of objects of lists", err);
        TRY(new_axis(design, &axis, err));
        cJSON_ArrayForEach(item, group) TRY(add_key(design, axis, item, err));
    }
    const cJSON *const sample = cJSON_GetObjectItemCaseSensitive(root, "sample");

    if (sample) {
        TRY(sweep_sample(&design->sampled, design->path, sample, err));
        TRY(new_axis(design, &axis, err));
        cJSON_ArrayForEach(item, design->sampled) TRY(add_key(design, axis, item, err));
        design->saltelli_count = sweep_sample_saltelli_count(sample);
        design->saltelli_first = axis->first_key;
        design->saltelli_num_keys = axis->num_keys;
    }
    design->exclude = cJSON_GetObjectItemCaseSensitive(root, "exclude");
    if (design->exclude && !cJSON_IsArray(design->exclude))
        return refuse(design, "exclude", "a list of objects", err);
    return STATUS_OK;
}

static enum status read_replicate(struct sweep_replicate *rule, struct design *design,
                                  const cJSON *root, struct error *err)
{
    const cJSON *const asked = cJSON_GetObjectItemCaseSensitive(root, "replicate");
    const cJSON *const key = cJSON_GetObjectItemCaseSensitive(asked, "key");
    const cJSON *const figure = cJSON_GetObjectItemCaseSensitive(asked, "figure");
    const double least = member(asked, "least");
    const double most = member(asked, "most");
    const cJSON *entry;
    struct axis *axis = NULL;

    if (!asked)
        return STATUS_OK;
    if (!cJSON_IsString(key) || !cJSON_IsString(figure) || cJSON_GetArraySize(asked) != 5 ||
        strlen(key->valuestring) >= REPLICATE_NAME_BYTES ||
        strlen(figure->valuestring) >= REPLICATE_NAME_BYTES)
        return refuse(design, "replicate", "key, figure, half_width, least and most", err);
    if (!(member(asked, "half_width") > 0.0) || !(least >= 2.0) || !(most >= least) ||
        most > SWEEP_MAX_POINTS || least != floor(least) || most != floor(most))
        return refuse(design, "replicate", "half_width > 0 and 2 <= least <= most", err);
    cJSON_ArrayForEach(entry, design->exclude) if (
        cJSON_GetObjectItemCaseSensitive(
            entry, key->valuestring)) return refuse(design, "exclude",
                                                    "nothing about the key of 'replicate'", err);
    *rule = (struct sweep_replicate){.half_width = member(asked, "half_width"),
                                     .least = (size_t)least,
                                     .most = (size_t)most};
    snprintf(rule->key, sizeof rule->key, "%s", key->valuestring);
    snprintf(rule->figure, sizeof rule->figure, "%s", figure->valuestring);
    design->replicated = cJSON_CreateObject();
    cJSON *const range = cJSON_AddObjectToObject(design->replicated, rule->key);

    if (!cJSON_AddNumberToObject(range, "from", 1.0) ||
        !cJSON_AddNumberToObject(range, "to", most) ||
        !cJSON_AddNumberToObject(range, "count", most))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");
    TRY(new_axis(design, &axis, err)); /* the last: runs of a point follow each other */
    return add_key(design, axis, range, err);
}

/* The value at a place, as JSON (caller deletes). */
static cJSON *value_at(const cJSON *values, size_t place)
{
    if (cJSON_IsArray(values))
        return cJSON_Duplicate(cJSON_GetArrayItem(values, (int)place), 1);
    return cJSON_CreateNumber(sweep_range_at(values, place));
}

/* value[num_keys] of a point: excluded if all that an entry names is equal. */
static bool is_excluded(const struct design *design, cJSON *const *value)
{
    const cJSON *entry;
    const cJSON *item;

    cJSON_ArrayForEach(entry, design->exclude)
    {
        bool all = entry->child != NULL;

        cJSON_ArrayForEach(item, entry)
        {
            bool found = false;

            for (size_t a = 0; a < design->num_axes; a++)
                for (size_t k = 0; k < design->axis[a].num_keys; k++)
                    if (strcmp(design->axis[a].key[k], item->string) == 0)
                        found = cJSON_Compare(value[design->axis[a].first_key + k], item, 1);
            all = all && found;
        }
        if (all)
            return true;
    }
    return false;
}

static enum status add_point(struct sweep_file *sweep, const cJSON *const *value, struct error *err)
{
    char **const override = calloc(sweep->num_keys, sizeof *override);

    if (!override)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the points of a sweep");
    sweep->point[sweep->num_points++].override = override;
    for (size_t k = 0; k < sweep->num_keys; k++) {
        struct text text = {0};
        char *const json = cJSON_PrintUnformatted(value[k]);

        text_append(&text, "%s=", sweep->key[k]);
        if (cJSON_IsNumber(value[k]))
            text_append_number(&text, value[k]->valuedouble);
        else
            text_append(&text, "%s", json ? json : "null");
        free(json);
        override[k] = text.bytes;
        if (text.failed)
            return error_set(err, STATUS_NO_MEMORY, "no memory for the points of a sweep");
    }
    return STATUS_OK;
}

/* What stands in the plan for a value. */
static const cJSON *planned(const struct axis *axis, size_t k, size_t number, const cJSON *value)
{
    return axis->spelled[k] ? cJSON_GetArrayItem(axis->spelled[k], (int)(number % axis->length))
                            : value;
}

static enum status expand_one(struct sweep_file *sweep, const struct design *design, size_t number,
                              struct error *err)
{
    cJSON *value[SWEEP_MAX_KEYS] = {NULL};
    const cJSON *in_plan[SWEEP_MAX_KEYS] = {NULL};
    enum status status = STATUS_OK;

    for (size_t a = design->num_axes; a-- > 0;) {
        const struct axis *const axis = &design->axis[a];

        for (size_t k = 0; k < axis->num_keys; k++) {
            cJSON **const at = &value[axis->first_key + k];

            *at = value_at(axis->values[k], number % axis->length);
            in_plan[axis->first_key + k] = planned(axis, k, number, *at);
        }
        number /= axis->length;
    }
    if (!is_excluded(design, value))
        status = add_point(sweep, in_plan, err);
    for (size_t k = 0; k < sweep->num_keys; k++)
        cJSON_Delete(value[k]);
    return status;
}

static enum status expand(struct sweep_file *sweep, const struct design *design, struct error *err)
{
    double count = 1.0;

    for (size_t a = 0; a < design->num_axes; a++)
        count *= (double)design->axis[a].length;
    if (count > SWEEP_MAX_POINTS)
        return error_set(err, STATUS_INVALID_INPUT, "%s: %.0f points: expected at most %d",
                         design->path, count, SWEEP_MAX_POINTS);
    for (size_t a = 0; a < design->num_axes; a++)
        for (size_t k = 0; k < design->axis[a].num_keys; k++)
            if (!(sweep->key[sweep->num_keys++] = strdup(design->axis[a].key[k])))
                return error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");
    sweep->point = calloc((size_t)count, sizeof *sweep->point);
    if (!sweep->point)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %.0f points", count);
    for (size_t number = 0; number < (size_t)count; number++)
        TRY(expand_one(sweep, design, number, err));
    return sweep->num_points > 0 ? STATUS_OK
                                 : refuse(design, "exclude", "some point to be left", err);
}

static enum status spell_out(struct design *design, struct error *err)
{
    struct setting_list *list = NULL;

    TRY(setting_list_create(&list, &run_setting_table, err));
    enum status status = STATUS_OK;

    for (size_t a = 0; a < design->num_axes; a++) {
        struct axis *const axis = &design->axis[a];

        for (size_t k = 0; !status && k < axis->num_keys; k++)
            status = sweep_words_spell_out(&axis->spelled[k], list, axis->key[k], axis->values[k],
                                           design->path, err);
    }
    setting_list_release(list);
    return status;
}

static void free_design(struct design *design)
{
    for (size_t a = 0; a < design->num_axes; a++)
        for (size_t k = 0; k < design->axis[a].num_keys; k++)
            cJSON_Delete(design->axis[a].spelled[k]);
    cJSON_Delete(design->sampled);
    cJSON_Delete(design->replicated);
}

static enum status check_keys(const struct design *design, const cJSON *root, struct error *err)
{
    static const char *const known[] = {"name",    "base",   "grid",        "zip",      "sample",
                                        "exclude", "scales", "tax_systems", "replicate"};
    const cJSON *item;

    if (!cJSON_IsObject(root))
        return refuse(design, "the file", "an object", err);
    cJSON_ArrayForEach(item, root)
    {
        bool is_known = false;

        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            is_known = is_known || strcmp(item->string, known[k]) == 0;
        if (!is_known) {
            const char *const near =
                text_nearest(item->string, known, sizeof known / sizeof *known);

            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: %s: expected name, base, grid, zip, sample, exclude, scales, "
                             "tax_systems or replicate%s%s%s",
                             design->path, item->string, near ? "; did you mean '" : "",
                             near ? near : "", near ? "'?" : "");
        }
    }
    return STATUS_OK;
}

/* A base that stands in the file: its text with blanks around it, so that complaints name the places of the file. */
static enum status cut_base(struct sweep_file *sweep, const struct jsonc *document,
                            struct error *err)
{
    for (size_t n = 1; n < document->num_nodes; n++) {
        const struct jsonc_node *const node = &document->nodes[n];
        const size_t end = (size_t)node->value_offset + node->value_length;

        if (node->parent != 0 || strncmp(document->text + node->key_offset, "\"base\"", 6) != 0)
            continue;
        sweep->base_text = strndup(document->text, end);
        for (size_t i = 0; sweep->base_text && i < node->value_offset; i++)
            if (sweep->base_text[i] != '\n')
                sweep->base_text[i] = ' ';
    }
    return sweep->base_text ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");
}

static enum status find_base(struct sweep_file *sweep, const struct design *design,
                             const struct jsonc *document, struct error *err)
{
    const cJSON *const base = cJSON_GetObjectItemCaseSensitive(document->root, "base");
    const char *const slash = strrchr(design->path, '/');
    char folder[FILES_MAX_PATH] = ".";

    if (cJSON_IsObject(base)) {
        snprintf(sweep->base, sizeof sweep->base, "%s", design->path);
        return cut_base(sweep, document, err);
    }
    if (!cJSON_IsString(base))
        return refuse(design, "base", "the path of a config, or a config", err);
    if (base->valuestring[0] == '/')
        return path_join(sweep->base, "", base->valuestring + 1, err);
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - design->path), design->path);
    return path_join(sweep->base, folder, base->valuestring, err);
}

static enum status read_name(struct sweep_file *sweep, const struct design *design,
                             const cJSON *root, struct error *err)
{
    const cJSON *const name = cJSON_GetObjectItemCaseSensitive(root, "name");

    if (name && (!cJSON_IsString(name) || shown_has_control(name->valuestring)))
        return refuse(design, "name", "text without control characters", err);
    sweep->name = strdup(name ? name->valuestring : "sweep");
    return sweep->name ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");
}

enum status sweep_file_read(struct sweep_file *sweep, const char *path,
                            const struct sweep_choice *choice, struct error *err)
{
    struct design design = {.path = path};
    struct jsonc document;
    char *text = NULL;
    size_t length = 0;

    *sweep = (struct sweep_file){0};
    TRY(file_read_all(path, MAX_FILE_BYTES, &text, &length, err));
    enum status status = jsonc_parse(&document, path, text, length, err);

    free(text);
    TRY(status);
    status = check_keys(&design, document.root, err);
    if (!status)
        status = sweep_scale_apply(document.root, path, choice, err);
    if (!status)
        status = sweep_scale_tax_systems(document.root, path, err);
    if (!status)
        status = read_name(sweep, &design, document.root, err);
    if (!status)
        status = find_base(sweep, &design, &document, err);
    if (!status)
        status = read_axes(&design, document.root, err);
    if (!status)
        status = read_replicate(&sweep->replicate, &design, document.root, err);
    if (!status && design.num_axes == 0)
        status = refuse(&design, "grid", "it, zip, sample or replicate to be there", err);
    if (!status)
        status = spell_out(&design, err);
    if (!status)
        status = expand(sweep, &design, err);
    sweep->saltelli_count = design.saltelli_count;
    sweep->saltelli_first = design.saltelli_first;
    sweep->saltelli_num_keys = design.saltelli_num_keys;
    free_design(&design);
    jsonc_free(&document);
    if (status)
        sweep_file_free(sweep);
    return status;
}

void sweep_file_free(struct sweep_file *sweep)
{
    for (size_t p = 0; p < sweep->num_points; p++) {
        for (size_t k = 0; sweep->point[p].override && k < sweep->num_keys; k++)
            free(sweep->point[p].override[k]);
        free(sweep->point[p].override);
    }
    for (size_t k = 0; k < sweep->num_keys; k++)
        free(sweep->key[k]);
    free(sweep->point);
    free(sweep->name);
    free(sweep->base_text);
    *sweep = (struct sweep_file){0};
}
