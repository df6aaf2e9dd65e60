/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transcript.h: the replies of a run as one compressed file (gzip) of lines of JSON, sorted by key,
 * so that the same replies give the same file:  {"key":"<64 hex digits>","reply":{...}}.  To move, to
 * publish, to read with any tool. */
#ifndef FISC_LLM_TRANSCRIPT_H
#define FISC_LLM_TRANSCRIPT_H

#include "llm/reply_store.h"

/* Take in a transcript, or a log of replies: whichever the file is.  A line that is no reply is an error
 * that names it; so is damage.  A log's torn end is left out (*dropped_bytes). */
enum status transcript_read(struct reply_store *store, const char *path, uint64_t *dropped_bytes,
                            struct error *err) MUST_CHECK;

enum status transcript_write(const struct reply_store *store, const char *path,
                             struct error *err) MUST_CHECK;

#endif
