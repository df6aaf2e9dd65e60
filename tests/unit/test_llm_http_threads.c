/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfers on a thread of their own, few and many: each comes back once, and none after they were given up. */
#include "llm/transport_http_threads.h"

#include "tests/support.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MANY = 300, ROUNDS = 4, ROOM = 4 * MANY, PATIENCE_MS = 60000 };

/* Answers each GET, or takes it and says nothing. */
struct server {
    int file;
    char url[64];
    pthread_t thread;
    atomic_bool is_silent, is_over;
};

static void answer(const struct server *server, struct pollfd *client)
{
    static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    char asked[4096];
    const ssize_t count = read(client->fd, asked, sizeof asked);

    if (count <= 0) {
        close(client->fd);
        client->fd = -1;
    } else if (!server->is_silent) {
        assert_int_equal(send(client->fd, reply, sizeof reply - 1, MSG_NOSIGNAL), sizeof reply - 1);
    }
}

static void take_client(const struct server *server, struct pollfd *files, nfds_t *count)
{
    nfds_t place = 1;

    while (place < *count && files[place].fd >= 0)
        place++;
    assert_true(place < ROOM);
    files[place] = (struct pollfd){.fd = accept(server->file, NULL, NULL), .events = POLLIN};
    *count += place == *count;
}

static void *serve(void *context)
{
    struct server *const server = context;
    struct pollfd files[ROOM] = {{.fd = server->file, .events = POLLIN}};
    nfds_t count = 1;

    while (!server->is_over) {
        if (poll(files, count, 20) <= 0)
            continue;
        for (nfds_t k = 1; k < count; k++)
            if (files[k].fd >= 0 && files[k].revents)
                answer(server, &files[k]);
        if (files[0].revents)
            take_client(server, files, &count);
    }
    for (nfds_t k = 0; k < count; k++)
        if (files[k].fd >= 0)
            close(files[k].fd);
    return NULL;
}

static void start_server(struct server *server, bool is_silent)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;

    *server = (struct server){.file = socket(AF_INET, SOCK_STREAM, 0), .is_silent = is_silent};
    assert_int_equal(bind(server->file, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->file, 2 * MANY), 0);
    assert_int_equal(getsockname(server->file, (struct sockaddr *)&address, &size), 0);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void stop_server(struct server *server)
{
    server->is_over = true;
    pthread_join(server->thread, NULL);
}

static size_t throw_away(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

struct client {
    struct http_threads *threads;
    CURL *easy[MANY];
    size_t count;
};

static void start_client(struct client *client, size_t count, const char *url)
{
    struct error err = {0};

    *client = (struct client){.count = count};
    assert_ok(http_threads_create(&client->threads, count, &err));
    for (size_t k = 0; k < count; k++) {
        client->easy[k] = curl_easy_init();
        assert_non_null(client->easy[k]);
        curl_easy_setopt(client->easy[k], CURLOPT_URL, url);
        curl_easy_setopt(client->easy[k], CURLOPT_PROXY, "");
        curl_easy_setopt(client->easy[k], CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(client->easy[k], CURLOPT_WRITEFUNCTION, throw_away);
    }
}

static void stop_client(struct client *client)
{
    http_threads_stop(client->threads);
    for (size_t k = 0; k < client->count; k++)
        curl_easy_cleanup(client->easy[k]);
    http_threads_destroy(client->threads);
}

static void add_all(struct client *client)
{
    struct error err = {0};

    for (size_t k = 0; k < client->count; k++)
        http_threads_add(client->threads, k, client->easy[k]);
    assert_ok(http_threads_begin(client->threads, &err));
}

static void take_all(struct client *client)
{
    bool is_back[MANY] = {false};
    struct error err = {0};
    CURLcode result = CURLE_OK;
    size_t transfer = 0;

    for (size_t left = client->count; left > 0;) {
        assert_ok(http_threads_wait(client->threads, PATIENCE_MS, &err));
        while (http_threads_take(client->threads, &transfer, &result)) {
            assert_int_equal(result, CURLE_OK);
            assert_true(transfer < client->count && !is_back[transfer]);
            is_back[transfer] = true;
            left--;
        }
    }
    assert_ok(http_threads_wait(client->threads, 0, &err));
    assert_false(http_threads_take(client->threads, &transfer, &result));
}

static const size_t counts[] = {1, 7, MANY};

static void each_comes_back_once(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        struct server server;
        struct client client;

        start_server(&server, false);
        start_client(&client, counts[c], server.url);
        for (int round = 0; round < ROUNDS; round++) {
            add_all(&client);
            take_all(&client);
        }
        stop_client(&client);
        stop_server(&server);
    }
}

static void who_waits_in_vain_is_back_in_time(void **state)
{
    struct error err = {0};
    struct server server;
    struct client client;
    CURLcode result = CURLE_OK;
    size_t transfer = 0;

    (void)state;
    start_server(&server, true);
    start_client(&client, 1, server.url);
    add_all(&client);
    assert_ok(http_threads_wait(client.threads, 50, &err));
    assert_false(http_threads_take(client.threads, &transfer, &result));
    stop_client(&client); /* while one is under way */
    stop_server(&server);
}

static void none_comes_back_after_all_were_given_up(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        struct error err = {0};
        struct server server;
        struct client client;
        CURLcode result = CURLE_OK;
        size_t transfer = 0;

        start_server(&server, true);
        start_client(&client, counts[c], server.url);
        for (int round = 0; round < ROUNDS; round++) {
            add_all(&client);
            http_threads_give_up(client.threads);
            assert_ok(http_threads_wait(client.threads, 20, &err));
            assert_false(http_threads_take(client.threads, &transfer, &result));
        }
        server.is_silent = false;
        add_all(&client);
        take_all(&client);
        stop_client(&client);
        stop_server(&server);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_comes_back_once),
        cmocka_unit_test(who_waits_in_vain_is_back_in_time),
        cmocka_unit_test(none_comes_back_after_all_were_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
