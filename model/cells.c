/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/cells.c: the arithmetic of cells. */
#include "model/cells.h"

int cells_count(const struct cells *cells)
{
    return cells->occupation.count * cells->sex.count * cells->age.count;
}

int cells_pack(const struct cells *cells, int occupation, int sex, int age)
{
    return (occupation * cells->sex.count + sex) * cells->age.count + age;
}

int cells_occupation(const struct cells *cells, int cell)
{
    return cell / (cells->sex.count * cells->age.count);
}

int cells_sex(const struct cells *cells, int cell)
{
    return cell / cells->age.count % cells->sex.count;
}

int cells_age(const struct cells *cells, int cell)
{
    return cell % cells->age.count;
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
