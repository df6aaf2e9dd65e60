/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command_trust.h"

#include "llm/trusted_host.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Settings that name who is asked. */
static const char *const keys[] = {"llm.url=", "llm.endpoints=", "llm.proxy="};

/* Every address in a typed value, up to its quotation mark. */
static enum status allow_addresses(const char *value, struct error *err)
{
    static const char *const starts[] = {"http", "unix:", "socks"};

    for (const char *at = value; *at;) {
        char url[2048], host[TRUSTED_HOST_BYTES];
        const size_t length = strcspn(at, "\"', ]}");
        bool is_one = false;

        for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
            is_one |= strncasecmp(at, starts[k], strlen(starts[k])) == 0;
        if (is_one && length < sizeof url) {
            memcpy(url, at, length);
            url[length] = '\0';
            if (trusted_host_of(host, url, NULL) == STATUS_OK)
                TRY(trusted_host_allow(host, err));
        }
        at += is_one && length > 0 ? length : 1;
    }
    return STATUS_OK;
}

enum status command_trust(const char *const *typed, size_t count, bool trusts_config,
                          struct error *err)
{
    for (size_t k = 0; k < count; k++)
        for (size_t j = 0; j < sizeof keys / sizeof *keys; j++)
            if (strncmp(typed[k], keys[j], strlen(keys[j])) == 0)
                TRY(allow_addresses(typed[k] + strlen(keys[j]), err));
    if (trusts_config && setenv("FISC_TRUST_CONFIG", "1", 1) != 0)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the environment");
    return STATUS_OK;
}
