/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/trusted_host.h: to whom a key may go (SECURITY.md).  A config is data and may name any server; that a key is
 * sent there is for whoever types the command to say. */
#ifndef FISC_LLM_TRUSTED_HOST_H
#define FISC_LLM_TRUSTED_HOST_H

#include "base/error.h"

enum { TRUSTED_HOST_BYTES = 256 };

/* The host of a URL, in small letters, without brackets; STATUS_INVALID_INPUT if it has none. */
enum status trusted_host_of(char host[TRUSTED_HOST_BYTES], const char *url,
                            struct error *err) MUST_CHECK;

/* May the key that `key_source` names ("the environment variable FISC_LLM_KEY") go to this URL?  To loopback; to the
 * host of `own_url` (of the profile; NULL: none), by the same scheme; to one in FISC_LLM_HOSTS (parted by commas or
 * blanks) or in ~/.config/fisc/trusted_hosts (one a line).  Else, if FISC_TRUST_CONFIG is "1", the host is added to
 * that file; if not, STATUS_NO_PERMISSION names key and host. */
enum status trusted_host_check(const char *url, const char *own_url, const char *key_source,
                               struct error *err) MUST_CHECK;

/* For this process and those that it starts. */
enum status trusted_host_allow(const char *host, struct error *err) MUST_CHECK;

#endif
