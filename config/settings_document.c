/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_document.c: commented defaults and the reference page. */
#include "config/settings_document.h"

#include "base/text.h"
#include "config/setting_tree.h"
#include "config/settings_check.h"
#include "config/settings_effect.h"

#include <stdio.h>
#include <string.h>

/* Defaults with comments. */
static void defaults_open(void *context, const char *name, int depth)
{
    text_append(context, "\n%*s\"%s\": {\n", 2 * depth, "", name);
}

static void defaults_close(void *context, int depth)
{
    text_append(context, "%*s},\n", 2 * depth, "");
}

static void defaults_leaf(void *context, const struct setting_entry *entry, const char *name,
                          int depth)
{
    struct text *const text = context;
    struct text range = {0};

    settings_check_describe(&range, entry);
    text_append(text, "%*s// %s  %s.\n", 2 * depth, "", entry->setting->text,
                range.bytes ? range.bytes : "");
    text_append(text, "%*s%s\"%s\": %s,\n", 2 * depth, "",
                entry->setting->default_json ? "" : "// ", name,
                entry->setting->default_json ? entry->setting->default_json : "...");
    text_free(&range);
}

char *settings_document_defaults(const struct setting_list *list)
{
    struct text text = {0};
    const struct setting_tree_visitor visitor = {&text, defaults_open, defaults_close,
                                                 defaults_leaf};

    text_append(&text, "// %s: every setting with its default.\n{\n", list->table->title);
    setting_tree_walk(list, &visitor);
    text_append(&text, "}\n");
    return text.bytes;
}

/* Reference page. */
static void append_cell(struct text *text, const char *words)
{
    for (const char *c = words; *c; c++)
        text_append(text, *c == '|' ? "\\|" : "%c", *c);
}

static void append_when(struct text *text, const struct setting_entry *entry)
{
    struct text when = {0};

    settings_effect_write_when(&when, entry);
    append_cell(text, when.bytes ? when.bytes : "always");
    text_free(&when);
    if (entry->setting->is_outside_results)
        text_append(text, "; moves no result");
}

char *settings_document_reference(const struct setting_list *list)
{
    struct text text = {0};
    char section[SETTINGS_MAX_PATH] = "?";

    text_append(&text,
                "# %s\n\nMade by `fisc config reference` from the table in the code; do not "
                "edit.  A config is JSON with comments and trailing commas; every key may "
                "be left out.\n",
                list->table->title);
    for (size_t i = 0; i < list->count; i++) {
        const struct setting_entry *const entry = list->entries[i];
        char here[SETTINGS_MAX_PATH];
        struct text range = {0};

        snprintf(here, sizeof here, "%.*s",
                 strchr(entry->path, '.') ? (int)strcspn(entry->path, ".[") : 0, entry->path);
        if (strcmp(here, section) != 0) {
            snprintf(section, sizeof section, "%s", here);
            text_append(
                &text,
                "\n## %s\n| setting | what it takes | default | meaning | has an effect where |\n"
                "| --- | --- | --- | --- | --- |\n",
                *here ? here : "The run");
        }
        settings_check_describe(&range, entry);
        text_append(&text, "| `%s` | ", entry->path);
        append_cell(&text, range.bytes ? range.bytes : "");
        text_append(&text, " | %s%s%s | ", entry->setting->default_json ? "`" : "",
                    entry->setting->default_json ? entry->setting->default_json : "must be given",
                    entry->setting->default_json ? "`" : "");
        append_cell(&text, entry->setting->text);
        text_append(&text, " | ");
        append_when(&text, entry);
        text_append(&text, " |\n");
        text_free(&range);
    }
    return text.bytes;
}
