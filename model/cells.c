/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/cells.c: the arithmetic of cells. */
#include "model/cells.h"

int cells_count(const struct cells *cells)
{
    return cells->occupation.count * cells->sex.count * cells->age.count;
}

bool cells_is_whole(const struct cells *cells, int cell)
{
    return cell < cells_count(cells);
}

/* Cells of which a part is not known are counted on from the whole ones, each part from -1. */
int cells_pack(const struct cells *cells, int occupation, int sex, int age)
{
    if (occupation >= 0 && sex >= 0 && age >= 0)
        return (occupation * cells->sex.count + sex) * cells->age.count + age;
    return cells_count(cells) +
           ((occupation + 1) * (cells->sex.count + 1) + sex + 1) * (cells->age.count + 1) + age + 1;
}

int cells_occupation(const struct cells *cells, int cell)
{
    if (cells_is_whole(cells, cell))
        return cell / (cells->sex.count * cells->age.count);
    return (cell - cells_count(cells)) / ((cells->sex.count + 1) * (cells->age.count + 1)) - 1;
}

int cells_sex(const struct cells *cells, int cell)
{
    if (cells_is_whole(cells, cell))
        return cell / cells->age.count % cells->sex.count;
    return (cell - cells_count(cells)) / (cells->age.count + 1) % (cells->sex.count + 1) - 1;
}

int cells_age(const struct cells *cells, int cell)
{
    if (cells_is_whole(cells, cell))
        return cell % cells->age.count;
    return (cell - cells_count(cells)) % (cells->age.count + 1) - 1;
}

int cells_age_group(const struct cells *cells, double age_years)
{
    int group = -1;

    while (group + 1 < cells->age.count && age_years >= cells->age_from_years[group + 1])
        group++;
    return group;
}

const char *cell_trait_word(const struct cell_trait *trait, int value, double u)
{
    return trait->words[value * trait->num_words + (int)(u * trait->num_words)];
}
