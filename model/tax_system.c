/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_system.c: schedules of classes of tax units, kept in one piece of memory: those of the classes,
 * then room for the one on own earnings. */
#include "model/tax_system.h"

#include <stdlib.h>

static enum status allocate(struct tax_system *system, int num_classes, struct error *err)
{
    *system = (struct tax_system){0};
    if (num_classes < 1 || num_classes > TAX_MAX_CLASSES)
        return error_set(err, STATUS_INVALID_INPUT,
                         "a tax system has 1 to %d classes, this one has %d", TAX_MAX_CLASSES,
                         num_classes);
    struct tax_schedule *const memory = malloc(((size_t)num_classes + 1) * sizeof *memory);

    if (!memory)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a tax system");
    *system =
        (struct tax_system){.num_classes = num_classes, .class_schedule = memory, .memory = memory};
    return STATUS_OK;
}

void tax_system_free(struct tax_system *system)
{
    free(system->memory);
    *system = (struct tax_system){0};
}

enum status tax_system_create(struct tax_system *system, int num_classes, struct error *err)
{
    TRY(allocate(system, num_classes, err));
    for (int c = 0; c < num_classes; c++)
        TRY(tax_schedule_init_flat(&system->memory[c], 0.0, err));
    return STATUS_OK;
}

enum status tax_system_copy(struct tax_system *copy, const struct tax_system *system,
                            struct error *err)
{
    TRY(allocate(copy, system->num_classes, err));
    for (int c = 0; c < system->num_classes; c++)
        copy->memory[c] = system->class_schedule[c];
    if (system->own_earnings) {
        copy->memory[copy->num_classes] = *system->own_earnings;
        copy->own_earnings = &copy->memory[copy->num_classes];
    }
    return STATUS_OK;
}

static enum status check_schedule(struct tax_schedule *schedule, struct error *err)
{
    struct tax_schedule checked;

    TRY(tax_schedule_init_sum(&checked, schedule->num_brackets, schedule->start_usd_per_year,
                              schedule->marginal_rate, schedule->tax_at_start_usd_per_year[0],
                              err));
    *schedule = checked;
    return STATUS_OK;
}

static enum status check(struct tax_system *system, struct error *err)
{
    struct tax_system composed;

    for (int c = 0; c < system->num_classes; c++)
        if (check_schedule(&system->memory[c], err))
            return system->num_classes == 1 ? err->status
                                            : error_add_context(err, "in tax class %d", c);
    if (!system->own_earnings)
        return STATUS_OK;
    TRY(check_schedule(&system->memory[system->num_classes], err));
    TRY(tax_system_compose(&composed, system, err));
    tax_system_free(&composed);
    return STATUS_OK;
}

enum status tax_system_copy_checked(struct tax_system *copy, const struct tax_system *system,
                                    int num_classes, struct error *err)
{
    struct error reason = {0};

    *copy = (struct tax_system){0};
    if (system->num_classes != 1 && system->num_classes != num_classes)
        return error_set(err, STATUS_INVALID_INPUT,
                         "a tax system of %d classes where tax units have %d: expected one "
                         "schedule, or one for each class",
                         system->num_classes, num_classes);
    TRY(tax_system_copy(copy, system, err));
    if (check(copy, &reason)) {
        tax_system_free(copy);
        return error_set_story(err, reason.status, reason.message);
    }
    return STATUS_OK;
}

static enum status add_to(struct tax_schedule *sum, const struct tax_schedule *schedule,
                          struct error *err)
{
    const struct tax_schedule before = *sum;

    return tax_schedule_add(sum, &before, schedule, err);
}

enum status tax_system_add(struct tax_system *system, int tax_class,
                           const struct tax_schedule *schedule, struct error *err)
{
    return add_to(&system->memory[tax_class], schedule, err);
}

enum status tax_system_add_to_own_earnings(struct tax_system *system,
                                           const struct tax_schedule *schedule, struct error *err)
{
    struct tax_schedule *const own_earnings = &system->memory[system->num_classes];

    if (!system->own_earnings)
        TRY(tax_schedule_init_flat(own_earnings, 0.0, err));
    system->own_earnings = own_earnings;
    return add_to(own_earnings, schedule, err);
}

bool tax_system_equal(const struct tax_system *a, const struct tax_system *b)
{
    bool equal = a->num_classes == b->num_classes && !a->own_earnings == !b->own_earnings &&
                 (!a->own_earnings || tax_schedule_equal(a->own_earnings, b->own_earnings));

    for (int c = 0; equal && c < a->num_classes; c++)
        equal = tax_schedule_equal(&a->class_schedule[c], &b->class_schedule[c]);
    return equal;
}

enum status tax_system_compose(struct tax_system *composed, const struct tax_system *system,
                               struct error *err)
{
    *composed = (struct tax_system){system->num_classes, system->class_schedule,
                                    system->own_earnings, NULL};
    if (!system->own_earnings)
        return STATUS_OK;
    TRY(allocate(composed, system->num_classes, err));
    for (int c = 0; c < system->num_classes; c++) {
        const enum status status =
            tax_schedule_add(&composed->memory[c], &system->class_schedule[c], system->own_earnings,
                             err);

        if (status) {
            tax_system_free(composed);
            return error_add_context(err, "with the tax on own earnings, in tax class %d", c);
        }
    }
    return STATUS_OK;
}

enum status tax_system_only_schedule(struct tax_schedule *schedule, const struct tax_system *system,
                                     struct error *err)
{
    struct tax_system composed;

    if (system->num_classes > 1)
        return error_set(err, STATUS_INVALID_INPUT,
                         "the tax system has %d classes of tax units: this looks at one schedule "
                         "for everybody",
                         system->num_classes);
    TRY(tax_system_compose(&composed, system, err));
    *schedule = composed.class_schedule[0];
    tax_system_free(&composed);
    return STATUS_OK;
}
