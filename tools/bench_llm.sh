#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The client against nginx that answers with a fixed reply, what wrk and libcurl alone reach on the same server in
# the same run, and a step of 100,000 where 3% of all requests meet a fault:   sh tools/bench_llm.sh BUILD
# It needs nginx and wrk, and says so where they are missing.
set -u
build=$1
for tool in nginx wrk; do
    command -v "$tool" >/dev/null 2>&1 || {
        echo "bench-llm: $tool is missing (Debian: nginx-light, wrk)" >&2
        exit 1
    }
done
room=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
reply='{"model":"null","choices":[{"index":0,"finish_reason":"stop",'
reply=$reply'"message":{"role":"assistant","content":"{\"hours\": 40}"}}],'
reply=$reply'"usage":{"prompt_tokens":200,"completion_tokens":8,"prompt_tokens_details":{"cached_tokens":100}}}'
cat >"$room/nginx.conf" <<CONF
worker_processes 1;
daemon off;
pid $room/pid;
error_log $room/error.log;
events { worker_connections 2048; }
http {
    access_log off;
    split_clients \$request_id \$fate { 3% fault; * well; }
    split_clients \$request_id \$calm { * well; } # what the server does for the one costs the other, too
    proxy_temp_path $room/proxy;
    fastcgi_temp_path $room/fastcgi;
    uwsgi_temp_path $room/uwsgi;
    scgi_temp_path $room/scgi;
    keepalive_requests 10000000;
    client_body_temp_path $room/body;
    client_body_buffer_size 64k;
    server {
        listen 127.0.0.1:$port;
        default_type application/json;
        location / { return 200 '$(printf %s "$reply" | sed 's/\\/\\\\/g')'; }
        location /calm/ { if (\$calm = fault) { return 503; } return 200 '$(printf %s "$reply" | sed 's/\\/\\\\/g')'; }
        location /faulty/ { if (\$fate = fault) { return 503; } return 200 '$(printf %s "$reply" | sed 's/\\/\\\\/g')'; }
    }
}
CONF
nginx -p "$room" -c "$room/nginx.conf" >"$room/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$room"' EXIT
sleep 1
cat >"$room/post.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = string.rep("x", 1400)
LUA
url=http://127.0.0.1:$port
for in_flight in 16 64 256 1024; do
    printf 'wrk, one thread, %s connections:  ' "$in_flight"
    wrk -t1 -c"$in_flight" -d3s -s "$room/post.lua" "$url/v1/chat/completions" | sed -n 's/^Requests\/sec: */requests\/s /p'
    printf 'libcurl alone:                    '
    "$build/tests/bench/bench_llm_bare" "$url/v1" 40000 "$in_flight"
    printf 'fisc, prompts to checked replies: '
    OMP_NUM_THREADS=1 "$build/tests/bench/bench_llm" "$url/v1" 40000 "$in_flight" 20000
done
for place in calm/v1 faulty/v1; do
    printf 'fisc, 100,000 in one step, /%s: ' "$place"
    OMP_NUM_THREADS=1 "$build/tests/bench/bench_llm" "$url/$place" 100000 64 100000
done
for count in 1000 10000 100000; do
    printf 'fisc, steps of %s: ' "$count"
    OMP_NUM_THREADS=1 "$build/tests/bench/bench_llm" "$url/v1" 100000 64 "$count"
done
