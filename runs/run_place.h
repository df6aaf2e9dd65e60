/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_place.h: a run's folder is one process's at a time (run.lock), and a run that replaces another
 * lies beside it, in replacing/, until it has a step of its own: until then the old one is whole. */
#ifndef FISC_RUNS_RUN_PLACE_H
#define FISC_RUNS_RUN_PLACE_H

#include "base/file_lock.h"
#include "base/journal.h"
#include "runs/stored_run.h"

struct run_place {
    char folder[FILES_MAX_PATH]; /* where the run will be */
    char beside[FILES_MAX_PATH]; /* where it is, if it replaces another; else "" */
    struct file_lock lock;
    bool is_locked; /* `lock` is in use */
};

/* STATUS_CANNOT_CREATE if another process writes here, also one of a fisc that knew only the journal's
 * lock. */
enum status run_place_take(struct run_place *place, const char *folder,
                           struct error *err) MUST_CHECK;

/* Was a run stopped, or was the disk full, before its journal had its header?  Then nothing was recorded. */
enum status run_place_find_unbegun(const char *journal, bool *is_unbegun,
                                   struct error *err) MUST_CHECK;

/* A new run replaces the one that is here: its files go to place->beside, and so `paths` says; run.h5
 * keeps its name, nobody writes it before the first step. */
enum status run_place_put_beside(struct run_place *place, struct run_paths *paths,
                                 struct error *err) MUST_CHECK;
/* The old run is removed and the new one takes its place.  Nothing to do if it is there already. */
enum status run_place_settle(struct run_place *place, struct run_paths *paths,
                             struct journal *journal, struct error *err) MUST_CHECK;

/* What is still beside is removed; the lock goes. */
void run_place_leave(struct run_place *place);

#endif
