/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/setting_tree.h: the sections of a list of settings as a tree, walked in order. */
#ifndef FISC_CONFIG_SETTING_TREE_H
#define FISC_CONFIG_SETTING_TREE_H

#include "config/setting_list.h"

/* `depth` of the names in it, from 1; `name`: the last segment of the path. */
struct setting_tree_visitor {
    void *context;
    void (*open)(void *context, const char *name, int depth);
    void (*close)(void *context, int depth);
    void (*leaf)(void *context, const struct setting_entry *entry, const char *name, int depth);
};

/* Keys of objects in lists are not visited: their list is. */
void setting_tree_walk(const struct setting_list *list, const struct setting_tree_visitor *visitor);

#endif
