/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/setting.h: one setting, as data.  A setting stands where it is read: those of a kind in the
 * kind's file (config/kind.h), the others in simulation/run_settings.c, and the whole table is put
 * together from them (config/settings.h).  When a setting has an effect follows from where it
 * stands: those of a kind do when the config chooses the kind; `when` says what else it takes. */
#ifndef FISC_CONFIG_SETTING_H
#define FISC_CONFIG_SETTING_H

#include "base/error.h"
#include "config/kind.h"

#include <stdbool.h>

struct cJSON;

enum setting_type {
    SETTING_BOOL,
    SETTING_INTEGER, /* within [-2^53, 2^53] */
    SETTING_NUMBER,  /* finite */
    SETTING_STRING,
    SETTING_CHOICE,  /* one of `choices`, or of the kinds of `family` */
    SETTING_NUMBERS, /* a list of finite numbers, each in [min, max] */
    SETTING_OBJECTS, /* a list of objects with the settings `elements` */
    SETTING_WORD_LIST,
    SETTING_MEMBERS,      /* an object whose keys others have named, with any values */
    SETTING_WORD_MEMBERS, /* the same, with words or null */
};

struct setting {
    const char *path; /* "welfare.floor_usd_per_year"; relative in `elements`: "rate"; with a '*'
                         where `each_of` says for what: "rule.mix.*" */
    enum setting_type type;
    const char *unit;    /* "USD/year", "fraction", "worker", "1"; NULL for words and switches */
    double min, max;     /* inclusive range of numbers; of the length for SETTING_OBJECTS */
    const char *choices; /* "ucb|thompson"; NULL where `family` says them */
    const struct kind_family *family;
    const char *default_json; /* "1000", "\"rational\"", "[]"; "null" means unset (then null is a
                                 legal value); NULL means that the key must be given */
    const char *text;         /* one or two sentences for the reference page */
    /* When it has an effect besides being read by the kinds that list it: alternatives, parted by
     * ';', of conditions, parted by '&': "key=a|b" (the value is one of them), "key>0", "key" (set,
     * true, not empty).  In `elements` keys without a dot are those of the same object.  NULL:
     * always. */
    const char *when;
    bool is_path; /* of SETTING_STRING: a file; a relative path starts at the folder of the config
                     that says it (at the working folder in overrides) and becomes absolute */
    bool
        is_outside_results; /* moves no bit of the results: servers, speed, what is kept of a run */
    const char
        *draws_when; /* a condition under which, while this setting is read, somebody draws: then
                               the table's `drawn_by` is read, too.  NULL: never by itself */
    const char *
        gives; /* of a file: settings that begin so ("llm.") and move results, where nobody else does; the
                              setting itself is null then.  NULL: none */
    bool is_secret; /* of SETTING_WORD_MEMBERS: words that do not begin with "env:" are printed and
                              stored as null, and never shown */
    const char *(*fault)(
        const char *
            word); /* of SETTING_STRING, and each word of SETTING_WORD_MEMBERS: what was expected that a word is not,
                                               which is never shown, since it may hold a secret; NULL: it fits */
    bool is_read_by_kinds; /* only what lists it once more reads it, though it has its place in the
                              table among what is always read */
    const struct setting *const *elements; /* of SETTING_OBJECTS: groups, as in struct kind */
    /* Of SETTING_OBJECTS: what else may stand for the list, words or an object, of which it makes one (caller
     * deletes); relative files begin at `folder`.  NULL: only a list of objects. */
    enum status (*spell_out)(struct cJSON **list, const struct cJSON *value, const char *folder,
                             struct error *err);
    const struct kind_family *
        each_of; /* one such setting for each kind of this family, whose settings its reader reads as well */
};

/* The trailing arguments are the text and, where needed, further members: "...", .when = "...". */
#define NUMBER_SETTING(key, in, low, high, fallback, ...)                                          \
    {                                                                                              \
        .path = key, .type = SETTING_NUMBER, .unit = in, .min = low, .max = high,                  \
        .default_json = fallback, .text = __VA_ARGS__                                              \
    }
#define NUMBERS_SETTING(key, in, low, high, fallback, ...)                                         \
    {                                                                                              \
        .path = key, .type = SETTING_NUMBERS, .unit = in, .min = low, .max = high,                 \
        .default_json = fallback, .text = __VA_ARGS__                                              \
    }
#define INTEGER_SETTING(key, in, low, high, fallback, ...)                                         \
    {                                                                                              \
        .path = key, .type = SETTING_INTEGER, .unit = in, .min = low, .max = high,                 \
        .default_json = fallback, .text = __VA_ARGS__                                              \
    }
#define CHOICE_SETTING(key, values, fallback, ...)                                                 \
    {                                                                                              \
        .path = key, .type = SETTING_CHOICE, .choices = values, .default_json = fallback,          \
        .text = __VA_ARGS__                                                                        \
    }
#define KIND_SETTING(key, kinds, fallback, ...)                                                    \
    {                                                                                              \
        .path = key, .type = SETTING_CHOICE, .family = &(kinds), .default_json = fallback,         \
        .text = __VA_ARGS__                                                                        \
    }
#define SWITCH_SETTING(key, fallback, ...)                                                         \
    {                                                                                              \
        .path = key, .type = SETTING_BOOL, .default_json = fallback, .text = __VA_ARGS__           \
    }
#define FILE_SETTING(key, ...)                                                                     \
    {                                                                                              \
        .path = key, .type = SETTING_STRING, .default_json = "null", .is_path = true,              \
        .text = __VA_ARGS__                                                                        \
    }
#define WORDS_SETTING(key, fallback, ...)                                                          \
    {                                                                                              \
        .path = key, .type = SETTING_STRING, .default_json = fallback, .text = __VA_ARGS__         \
    }
#define WORD_LIST_SETTING(key, ...)                                                                \
    {                                                                                              \
        .path = key, .type = SETTING_WORD_LIST, .default_json = "[]", .text = __VA_ARGS__          \
    }
#define MEMBERS_SETTING(key, members_type, ...)                                                    \
    {                                                                                              \
        .path = key, .type = members_type, .default_json = "{}", .text = __VA_ARGS__               \
    }
#define OBJECTS_SETTING(key, most, groups, ...)                                                    \
    {                                                                                              \
        .path = key, .type = SETTING_OBJECTS, .max = most, .default_json = "[]",                   \
        .elements = groups, .text = __VA_ARGS__                                                    \
    }

#endif
