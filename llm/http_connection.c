/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/http_connection.h"

#include "base/text.h"
#include "llm/chat.h"
#include "llm/retry.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    MAX_HEADER_BYTES = 256 << 10,
    CONNECT_TIMEOUT_MS = 5000,
    MAX_IDLE_S = 4, /* uvicorn closes after 5 */
    VALUE_ROOM = 64,
    WAY_ROOM = 512,
};

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_connection *const slot = context;
    const size_t length = size * count;

    if (slot->used + length > HTTP_MAX_BODY_BYTES) {
        slot->is_too_long = true;
        return 0;
    }
    if (slot->used + length + 1 > slot->capacity) {
        const size_t capacity = 2 * (slot->used + length + 1);
        char *const more = realloc(slot->bytes, capacity);

        if (!more)
            return 0;
        slot->bytes = more;
        slot->capacity = capacity;
    }
    memcpy(slot->bytes + slot->used, bytes, length);
    slot->used += length;
    slot->bytes[slot->used] = '\0';
    return length;
}

static bool is_header(const char *line, size_t length, const char *name, char value[VALUE_ROOM])
{
    const size_t name_length = strlen(name);

    if (length <= name_length || strncasecmp(line, name, name_length) != 0 ||
        line[name_length] != ':')
        return false;
    snprintf(value, VALUE_ROOM, "%.*s", (int)(length - name_length - 1), line + name_length + 1);
    value[strcspn(value, "\r\n")] = '\0';
    return true;
}

static void take_limit(struct http_connection *slot, const char *line, size_t length)
{
    static const char *const left[HTTP_NUM_LIMITS] = {"x-ratelimit-remaining-requests",
                                                      "x-ratelimit-remaining-tokens",
                                                      "x-ratelimit-remaining"};
    static const char *const reset[HTTP_NUM_LIMITS] = {"x-ratelimit-reset-requests",
                                                       "x-ratelimit-reset-tokens",
                                                       "x-ratelimit-reset"};
    char value[VALUE_ROOM];

    for (int k = 0; k < HTTP_NUM_LIMITS; k++) {
        if (is_header(line, length, left[k], value))
            slot->limit_left[k] = strtod(value, NULL);
        if (is_header(line, length, reset[k], value))
            slot->limit_reset_s[k] = retry_reset_seconds(value, (int64_t)time(NULL));
    }
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct http_connection *const slot = context;
    const size_t length = size * count;
    char value[VALUE_ROOM];

    slot->header_bytes += length;
    if (slot->header_bytes > MAX_HEADER_BYTES)
        return 0;
    if (length == 0 || !strchr("rRxX", line[0])) /* all that is looked for begins so */
        return length;
    if (is_header(line, length, "retry-after-ms", value))
        slot->retry_after_s = retry_after_seconds(value, true, (int64_t)time(NULL));
    else if (is_header(line, length, "retry-after", value) && slot->retry_after_s < 0.0)
        slot->retry_after_s = retry_after_seconds(value, false, (int64_t)time(NULL));
    else
        take_limit(slot, line, length);
    return length;
}

void http_connection_reset(struct http_connection *connection)
{
    connection->used = connection->header_bytes = 0;
    connection->retry_after_s = -1.0;
    for (int k = 0; k < HTTP_NUM_LIMITS; k++)
        connection->limit_left[k] = connection->limit_reset_s[k] = -1.0;
    connection->is_too_long = connection->is_sent = connection->is_stale = false;
}

void http_connection_set_url(struct http_connection *connection,
                             const struct server_address *address, const char *url)
{
    connection->address = address;
    curl_easy_setopt(connection->easy, CURLOPT_UNIX_SOCKET_PATH, address->socket_path);
    curl_easy_setopt(connection->easy, CURLOPT_PROXY, address->proxy ? address->proxy : "");
    curl_easy_setopt(connection->easy, CURLOPT_NOPROXY, ""); /* it is decided by now */
    /* HTTP/2 without TLS breaks on reused connections in libcurl before 8.0. */
    curl_easy_setopt(connection->easy, CURLOPT_URL, url);
    curl_easy_setopt(connection->easy, CURLOPT_HTTP_VERSION,
                     strncmp(url, "http://", 7) == 0 ? (long)CURL_HTTP_VERSION_1_1
                                                     : (long)CURL_HTTP_VERSION_2TLS);
}

/* libcurl is about to send: once for each attempt of ours. */
static int before_sending(void *context, char *there, char *here, int port_there, int port_here)
{
    struct http_connection *const connection = context;

    (void)there;
    (void)here;
    (void)port_there;
    (void)port_here;
    connection->is_stale = connection->is_sent;
    connection->is_sent = true;
    return connection->is_stale ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

void http_connection_set_fresh(struct http_connection *connection, bool is_fresh)
{
    if (is_fresh != connection->is_fresh)
        curl_easy_setopt(connection->easy, CURLOPT_FRESH_CONNECT, is_fresh ? 1L : 0L);
    connection->is_fresh = is_fresh;
}

/* Lies in memory, so that it leaves in one piece with its headers. */
void http_connection_set_body(struct http_connection *connection, const char *body, size_t length)
{
    curl_easy_setopt(connection->easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(connection->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
}

void http_connection_set(struct http_connection *connection, const struct http_options *options,
                         struct curl_slist *headers)
{
    CURL *const easy = connection->easy;

    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(options->timeout_s * 1000.0));
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)MAX_IDLE_S);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (options->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, connection);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, connection);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_sending);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, connection);
}

static struct curl_slist *add_header(struct curl_slist *list, const char *line)
{
    struct curl_slist *const longer = curl_slist_append(list, line);

    if (!longer)
        curl_slist_free_all(list);
    return longer;
}

struct curl_slist *http_headers(const struct credentials *credentials)
{
    static const char *const fixed[] = {"Accept: application/json", "Expect:"};
    struct curl_slist *list = add_header(NULL, "Content-Type: application/json");

    for (size_t k = 0; list && k < sizeof fixed / sizeof *fixed; k++)
        list = add_header(list, fixed[k]);
    for (size_t k = 0; list && credentials && k < credentials->num_lines; k++)
        list = add_header(list, credentials->line[k]);
    return list;
}

/* "http://host/v1/chat/completions", " through the proxy http://proxy:3128" without its password. */
static void describe_way(char way[WAY_ROOM], const struct http_connection *connection)
{
    char *url = NULL;
    char proxy[WAY_ROOM / 4] = "";

    curl_easy_getinfo(connection->easy, CURLINFO_EFFECTIVE_URL, &url);
    if (connection->address->proxy)
        server_address_show(proxy, sizeof proxy, connection->address->proxy);
    if (connection->address->socket_path)
        snprintf(way, WAY_ROOM, "unix:%s", connection->address->socket_path);
    else
        snprintf(way, WAY_ROOM, "%.360s%s%s", url ? url : "?",
                 proxy[0] ? " through the proxy " : "", proxy);
}

void http_connection_describe(char message[HTTP_MESSAGE_ROOM], struct chat_error *said,
                              const struct http_connection *connection,
                              const struct credentials *credentials, CURLcode result,
                              long http_status)
{
    char way[WAY_ROOM];

    describe_way(way, connection);
    if (connection->used > 0 && !said->is_one)
        chat_error_read(said, connection->bytes, connection->used);
    credentials_redact(credentials,
                       said->message); /* before it is cut: half a key would not be found */
    if (connection->is_too_long)
        snprintf(message, HTTP_MESSAGE_ROOM, "%s: the reply is longer than %d bytes", way,
                 HTTP_MAX_BODY_BYTES);
    else if (result != CURLE_OK)
        snprintf(message, HTTP_MESSAGE_ROOM, "%s: %s", way, curl_easy_strerror(result));
    else
        snprintf(message, HTTP_MESSAGE_ROOM, "%s: HTTP status %ld%s%.450s", way, http_status,
                 said->message[0] ? ": " : "", said->message);
    credentials_redact(credentials, message);
}

/* When the limit that is used up is lifted; if none says that it is, the soonest. */
static double limits_lifted_s(const struct http_connection *connection)
{
    double used_up = -1.0;
    double soonest = -1.0;

    for (int k = 0; k < HTTP_NUM_LIMITS; k++) {
        const double reset_s = connection->limit_reset_s[k];

        if (reset_s < 0.0)
            continue;
        if (connection->limit_left[k] == 0.0)
            used_up = fmax(used_up, reset_s);
        soonest = soonest < 0.0 ? reset_s : fmin(soonest, reset_s);
    }
    return used_up >= 0.0 ? used_up : soonest;
}

double http_connection_wait_s(const struct http_connection *connection,
                              const struct chat_error *said, bool is_refused)
{
    if (connection->retry_after_s >= 0.0)
        return connection->retry_after_s;
    if (said->is_one && said->wait_s >= 0.0)
        return said->wait_s;
    return is_refused ? limits_lifted_s(connection) : -1.0;
}

/* A GET without a body. */
static enum status exchange_once(const struct http_options *options,
                                 const struct server_address *address, const char *url,
                                 const char *body, long *http_status, char **text,
                                 struct error *err)
{
    struct http_connection connection = {.easy = curl_easy_init(), .retry_after_s = -1.0};
    struct curl_slist *const headers = http_headers(options->credentials);
    char message[HTTP_MESSAGE_ROOM];
    struct chat_error said = {0};

    if (!connection.easy || !headers) {
        curl_easy_cleanup(connection.easy);
        curl_slist_free_all(headers);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a connection");
    }
    http_connection_set(&connection, options, headers);
    http_connection_set_url(&connection, address, url);
    if (body)
        http_connection_set_body(&connection, body, strlen(body));
    const CURLcode code = curl_easy_perform(connection.easy);

    curl_easy_getinfo(connection.easy, CURLINFO_RESPONSE_CODE, http_status);
    http_connection_describe(message, &said, &connection, options->credentials, code, *http_status);
    curl_easy_cleanup(connection.easy);
    curl_slist_free_all(headers);
    if (code == CURLE_OK) {
        *text = connection.bytes;
        return STATUS_OK;
    }
    free(connection.bytes);
    return error_set(err, STATUS_NO_SERVER, "%s", message);
}

/* Below the address, or at the root of its server, which is above /v1. */
static enum status ask(const struct http_options *options, size_t endpoint, const char *path,
                       bool is_at_root, const char *body, long *http_status, char **text,
                       struct error *err)
{
    struct server_address address;
    struct text url = {0};

    *text = NULL;
    *http_status = 0;
    TRY(server_address_read(&address, options->endpoint[endpoint].url, options->proxy, err));
    size_t length = strlen(address.base_url);

    if (is_at_root && length > 3 && strcmp(address.base_url + length - 3, "/v1") == 0)
        length -= 3;
    text_append_bytes(&url, address.base_url, length);
    text_append(&url, "%s", path);
    const enum status status =
        url.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for an address")
                   : exchange_once(options, &address, url.bytes, body, http_status, text, err);

    text_free(&url);
    server_address_free(&address);
    return status;
}

enum status transport_http_get(const struct http_options *options, size_t endpoint,
                               const char *path, bool is_at_root, long *http_status, char **text,
                               struct error *err)
{
    return ask(options, endpoint, path, is_at_root, NULL, http_status, text, err);
}

enum status transport_http_post(const struct http_options *options, const char *path,
                                bool is_at_root, const char *body, long *http_status, char **text,
                                struct error *err)
{
    return ask(options, 0, path, is_at_root, body, http_status, text, err);
}
