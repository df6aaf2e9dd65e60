/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/package.h"

#include "base/file_copy.h"
#include "base/json_writer.h"
#include "base/process.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "config/seed.h"
#include "runs/export.h"
#include "runs/stored_run.h"
#include "studies/package_inputs.h"
#include "studies/package_internal.h"
#include "studies/sweep/replicate.h"
#include "studies/sweep/rows.h"
#include "studies/sweep/table.h"

#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

static enum status put(const char *folder, const char *name, const struct text *text,
                       struct error *err)
{
    char path[FILES_MAX_PATH];

    if (text->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an archive");
    TRY(path_join(path, folder, name, err));
    return file_write_whole(path, text->bytes, text->length, err);
}

/* ---- what is told ------------------------------------------------------------------------------ */

static void write_build(struct json_writer *manifest)
{
    struct build_info build;

    build_info_fill(&build);
    json_open_object(manifest, "made_by");
    json_string(manifest, "fisc", build.version);
    json_string(manifest, "git_commit", build.git_commit);
    json_string(manifest, "compiler", build.compiler);
    json_string(manifest, "compiler_flags", build.compiler_flags);
    json_string(manifest, "libc", build.libc);
    json_string(manifest, "cpu", build.cpu);
    json_string(manifest, "gsl", build.gsl);
    json_string(manifest, "hdf5", build.hdf5);
    json_close(manifest);
}

static struct json_writer begin_manifest(struct text *text, const char *kind, uint64_t results_hash)
{
    struct json_writer json = json_writer_of(text, JSON_INDENTED);

    json_open_object(&json, NULL);
    json_integer(&json, "format", 1);
    json_string(&json, "kind", kind);
    json_print(&json, "results_hash", "\"%016llx\"", (unsigned long long)results_hash);
    return json;
}

static enum status put_manifest(const char *folder, struct text *text, struct json_writer *json,
                                struct error *err)
{
    write_build(json);
    json_close(json);
    text_append(text, "\n");
    const enum status status = put(folder, "MANIFEST.json", text, err);

    text_free(text);
    return status;
}

static void write_readme(struct text *readme, const char *name, const char *kind,
                         const char *commands)
{
    struct build_info build;

    build_info_fill(&build);
    text_append(readme,
                "# %s\n\nA %s of fisc, to be repeated from this archive alone.\n\n"
                "    sha256sum -c SHA256SUMS               # is everything as it was?\n"
                "    fisc package verify ARCHIVE.tar.gz    # do it all again and compare\n\n"
                "By hand:\n\n%s\n"
                "Made by fisc %s (%s), %s, %s.  MANIFEST.json has the hash of the results, seeds, "
                "versions and prompts.\n"
                "Replies of language models are in replies/: nothing is asked of a server again.\n",
                name, kind, commands, build.version, build.git_commit, build.compiler, build.cpu);
}

/* ---- a run ------------------------------------------------------------------------------------- */

static void write_prompts(struct json_writer *manifest, const struct run_log *log)
{
    json_open_object(manifest, "prompts_xxh3_64");
    for (size_t k = 0; k < log->num_prompts; k++) {
        const char *const text = log->prompts[k].text;

        json_print(manifest, log->prompts[k].name, "\"%016llx\"",
                   (unsigned long long)XXH3_64bits(text, strlen(text)));
    }
    json_close(manifest);
}

static enum status write_run_manifest(const struct stored_run *run, const char *folder,
                                      struct error *err)
{
    struct text text = {0};
    struct json_writer json = begin_manifest(&text, "run", run->log.content_hash);
    const bool uses_llm = run->log.num_model_steps > 0;

    json_string(&json, "config_hash", run->identity.config_hash);
    json_integer(&json, "seed", seed_of(run->settings));
    json_integer(&json, "steps", (int64_t)run->log.num_steps);
    json_string(&json, "model", uses_llm ? settings_string(run->settings, "llm.model") : NULL);
    write_prompts(&json, &run->log);
    return put_manifest(folder, &text, &json, err);
}

static enum status write_steps(const char *run, const char *folder, struct error *err)
{
    char path[FILES_MAX_PATH];

    TRY(path_join(path, folder, "steps.csv", err));
    FILE *const stream = fopen(path, "w");

    if (!stream)
        return error_set_errno(err, STATUS_CANNOT_CREATE, "%s", path);
    const enum status status = export_write(stream, EXPORT_SUMMARY, run, err);

    if (fclose(stream) != 0 && !status)
        return error_set_errno(err, STATUS_IO, "%s", path);
    return status;
}

static enum status pack_run(const char *source, const char *folder,
                            const volatile sig_atomic_t *stop, struct error *err)
{
    static const char commands[] =
        "    mkdir again && cp replies/replies.jnl again/ 2>/dev/null\n"
        "    fisc run config.json -o again          # with --set llm.mode=replay where a language "
        "model was used\n"
        "    fisc inspect --hash again              # results_hash of MANIFEST.json\n";
    struct stored_run run;
    struct run_paths paths;
    struct text readme = {0};

    TRY(stored_run_read(&run, source, err));
    enum status status =
        run.log.is_complete
            ? run_paths_init(&paths, source, err)
            : error_set(err, STATUS_INVALID_INPUT,
                        "%s: expected a complete run: 'fisc resume' goes on with it", source);

    if (!status)
        status = write_run_manifest(&run, folder, err);
    if (!status) {
        write_readme(&readme, settings_string(run.settings, "name"), "run", commands);
        status = put(folder, "README.md", &readme, err);
    }
    if (!status)
        status = package_take_config(paths.config, folder, "config.json", true, stop, err);
    if (!status)
        status = package_take_replies(source, folder, "replies", stop, err);
    if (!status)
        status = write_steps(source, folder, err);
    text_free(&readme);
    stored_run_free(&run);
    return status;
}

/* ---- a sweep ----------------------------------------------------------------------------------- */

enum status package_sweep_table(struct text *csv, uint64_t *hash, const struct sweep_plan *plan,
                                struct error *err)
{
    struct sweep_row **row = NULL;
    struct text whole = {0};

    TRY(sweep_rows_read(&row, plan, err));
    enum status status = sweep_table_write_csv(&whole, plan, row, err);

    sweep_rows_free(row, plan);
    for (const char *at = whole.bytes; !status && at && *at;) {
        const char *const end = strchr(at, '\n');
        const char *comma = end;

        while (comma > at && *comma != ',')
            comma--;
        text_append_bytes(csv, at, (size_t)(comma - at));
        text_append_bytes(csv, "\n", 1);
        at = end + 1;
    }
    text_free(&whole);
    *hash = csv->bytes ? XXH3_64bits(csv->bytes, csv->length) : 0;
    return status;
}

static enum status check_done(const struct sweep_plan *plan, struct error *err)
{
    struct sweep_row **row = NULL;
    size_t num_missing = 0;
    bool *const needed = calloc(plan->num_points, sizeof *needed);
    enum status status = needed ? sweep_rows_read(&row, plan, err)
                                : error_set(err, STATUS_NO_MEMORY, "no memory for a sweep");

    if (!status) {
        status = sweep_replicate_needed(needed, NULL, plan, row, err);
        for (size_t p = 0; p < plan->num_points; p++)
            num_missing += needed[p] && !(row[p] && row[p]->status == STATUS_OK);
        sweep_rows_free(row, plan);
    }
    free(needed);
    if (!status && num_missing > 0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: %zu points are open or failed: expected a sweep that is done",
                         plan->folder, num_missing);
    return status;
}

static enum status write_sweep_manifest(const struct sweep_plan *plan, uint64_t hash,
                                        const char *folder, struct error *err)
{
    struct text text = {0};
    struct json_writer json = begin_manifest(&text, "sweep", hash);

    json_string(&json, "plan_hash", plan->hash);
    json_integer(&json, "points", (int64_t)plan->num_points);
    return put_manifest(folder, &text, &json, err);
}

static enum status pack_plan(const struct sweep_plan *plan, const char *source, const char *folder,
                             const volatile sig_atomic_t *stop, struct error *err)
{
    static const char commands[] =
        "    mkdir again && cp base.json plan.jsonl again/\n"
        "    test -d replies && cp -r replies again/runs\n"
        "    fisc sweep run again                   # with --replay where a language model was "
        "used\n"
        "    fisc sweep collect again               # table.csv, and the seconds that it took\n";
    struct text csv = {0};
    struct text readme = {0};
    char path[FILES_MAX_PATH], runs[FILES_MAX_PATH], replies[FILES_MAX_PATH];
    uint64_t hash = 0;

    TRY(check_done(plan, err));
    enum status status = package_sweep_table(&csv, &hash, plan, err);

    if (!status)
        status = put(folder, "table.csv", &csv, err);
    if (!status)
        status = write_sweep_manifest(plan, hash, folder, err);
    write_readme(&readme, plan->name, "sweep", commands);
    if (!status)
        status = put(folder, "README.md", &readme, err);
    if (!status)
        status = path_join(path, source, "base.json", err);
    if (!status)
        status = package_take_config(path, folder, "base.json", false, stop, err);
    if (!status)
        status = path_join(path, source, "plan.jsonl", err);
    if (!status)
        status = package_copy(path, folder, "plan.jsonl", stop, err);
    if (!status)
        status = path_join(runs, source, "runs", err);
    if (!status)
        status = path_join(replies, folder, "replies", err);
    if (!status)
        status = package_take_replies_of_points(runs, replies, stop, err);
    text_free(&csv);
    text_free(&readme);
    return status;
}

static enum status pack_sweep(const char *source, const char *folder,
                              const volatile sig_atomic_t *stop, struct error *err)
{
    struct sweep_plan plan;

    TRY(sweep_plan_read(&plan, source, err));
    const enum status status = pack_plan(&plan, source, folder, stop, err);

    sweep_plan_free(&plan);
    return status;
}

/* ---- writing ----------------------------------------------------------------------------------- */

enum status package_is_sweep(bool *is_sweep, const char *folder, struct error *err)
{
    char path[FILES_MAX_PATH];

    TRY(path_join(path, folder, "plan.jsonl", err));
    *is_sweep = file_exists(path);
    return STATUS_OK;
}

static enum status seal(const char *temporary, const char *archive,
                        const volatile sig_atomic_t *stop, struct error *err)
{
    const char *const sums[] = {"sh", "-c",
                                "LC_ALL=C find . -type f ! -name SHA256SUMS | LC_ALL=C sort | "
                                "xargs -d '\\n' sha256sum > ../sums && mv ../sums SHA256SUMS",
                                NULL};
    char whole[FILES_MAX_PATH], folder[FILES_MAX_PATH];
    const struct process_options inside = {.folder = folder, .stop = stop};
    const struct process_options above = {.folder = temporary, .stop = stop};

    TRY(path_join(folder, temporary, "package", err));
    TRY(path_join(whole, temporary, "whole.tar.gz", err));
    TRY(process_must_run(sums, &inside, err));
    /* The same bytes whenever it is made. */
    const char *const tar[] = {"tar",
                               "--sort=name",
                               "--owner=0",
                               "--group=0",
                               "--numeric-owner",
                               "--mtime=@0",
                               "--mode=go+u,go-w",
                               "--use-compress-program=gzip -n",
                               "--force-local",
                               "-cf",
                               "whole.tar.gz",
                               "package",
                               NULL};

    TRY(process_must_run(tar, &above, err));
    return file_copy_whole(archive, whole, stop, err);
}

static enum status pack(const char *archive, const char *source, const char *temporary,
                        const volatile sig_atomic_t *stop, struct error *err)
{
    char folder[FILES_MAX_PATH];
    bool is_sweep = false;

    TRY(path_join(folder, temporary, "package", err));
    TRY(folder_create(folder, err));
    TRY(package_is_sweep(&is_sweep, source, err));
    TRY(is_sweep ? pack_sweep(source, folder, stop, err) : pack_run(source, folder, stop, err));
    return seal(temporary, archive, stop, err);
}

enum status package_write(const char *archive, const char *source,
                          const volatile sig_atomic_t *stop, struct error *err)
{
    struct temporary_folder temporary;

    TRY(temporary_folder_create(&temporary, err));
    const enum status status = pack(archive, source, temporary.path, stop, err);

    temporary_folder_remove(&temporary);
    return status;
}
