/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/salvage.h"

#include "base/file_copy.h"
#include "base/files.h"
#include "studies/sweep/rows.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 4 }; /* a sweep's folder, runs/, the run of a point */

struct salvaging {
    struct salvage_totals *totals;
    struct text *report;
};

static bool ends_with(const char *name, const char *end)
{
    const size_t length = strlen(name);

    return length >= strlen(end) && strcmp(name + length - strlen(end), end) == 0;
}

static bool is_journal(const char *name)
{
    return ends_with(name, ".jnl") || ends_with(name, ".rows") || ends_with(name, ".replies");
}

/* run.h5 is made from the journal, and what is unfinished is of no use. */
static bool is_left_out(const char *name)
{
    return strcmp(name, "run.h5") == 0 || ends_with(name, ".tmp");
}

/* What stands in the header, if it is the same for all journals of this kind in this folder. */
static const char *header_of(char header[SWEEP_ROWS_HEADER], const char *path)
{
    char folder[FILES_MAX_PATH];
    struct sweep_plan plan;

    if (ends_with(path, "replies.jnl") || ends_with(path, ".replies"))
        return "fisc replies\n";
    run_folder_of(folder, path);
    if (!ends_with(path, ".rows") || sweep_plan_read(&plan, folder, NULL))
        return NULL;
    sweep_rows_header(header, &plan);
    sweep_plan_free(&plan);
    return header;
}

static void report_journal(struct salvaging *salvaging, const char *path,
                           const struct journal_salvaged *found, bool stopped)
{
    if (found->num_places == 0)
        text_append_shown(salvaging->report, "%s: whole, %llu records\n", path,
                          (unsigned long long)found->num_records);
    else if (stopped)
        text_append_shown(
            salvaging->report,
            "%s: damaged at byte %llu: the %llu records before it are kept, and 'fisc "
            "resume' computes the others again\n",
            path, (unsigned long long)found->first_place, (unsigned long long)found->num_records);
    else
        text_append_shown(
            salvaging->report,
            "%s: damaged in %llu places, first at byte %llu: %llu records are kept, %llu "
            "bytes are lost\n",
            path, (unsigned long long)found->num_places, (unsigned long long)found->first_place,
            (unsigned long long)found->num_records, (unsigned long long)found->lost_bytes);
}

static enum status salvage_journal(struct salvaging *salvaging, const char *path,
                                   const char *target, struct error *err)
{
    char header[SWEEP_ROWS_HEADER];
    const struct journal_salvage_options options = {.header = header_of(header, path),
                                                    .stops_at_damage = ends_with(path, "run.jnl")};
    struct journal_salvaged found;
    const enum status status = journal_salvage(&found, path, target, &options, err);

    salvaging->totals->num_journals++;
    if (status == STATUS_INVALID_INPUT && !options.header) {
        text_append_lines(salvaging->report, err->message, strlen(err->message));
        text_append(salvaging->report, "\n");
        salvaging->totals->num_lost++;
        return STATUS_OK;
    }
    TRY(status);
    salvaging->totals->num_damaged += found.num_places > 0;
    report_journal(salvaging, path, &found, options.stops_at_damage);
    return STATUS_OK;
}

static enum status salvage_folder(struct salvaging *salvaging, const char *source,
                                  const char *target, int depth, struct error *err);

/* Links and what is neither file nor folder are no part of a run or a sweep. */
static enum status salvage_entry(struct salvaging *salvaging, const char *source,
                                 const char *target, const char *name, int depth, struct error *err)
{
    char from[FILES_MAX_PATH], to[FILES_MAX_PATH];
    struct stat found;

    TRY(path_join(from, source, name, err));
    TRY(path_join(to, target, name, err));
    if (lstat(from, &found) != 0)
        return error_set_errno(err, STATUS_IO, "%s: cannot be looked at", from);
    if (S_ISDIR(found.st_mode))
        return depth < MAX_DEPTH ? salvage_folder(salvaging, from, to, depth + 1, err) : STATUS_OK;
    if (!S_ISREG(found.st_mode) || is_left_out(name))
        return STATUS_OK;
    return is_journal(name) ? salvage_journal(salvaging, from, to, err)
                            : file_copy_whole(to, from, NULL, err);
}

static enum status salvage_folder(struct salvaging *salvaging, const char *source,
                                  const char *target, int depth, struct error *err)
{
    struct dirent **found = NULL;
    const int count = scandir(source, &found, NULL, alphasort);
    enum status status =
        count < 0 ? error_set_errno(err, STATUS_IO, "%s: its files cannot be listed", source)
                  : folder_create(target, err);

    for (int k = 0; k < count; k++) {
        const char *const name = found[k]->d_name;

        if (!status && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            status = salvage_entry(salvaging, source, target, name, depth, err);
        free(found[k]);
    }
    free(found);
    return status;
}

/* A folder within the one that is read would be read, too. */
static enum status refuse_inside(const char *source, const char *target, struct error *err)
{
    char parent[FILES_MAX_PATH];

    snprintf(parent, sizeof parent, "%s", target);
    char *const slash = strrchr(parent, '/');

    if (slash)
        *(slash == parent ? slash + 1 : slash) = '\0';
    char *const above = realpath(slash ? parent : ".", NULL);
    char *const given = realpath(source, NULL);
    const size_t length = given ? strlen(given) : 0;
    const bool is_inside = above && given && strncmp(above, given, length) == 0 &&
                           (above[length] == '/' || above[length] == '\0');

    free(above);
    free(given);
    return is_inside ? error_set(err, STATUS_CANNOT_CREATE, "%s: is within %s", target, source)
                     : STATUS_OK;
}

enum status salvage(const char *source, const char *target, struct salvage_totals *totals,
                    struct text *report, struct error *err)
{
    struct salvaging salvaging = {totals, report};
    struct stat found;

    *totals = (struct salvage_totals){0};
    if (stat(source, &found) != 0)
        return error_set_errno(err, STATUS_MISSING_INPUT, "%s: cannot be looked at", source);
    if (file_exists(target))
        return error_set(err, STATUS_CANNOT_CREATE,
                         "%s: exists; what is salvaged goes into new files", target);
    if (!S_ISDIR(found.st_mode))
        return salvage_journal(&salvaging, source, target, err);
    TRY(refuse_inside(source, target, err));
    return salvage_folder(&salvaging, source, target, 0, err);
}
