/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/server_address.h: where a server is, as a config writes it, and the way there: straight, or through a proxy. */
#ifndef FISC_LLM_SERVER_ADDRESS_H
#define FISC_LLM_SERVER_ADDRESS_H

#include "base/error.h"

#include <stdbool.h>

struct server_address {
    char *base_url;    /* "http://localhost:8080/v1", without a slash at its end */
    char *socket_path; /* of unix:PATH, over which base_url is asked; NULL: TCP */
    char *proxy;       /* NULL: straight */
};

/* What a setting expects that this is not, in words that do not repeat it, since it may hold a password; NULL: it
 * is an address: http://HOST[:PORT][/PATH], https://..., or unix:/PATH, without user, query or fragment. */
const char *server_address_fault(const char *address);

/* The same of a proxy: http, https, socks4, socks5 or socks5h, a host and perhaps a port. */
const char *server_address_proxy_fault(const char *proxy);

/* The machine itself: localhost, 127.x.y.z and ::1.  Not a name that only begins so. */
bool server_address_is_loopback(const char *host);

/* Host of a URL in small letters, without brackets; of unix:PATH the whole; false if it has none. */
bool server_address_host(const char *address, char *host, size_t room);

/* Is a key on the way there for anybody to read: plain http to another machine?  Then *host is which. */
bool server_address_is_open(const char *address, char *host, size_t room);

/* *address is to be freed.  The proxy is `proxy` (of llm.proxy; NULL: none said), else the environment's (https_proxy,
 * http_proxy, all_proxy, but for hosts in no_proxy, as curl(1) has them); none for loopback and sockets. */
enum status server_address_read(struct server_address *address, const char *text, const char *proxy,
                                struct error *err) MUST_CHECK;
void server_address_free(struct server_address *address);

/* A URL as it may be printed: without user and password.  Below `room` bytes. */
void server_address_show(char *shown, size_t room, const char *url);

#endif
