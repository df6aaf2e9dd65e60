/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/slurm.h: the batch script with which Slurm runs a sweep as a job array. */
#ifndef FISC_STUDIES_SWEEP_SLURM_H
#define FISC_STUDIES_SWEEP_SLURM_H

#include "base/text.h"

#include <stdbool.h>

enum { SWEEP_JOB_NAME_BYTES = 32 };

struct sweep_slurm_options {
    char job_name[SWEEP_JOB_NAME_BYTES]; /* letters, digits, '-' */
    long max_requests; /* to a language model at a time by all tasks together; 0: as configured */
    long num_tasks;    /* tasks of the array: point i belongs to task i modulo num_tasks */
    long throttle;     /* at most so many at a time; 0: as many as Slurm gives */
    long threads;      /* processors of a task */
    const char *time_limit;    /* "HH:MM:SS"; NULL: the partition's */
    long warning_s;            /* before the limit a task stops, and asks to be queued again */
    const char *partition;     /* NULL: the default one */
    const char *memory;        /* of a task: "4G"; NULL: the partition's */
    const char *const *sbatch; /* [num_sbatch] more options of sbatch: "--account=x" */
    size_t num_sbatch;
    const char *prologue; /* shell that runs before the points: "module load gsl"; NULL: none */
};

/* STATUS_INVALID_INPUT for words that could not stand in a script safely, and for options that fisc itself sets. */
enum status sweep_slurm_script(struct text *script, const char *program, const char *folder,
                               const struct sweep_slurm_options *options,
                               struct error *err) MUST_CHECK;

/* Is it as sweep_slurm_script() wrote it?  Its last line has the hash of the others. */
bool sweep_slurm_is_ours(const char *script, size_t length);

#endif
