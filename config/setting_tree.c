/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/setting_tree.c: settings are in the order of their sections, so neighbours share the beginning of
 * their paths. */
#include "config/setting_tree.h"

#include <stdio.h>
#include <string.h>

static int count_dots(const char *path)
{
    int dots = 0;

    for (; *path; path++)
        dots += *path == '.';
    return dots;
}

/* How many leading sections two paths share. */
static int shared_sections(const char *a, const char *b)
{
    int shared = 0;

    for (; *a && *a == *b; a++, b++)
        shared += *a == '.';
    return shared;
}

static const char *segment(const char *path, int index, char room[static SETTINGS_MAX_PATH])
{
    while (index-- > 0)
        path = strchr(path, '.') + 1;
    snprintf(room, SETTINGS_MAX_PATH, "%.*s", (int)strcspn(path, "."), path);
    return room;
}

void setting_tree_walk(const struct setting_list *list, const struct setting_tree_visitor *visitor)
{
    const char *previous = "";
    int depth = 0;
    char room[SETTINGS_MAX_PATH];

    for (size_t i = 0; i < list->count; i++) {
        const struct setting_entry *const entry = list->entries[i];

        if (entry->list)
            continue;
        const int shared = shared_sections(previous, entry->path);
        const int sections = count_dots(entry->path);

        while (depth > shared)
            visitor->close(visitor->context, depth--);
        for (; depth < sections; depth++)
            visitor->open(visitor->context, segment(entry->path, depth, room), depth + 1);
        visitor->leaf(visitor->context, entry, segment(entry->path, sections, room), depth + 1);
        previous = entry->path;
    }
    while (depth > 0)
        visitor->close(visitor->context, depth--);
}
