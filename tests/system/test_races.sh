#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it is one of its own
#
# The threads that carry requests, under the thread sanitizer: with what they stand on, since OpenMP's own locks are unknown
# to it.
set -u
build=$1
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

name="the threads that carry requests do not race"
if gcc -std=c17 -g -O1 -fsanitize=thread -D_GNU_SOURCE -DFISC_NO_TARGET_CLONES -I. -I"$build" \
    tests/unit/test_llm_http_threads.c llm/transport_http_threads.c llm/transport_http_loop.c base/*.c \
    -lcmocka -lcurl -lsleef -lxxhash -lm -o "$room/races" >"$room/log" 2>&1 &&
    timeout 120 "$room/races" >"$room/log" 2>&1; then
    echo "ok - $name"
else
    echo "not ok - $name"
    tail -n 60 "$room/log"
    exit 1
fi
