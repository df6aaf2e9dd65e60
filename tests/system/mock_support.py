# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mock model's server for tests, and configs that use it."""
import json
import os
import subprocess
import sys
import urllib.request

from support import PATIENCE_S, ROOT, write


class Model:
    """The mock server, on loopback, for a while."""

    def __init__(self, max_delay_s=0.0, behaviour=""):
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(ROOT, "tests", "system", "mock_model.py"), str(max_delay_s),
             behaviour],
            stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE_S) as reply:
            return json.load(reply)

    def stats(self):
        return self.get("/stats")

    def delay(self, most_s):
        """From now on replies take up to that long."""
        self.get(f"/delay/{most_s}")

    def config(self, folder, **changes):
        config = {"steps": 4, "tax_year_length": 2, "population": {"workers": 40},
                  "rule": {"kind": "llm", "llm": {"form": changes.pop("form", "sample")}},
                  "planner": {"kind": "flat", "flat_rate": 0.4},
                  "llm": {"profile": "llamacpp", "model": "mock",
                          "url": f"http://127.0.0.1:{self.port}/v1", **changes.pop("llm", {})}}
        config.update(changes)
        return write(os.path.join(folder, "config.json"), json.dumps(config))
