/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/poll_set.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/epoll.h>
#endif

struct member {
    void *owner;
    unsigned char wanted;
    unsigned char told; /* what the kernel was told to wait for; it may be more than is wanted */
    bool is_kept;       /* we hear of its end */
};

struct poll_set {
    int kernel;            /* epoll's; negative: poll() */
    struct member *member; /* [count], by file */
    size_t count;
    struct pollfd *asked; /* [count], of poll() */
};

/* Of a broken one nothing that is wanted would block. */
static struct poll_set_event event_of(const struct poll_set *set, int file, bool can_read,
                                      bool can_write, bool is_broken)
{
    const struct member *const member = &set->member[file];

    return (struct poll_set_event){.file = file,
                                   .owner = member->owner,
                                   .what = is_broken ? member->wanted
                                                     : (can_read ? POLL_SET_READ : 0U) |
                                                           (can_write ? POLL_SET_WRITE : 0U)};
}

#if defined(__linux__)
static int open_kernel(void)
{
    return epoll_create1(EPOLL_CLOEXEC);
}

static bool tell(const struct poll_set *set, int file, struct member *member, unsigned what)
{
    struct epoll_event event = {.events = (what & POLL_SET_READ ? EPOLLIN : 0U) |
                                          (what & POLL_SET_WRITE ? EPOLLOUT : 0U),
                                .data.fd = file};
    const int how = !what ? EPOLL_CTL_DEL : member->told ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

    if (epoll_ctl(set->kernel, how, file, &event) != 0 && what)
        return false;
    member->told = (unsigned char)what;
    return true;
}

/* Nobody waits for this one any more, and it would be told of again and again: a server closed what was idle. */
static void let_go(const struct poll_set *set, int file)
{
    (void)tell(set, file, &set->member[file], 0);
}

static size_t wait_for_kernel(const struct poll_set *set,
                              struct poll_set_event events[POLL_SET_EVENTS], int most_ms)
{
    struct epoll_event ready[POLL_SET_EVENTS];
    const int num_ready = epoll_wait(set->kernel, ready, POLL_SET_EVENTS, most_ms);
    size_t count = 0;

    for (int k = 0; k < num_ready; k++) {
        const int file = ready[k].data.fd;
        const unsigned is = ready[k].events;

        if (set->member[file].wanted)
            events[count++] =
                event_of(set, file, is & EPOLLIN, is & EPOLLOUT, is & (EPOLLERR | EPOLLHUP));
        else
            let_go(set, file);
    }
    return count;
}
#else
static int open_kernel(void)
{
    return -1;
}

static bool tell(const struct poll_set *set, int file, struct member *member, unsigned what)
{
    (void)set;
    (void)file;
    (void)member;
    (void)what;
    return true;
}

static size_t wait_for_kernel(const struct poll_set *set,
                              struct poll_set_event events[POLL_SET_EVENTS], int most_ms)
{
    (void)set;
    (void)events;
    (void)most_ms;
    return 0;
}
#endif

enum status poll_set_create(struct poll_set **set, bool is_plain, struct error *err)
{
    *set = calloc(1, sizeof **set);
    if (!*set)
        return error_set(err, STATUS_NO_MEMORY, "no memory to wait for connections");
    (*set)->kernel = is_plain ? -1 : open_kernel();
    return STATUS_OK;
}

void poll_set_destroy(struct poll_set *set)
{
    if (!set)
        return;
    if (set->kernel >= 0)
        close(set->kernel);
    free(set->member);
    free(set->asked);
    free(set);
}

/* NULL without memory. */
static struct member *member_of(struct poll_set *set, int file)
{
    const size_t place = (size_t)file;

    if (place >= set->count) {
        const size_t count = 2 * place + 16;
        struct member *const member = realloc(set->member, count * sizeof *member);
        struct pollfd *const asked = realloc(set->asked, count * sizeof *asked);

        set->member = member ? member : set->member;
        set->asked = asked ? asked : set->asked;
        if (!member || !asked)
            return NULL;
        memset(member + set->count, 0, (count - set->count) * sizeof *member);
        set->count = count;
    }
    return &set->member[place];
}

bool poll_set_want(struct poll_set *set, int file, unsigned what, void *owner)
{
    struct member *const member = member_of(set, file);

    if (!member)
        return false;
    member->wanted = (unsigned char)what;
    member->owner = owner;
    if (set->kernel < 0 || what == member->told || (!what && member->is_kept))
        return true;
    return tell(set, file, member, what);
}

bool poll_set_opened(struct poll_set *set, int file)
{
    struct member *const member = member_of(set, file);

    if (member)
        *member = (struct member){.is_kept = true};
    return member != NULL;
}

/* The kernel forgets it by itself. */
void poll_set_closed(struct poll_set *set, int file)
{
    if ((size_t)file < set->count)
        set->member[file] = (struct member){0};
}

static size_t wait_plainly(const struct poll_set *set,
                           struct poll_set_event events[POLL_SET_EVENTS], int most_ms)
{
    nfds_t num_asked = 0;
    size_t count = 0;

    for (size_t file = 0; file < set->count; file++) {
        const unsigned wanted = set->member[file].wanted;

        if (wanted)
            set->asked[num_asked++] =
                (struct pollfd){.fd = (int)file,
                                .events = (short)((wanted & POLL_SET_READ ? POLLIN : 0) |
                                                  (wanted & POLL_SET_WRITE ? POLLOUT : 0))};
    }
    if (poll(set->asked, num_asked, most_ms) <= 0)
        return 0;
    for (nfds_t k = 0; k < num_asked && count < POLL_SET_EVENTS; k++) {
        const int is = set->asked[k].revents;

        if (is)
            events[count++] = event_of(set, set->asked[k].fd, is & POLLIN, is & POLLOUT,
                                       is & (POLLERR | POLLHUP | POLLNVAL));
    }
    return count;
}

size_t poll_set_wait(struct poll_set *set, struct poll_set_event events[POLL_SET_EVENTS],
                     int most_ms)
{
    return set->kernel < 0 ? wait_plainly(set, events, most_ms)
                           : wait_for_kernel(set, events, most_ms);
}
