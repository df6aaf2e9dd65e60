/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/platform.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/vfs.h>
#endif

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#if defined(__SSE2__)
#include <immintrin.h>

enum { ALIGNED_FOR_AVX = 32 };

/* A line of memory in two stores: in four it takes a third longer. */
__attribute__((target("avx"))) static size_t stream_wide(double *destination, const double *source,
                                                         size_t count)
{
    size_t i = 0;

    for (; i + 4 <= count; i += 4)
        _mm256_stream_pd(destination + i, _mm256_loadu_pd(source + i));
    return i;
}

void platform_stream(double *destination, const double *source, size_t count)
{
    size_t i = 0;

    if (__builtin_cpu_supports("avx") && (uintptr_t)destination % ALIGNED_FOR_AVX == 0)
        i = stream_wide(destination, source, count);
    for (; i + 2 <= count; i += 2)
        _mm_stream_pd(destination + i, _mm_loadu_pd(source + i));
    for (; i < count; i++)
        destination[i] = source[i];
}

void platform_stream_end(void)
{
    _mm_sfence();
}
#else
void platform_stream(double *destination, const double *source, size_t count)
{
    memcpy(destination, source, count * sizeof *destination);
}

void platform_stream_end(void)
{
}
#endif

/* Value behind "key" in a file of lines "key<separators>value"; 0 if there is none. */
static bool find_line(const char *path, const char *key, char *value, size_t capacity)
{
    FILE *const file = fopen(path, "r");
    char line[512];
    bool found = false;

    if (!file)
        return false;
    while (!found && fgets(line, sizeof line, file)) {
        const size_t length = strlen(key);

        if (strncmp(line, key, length) != 0)
            continue;
        const char *text = line + length + strspn(line + length, " \t:");

        snprintf(value, capacity, "%.*s", (int)strcspn(text, "\n"), text);
        found = 1;
    }
    fclose(file);
    return found;
}

void platform_cpu_name(char *name, size_t capacity)
{
    if (!find_line("/proc/cpuinfo", "model name", name, capacity))
        snprintf(name, capacity, "unknown");
}

void platform_libc_version(char *text, size_t capacity)
{
#if defined(__GLIBC__)
    snprintf(text, capacity, "glibc %s", gnu_get_libc_version());
#else
    snprintf(text, capacity, "unknown");
#endif
}

static uint64_t read_number(const char *path)
{
    char text[64];
    unsigned long long number = 0;

    if (find_line(path, "", text, sizeof text) && sscanf(text, "%llu", &number) == 1)
        return number;
    return UINT64_MAX;
}

uint64_t platform_available_memory_bytes(void)
{
    char text[64];
    unsigned long long kilobytes = 0;
    uint64_t available = UINT64_MAX;

    if (find_line("/proc/meminfo", "MemAvailable", text, sizeof text) &&
        sscanf(text, "%llu", &kilobytes) == 1)
        available = kilobytes * 1024;
    const uint64_t limits[2] = {read_number("/sys/fs/cgroup/memory.max"),
                                read_number("/sys/fs/cgroup/memory/memory.limit_in_bytes")};
    const uint64_t used[2] = {read_number("/sys/fs/cgroup/memory.current"),
                              read_number("/sys/fs/cgroup/memory/memory.usage_in_bytes")};

    for (int i = 0; i < 2; i++)
        if (limits[i] != UINT64_MAX && used[i] != UINT64_MAX) {
            const uint64_t left = limits[i] > used[i] ? limits[i] - used[i] : 0;

            available = left < available ? left : available;
        }
    return available;
}

bool platform_is_local_file_system(const char *folder)
{
#if defined(__linux__)
    /* f_type of statfs(2): ext2-4, XFS, Btrfs, ZFS, F2FS, tmpfs, overlayfs */
    static const unsigned long local[] = {0xEF53,     0x58465342, 0x9123683E, 0x2FC12FC1,
                                          0xF2F52010, 0x01021994, 0x794C7630};
    struct statfs found;

    if (statfs(folder, &found) != 0)
        return false;
    for (size_t k = 0; k < sizeof local / sizeof local[0]; k++)
        if (((unsigned long)found.f_type & 0xFFFFFFFFul) == local[k])
            return true;
#else
    (void)folder;
#endif
    return false;
}

int platform_nameless_file(size_t num_bytes)
{
#if defined(__linux__)
    const int file = memfd_create("fisc", MFD_CLOEXEC);
#else
    FILE *const stream = tmpfile();
    const int file = stream ? fcntl(fileno(stream), F_DUPFD_CLOEXEC, 3) : -1;

    if (stream)
        fclose(stream);
#endif
    if (file >= 0 && ftruncate(file, (off_t)num_bytes) != 0) {
        close(file);
        return -1;
    }
    return file;
}

void platform_end_with_parent(int64_t parent)
{
#if defined(__linux__)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if ((int64_t)getppid() != parent) /* it has ended already */
        raise(SIGKILL);
#else
    (void)parent;
#endif
}

uint64_t platform_peak_memory_bytes(void)
{
    struct rusage used;

    return getrusage(RUSAGE_SELF, &used) == 0 ? (uint64_t)used.ru_maxrss * 1024 : 0;
}

size_t platform_open_files(size_t wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return wanted;
    const rlim_t most = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    const struct rlimit raised = {.rlim_cur = most, .rlim_max = limit.rlim_max};

    return (size_t)(setrlimit(RLIMIT_NOFILE, &raised) == 0 ? most : limit.rlim_cur);
}

double platform_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double platform_coarse_seconds(void)
{
#ifdef CLOCK_MONOTONIC_COARSE
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC_COARSE, &now) == 0)
        return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
#endif
    return platform_seconds();
}

void platform_begin_writing(int file)
{
#ifdef SYNC_FILE_RANGE_WRITE
    (void)sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)file;
#endif
}
