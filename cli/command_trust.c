/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command_trust.h"

#include "llm/trusted_host.h"

#include <stdlib.h>
#include <string.h>

static const char url_key[] = "llm.url=";
static const char endpoints_key[] = "llm.endpoints=";

/* Every "http..." in a typed value, up to its quotation mark. */
static enum status allow_urls(const char *value, struct error *err)
{
    for (const char *at = value; (at = strstr(at, "http"));) {
        char url[2048], host[TRUSTED_HOST_BYTES];
        const size_t length = strcspn(at, "\"', ]}");

        if (length < sizeof url) {
            memcpy(url, at, length);
            url[length] = '\0';
            if (trusted_host_of(host, url, NULL) == STATUS_OK)
                TRY(trusted_host_allow(host, err));
        }
        at += length > 0 ? length : 1;
    }
    return STATUS_OK;
}

enum status command_trust(const char *const *typed, size_t count, bool trusts_config,
                          struct error *err)
{
    for (size_t k = 0; k < count; k++)
        if (strncmp(typed[k], url_key, strlen(url_key)) == 0 ||
            strncmp(typed[k], endpoints_key, strlen(endpoints_key)) == 0)
            TRY(allow_urls(strchr(typed[k], '=') + 1, err));
    if (trusts_config && setenv("FISC_TRUST_CONFIG", "1", 1) != 0)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the environment");
    return STATUS_OK;
}
