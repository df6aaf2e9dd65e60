/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_inputs.h: what goes into an archive besides results: configs whose files come along. */
#ifndef FISC_STUDIES_PACKAGE_INPUTS_H
#define FISC_STUDIES_PACKAGE_INPUTS_H

#include "base/error.h"
#include "base/files.h"

#include <cjson/cJSON.h>
#include <signal.h>
#include <stdbool.h>

/* The file as folder/name. */
enum status package_copy(const char *path, const char *folder, const char *name,
                         const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

/* A resolved config as folder/name.  Files and folders that it names go to folder/inputs and the config names them
 * there; what only says how a language model is reached (transcript, store, key, certificates) is left out.  Where it
 * may not be changed (of a sweep, whose plan holds its hash) such a name is STATUS_INVALID_INPUT. */
enum status package_take_config(const char *path, const char *folder, const char *name,
                                bool may_change, const volatile sig_atomic_t *stop,
                                struct error *err) MUST_CHECK;

/* run/replies.jnl as folder/name/replies.jnl, if there is one. */
enum status package_take_replies(const char *run, const char *folder, const char *name,
                                 const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

/* The same of every folder in `runs`, as folder/NAME/replies.jnl, and nothing else that is in there; no folder `runs`
 * is fine. */
enum status package_take_replies_of_points(const char *runs, const char *folder,
                                           const volatile sig_atomic_t *stop,
                                           struct error *err) MUST_CHECK;

/* The object in a file of an archive; the caller deletes it. */
enum status package_read_json(cJSON **root, const char *path, struct error *err) MUST_CHECK;

/* "results_hash" of folder/MANIFEST.json. */
enum status package_results_hash(char hash[FILES_MAX_PATH], const char *folder,
                                 struct error *err) MUST_CHECK;

#endif
