/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses of servers, the way there, and what may be shown of either. */
#include "config/key_like.h"
#include "llm/credentials.h"
#include "llm/served_model.h"
#include "llm/server_address.h"
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

static void what_is_no_address_is_said_without_it(void **state)
{
    static const char *const good[] = {
        "http://localhost:8080/v1", "HTTPS://api.example/v1/", "http://[::1]:9/v1",
        "unix:/run/a.sock",         "https://api.example",
    };
    static const char *const bad[] = {
        "ftp://a/v1",
        "localhost:8080/v1",
        "http://me:secret@a/v1",
        "http://a/v1?key=secret",
        "http://a/v1#secret",
        "http:///v1",
        "http://:80/v1",
        "unix:run/a.sock",
        "http://a b/v1",
        "",
        "http://a/v1\tsecret",
        "unix:",
        "http://secret@a",
        "file:///etc/secret",
    };

    (void)state;
    for (size_t k = 0; k < sizeof good / sizeof *good; k++)
        assert_null(server_address_fault(good[k]));
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        const char *const fault = server_address_fault(bad[k]);

        assert_non_null(fault);
        assert_null(strstr(fault, "secret"));
    }
    assert_null(server_address_proxy_fault("socks5h://proxy:1080/"));
    assert_non_null(server_address_proxy_fault("http://me:secret@proxy"));
    assert_non_null(server_address_proxy_fault("http://proxy/path"));
    assert_non_null(server_address_proxy_fault("proxy:3128"));
}

static void check_way(const char *text, const char *configured, const char *base,
                      const char *socket_path, const char *proxy)
{
    struct server_address address;

    assert_int_equal(server_address_read(&address, text, configured, NULL), STATUS_OK);
    assert_string_equal(address.base_url, base);
    assert_int_equal(!socket_path, !address.socket_path);
    if (socket_path)
        assert_string_equal(address.socket_path, socket_path);
    assert_int_equal(!proxy, !address.proxy);
    if (proxy)
        assert_string_equal(address.proxy, proxy);
    server_address_free(&address);
}

static void loopback_and_sockets_are_asked_straight(void **state)
{
    (void)state;
    setenv("http_proxy", "http://env:1", 1);
    setenv("https_proxy", "http://env:2", 1);
    setenv("no_proxy", "plain.example, .inner.example", 1);
    check_way("http://a.example/v1//", NULL, "http://a.example/v1", NULL, "http://env:1");
    check_way("https://a.example/v1", NULL, "https://a.example/v1", NULL, "http://env:2");
    check_way("http://a.example", "socks5://own:3", "http://a.example", NULL, "socks5://own:3");
    check_way("http://plain.example/v1", NULL, "http://plain.example/v1", NULL, NULL);
    check_way("http://a.inner.example/v1", NULL, "http://a.inner.example/v1", NULL, NULL);
    check_way("http://notplain.example/v1", NULL, "http://notplain.example/v1", NULL,
              "http://env:1");
    check_way("http://127.0.0.1:8080/v1", "http://own:3", "http://127.0.0.1:8080/v1", NULL, NULL);
    check_way("http://[::1]/v1", NULL, "http://[::1]/v1", NULL, NULL);
    check_way("http://LOCALHOST/v1", NULL, "http://LOCALHOST/v1", NULL, NULL);
    check_way("unix:/run/a.sock", "http://own:3", "http://localhost/v1", "/run/a.sock", NULL);
    setenv("no_proxy", "*", 1);
    check_way("https://a.example/v1", NULL, "https://a.example/v1", NULL, NULL);
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    unsetenv("no_proxy");
}

static void hosts_are_as_curl_reads_them(void **state)
{
    char host[64];

    (void)state;
    assert_true(server_address_host("http://A.Example:80/v1", host, sizeof host));
    assert_string_equal(host, "a.example");
    assert_true(server_address_host("http://[::1]:80/", host, sizeof host));
    assert_string_equal(host, "::1");
    assert_true(server_address_host("socks5h://proxy:1080", host, sizeof host));
    assert_string_equal(host, "proxy");
    assert_true(server_address_host("unix:/run/a.sock", host, sizeof host));
    assert_string_equal(host, "unix:/run/a.sock");
    assert_false(server_address_host("http://[::1].evil.example/", host, sizeof host));
    assert_false(server_address_is_loopback("127.0.0.1.evil.example"));
}

static void passwords_are_not_shown(void **state)
{
    char shown[64];

    (void)state;
    server_address_show(shown, sizeof shown, "http://me:p@ss@proxy:3128/x?y");
    assert_string_equal(shown, "http://proxy:3128");
    server_address_show(shown, sizeof shown, "me:secret@proxy:3128");
    assert_string_equal(shown, "proxy:3128");
}

static void keys_are_known_and_names_are_not_keys(void **state)
{
    static const char *const keys[] = {
        "sk-proj-Ab3dEf6hIj9lMn2pQr5t",
        "sk-0123456789abcdef0123456789abcdef",
        "sk-ant-api03-Zx9Zx9Zx9Zx9Zx9Zx9Q",
        "gsk_Ab3dEf6hIj9lMn2pQr5tUv8x",
        "hf_AbCdEfGhIjKlMnOp1",
        "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",
        "fw_3ZAb3dEf6hIj9lMn2pQr5t",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_"
        "XgL0n3I9PlFUP0THsR8U",
        "Bearer Ab3dEf6hIj9lMn2pQr5t",
        "the key is sk-Ab3dEf6hIj9lMn2p",
        "AIzaSyAb3dEf6hIj9lMn2pQr5tUv8xYz1cDe4gH",
    };
    static const char *const names[] = {
        "sk_learn.linear_model",
        "dapi-client",
        "sk-learn",
        "hf_TransformersInSixteenLanguages",
        "eyJafjallajokull",
        "risk-adjusted-2026-experiment1",
        "sk-flat-rates-2026-with-a-long-name.json",
        "qwen2.5-0.5b-q4_0",
        "hf_models/llama-3.2-1b",
        "Bearer of bad news in 2026",
        "http://a/v1",
        "meta-llama/Llama-3.2-1B",
        "",
    };

    (void)state;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        assert_true(key_like_text(keys[k]));
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        assert_false(key_like_text(names[k]));
    assert_null(credentials_variable_fault("MY_KEY_2"));
    assert_non_null(credentials_variable_fault("sk-abc"));
    assert_non_null(credentials_variable_fault("2KEY"));
    assert_non_null(credentials_variable_fault(""));
}

static void folders_of_a_server_are_not_kept(void **state)
{
    (void)state;
    assert_string_equal(served_model_kept("/srv/models/a.gguf"), "a.gguf");
    assert_string_equal(served_model_kept("C:\\Users\\me\\a.gguf"), "a.gguf");
    assert_string_equal(served_model_kept("models/a.gguf"), "a.gguf");
    assert_string_equal(served_model_kept("~/a"), "a");
    assert_string_equal(served_model_kept("/models/llama/"), "llama/");
    assert_string_equal(served_model_kept("meta-llama/Llama-3.2"), "meta-llama/Llama-3.2");
    assert_string_equal(served_model_kept(""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_address_is_said_without_it),
        cmocka_unit_test(loopback_and_sockets_are_asked_straight),
        cmocka_unit_test(hosts_are_as_curl_reads_them),
        cmocka_unit_test(passwords_are_not_shown),
        cmocka_unit_test(keys_are_known_and_names_are_not_keys),
        cmocka_unit_test(folders_of_a_server_are_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
