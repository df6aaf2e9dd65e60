/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/credentials.h"

#include "base/files.h"
#include "base/shown.h"
#include "base/text.h"

#include <cjson/cJSON.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MAX_KEY_BYTES = 8192 };

static void wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

void credentials_free(struct credentials *credentials)
{
    for (size_t k = 0; k < CREDENTIALS_MAX; k++) {
        wipe(credentials->line[k]);
        wipe(credentials->secret[k]);
    }
    free(credentials->source);
    *credentials = (struct credentials){0};
}

enum status credentials_copy(struct credentials *copy, const struct credentials *credentials,
                             struct error *err)
{
    bool failed = false;

    *copy = *credentials;
    for (size_t k = 0; k < CREDENTIALS_MAX; k++) {
        copy->line[k] = credentials->line[k] ? strdup(credentials->line[k]) : NULL;
        copy->secret[k] = credentials->secret[k] ? strdup(credentials->secret[k]) : NULL;
        failed |= (credentials->line[k] && !copy->line[k]) ||
                  (credentials->secret[k] && !copy->secret[k]);
    }
    copy->source = credentials->source ? strdup(credentials->source) : NULL;
    if (!failed)
        return STATUS_OK;
    credentials_free(copy);
    return error_set(err, STATUS_NO_MEMORY, "no memory for a key");
}

bool credentials_redact(const struct credentials *credentials, char *text)
{
    bool found = false;

    for (size_t k = 0; credentials && k < credentials->num_secrets; k++) {
        const char *const secret = credentials->secret[k];
        const size_t length = strlen(secret);

        for (char *at = length >= CREDENTIALS_LEAST_BYTES ? strstr(text, secret) : NULL; at;
             at = strstr(at, secret)) {
            memset(at, '*', length);
            found = true;
        }
    }
    return found;
}

bool credentials_redact_text(const void *context, char *text)
{
    return credentials_redact(context, text);
}

/* ---- reading ----------------------------------------------------------------------------------- */

static enum status add(struct credentials *credentials, const char *name, const char *before,
                       const char *value, struct error *err)
{
    const size_t room = strlen(name) + strlen(before) + strlen(value) + sizeof ": ";
    char *const line = malloc(room);

    if (!line)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a header");
    snprintf(line, room, "%s: %s%s", name, before, value);
    credentials->line[credentials->num_lines++] = line;
    return STATUS_OK;
}

/* `kind` NULL: the config's own, which may go where the config says. */
static enum status add_secret(struct credentials *credentials, const char *value, const char *kind,
                              const char *name, struct error *err)
{
    struct text source = {0};
    char *const secret = strdup(value);

    if (!kind && secret) {
        credentials->secret[credentials->num_secrets++] = secret;
        return STATUS_OK;
    }
    text_append(&source, "%s%s%s %s", credentials->source ? credentials->source : "",
                credentials->source ? ", " : "", kind, name);
    if (!secret || source.failed) {
        free(secret);
        text_free(&source);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a key");
    }
    free(credentials->source);
    credentials->source = source.bytes;
    credentials->secret[credentials->num_secrets++] = secret;
    return STATUS_OK;
}

static enum status read_key_file(char **key, const char *path, struct error *err)
{
    struct stat found;
    size_t length = 0;

    TRY(file_read_all(path, MAX_KEY_BYTES, key, &length, err));
    if (stat(path, &found) == 0 && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        wipe(*key);
        *key = NULL;
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: others may read this key: say chmod 600 '%s'", path, path);
    }
    return STATUS_OK;
}

const char *credentials_variable_fault(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

    return name[0] && !(name[0] >= '0' && name[0] <= '9') && name[strspn(name, letters)] == '\0'
               ? NULL
               : "the name of an environment variable, not its value";
}

const char *credentials_header_fault(const char *value)
{
    return strncmp(value, "env:", 4) == 0 && credentials_variable_fault(value + 4)
               ? "env: and the name of an environment variable, not its value"
               : NULL;
}

/* Blanks and ends of lines around it are nobody's; within it they would end a header. */
static enum status trim_key(char *key, const char *source, struct error *err)
{
    const size_t before = strspn(key, " \t\r\n");
    size_t length = strlen(key + before);

    memmove(key, key + before, length + 1);
    while (length > 0 && strchr(" \t\r\n", key[length - 1]))
        key[--length] = '\0';
    for (const char *at = key; *at; at++)
        if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f)
            return error_set(err, STATUS_INVALID_INPUT,
                             "the key in %s has a blank, a control character or a letter beyond "
                             "ASCII in it: no server gives such a key",
                             source);
    return STATUS_OK;
}

/* Servers of one's own need none. */
static enum status read_key(struct credentials *credentials, const struct settings *settings,
                            struct error *err)
{
    const char *const path = settings_string(settings, "llm.key_file");
    const char *const name = settings_string(settings, "llm.key_env");
    const char *const value = name ? getenv(name) : NULL;
    char *key = NULL;

    if (path)
        TRY(read_key_file(&key, path, err));
    else if (value && value[0])
        key = strdup(value);
    if (!key)
        return !path && value && value[0] ? error_set(err, STATUS_NO_MEMORY, "no memory for a key")
                                          : STATUS_OK;
    enum status status = trim_key(key, path ? path : name, err);

    if (!status && !key[0]) {
        wipe(key);
        return STATUS_OK;
    }
    if (!status)
        status = add(credentials, "Authorization", "Bearer ", key, err);
    if (!status)
        status = add_secret(credentials, key, path ? "the file" : "the environment variable",
                            path ? path : name, err);
    wipe(key);
    return status;
}

/* A token of RFC 9110, and none that says where a request goes or how long it is. */
static bool may_be_said(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "!#$%&'*+-.^_`|~";
    static const char *const ours[] = {"host",       "content-length", "content-type",
                                       "connection", "expect",         "transfer-encoding",
                                       "accept",     "upgrade",        "te",
                                       "trailer",    "accept-encoding"};

    for (size_t k = 0; k < sizeof ours / sizeof *ours; k++)
        if (strcasecmp(name, ours[k]) == 0)
            return false;
    return name[0] && name[strspn(name, letters)] == '\0';
}

/* One of the user's takes the place of the key's. */
static void forget_key_line(struct credentials *credentials, const char *name)
{
    if (strcasecmp(name, "authorization") != 0 || credentials->num_lines == 0 ||
        strncmp(credentials->line[0], "Authorization: Bearer ", 22) != 0)
        return;
    wipe(credentials->line[0]);
    credentials->line[0] = credentials->line[--credentials->num_lines];
    credentials->line[credentials->num_lines] = NULL;
}

/* On the command line: as a key, it goes to hosts that are trusted, whatever a config says. */
static bool is_typed(const char *origin)
{
    return strncmp(origin, "--set", 5) == 0;
}

static enum status read_header(struct credentials *credentials, const cJSON *header,
                               const char *origin, struct error *err)
{
    const char *const name = header->string;
    const bool is_variable = cJSON_IsString(header) && strncmp(header->valuestring, "env:", 4) == 0;
    const char *const variable = is_variable ? header->valuestring + 4 : NULL;
    const char *const value = variable                 ? getenv(variable)
                              : cJSON_IsString(header) ? header->valuestring
                                                       : NULL;

    if (!may_be_said(name))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: llm.request.headers: '%s' is no header that a config can set", origin,
                         name);
    if (credentials->num_lines + 1 >= CREDENTIALS_MAX)
        return error_set(err, STATUS_INVALID_INPUT, "%s: llm.request.headers: more than %d of them",
                         origin, CREDENTIALS_MAX - 1);
    if (is_variable && (!value || !value[0]))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: llm.request.headers: '%s' is to be the value of the environment "
                         "variable %s, which is not set",
                         origin, name, variable);
    if (!value)
        return error_set(
            err, STATUS_INVALID_INPUT,
            "%s: llm.request.headers: values are never stored: give that of '%s' again "
            "(--set llm.request.headers=...), or let it read a variable (\"env:NAME\")",
            origin, name);
    if (shown_has_control(value))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: llm.request.headers: the value of '%s' has control characters",
                         origin, name);
    forget_key_line(credentials, name);
    TRY(add(credentials, name, "", value, err));
    if (is_variable)
        return add_secret(credentials, value, "the environment variable", variable, err);
    return add_secret(credentials, value, is_typed(origin) ? "the header" : NULL, name, err);
}

enum status credentials_read(struct credentials *credentials, const struct settings *settings,
                             struct error *err)
{
    const cJSON *header = NULL;

    *credentials = (struct credentials){0};
    enum status status = read_key(credentials, settings, err);

    cJSON_ArrayForEach(header, settings_json(settings, "llm.request.headers"))
    {
        if (!status)
            status = read_header(credentials, header,
                                 settings_origin(settings, "llm.request.headers"), err);
    }
    if (status)
        credentials_free(credentials);
    return status;
}
