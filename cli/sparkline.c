/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sparkline.h"

#include <math.h>

enum { LEVELS = 8 };

/* U+2581 to U+2588 in UTF-8. */
static const char *const BLOCKS[LEVELS] = {"\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83",
                                           "\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86",
                                           "\xe2\x96\x87", "\xe2\x96\x88"};
static const char *const LETTERS[LEVELS] = {"_", ".", "-", ":", "=", "+", "*", "#"};

/* Mean of the values that are numbers in part k of `columns` equal parts; NaN if none is. */
static double mean_of_part(const double *value, size_t count, size_t columns, size_t k)
{
    double sum = 0.0;
    size_t used = 0;

    for (size_t i = k * count / columns; i < (k + 1) * count / columns; i++)
        if (isfinite(value[i])) {
            sum += value[i];
            used++;
        }
    return used > 0 ? sum / (double)used : NAN;
}

void sparkline_append(struct text *text, const double *value, size_t count, size_t columns,
                      bool is_ascii)
{
    double lowest = INFINITY;
    double highest = -INFINITY;

    columns = columns < count ? columns : count;
    for (size_t k = 0; k < columns; k++) {
        const double mean = mean_of_part(value, count, columns, k);

        lowest = fmin(lowest, mean);
        highest = fmax(highest, mean);
    }
    for (size_t k = 0; k < columns; k++) {
        const double mean = mean_of_part(value, count, columns, k);
        /* A series that does not move is a line in the middle. */
        const double height = highest > lowest ? (mean - lowest) / (highest - lowest) : 0.5;
        const int level = (int)fmin(LEVELS * height, LEVELS - 1);

        text_append(text, "%s", isfinite(mean) ? (is_ascii ? LETTERS : BLOCKS)[level] : " ");
    }
}
