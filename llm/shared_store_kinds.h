/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/shared_store_kinds.h: what a kind of shared store provides; for shared_store*.c alone. */
#ifndef FISC_LLM_SHARED_STORE_KINDS_H
#define FISC_LLM_SHARED_STORE_KINDS_H

#include "base/text.h"
#include "llm/chat.h"

#include <stdbool.h>

/* As the functions of the same names in llm/shared_store.h; `self` is what open() made. */
struct shared_store_kind {
    const char *name;
    enum status (*open)(void **self, const char *folder, struct error *err);
    enum status (*refresh)(void *self, struct error *err);
    enum status (*find)(void *self, const unsigned char key[CHAT_KEY_BYTES], struct text *line,
                        bool *found, struct error *err);
    enum status (*add)(void *self, const unsigned char key[CHAT_KEY_BYTES], const char *line,
                       size_t length, struct error *err);
    enum status (*sync)(void *self, struct error *err);
    uint64_t (*num_damaged)(const void *self);
    const char *(*set_aside)(const void *self); /* NULL: this kind leaves out what is damaged */
    void (*close)(void *self);
};

extern const struct shared_store_kind shared_store_sqlite, shared_store_segments;

#endif
