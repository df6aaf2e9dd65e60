/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who waits for several files is told of those that are ready for what is wanted, with the kernel's set and with poll(). */
#include "base/poll_set.h"
#include "tests/support.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOON_MS = 10000 };

struct pair {
    int ours, theirs;
};

static struct pair new_pair(void)
{
    int files[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, files), 0);
    return (struct pair){files[0], files[1]};
}

static struct poll_set *new_set(bool is_plain)
{
    struct poll_set *set = NULL;
    struct error err = {0};

    assert_ok(poll_set_create(&set, is_plain, &err));
    return set;
}

static void expect(struct poll_set *set, int file, unsigned what, const void *owner)
{
    struct poll_set_event events[POLL_SET_EVENTS];

    assert_int_equal(poll_set_wait(set, events, SOON_MS), 1);
    assert_int_equal(events[0].file, file);
    assert_int_equal(events[0].what, what);
    assert_ptr_equal(events[0].owner, owner);
}

static void expect_nothing(struct poll_set *set)
{
    struct poll_set_event events[POLL_SET_EVENTS];

    assert_int_equal(poll_set_wait(set, events, 0), 0);
}

static void ready_ones_are_told_of(void **state)
{
    for (int is_plain = 0; is_plain < 2; is_plain++) {
        struct poll_set *const set = new_set(is_plain);
        const struct pair a = new_pair();
        const struct pair b = new_pair();
        int owners[2];

        (void)state;
        assert_true(poll_set_want(set, a.ours, POLL_SET_READ, &owners[0]));
        assert_true(poll_set_want(set, b.ours, POLL_SET_READ, &owners[1]));
        expect_nothing(set);
        assert_int_equal(write(b.theirs, "b", 1), 1);
        expect(set, b.ours, POLL_SET_READ, &owners[1]);
        assert_true(poll_set_want(set, b.ours, 0, &owners[1]));
        expect_nothing(set); /* it is still ready, and nobody waits for it */
        assert_true(poll_set_want(set, a.ours, POLL_SET_READ | POLL_SET_WRITE, &owners[0]));
        expect(set, a.ours, POLL_SET_WRITE, &owners[0]);
        assert_true(poll_set_want(set, a.ours, POLL_SET_READ, &owners[0]));
        close(a.theirs);
        expect(set, a.ours, POLL_SET_READ, &owners[0]); /* its end can be read */
        close(a.ours);
        close(b.ours);
        close(b.theirs);
        poll_set_destroy(set);
    }
}

/* A connection that is kept comes and goes; one that takes the number of a closed one is another. */
static void kept_ones_come_and_go(void **state)
{
    for (int is_plain = 0; is_plain < 2; is_plain++) {
        struct poll_set *const set = new_set(is_plain);
        struct pair a = new_pair();
        const int number = a.ours;
        int owner;

        (void)state;
        assert_true(poll_set_opened(set, a.ours));
        for (int k = 0; k < 3; k++) {
            assert_true(poll_set_want(set, a.ours, POLL_SET_READ, &owner));
            expect_nothing(set);
            assert_true(poll_set_want(set, a.ours, 0, &owner));
            assert_int_equal(write(a.theirs, "a", 1), 1);
            expect_nothing(set); /* what comes while nobody waits is not told */
            assert_true(poll_set_want(set, a.ours, POLL_SET_READ, &owner));
            expect(set, a.ours, POLL_SET_READ, &owner);
            assert_int_equal(read(a.ours, (char[1]){0}, 1), 1);
        }
        poll_set_closed(set, a.ours);
        close(a.ours);
        close(a.theirs);
        a = new_pair();
        assert_int_equal(a.ours, number);
        assert_true(poll_set_want(set, a.ours, POLL_SET_READ, &owner));
        assert_int_equal(write(a.theirs, "a", 1), 1);
        expect(set, a.ours, POLL_SET_READ, &owner);
        close(a.ours);
        close(a.theirs);
        poll_set_destroy(set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ready_ones_are_told_of),
        cmocka_unit_test(kept_ones_come_and_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
