/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/stored_run.h: a run folder, read: its config, its log, and what made it.
 *     config.json   the resolved config
 *     run.jnl       the journal: the truth
 *     panel.bin     rows of the panel while the run goes on
 *     replies.jnl   every reply of a language model, if one was asked
 *     run.h5        everything for readers, made from the others */
#ifndef FISC_RUNS_STORED_RUN_H
#define FISC_RUNS_STORED_RUN_H

#include "base/files.h"
#include "config/settings.h"
#include "runs/build_info.h"
#include "runs/run_log.h"

struct run_paths {
    char config[FILES_MAX_PATH], journal[FILES_MAX_PATH], panel[FILES_MAX_PATH];
    char run_file[FILES_MAX_PATH], replies[FILES_MAX_PATH];
};

enum status run_paths_init(struct run_paths *paths, const char *folder,
                           struct error *err) MUST_CHECK;

enum { CONFIG_HASH_TEXT = 33 };

/* XXH3-128 of the canonical config, in hexadecimal. */
enum status config_hash(char text[CONFIG_HASH_TEXT], const struct settings *settings,
                        struct error *err) MUST_CHECK;

/* Text of the journal's header: who wrote it, and for which config and first state. */
struct run_identity {
    char format[8]; /* RUN_FORMAT of the program that wrote it; "" before there was a second */
    char config_hash[CONFIG_HASH_TEXT];
    char state_hash[17]; /* of population and tax systems before the first step */
    char row_hash[17];   /* of the names of all figures of a step */
    char workers[24];    /* how many there are, which a config may leave open */
    char sampling
        [200]; /* struct population's remark, or "none"; "" in a journal of an earlier build */
    struct build_info build;
};
enum { RUN_IDENTITY_TEXT = 2048 };
/* Of the records in run.jnl.  2: tax systems with classes (version 0.1.0 wrote 1 and did not say so).  Replies and
 * rows of sweeps are journals too and stay as they are. */
#define RUN_FORMAT "2"

void run_identity_print(char text[RUN_IDENTITY_TEXT], const struct run_identity *identity);
void run_row_hash(char text[17]);

struct stored_run {
    struct settings *settings;
    struct run_log log;
    struct run_log_end end;
    struct run_identity identity;
};

/* `folder` may also name a file in it.  STATUS_CONFIG_CONFLICT if config and journal do not belong
 * together or the journal is of another format. */
enum status stored_run_read(struct stored_run *run, const char *path, struct error *err) MUST_CHECK;
void stored_run_free(struct stored_run *run);

/* "path" or, if it is a file, its folder. */
void run_folder_of(char folder[FILES_MAX_PATH], const char *path);

#endif
