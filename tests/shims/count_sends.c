/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/shims/count_sends.c: to be preloaded: how often the process sent something that begins as a request does, and
 * how often something else, as two numbers in the file FISC_SENDS. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

static long num_requests, num_others;

ssize_t send(int file, const void *bytes, size_t length, int flags)
{
    ssize_t (*const real)(int, const void *, size_t, int) =
        (ssize_t(*)(int, const void *, size_t, int))dlsym(RTLD_NEXT, "send");
    const int is_request = length >= 5 && memcmp(bytes, "POST ", 5) == 0;

    num_requests += is_request;
    num_others += !is_request;
    return real(file, bytes, length, flags);
}

__attribute__((destructor)) static void tell(void)
{
    const char *const path = getenv("FISC_SENDS");
    FILE *const stream = path ? fopen(path, "w") : NULL;

    if (!stream)
        return;
    fprintf(stream, "%ld %ld\n", num_requests, num_others);
    fclose(stream);
}
