/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/platform.h: the tricks that depend on compiler, processor or kernel, each with a plain
 * fallback.  Nothing here can change a result. */
#ifndef FISC_BASE_PLATFORM_H
#define FISC_BASE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Compile a hot function once for each x86-64 instruction set and pick at load time.  Clang 14 has
 * no such clones; there the baseline set serves. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(FISC_NO_TARGET_CLONES) && !defined(__SANITIZE_ADDRESS__)
#define TARGET_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TARGET_CLONES
#endif

/* Copy doubles to memory that nobody reads soon: with non-temporal stores where there are some, so
 * that the lines are not fetched first and the caches keep what is useful.  `destination` is 16-byte
 * aligned.  platform_stream_end() makes the writes visible to other threads: call it on the writing
 * thread before they look. */
void platform_stream(double *destination, const double *source, size_t count);
void platform_stream_end(void);

/* Name of the processor, e.g. for the run file; "unknown" where the system does not say. */
void platform_cpu_name(char *name, size_t capacity);

/* Name and version of the C library, e.g. "glibc 2.36"; "unknown" likewise. */
void platform_libc_version(char *text, size_t capacity);

/* Bytes of memory that this process may still take: the smaller of what the system has available
 * and what is left under the control group's limit.  UINT64_MAX if unknown. */
uint64_t platform_available_memory_bytes(void);

/* The most memory that this process has had at a time; 0 if unknown. */
uint64_t platform_peak_memory_bytes(void);

/* True if the folder's file system is known to be used by this machine alone (ext, XFS, Btrfs, ZFS,
 * F2FS, tmpfs, overlay); false for network file systems, and for those that we do not know. */
bool platform_is_local_file_system(const char *folder);

/* A file without a name, of zeros, for memory that processes share; -1 with errno if there is none.
 * It stays open in programs that this one starts only where they are given it. */
int platform_nameless_file(size_t num_bytes);

/* From now on this process is killed when the one that started it ends, whose id this is; where the
 * system cannot do that, nothing happens. */
void platform_end_with_parent(int64_t parent);

/* How many files this process may have open at a time, of `wanted`: a user's limit that is smaller is raised as far as the
 * system lets a user raise it. */
size_t platform_open_files(size_t wanted);

/* Seconds on a clock that never jumps. */
double platform_seconds(void);
/* The same to some milliseconds, for a tenth of the price: what is asked in every step. */
double platform_coarse_seconds(void);

/* Starts to bring what was written to the file to the disk, and does not wait for it.  A hint: whoever needs it there
 * calls fdatasync(), which has less to wait for then. */
void platform_begin_writing(int file);

#endif
