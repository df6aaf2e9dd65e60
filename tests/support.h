/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/support.h: cmocka in the order that it needs, and close comparison of doubles. */
#ifndef FISC_TESTS_SUPPORT_H
#define FISC_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Under sanitizers fewer cases, of laws that say nothing about memory. */
static inline bool is_small_scale(void)
{
    const char *const scale = getenv("FISC_TEST_SCALE");

    return scale && strcmp(scale, "small") == 0;
}

/* |actual - expected| <= tolerance, absolute; fails on NaN. */
#define assert_close(actual, expected, tolerance)                                                  \
    do {                                                                                           \
        const double actual_ = (actual);                                                           \
        const double expected_ = (expected);                                                       \
        if (!(fabs(actual_ - expected_) <= (tolerance))) {                                         \
            fprintf(stderr, "%s:%d: %s is %.17g, expected %.17g +- %g\n", __FILE__, __LINE__,      \
                    #actual, actual_, expected_, (double)(tolerance));                             \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

/* The call must return STATUS_OK; prints its story otherwise.  `err` must be in scope. */
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != STATUS_OK) {                                                                 \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, err.message);            \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#endif
