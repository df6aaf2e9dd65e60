/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/shipped.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const places[] = {"experiments", "@/../../experiments", "@/../share/fisc"};
enum { NUM_PLACES = sizeof places / sizeof *places };

enum status shipped_beside_program(char path[FILES_MAX_PATH], const char *relative,
                                   struct error *err)
{
    char program[FILES_MAX_PATH];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    program[length > 0 ? length : 0] = '\0';
    char *const slash = strrchr(program, '/');

    if (slash)
        *slash = '\0';
    return path_join(path, program, relative, err);
}

static enum status place_of(char folder[FILES_MAX_PATH], int k, struct error *err)
{
    return places[k][0] == '@' ? shipped_beside_program(folder, places[k] + 2, err)
                               : path_join(folder, ".", places[k], err);
}

enum status shipped_folder(char folder[FILES_MAX_PATH], const char *kind, struct error *err)
{
    char place[FILES_MAX_PATH];

    for (int k = 0; k < NUM_PLACES; k++) {
        TRY(place_of(place, k, err));
        TRY(path_join(folder, place, kind, err));
        if (file_exists(folder))
            return STATUS_OK;
    }
    return error_set(err, STATUS_MISSING_INPUT,
                     "no %s are here: expected the folder experiments/%s of the source", kind,
                     kind);
}

static bool finds(char path[FILES_MAX_PATH], const char *folder, const char *name)
{
    return path_join(path, folder, name, NULL) == STATUS_OK && file_exists(path);
}

/* In any of the places: a folder may have experiments of its own, which hold other files. */
static bool finds_shipped(char path[FILES_MAX_PATH], const char *kind, const char *name)
{
    char place[FILES_MAX_PATH];
    char folder[FILES_MAX_PATH];
    char with_ending[FILES_MAX_PATH];

    if (snprintf(with_ending, sizeof with_ending, "%s.json", name) >= (int)sizeof with_ending)
        return false;
    for (int k = 0; k < NUM_PLACES; k++)
        if (place_of(place, k, NULL) == STATUS_OK &&
            path_join(folder, place, kind, NULL) == STATUS_OK &&
            (finds(path, folder, name) || finds(path, folder, with_ending)))
            return true;
    return false;
}

void shipped_file(char path[FILES_MAX_PATH], const char *kind, const char *name)
{
    if (strchr(name, '/') || strcmp(name, "-") == 0 || file_exists(name) ||
        !finds_shipped(path, kind, name))
        snprintf(path, FILES_MAX_PATH, "%s", name);
}
