/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/server_address.h"

#include <curl/curl.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char socket_scheme[] = "unix:";

/* sockaddr_un has 108, with the zero. */
enum { MAX_SOCKET_PATH = 107, MAX_HOST = 255 };

static bool has_scheme(const char *address, const char *scheme)
{
    return strncasecmp(address, scheme, strlen(scheme)) == 0;
}

/* ---- what fits --------------------------------------------------------------------------------- */

/* Behind "scheme://". */
static const char *fault_behind_scheme(const char *rest, bool may_have_path)
{
    const size_t authority = strcspn(rest, "/?#");

    if (memchr(rest, '@', authority))
        return "no user or password in an address: a key comes from llm.key_env or llm.key_file";
    if (rest[strcspn(rest, "?#")] != '\0')
        return "an address without a query: a key comes from llm.key_env or llm.key_file, and what "
               "a server wants to hear from llm.request.headers";
    for (const char *at = rest; *at; at++)
        if (isspace((unsigned char)*at) || iscntrl((unsigned char)*at))
            return "an address without blanks";
    if (authority == 0 || rest[0] == ':')
        return "an address with a host";
    return may_have_path || rest[authority] == '\0' || rest[authority + 1] == '\0'
               ? NULL
               : "a proxy's address without a path";
}

const char *server_address_fault(const char *address)
{
    if (has_scheme(address, socket_scheme))
        return address[5] == '/' && strlen(address + 5) <= MAX_SOCKET_PATH
                   ? NULL
                   : "unix: and the whole path of a socket, of at most 107 bytes "
                     "(unix:/run/llama.sock)";
    if (has_scheme(address, "http://"))
        return fault_behind_scheme(address + 7, true);
    if (has_scheme(address, "https://"))
        return fault_behind_scheme(address + 8, true);
    return "an address that begins with http://, https:// or unix:";
}

const char *server_address_proxy_fault(const char *proxy)
{
    static const char *const schemes[] = {"http://", "https://", "socks4://", "socks5://",
                                          "socks5h://"};

    for (size_t k = 0; k < sizeof schemes / sizeof *schemes; k++)
        if (has_scheme(proxy, schemes[k]))
            return fault_behind_scheme(proxy + strlen(schemes[k]), false);
    return "a proxy that begins with http://, https://, socks4://, socks5:// or socks5h://";
}

/* ---- parts ------------------------------------------------------------------------------------- */

bool server_address_is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

/* By the library that will go there: a second reader of URLs could take another host for the one that is asked. */
bool server_address_host(const char *address, char *host, size_t room)
{
    if (has_scheme(address, socket_scheme)) {
        const int written = snprintf(host, room, "%s", address);

        return written > 5 && (size_t)written < room;
    }
    CURLU *const parts = curl_url();
    char *found = NULL;
    bool is_good =
        parts &&
        curl_url_set(parts, CURLUPART_URL, address, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &found, 0) == CURLUE_OK && strlen(found) < room;

    if (is_good) {
        const bool has_brackets = found[0] == '[';

        strcpy(host, found + has_brackets);
        if (has_brackets)
            host[strcspn(host, "]")] = '\0';
        for (char *at = host; *at; at++)
            *at = (char)tolower((unsigned char)*at);
        is_good = host[0] != '\0';
    }
    curl_free(found);
    curl_url_cleanup(parts);
    return is_good;
}

bool server_address_is_open(const char *address, char *host, size_t room)
{
    return has_scheme(address, "http://") && server_address_host(address, host, room) &&
           !server_address_is_loopback(host);
}

void server_address_show(char *shown, size_t room, const char *url)
{
    const char *const scheme = strstr(url, "://");
    const char *const rest = scheme ? scheme + 3 : url;
    const size_t length = strcspn(rest, "/?#");
    const char *host = rest;

    for (const char *at = rest; at < rest + length; at++)
        if (*at == '@') /* the last: a host holds none */
            host = at + 1;
    snprintf(shown, room, "%.*s%.*s", (int)(rest - url), url, (int)(rest + length - host), host);
}

/* ---- the way there ----------------------------------------------------------------------------- */

static const char *variable(const char *small, const char *large)
{
    const char *const value = getenv(small);

    return value && value[0] ? value : large ? getenv(large) : NULL;
}

/* A word of no_proxy: "*", a host, or a domain of the host's. */
static bool is_excepted(const char *host)
{
    const char *list = variable("no_proxy", "NO_PROXY");

    while (list && *list) {
        list += strspn(list, ", \t");
        const size_t length = strcspn(list, ", \t");
        const size_t dot = length > 0 && list[0] == '.';
        const char *const word = list + dot;
        const size_t word_length = length - dot;
        const size_t host_length = strlen(host);

        if (length == 1 && list[0] == '*')
            return true;
        if (word_length > 0 && host_length >= word_length &&
            strncasecmp(host + host_length - word_length, word, word_length) == 0 &&
            (host_length == word_length || host[host_length - word_length - 1] == '.'))
            return true;
        list += length;
    }
    return false;
}

/* HTTP_PROXY in capitals is not read: a CGI server sets it from a request's header. */
static const char *proxy_of_environment(const char *url, const char *host)
{
    const char *const own = has_scheme(url, "https://") ? variable("https_proxy", "HTTPS_PROXY")
                                                        : variable("http_proxy", NULL);
    const char *const proxy = own && own[0] ? own : variable("all_proxy", "ALL_PROXY");

    return proxy && proxy[0] && !is_excepted(host) ? proxy : NULL;
}

void server_address_free(struct server_address *address)
{
    free(address->base_url);
    free(address->socket_path);
    free(address->proxy);
    *address = (struct server_address){0};
}

enum status server_address_read(struct server_address *address, const char *text, const char *proxy,
                                struct error *err)
{
    const char *const fault = server_address_fault(text);
    const bool is_socket = has_scheme(text, socket_scheme);
    char host[MAX_HOST + 1];

    *address = (struct server_address){0};
    if (getenv("FISC_NO_SERVERS"))
        return error_set(err, STATUS_NO_PERMISSION,
                         "FISC_NO_SERVERS is set: no server of a language model is asked");
    if (fault || !server_address_host(text, host, sizeof host))
        return error_set(err, STATUS_INVALID_INPUT, "llm.url: expected %s",
                         fault ? fault : "an address with a host");
    const char *const way = is_socket || server_address_is_loopback(host) ? NULL
                            : proxy                                       ? proxy
                                    : proxy_of_environment(text, host);
    size_t length = strlen(text);

    while (!is_socket && length > 0 && text[length - 1] == '/')
        length--;
    address->base_url = is_socket ? strdup("http://localhost/v1") : strndup(text, length);
    address->socket_path = is_socket ? strdup(text + strlen(socket_scheme)) : NULL;
    address->proxy = way ? strdup(way) : NULL;
    if (address->base_url && (!is_socket || address->socket_path) && (!way || address->proxy))
        return STATUS_OK;
    server_address_free(address);
    return error_set(err, STATUS_NO_MEMORY, "no memory for a server's address");
}
