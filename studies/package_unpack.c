/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_unpack.c: what an archive may be is checked before anything reads it: its size and what it lists before
 * it is written, the kinds of its files before they are opened, their names before sums are made
 * (studies/package_unpack.h).  tar itself writes nothing outside the folder. */
#include "studies/package_unpack.h"

#include "base/files.h"
#include "base/process.h"
#include "studies/package_entries.h"

#include <fts.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_SUMS_BYTES = 256 << 20, DIGEST_CHARS = 64 };

/* ---- files ------------------------------------------------------------------------------------- */

/* Names that SHA256SUMS lists, without their "./"; sorted for bsearch. */
struct sums {
    char *text; /* owned */
    char **name;
    size_t count;
};

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static enum status bad_sums(const char *archive, struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: SHA256SUMS: expected lines of a sum and a file of the archive, './name'",
                     archive);
}

/* "<64 hex digits>  ./name": a name with a backslash or one with ".." is none of ours, and "-" alone would be what
 * somebody types. */
static bool is_sum(const char *line)
{
    static const char hex[] = "0123456789abcdef";

    if (strspn(line, hex) != DIGEST_CHARS || strncmp(line + DIGEST_CHARS, "  ", 2) != 0)
        return false;
    const char *const name = line + DIGEST_CHARS + 2;

    return name[0] != '/' && strcmp(name, "-") != 0 && !strstr(name, "../") && !strchr(name, '\\');
}

static enum status read_sums(struct sums *sums, const char *folder, const char *archive,
                             struct error *err)
{
    char path[FILES_MAX_PATH];
    size_t length = 0;
    size_t lines = 0;

    TRY(path_join(path, folder, "SHA256SUMS", err));
    if (file_read_all(path, MAX_SUMS_BYTES, &sums->text, &length, err))
        return error_set(err, STATUS_INVALID_INPUT, "%s: it has no SHA256SUMS", archive);
    for (size_t i = 0; i < length; i++)
        lines += sums->text[i] == '\n';
    sums->name = calloc(lines + 1, sizeof *sums->name);
    if (!sums->name)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the sums of an archive");
    for (char *line = sums->text; *line;) {
        char *const end = strchr(line, '\n');

        if (!end || !(*end = '\0', is_sum(line)))
            return bad_sums(archive, err);
        char *const name = line + DIGEST_CHARS + 2;

        sums->name[sums->count++] = name + (strncmp(name, "./", 2) == 0 ? 2 : 0);
        line = end + 1;
    }
    qsort(sums->name, sums->count, sizeof *sums->name, compare_names);
    return STATUS_OK;
}

static void free_sums(struct sums *sums)
{
    free(sums->text);
    free(sums->name);
}

/* What is walked through, and what is left of the bytes that may be there. */
struct walk {
    const char *archive;
    const struct sums *sums;
    size_t skip; /* characters of the folder's name and the slash */
    size_t num_files;
    uint64_t bytes_left;
};

static enum status refuse(const struct walk *walk, const FTSENT *entry, const char *what,
                          struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT, "%s: %s: %s", walk->archive,
                     entry->fts_pathlen > walk->skip ? entry->fts_path + walk->skip : "package",
                     what);
}

static enum status check_file(struct walk *walk, const FTSENT *entry, struct error *err)
{
    const char *const name = entry->fts_path + walk->skip;
    const uint64_t bytes = (uint64_t)entry->fts_statp->st_size;

    if (entry->fts_statp->st_nlink != 1)
        return refuse(walk, entry, "a link: expected plain files", err);
    if (bytes > walk->bytes_left)
        return refuse(walk, entry, "larger than the archive", err);
    walk->bytes_left -= bytes;
    if (strcmp(name, "SHA256SUMS") == 0)
        return STATUS_OK;
    walk->num_files++;
    return bsearch(&name, walk->sums->name, walk->sums->count, sizeof *walk->sums->name,
                   compare_names)
               ? STATUS_OK
               : refuse(walk, entry, "a file that SHA256SUMS does not list", err);
}

static enum status check_entry(struct walk *walk, const FTSENT *entry, struct error *err)
{
    switch (entry->fts_info) {
    case FTS_D:
    case FTS_DP:
        return STATUS_OK;
    case FTS_F:
        return check_file(walk, entry, err);
    case FTS_SL:
    case FTS_SLNONE:
        return refuse(walk, entry, "a link: expected plain files", err);
    }
    return refuse(walk, entry, "neither a file nor a folder", err);
}

/* Links and pipes are not opened: what each entry is comes from its own inode. */
static enum status check_files(const char *folder, const struct sums *sums, uint64_t bytes,
                               const char *archive, struct error *err)
{
    char path[FILES_MAX_PATH];
    char *const roots[] = {path, NULL};
    struct walk walk = {.archive = archive,
                        .sums = sums,
                        .skip = strlen(folder) + 1,
                        .bytes_left = bytes};
    enum status status = STATUS_OK;
    FTSENT *entry;

    memcpy(path, folder, walk.skip);
    FTS *const files = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

    if (!files)
        return error_set_errno(err, STATUS_IO, "%s", folder);
    while (!status && (entry = fts_read(files)))
        status = check_entry(&walk, entry, err);
    fts_close(files);
    if (!status && walk.num_files != sums->count)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: SHA256SUMS lists %zu files, of which %zu are there", archive,
                         sums->count, walk.num_files);
    return status;
}

/* The sums of the files are the last thing: until then only kinds and names were looked at. */
static enum status check_sums(const char *folder, const char *archive,
                              const volatile sig_atomic_t *stop, struct error *err)
{
    const char *const check[] = {"sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS", NULL};
    const struct process_options inside = {
        .folder = folder, .has_no_input = true, .is_silent = true, .is_mute = true, .stop = stop};

    const enum status status = process_must_run(check, &inside, err);

    return status && status != STATUS_INTERRUPTED
               ? error_set(err, STATUS_INVALID_INPUT,
                           "%s: a file in it is not what SHA256SUMS says", archive)
               : status;
}

static bool is_plain_file(const char *folder, const char *name)
{
    char path[FILES_MAX_PATH];
    struct stat found;

    return path_join(path, folder, name, NULL) == STATUS_OK && lstat(path, &found) == 0 &&
           S_ISREG(found.st_mode) && found.st_nlink == 1;
}

enum status package_unpack(const char *archive, const char *temporary,
                           const volatile sig_atomic_t *stop, struct error *err)
{
    const char *const tar[] = {"tar",
                               "--force-local",
                               "-xzf",
                               archive,
                               "-C",
                               temporary,
                               "--no-same-owner",
                               "--no-same-permissions",
                               "package",
                               NULL};
    const struct process_options quiet = {.is_silent = true,
                                          .is_mute = true,
                                          .has_no_input = true,
                                          .stop = stop};
    char folder[FILES_MAX_PATH];
    struct sums sums = {0};
    struct stat found;
    uint64_t bytes = 0;

    TRY(package_check_entries(&bytes, archive, stop, err));
    TRY(path_join(folder, temporary, "package", err));
    enum status status = process_must_run(tar, &quiet, err);

    if (status == STATUS_INTERRUPTED)
        return status;
    if (status || lstat(folder, &found) != 0 || !S_ISDIR(found.st_mode))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: not an archive that tar can read, with a folder 'package' in it",
                         archive);
    if (!is_plain_file(folder, "SHA256SUMS"))
        return error_set(err, STATUS_INVALID_INPUT, "%s: it has no SHA256SUMS", archive);
    status = read_sums(&sums, folder, archive, err);

    if (!status)
        status = check_files(folder, &sums, bytes, archive, err);
    free_sums(&sums);
    return status ? status : check_sums(folder, archive, stop, err);
}
