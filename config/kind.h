/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/kind.h: what every kind of every family has in common.  A family is a set of alternatives
 * that a config chooses from by name (planners, decision rules, welfare functions ...).  All that is
 * true of one kind stands in its one file, in a constant struct whose first member is a `struct
 * kind`; one line of the family's file lists it.  Choices in the settings, help, reference page and
 * messages are made from the list, so that nothing else has to know the kind.
 *
 *     const struct planner_kind planner_flat = {
 *         .kind = {.name = "flat", .summary = "one rate on all income", .settings = settings},
 *         .propose = propose, ...
 *     }; */
#ifndef FISC_CONFIG_KIND_H
#define FISC_CONFIG_KIND_H

#include <stddef.h>

struct setting;

struct kind {
    const char *name;    /* as written in configs; unique in its family */
    const char *summary; /* one line, without a full stop, for `fisc list` and the reference page */
    /* The groups of settings that it reads: pointers to arrays that end with {0}; the list ends with
     * NULL.  NULL: it has none.  Kinds that read the same settings list the same group. */
    const struct setting *const *settings;
};

struct kind_family {
    const char *noun;                       /* "planner"; for messages and `fisc list` */
    const struct kind *(*at)(size_t index); /* in the order of the list; NULL past its end */
};

/* Index of the kind with this name; -1 if the family has none. */
int kind_family_index(const struct kind_family *family, const char *name);

size_t kind_family_count(const struct kind_family *family);

#endif
