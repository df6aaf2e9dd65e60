/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/shims/no_locks.c: to be preloaded: a file system without locks, as NFS without lockd is. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>

int flock(int file, int operation)
{
    (void)file;
    (void)operation;
    errno = ENOLCK;
    return -1;
}

static int control(const char *name, int file, int command, void *argument)
{
    int (*const real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);

    switch (command) {
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
        errno = ENOLCK;
        return -1;
    default:
        return real(file, command, argument);
    }
}

#define WRAP(name)                                                                                 \
    int name(int file, int command, ...)                                                           \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, command);                                                                   \
        void *const argument = va_arg(more, void *);                                               \
        va_end(more);                                                                              \
        return control(#name, file, command, argument);                                            \
    }

WRAP(fcntl)
WRAP(fcntl64)
