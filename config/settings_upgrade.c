/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_upgrade.c: finds old names by their places in the parsed text and copies everything
 * else as it stands. */
#include "config/settings_upgrade.h"

#include "config/jsonc.h"
#include "config/settings_check.h"

#include <stdio.h>
#include <string.h>

struct upgrading {
    const struct setting_table *table;
    const struct jsonc *document;
    const char *original;
    struct text *upgraded;
    size_t copied; /* bytes of the original that are behind us */
    size_t num_changes;
};

/* What `old_name` is called now; NULL if it was not renamed. */
static const char *new_name_of(const struct setting_table *table, const char *old_name)
{
    for (size_t k = 0; table->renames && table->renames[k]; k++)
        for (const struct setting_rename *rename = table->renames[k]; rename->old_name; rename++)
            if (strcmp(rename->old_name, old_name) == 0)
                return rename->new_name;
    return NULL;
}

/* A quoted word at `offset` gives way to `word`. */
static void replace(struct upgrading *upgrading, size_t offset, const char *word)
{
    const char *const original = upgrading->original;
    size_t end = offset + 1;

    while (original[end] && original[end] != '"')
        end += original[end] == '\\' ? 2 : 1;
    text_append_bytes(upgrading->upgraded, original + upgrading->copied,
                      offset - upgrading->copied);
    text_append(upgrading->upgraded, "\"%s\"", word);
    upgrading->copied = end + 1;
    upgrading->num_changes++;
}

static const char *last_segment(const char *path)
{
    const char *const dot = strrchr(path, '.');

    return dot ? dot + 1 : path;
}

static void upgrade_value(struct upgrading *upgrading, const char *path, const cJSON *value,
                          uint32_t node)
{
    char old_name[2 * SETTINGS_MAX_PATH];

    if (!cJSON_IsString(value))
        return;
    snprintf(old_name, sizeof old_name, "%s=%s", path, value->valuestring);
    const char *const new_name = new_name_of(upgrading->table, old_name);

    if (new_name)
        replace(upgrading, upgrading->document->nodes[node].value_offset,
                strchr(new_name, '=') + 1);
}

/* Members of an object, or elements of a list, whose path is `path`. */
static void upgrade_children(struct upgrading *upgrading, const char *path, const cJSON *parent,
                             uint32_t node)
{
    uint32_t child_node = node + 1;
    const cJSON *child = NULL;

    cJSON_ArrayForEach(child, parent)
    {
        char here[SETTINGS_MAX_PATH];

        if (cJSON_IsArray(parent)) {
            snprintf(here, sizeof here, "%s[]", path);
        } else {
            snprintf(here, sizeof here, "%s%s%s", path, *path ? "." : "", child->string);
            const char *const new_name = new_name_of(upgrading->table, here);

            if (new_name)
                replace(upgrading, upgrading->document->nodes[child_node].key_offset,
                        last_segment(new_name));
        }
        upgrade_value(upgrading, here, child, child_node);
        upgrade_children(upgrading, here, child, child_node);
        child_node += settings_check_count_nodes(child);
    }
}

enum status settings_upgrade(struct text *upgraded, size_t *num_changes,
                             const struct setting_table *table, const char *name, const char *text,
                             size_t length, struct error *err)
{
    struct jsonc document;

    TRY(jsonc_parse(&document, name, text, length, err));
    struct upgrading upgrading = {.table = table,
                                  .document = &document,
                                  .original = text,
                                  .upgraded = upgraded};

    upgrade_children(&upgrading, "", document.root, 0);
    text_append_bytes(upgraded, text + upgrading.copied, length - upgrading.copied);
    *num_changes = upgrading.num_changes;
    jsonc_free(&document);
    return upgraded->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a config")
                            : STATUS_OK;
}
