/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_with.h: settings from other settings and a few values that go over them, as values:
 * nothing is printed to be parsed again.  Text ("key=value") is for what a user typed. */
#ifndef FISC_CONFIG_SETTINGS_WITH_H
#define FISC_CONFIG_SETTINGS_WITH_H

#include "config/settings.h"

#include <cjson/cJSON.h>

enum settings_override_type {
    SETTINGS_OVERRIDE_NULL, /* unset */
    SETTINGS_OVERRIDE_BOOL,
    SETTINGS_OVERRIDE_INTEGER,
    SETTINGS_OVERRIDE_NUMBER,
    SETTINGS_OVERRIDE_WORDS,   /* a text or a choice */
    SETTINGS_OVERRIDE_NUMBERS, /* a list */
    SETTINGS_OVERRIDE_JSON,    /* parsed already */
    SETTINGS_OVERRIDE_TEXT,    /* "key=value" as typed: the value is JSON, or a plain word */
};

/* Key and value are borrowed. */
struct settings_override {
    const char *key; /* NULL for SETTINGS_OVERRIDE_TEXT */
    enum settings_override_type type;
    union {
        bool truth;
        int64_t integer;
        double number;
        const char *words; /* of SETTINGS_OVERRIDE_TEXT: "key=value" */
        const cJSON *json;
        struct {
            const double *values;
            size_t count;
        } numbers;
    } value;
};

/* For tables and for settings_overrides_add(). */
#define OVERRIDE_NULL(key_)                                                                        \
    {                                                                                              \
        .key = key_, .type = SETTINGS_OVERRIDE_NULL                                                \
    }
#define OVERRIDE_BOOL(key_, value_)                                                                \
    {                                                                                              \
        .key = key_, .type = SETTINGS_OVERRIDE_BOOL, .value = {.truth = value_ }                   \
    }
#define OVERRIDE_INTEGER(key_, value_)                                                             \
    {                                                                                              \
        .key = key_, .type = SETTINGS_OVERRIDE_INTEGER, .value = {.integer = value_ }              \
    }
#define OVERRIDE_NUMBER(key_, value_)                                                              \
    {                                                                                              \
        .key = key_, .type = SETTINGS_OVERRIDE_NUMBER, .value = {.number = value_ }                \
    }
#define OVERRIDE_WORDS(key_, value_)                                                               \
    {                                                                                              \
        .key = key_, .type = SETTINGS_OVERRIDE_WORDS, .value = {.words = value_ }                  \
    }
#define OVERRIDE_NUMBERS(key_, values_, count_)                                                    \
    {                                                                                              \
        .key = key_, .type = SETTINGS_OVERRIDE_NUMBERS, .value = {.numbers = {values_, count_} }   \
    }
#define OVERRIDE_JSON(key_, value_)                                                                \
    {                                                                                              \
        .key = key_, .type = SETTINGS_OVERRIDE_JSON, .value = {.json = value_ }                    \
    }
#define OVERRIDE_TEXT(typed_)                                                                      \
    {                                                                                              \
        .type = SETTINGS_OVERRIDE_TEXT, .value = {.words = typed_ }                                \
    }

/* A list that grows; start with {0}.  Once memory ran out `failed` stays true, and settings_with_list()
 * says so. */
struct settings_overrides {
    struct settings_override *items; /* [count], owned */
    size_t count, capacity;
    bool failed;
};

void settings_overrides_add(struct settings_overrides *overrides,
                            const struct settings_override *items, size_t count);
/* Adds one: SETTINGS_ADD(&overrides, OVERRIDE_INTEGER("steps", 2)). */
#define SETTINGS_ADD(overrides, ...)                                                               \
    settings_overrides_add(overrides, &(const struct settings_override)__VA_ARGS__, 1)
void settings_overrides_add_text(struct settings_overrides *overrides, const char *const *typed,
                                 size_t count);
void settings_overrides_free(struct settings_overrides *overrides);

/* Does it set a key that begins so? */
bool settings_override_begins(const struct settings_override *override, const char *beginning);
/* The value as JSON (caller deletes; NULL: no memory): typed text is JSON, or a word. */
cJSON *settings_override_json(const struct settings_override *override);

/* What `base` was given, and the overrides over it, each over those before.  STATUS_INVALID_INPUT
 * names all that are wrong. */
enum status settings_with(struct settings **settings, const struct settings *base,
                          const struct settings_override *overrides, size_t count,
                          struct error *err) MUST_CHECK;
enum status settings_with_list(struct settings **settings, const struct settings *base,
                               const struct settings_overrides *overrides,
                               struct error *err) MUST_CHECK;

#endif
