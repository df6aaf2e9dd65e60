/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/record_bytes.h: a record of the journal while it is written or read. */
#ifndef FISC_RUNS_RECORD_BYTES_H
#define FISC_RUNS_RECORD_BYTES_H

#include "model/tax_system.h"

/* A record while it is written; `failed` once memory ran short. */
struct bytes {
    char *at;
    size_t used, capacity;
    int failed;
};

/* A record while it is read; `failed` once it was too short or made no sense. */
struct source {
    const char *at;
    size_t used, length;
    int failed;
};

void put(struct bytes *bytes, const void *value, size_t length);
void put_schedule(struct bytes *bytes, const struct tax_schedule *schedule);
void put_tax_system(struct bytes *bytes, const struct tax_system *system);
void put_text(struct bytes *bytes, const char *text);

void take(struct source *source, void *value, size_t length);
/* A refused proposal need not be valid. */
void take_schedule(struct source *source, struct tax_schedule *schedule, int must_be_valid);
/* The caller frees it; empty after a failure. */
void take_tax_system(struct source *source, struct tax_system *system, int must_be_valid);
/* The caller frees; NULL on failure. */
char *take_text(struct source *source);

#endif
