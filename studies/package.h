/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package.h: a run or a sweep as one archive that repeats it:
 *     README.md       what it is, which fisc and machine made it, the commands
 *     MANIFEST.json   kind, hash of the results, versions, seeds, prompts
 *     SHA256SUMS      of every other file
 *     config.json     of a run; base.json and plan.jsonl of a sweep
 *     inputs/         files that the config reads
 *     replies/        what language models answered: replies.jnl of a run, or by point of a sweep
 *     steps.csv       of a run; table.csv of a sweep
 * Written and read with tar and sha256sum, so that they open without fisc too. */
#ifndef FISC_STUDIES_PACKAGE_H
#define FISC_STUDIES_PACKAGE_H

#include "base/error.h"
#include "base/files.h"

#include <signal.h>

/* `source`: the folder of a complete run, or of a sweep whose points are all done (else STATUS_INVALID_INPUT).
 * `archive` ends in .tar.gz.  Once *stop is not 0 (`stop` may be NULL) both end with STATUS_INTERRUPTED, and leave nothing. */
enum status package_write(const char *archive, const char *source,
                          const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

struct package_report {
    bool is_sweep;
    char expected[FILES_MAX_PATH]; /* hash of the results, as the archive says and as found again */
    char found[FILES_MAX_PATH];
    size_t num_points; /* of a sweep */
};

/* Unpack, check every sum, and do it all again from the archive alone, with `program` (this fisc); no socket is opened.
 * STATUS_PARTIAL if results differ; STATUS_INVALID_INPUT if a file is not what it was. */
enum status package_verify(struct package_report *report, const char *archive, const char *program,
                           const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

#endif
