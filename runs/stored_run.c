/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/stored_run.h"

#include "config/settings_effect.h"
#include "simulation/run_settings.h"

#include <xxhash.h>

#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum status run_paths_init(struct run_paths *paths, const char *folder, struct error *err)
{
    TRY(path_join(paths->config, folder, "config.json", err));
    TRY(path_join(paths->journal, folder, "run.jnl", err));
    TRY(path_join(paths->panel, folder, "panel.bin", err));
    TRY(path_join(paths->replies, folder, "replies.jnl", err));
    return path_join(paths->run_file, folder, "run.h5", err);
}

void run_folder_of(char folder[FILES_MAX_PATH], const char *path)
{
    struct stat found;
    char *const copy = strdup(path);
    const bool is_file = stat(path, &found) == 0 && S_ISREG(found.st_mode);

    snprintf(folder, FILES_MAX_PATH, "%s", copy && is_file ? dirname(copy) : path);
    free(copy);
}

enum status config_hash(char text[CONFIG_HASH_TEXT], const struct settings *settings,
                        struct error *err)
{
    char *const json = settings_effect_json(settings, SETTINGS_THAT_MOVE_RESULTS, false);

    if (!json)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the config's text");
    const XXH128_hash_t hash = XXH3_128bits(json, strlen(json));

    snprintf(text, CONFIG_HASH_TEXT, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
    free(json);
    return STATUS_OK;
}

void run_row_hash(char text[17])
{
    uint64_t hash = sizeof(struct step_summary);

    for (const struct column *column = step_summary_columns; column->name; column++)
        hash = XXH3_64bits_withSeed(column->name, strlen(column->name), hash + column->offset);
    snprintf(text, 17, "%016llx", (unsigned long long)hash);
}

/* The header is lines of "key=value". */
struct header_line {
    const char *key;
    char *value;
    size_t capacity;
};

enum { NUM_HEADER_LINES = 12 };

static void header_lines(struct header_line lines[NUM_HEADER_LINES], struct run_identity *identity)
{
    struct build_info *const build = &identity->build;
    const struct header_line all[NUM_HEADER_LINES] = {
        {"format", identity->format, sizeof identity->format},
        {"config_hash", identity->config_hash, sizeof identity->config_hash},
        {"state_hash", identity->state_hash, sizeof identity->state_hash},
        {"row_hash", identity->row_hash, sizeof identity->row_hash},
        {"workers", identity->workers, sizeof identity->workers},
        {"sampling", identity->sampling, sizeof identity->sampling},
        {"version", build->version, sizeof build->version},
        {"compiler", build->compiler, sizeof build->compiler},
        {"libc", build->libc, sizeof build->libc},
        {"cpu", build->cpu, sizeof build->cpu},
        {"gsl", build->gsl, sizeof build->gsl},
        {"hdf5", build->hdf5, sizeof build->hdf5},
    };

    memcpy(lines, all, sizeof all);
}

void run_identity_print(char text[RUN_IDENTITY_TEXT], const struct run_identity *identity)
{
    struct run_identity copy = *identity;
    struct header_line lines[NUM_HEADER_LINES];
    size_t used = 0;

    header_lines(lines, &copy);
    text[0] = '\0';
    for (int k = 0; k < NUM_HEADER_LINES && used < RUN_IDENTITY_TEXT; k++) {
        const int length = snprintf(text + used, RUN_IDENTITY_TEXT - used, "%s=%s\n", lines[k].key,
                                    lines[k].value);

        used += length > 0 ? (size_t)length : 0;
    }
}

static void parse_identity(struct run_identity *identity, const char *text)
{
    struct header_line lines[NUM_HEADER_LINES];

    *identity = (struct run_identity){0};
    header_lines(lines, identity);
    for (const char *line = text; *line;) {
        const size_t length = strcspn(line, "\n");
        const size_t key_length = strcspn(line, "=\n");

        for (int k = 0; k < NUM_HEADER_LINES; k++)
            if (key_length < length && strlen(lines[k].key) == key_length &&
                strncmp(lines[k].key, line, key_length) == 0)
                snprintf(lines[k].value, lines[k].capacity, "%.*s", (int)(length - key_length - 1),
                         line + key_length + 1);
        line += length + (line[length] == '\n');
    }
}

static enum status check_format(const struct stored_run *run, const struct run_paths *paths,
                                struct error *err)
{
    const char *const version = run->identity.build.version;

    if (strcmp(run->identity.format, RUN_FORMAT) == 0)
        return STATUS_OK;
    return error_set(err, STATUS_CONFIG_CONFLICT,
                     "%s: written by fisc %s in another format: fisc %s reads it", paths->journal,
                     version, run->identity.format[0] ? version : "0.1.0");
}

static enum status check_identity(const struct stored_run *run, const struct run_paths *paths,
                                  struct error *err)
{
    char hash[CONFIG_HASH_TEXT];
    char row_hash[17];

    TRY(config_hash(hash, run->settings, err));
    run_row_hash(row_hash);
    if (strcmp(row_hash, run->identity.row_hash) != 0)
        return error_set(err, STATUS_CONFIG_CONFLICT,
                         "%s: written by fisc %s, whose steps have other figures than those of "
                         "fisc %s: use the one that wrote it",
                         paths->journal, run->identity.build.version, FISC_VERSION);
    if (strcmp(hash, run->identity.config_hash) != 0)
        return error_set(err, STATUS_CONFIG_CONFLICT,
                         "%s: this is not the config that the run was started with; put it back, "
                         "or start a new run with 'fisc run'",
                         paths->config);
    return STATUS_OK;
}

/* Records of another format cannot be read: then the header alone says who can. */
static enum status read_log(struct stored_run *run, const struct run_paths *paths,
                            const char *folder, struct error *err)
{
    struct journal_scan scan = {0};
    char *header = NULL;
    enum status status =
        run_log_read(&run->log, paths->journal, INT64_MAX, &header, &run->end, err);

    if (!status && run->end.is_empty) {
        status = error_set(err, STATUS_MISSING_INPUT,
                           "%s: it holds nothing, the run was stopped before its first record: "
                           "'fisc resume %s' begins it again",
                           paths->journal, folder);
    } else if (!status) {
        parse_identity(&run->identity, header);
        status = check_format(run, paths, err);
    } else if (journal_read(&scan, paths->journal, NULL, NULL, NULL) == STATUS_OK) {
        struct error why = {0};

        parse_identity(&run->identity, scan.header);
        if (check_format(run, paths, &why))
            status = error_set(err, why.status, "%s", why.message);
        journal_scan_free(&scan);
    }
    free(header);
    return status;
}

enum status stored_run_read(struct stored_run *run, const char *path, struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct run_paths paths;

    *run = (struct stored_run){0};
    run_folder_of(folder, path);
    TRY(run_paths_init(&paths, folder, err));
    if (!file_exists(paths.journal))
        return error_set(err, STATUS_MISSING_INPUT, "%s: no run is here (no run.jnl)", folder);
    enum status status = read_log(run, &paths, folder, err);

    if (!status)
        status = settings_load(&run->settings, &run_setting_table, paths.config, NULL, 0, err);
    if (!status)
        status = check_identity(run, &paths, err);
    if (status)
        stored_run_free(run);
    return status;
}

void stored_run_free(struct stored_run *run)
{
    settings_free(run->settings);
    run_log_free(&run->log);
    *run = (struct stored_run){0};
}
