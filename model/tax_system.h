/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_system.h: what a government levies: a schedule on the income of a tax unit for every class of
 * units (filing status, children), and one on each adult's own earnings (payroll taxes), if there is one.
 * A unit of class c whose adults earn z_1 and z_2 owes T_c(z_1 + z_2) + P(z_1) + P(z_2).
 *
 * The struct is a handle of 32 bytes: its schedules are its own (tax_system_copy, tax_system_create) or
 * borrowed (tax_system_of_schedule), and `memory` says which.  Copying the struct copies no schedule:
 * at 1.5 KB each, a value that held a schedule for every class would be 50 KB, and a run keeps thousands. */
#ifndef FISC_MODEL_TAX_SYSTEM_H
#define FISC_MODEL_TAX_SYSTEM_H

#include "model/tax_schedule.h"

enum { TAX_MAX_CLASSES = 32 };

struct tax_system {
    int num_classes; /* [1, TAX_MAX_CLASSES]; 1: the same schedule for every class */
    const struct tax_schedule *class_schedule; /* [num_classes] */
    const struct tax_schedule *own_earnings;   /* NULL: none */
    struct tax_schedule *memory;               /* for tax_system_free; NULL: borrowed */
};

/* One schedule for everybody, which stays the caller's. */
static inline struct tax_system tax_system_of_schedule(const struct tax_schedule *schedule)
{
    return (struct tax_system){.num_classes = 1, .class_schedule = schedule};
}

/* On the income of units of a class. */
static inline const struct tax_schedule *tax_system_schedule(const struct tax_system *system,
                                                             int tax_class)
{
    return &system->class_schedule[system->num_classes > 1 ? tax_class : 0];
}

/* No tax at all, for `num_classes` classes.  Free what is created or copied. */
enum status tax_system_create(struct tax_system *system, int num_classes,
                              struct error *err) MUST_CHECK;
enum status tax_system_copy(struct tax_system *copy, const struct tax_system *system,
                            struct error *err) MUST_CHECK;
void tax_system_free(struct tax_system *system);

/* A copy that can be in force where units have `num_classes` classes: every schedule is valid by
 * tax_schedule_init, the system has one schedule or one a class, and rates stay in [-1, 1] where two
 * taxes meet.  STATUS_INVALID_INPUT says what is not. */
enum status tax_system_copy_checked(struct tax_system *copy, const struct tax_system *system,
                                    int num_classes, struct error *err) MUST_CHECK;

/* Raise the taxes of a class, or on own earnings, of a system that was created.
 * STATUS_INVALID_INPUT as tax_schedule_add. */
enum status tax_system_add(struct tax_system *system, int tax_class,
                           const struct tax_schedule *schedule, struct error *err) MUST_CHECK;
enum status tax_system_add_to_own_earnings(struct tax_system *system,
                                           const struct tax_schedule *schedule,
                                           struct error *err) MUST_CHECK;

bool tax_system_equal(const struct tax_system *a, const struct tax_system *b);

/* What units with one adult owe, without a tax on own earnings: T_c + P for every class.  It borrows
 * from `system` where that has none; free it in any case. */
enum status tax_system_compose(struct tax_system *composed, const struct tax_system *system,
                               struct error *err) MUST_CHECK;

/* The one schedule of a unit with one adult, for what knows no classes.  STATUS_INVALID_INPUT if there are
 * several. */
enum status tax_system_only_schedule(struct tax_schedule *schedule, const struct tax_system *system,
                                     struct error *err) MUST_CHECK;

#endif
