/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store that runs share: every test runs over both kinds. */
#include "llm/shared_store.h"

#include "base/files.h"
#include "base/platform.h"
#include "tests/support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NUM_PROCESSES = 4, NUM_REPLIES = 150 };

struct rig {
    char folder[32];
    const char *kind;
};

static int set_up(void **state)
{
    struct rig *const rig = *state;

    strcpy(rig->folder, "/tmp/fisc-shared-XXXXXX");
    return mkdtemp(rig->folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    const struct rig *const rig = *state;
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", rig->folder);
    return system(command);
}

static struct shared_store *opened(const struct rig *rig)
{
    struct shared_store *store = NULL;
    struct error err = {0};

    assert_ok(shared_store_open(&store, rig->folder, rig->kind, &err));
    assert_string_equal(shared_store_kind(store), rig->kind);
    return store;
}

static void write_key(unsigned char key[CHAT_KEY_BYTES], int number)
{
    memset(key, 7, CHAT_KEY_BYTES);
    memcpy(key, &number, sizeof number);
}

static void add(struct shared_store *store, int number, const char *line)
{
    unsigned char key[CHAT_KEY_BYTES];
    struct error err = {0};

    write_key(key, number);
    assert_ok(shared_store_add(store, key, line, strlen(line), &err));
}

/* Of this key; NULL if there is none (the caller frees). */
static char *line_of(struct shared_store *store, int number)
{
    unsigned char key[CHAT_KEY_BYTES];
    struct text line = {0};
    struct error err = {0};
    bool found = false;

    write_key(key, number);
    assert_ok(shared_store_refresh(store, &err));
    assert_ok(shared_store_find(store, key, &line, &found, &err));
    assert_int_equal(found, line.bytes != NULL);
    return line.bytes;
}

static void expect_line(struct shared_store *store, int number, const char *expected)
{
    char *const line = line_of(store, number);

    if (expected) {
        assert_non_null(line);
        assert_string_equal(line, expected);
    } else {
        assert_null(line);
    }
    free(line);
}

static void what_one_adds_another_finds_while_both_are_open(void **state)
{
    struct shared_store *const one = opened(*state);
    struct shared_store *const two = opened(*state);

    expect_line(two, 1, NULL);
    add(one, 1, "{\"a\":1}");
    expect_line(one, 1, "{\"a\":1}");
    expect_line(two, 1, "{\"a\":1}");
    add(two, 2, "{\"b\":2}");
    add(one, 3, "{\"c\":3}");
    expect_line(one, 2, "{\"b\":2}");
    expect_line(two, 3, "{\"c\":3}");
    shared_store_close(one);
    shared_store_close(two);

    struct shared_store *const later = opened(*state);

    expect_line(later, 2, "{\"b\":2}");
    assert_int_equal(shared_store_num_damaged(later), 0);
    shared_store_close(later);
}

static void the_first_reply_stays(void **state)
{
    struct shared_store *const one = opened(*state);
    struct error err = {0};

    add(one, 1, "first");
    add(one, 1, "second");
    expect_line(one, 1, "first");
    assert_ok(shared_store_sync(one, &err));
    shared_store_close(one);
}

static void write_many(const struct rig *rig, int process)
{
    struct shared_store *const store = opened(rig);

    for (int k = 0; k < NUM_REPLIES; k++) {
        char line[32];

        /* Half of them are everybody's, with the same reply. */
        const int number = k % 2 ? k : 1000 * process + k;

        snprintf(line, sizeof line, "reply %d", number);
        add(store, number, line);
    }
    shared_store_close(store);
}

static void many_processes_write_at_a_time(void **state)
{
    pid_t child[NUM_PROCESSES];

    for (int p = 0; p < NUM_PROCESSES; p++) {
        child[p] = fork();
        if (child[p] == 0) {
            write_many(*state, p + 1);
            _exit(0);
        }
    }
    for (int p = 0; p < NUM_PROCESSES; p++) {
        int code = -1;

        assert_int_equal(waitpid(child[p], &code, 0), child[p]);
        assert_int_equal(code, 0);
    }

    struct shared_store *const store = opened(*state);

    for (int p = 1; p <= NUM_PROCESSES; p++)
        for (int k = 0; k < NUM_REPLIES; k++) {
            char line[32];
            const int number = k % 2 ? k : 1000 * p + k;

            snprintf(line, sizeof line, "reply %d", number);
            expect_line(store, number, line);
        }
    shared_store_close(store);
}

/* Turns one letter of `word` in the first file of the folder that holds it. */
static bool damage(const char *folder, const char *word)
{
    DIR *const listing = opendir(folder);
    bool is_done = false;

    assert_non_null(listing);
    for (const struct dirent *found; !is_done && (found = readdir(listing));) {
        char path[FILES_MAX_PATH];
        char *bytes = NULL;
        size_t length = 0;
        struct error err = {0};

        if (found->d_name[0] == '.')
            continue;
        assert_ok(path_join(path, folder, found->d_name, &err));
        assert_ok(file_read_all(path, 1 << 24, &bytes, &length, &err));

        char *const place = length ? memmem(bytes, length, word, strlen(word)) : NULL;

        if (place) {
            FILE *const file = fopen(path, "r+b");

            assert_non_null(file);
            fseek(file, place - bytes, SEEK_SET);
            fputc('X', file);
            fclose(file);
            is_done = true;
        }
        free(bytes);
    }
    closedir(listing);
    return is_done;
}

static void a_damaged_reply_is_left_out_and_counted_and_may_come_again(void **state)
{
    const struct rig *const rig = *state;
    struct shared_store *store = opened(rig);

    add(store, 1, "a reply that stays whole");
    add(store, 2, "a reply that will be damaged");
    shared_store_close(store);
    assert_true(damage(rig->folder, "a reply that will"));

    store = opened(rig);
    expect_line(store, 1, "a reply that stays whole");
    expect_line(store, 2, NULL);
    assert_int_equal(shared_store_num_damaged(store), 1);
    add(store, 2, "the reply anew");
    shared_store_close(store);
    store = opened(rig);
    expect_line(store, 2, "the reply anew");
    shared_store_close(store);
}

/* Of 1,000 replies that are there, pages in the middle become rubbish while two processes are at work. */
static void a_store_that_is_damaged_on_the_way_is_set_aside_once(void **state)
{
    const struct rig *const rig = *state;
    struct shared_store *store = opened(rig);
    struct shared_store *other = NULL;
    char path[64];
    int num_aside = 0;

    if (strcmp(rig->kind, "sqlite") != 0) {
        shared_store_close(store);
        return;
    }
    for (unsigned k = 0; k < 1000; k++)
        add(store, k, "a reply of some length, so that there are pages in the middle of the tree");
    shared_store_close(store);
    store = opened(rig);
    other = opened(rig);
    snprintf(path, sizeof path, "%s/replies.sqlite", rig->folder);
    FILE *const file = fopen(path, "r+b");

    assert_non_null(file);
    fseek(file, 4096, SEEK_SET);
    for (int k = 0; k < 20 * 4096; k++)
        fputc(0xA5, file);
    fclose(file);
    for (unsigned k = 0; k < 1000; k += 7) {
        add(store, 2000 + k, "new");
        add(other, 4000 + k, "new as well");
    }
    expect_line(store, 2693, "new");
    expect_line(store, 4693, "new as well");
    num_aside = (shared_store_set_aside(store) != NULL) + (shared_store_set_aside(other) != NULL);
    assert_int_equal(num_aside, 1);
    shared_store_close(store);
    shared_store_close(other);
}

static void a_file_that_is_no_store_is_set_aside_or_left_out(void **state)
{
    const struct rig *const rig = *state;
    struct shared_store *store = NULL;
    struct error err = {0};
    char path[64];

    snprintf(path, sizeof path, "%s/%s", rig->folder,
             strcmp(rig->kind, "sqlite") == 0 ? "replies.sqlite" : "other.replies");
    assert_ok(
        file_write_whole(path, "this is no store, and long enough to be looked at\n", 50, &err));
    store = opened(rig);
    if (strcmp(rig->kind, "sqlite") == 0) {
        const char *const name = shared_store_set_aside(store);

        assert_non_null(name);
        assert_true(file_exists(name));
        unlink(name);
    } else {
        assert_int_equal(shared_store_num_damaged(store), 1);
    }
    add(store, 1, "still works");
    expect_line(store, 1, "still works");
    shared_store_close(store);
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
    const struct rig *const rig = *state;
    struct shared_store *store = NULL;
    struct error err = {0};

    assert_int_equal(shared_store_open(&store, "/proc/no/such/folder", rig->kind, &err),
                     STATUS_CANNOT_CREATE);
    assert_null(store);
}

static void auto_follows_the_file_system(void **state)
{
    const struct rig *const rig = *state;
    struct shared_store *store = NULL;
    struct error err = {0};

    assert_ok(shared_store_open(&store, rig->folder, "auto", &err));
    assert_string_equal(shared_store_kind(store),
                        platform_is_local_file_system(rig->folder) ? "sqlite" : "segments");
    shared_store_close(store);
    assert_false(platform_is_local_file_system("/proc")); /* one that the list does not know */
}

#define OVER(name, function)                                                                       \
    {                                                                                              \
#function " (" name ")", function, set_up, tear_down, &(struct rig)                        \
        {                                                                                          \
            .kind = (name)                                                                         \
        }                                                                                          \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER("sqlite", what_one_adds_another_finds_while_both_are_open),
        OVER("segments", what_one_adds_another_finds_while_both_are_open),
        OVER("sqlite", the_first_reply_stays),
        OVER("segments", the_first_reply_stays),
        OVER("sqlite", many_processes_write_at_a_time),
        OVER("segments", many_processes_write_at_a_time),
        OVER("sqlite", a_damaged_reply_is_left_out_and_counted_and_may_come_again),
        OVER("segments", a_damaged_reply_is_left_out_and_counted_and_may_come_again),
        OVER("sqlite", a_store_that_is_damaged_on_the_way_is_set_aside_once),
        OVER("sqlite", a_file_that_is_no_store_is_set_aside_or_left_out),
        OVER("segments", a_file_that_is_no_store_is_set_aside_or_left_out),
        OVER("sqlite", a_folder_that_cannot_be_made_is_told),
        OVER("segments", a_folder_that_cannot_be_made_is_told),
        OVER("segments", auto_follows_the_file_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
