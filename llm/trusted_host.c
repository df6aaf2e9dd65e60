/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/trusted_host.h"

#include "base/files.h"
#include "base/text.h"
#include "llm/server_address.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_LIST_BYTES = 1 << 20 };

enum status trusted_host_of(char host[TRUSTED_HOST_BYTES], const char *url, struct error *err)
{
    return server_address_host(url, host, TRUSTED_HOST_BYTES)
               ? STATUS_OK
               : error_set(err, STATUS_INVALID_INPUT, "llm.url: expected a URL with a host");
}

/* Up to the colon, in letters of any size. */
static bool is_same_scheme(const char *url, const char *own_url)
{
    const size_t length = strcspn(own_url, ":") + 1;

    return strncasecmp(url, own_url, length) == 0;
}

static bool is_in_list(const char *list, const char *host)
{
    static const char ends[] = ", \t\r\n";
    const size_t length = strlen(host);

    while (list && *list) {
        const size_t word = strcspn(list, ends);

        if (word == length && strncmp(list, host, length) == 0)
            return true;
        list += word;
        list += strspn(list, ends);
    }
    return false;
}

/* ~/.config/fisc/trusted_hosts; false without a home. */
static bool path_of_file(char path[FILES_MAX_PATH], bool only_folder)
{
    const char *const config = getenv("XDG_CONFIG_HOME");
    const char *const home = getenv("HOME");
    const bool has_config = config && config[0] == '/';
    const int length = snprintf(path, FILES_MAX_PATH, "%s%s/fisc%s",
                                has_config ? config
                                : home     ? home
                                           : "",
                                has_config ? "" : "/.config", only_folder ? "" : "/trusted_hosts");

    return (has_config || (home && home[0] == '/')) && length < FILES_MAX_PATH;
}

static bool is_in_file(const char *host)
{
    char path[FILES_MAX_PATH];
    char *text = NULL;
    size_t length = 0;

    if (!path_of_file(path, false) ||
        file_read_all(path, MAX_LIST_BYTES, &text, &length, NULL) != STATUS_OK)
        return false;
    const bool found = is_in_list(text, host);

    free(text);
    return found;
}

static enum status remember(const char *host, struct error *err)
{
    char folder[FILES_MAX_PATH], path[FILES_MAX_PATH];

    if (!path_of_file(folder, true) || !path_of_file(path, false))
        return error_set(err, STATUS_MISSING_INPUT,
                         "no home to keep trusted hosts in: set FISC_LLM_HOSTS=%s instead", host);
    TRY(folder_create(folder, err));
    FILE *const stream = fopen(path, "a");

    if (!stream)
        return error_set_errno(err, STATUS_CANNOT_CREATE, "%s", path);
    const bool failed = fprintf(stream, "%s\n", host) < 0;

    return fclose(stream) != 0 || failed ? error_set_errno(err, STATUS_IO, "%s", path) : STATUS_OK;
}

enum status trusted_host_allow(const char *host, struct error *err)
{
    const char *const known = getenv("FISC_LLM_HOSTS");
    struct text list = {0};

    text_append(&list, "%s%s%s", known ? known : "", known ? "," : "", host);
    const bool failed = list.failed || setenv("FISC_LLM_HOSTS", list.bytes, 1) != 0;

    text_free(&list);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a host's name") : STATUS_OK;
}

enum status trusted_host_check(const char *url, const char *own_url, const char *key_source,
                               struct error *err)
{
    const char *const trust = getenv("FISC_TRUST_CONFIG");
    char host[TRUSTED_HOST_BYTES], own[TRUSTED_HOST_BYTES];

    TRY(trusted_host_of(host, url, err));
    if (server_address_is_loopback(host) || is_in_list(getenv("FISC_LLM_HOSTS"), host) ||
        is_in_file(host))
        return STATUS_OK;
    if (own_url && trusted_host_of(own, own_url, NULL) == STATUS_OK && strcmp(own, host) == 0 &&
        is_same_scheme(url, own_url)) /* not where anybody can listen, if it is https */
        return STATUS_OK;
    if (trust && strcmp(trust, "1") == 0)
        return remember(host, err);
    return error_set(err, STATUS_NO_PERMISSION,
                     "the key in %s would be sent to %s, which the config names: say "
                     "--trust-config once if that is meant, or put the host into FISC_LLM_HOSTS or "
                     "~/.config/fisc/trusted_hosts",
                     key_source, host);
}
