/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/shims/fail_at.c: to be preloaded: a call fails.  FISC_FAIL is "CALL:NUMBER[+]:ERRNO", CALL one of read, fread,
 * write, fsync, fdatasync, rename, open, ftruncate, malloc (with calloc and realloc); NUMBER counts from 1 the
 * calls of the process, "+" also fails all that follow.  FISC_FAIL_PATH: only calls for files whose name ends so
 * (not for malloc). */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long num_calls;
static __thread bool is_inside;

/* Where the n-th of all calls of this kind is. */
static bool fails(const char *call)
{
    const char *const plan = getenv("FISC_FAIL");
    const size_t length = strlen(call);

    if (!plan || strncmp(plan, call, length) != 0 || plan[length] != ':')
        return false;
    char *end = NULL;
    const long number = strtol(plan + length + 1, &end, 10);
    const bool goes_on = *end == '+';
    const long now = atomic_fetch_add(&num_calls, 1) + 1;

    if (now != number && !(goes_on && now > number))
        return false;
    errno = atoi(strchr(end, ':') + 1);
    return true;
}

static bool is_meant(const char *path)
{
    const char *const wanted = getenv("FISC_FAIL_PATH");
    const size_t length = wanted ? strlen(wanted) : 0;

    return path && strlen(path) >= length &&
           (!wanted || strcmp(path + strlen(path) - length, wanted) == 0);
}

static bool is_meant_file(int file)
{
    char link[64], path[4096];

    if (!getenv("FISC_FAIL_PATH"))
        return true;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(link, path, sizeof path - 1);

    if (length < 0)
        return false;
    path[length] = '\0';
    return is_meant(path);
}

#define REAL(name) __typeof__(&name) const real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define WRAP(type, name, parameters, arguments, condition)                                         \
    type name parameters                                                                           \
    {                                                                                              \
        REAL(name);                                                                                \
        return (condition) && fails(#name) ? -1 : real arguments;                                  \
    }

WRAP(ssize_t, read, (int file, void *bytes, size_t length), (file, bytes, length),
     is_meant_file(file))
WRAP(ssize_t, write, (int file, const void *bytes, size_t length), (file, bytes, length),
     is_meant_file(file))
WRAP(int, fsync, (int file), (file), is_meant_file(file))
WRAP(int, fdatasync, (int file), (file), is_meant_file(file))
WRAP(int, ftruncate, (int file, off_t length), (file, length), is_meant_file(file))
WRAP(int, rename, (const char *from, const char *to), (from, to), is_meant(to))

int open(const char *path, int flags, ...)
{
    REAL(open);
    va_list more;

    va_start(more, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    return is_meant(path) && fails("open") ? -1 : real(path, flags, mode);
}

enum { ERROR_SEEN = 0x20 }; /* of glibc's streams: what ferror() looks at */

/* Stdio reads by an inner name, so the call that asks it fails. */
size_t fread(void *bytes, size_t size, size_t count, FILE *stream)
{
    REAL(fread);
    if (!is_meant_file(fileno(stream)) || !fails("fread"))
        return real(bytes, size, count, stream);
    stream->_flags |= ERROR_SEEN;
    return 0;
}

/* dlsym() allocates, so memory is had from glibc by its inner names. */
extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *memory, size_t bytes);

static bool memory_fails(void)
{
    if (is_inside)
        return false;
    is_inside = true;
    const bool result = fails("malloc");

    is_inside = false;
    return result;
}

void *malloc(size_t bytes)
{
    return memory_fails() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    return memory_fails() ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *memory, size_t bytes)
{
    return memory_fails() ? NULL : __libc_realloc(memory, bytes);
}
