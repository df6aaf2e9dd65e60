/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/complaints.h: all that is wrong with a config, collected and told at once. */
#ifndef FISC_CONFIG_COMPLAINTS_H
#define FISC_CONFIG_COMPLAINTS_H

#include "base/text.h"

enum { COMPLAINTS_MAX_DESCRIBED = 100 };

struct complaints {
    struct text text; /* a line each */
    size_t count;
};

void complaints_add(struct complaints *complaints, const char *format, ...) PRINTF_LIKE(2, 3);

/* STATUS_INVALID_INPUT with as many whole lines as fit, if there is any; frees them. */
enum status complaints_raise(struct complaints *complaints, struct error *err) MUST_CHECK;

#endif
