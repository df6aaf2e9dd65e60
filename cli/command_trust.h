/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command_trust.h: which hosts a command line trusts with a key (llm/trusted_host.h). */
#ifndef FISC_CLI_COMMAND_TRUST_H
#define FISC_CLI_COMMAND_TRUST_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* For commands that ask a language model. */
#define COMMAND_TRUST_OPTION                                                                       \
    {                                                                                              \
        0, "trust-config", NULL, "from now on keys may go to the hosts that this config names"     \
    }

/* A server that was typed (--set llm.url=...: `typed` [count]) is trusted by this process and those that it starts;
 * if the command line `trusts_config`, so is what the config names, from now on. */
enum status command_trust(const char *const *typed, size_t count, bool trusts_config,
                          struct error *err) MUST_CHECK;

#endif
