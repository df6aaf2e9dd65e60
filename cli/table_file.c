/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/table_file.h"

#include "cli/analysis_package.h"

#include <stdio.h>
#include <string.h>

static bool ends_with_one_of(const char *path, const char *const *endings)
{
    const char *const dot = path ? strrchr(path, '.') : NULL;

    for (; dot && *endings; endings++)
        if (strcmp(dot, *endings) == 0)
            return true;
    return false;
}

bool table_file_is_hdf5(const char *path)
{
    static const char *const endings[] = {".h5", ".hdf5", ".nc", NULL};

    return ends_with_one_of(path, endings);
}

bool table_file_is_converted(const char *path)
{
    static const char *const endings[] = {".xlsx", ".dta", NULL};

    return ends_with_one_of(path, endings);
}

enum status table_file_check(const char *path, struct error *err)
{
    static const char *const excel[] = {".xlsx", NULL};
    char python[FILES_MAX_PATH];

    if (!table_file_is_converted(path))
        return STATUS_OK;
    TRY(analysis_package_python(python, err));
    const char *const probe[] = {python, "-c", "import openpyxl", NULL};

    if (ends_with_one_of(path, excel) && analysis_package_call(probe, true) != 0)
        return error_set(
            err, STATUS_MISSING_INPUT,
            "%s: %s has no openpyxl, which writes tables for Excel: '%s -m pip install "
            "openpyxl' adds it, and a name that ends in .csv needs nothing",
            path, python, python);
    return STATUS_OK;
}

static enum status prepare(struct table_file *file, const char *path, const char *ending,
                           struct error *err)
{
    char name[16];

    *file = (struct table_file){.path = path, .source = path};
    if (!table_file_is_converted(path))
        return STATUS_OK;
    TRY(temporary_folder_create(&file->folder, err));
    snprintf(name, sizeof name, "table%s", ending);
    file->source = file->room;
    return path_join(file->room, file->folder.path, name, err);
}

enum status table_file_begin(struct table_file *file, const char *path, const char *ending,
                             struct error *err)
{
    TRY(table_file_check(path, err));
    return prepare(file, path, ending, err);
}

enum status table_file_end(struct table_file *file, enum status status, struct error *err)
{
    const char *const arguments[] = {"convert", file->source, "-o", file->path, NULL};

    if (file->source == file->path)
        return status;
    if (!status)
        status = analysis_package_run(arguments, err);
    temporary_folder_remove(&file->folder);
    return status;
}

enum status table_file_write(const char *path, const struct text *csv, struct error *err)
{
    struct table_file file;

    TRY(prepare(&file, path, ".csv", err));
    return table_file_end(&file, file_write_whole(file.source, csv->bytes, csv->length, err), err);
}
