/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/kind.h: what every kind of every family has in common.  A family is a set of alternatives
 * that a config chooses from by name (planners, decision rules, welfare functions ...).  All that is
 * true of one kind stands in its one file, in a constant struct whose first member is a `struct
 * kind`; one word in the family's list names it (PLANNER_KINDS in planner/planner.h).  Choices
 * in the settings, help, reference page and messages are made from the list, so that nothing else has to
 * know the kind.
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

/* A family's list is a macro in the header of the family that names each kind once, its file and constant being
 * FAMILY_NAME:
 *
 *     #define PLANNER_KINDS(KIND) KIND(planner, none) KIND(planner, flat) KIND_TOY(KIND, planner)
 *     PLANNER_KINDS(KIND_DECLARE)
 *     KIND_FAMILY_DECLARE(planner);
 *
 * and KIND_FAMILY(planner, "planner", PLANNER_KINDS); in the one file that needs all of them. */
#define KIND_DECLARE(family, name) extern const struct family##_kind family##_##name;
#define KIND_ADDRESS(family, name) &family##_##name,
#define KIND_BASE(family, name) &family##_##name.kind,

#ifdef FISC_TOY_KINDS /* tests/toys */
#define KIND_TOY(KIND, family) KIND(family, toy)
#else
#define KIND_TOY(KIND, family)
#endif

#define KIND_FAMILY_DECLARE(family)                                                                \
    extern const struct family##_kind *const family##_kinds[]; /* ends with NULL */                \
    extern const struct kind_family family##_family

#define KIND_FAMILY(family, noun_in_messages, KINDS)                                               \
    const struct family##_kind *const family##_kinds[] = {KINDS(KIND_ADDRESS) NULL};               \
    static const struct kind *family##_at(size_t index)                                            \
    {                                                                                              \
        return family##_kinds[index] ? &family##_kinds[index]->kind : NULL;                        \
    }                                                                                              \
    const struct kind_family family##_family = {.noun = noun_in_messages, .at = family##_at}

/* Index of the kind with this name; -1 if the family has none. */
int kind_family_index(const struct kind_family *family, const char *name);

size_t kind_family_count(const struct kind_family *family);

#endif
