# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for replies
# test: takes 10 s
"""The doubles of /v1/systemone pass the public conformance suite of that interface (jevcompat, from PyPI), so that what
fisc asks of them it may ask of any server that does."""
import os
import subprocess

from family_support import FamilyServer
from mind_server import MindServer
from support import ROOT, finish, test

VENV = os.path.join(ROOT, "build", "conformance-venv")


def suite(server):
    """Exit code, and what it says."""
    made = subprocess.run(["sh", os.path.join(ROOT, "tools", "conformance_venv.sh"), VENV], capture_output=True, text=True,
                          check=False)
    assert made.returncode == 0, made.stderr
    done = subprocess.run([os.path.join(VENV, "bin", "jevcompat"), "test", server.url.removesuffix("/v1"), "--timeout", "20"],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@test
def doubles_of_systemone_are_conformant(_):
    for double in (MindServer(), FamilyServer("vllm")):
        with double as server:
            code, words = suite(server)
            assert code == 0 and "MUST 32/32" in words, words[-3000:]


@test
def the_suite_finds_a_double_that_is_not(_):
    class Wrong(MindServer):
        def decide(self, request):
            answer = super().decide(request)
            for one in answer["answers"].values():
                if one["type"] == "choice":
                    one["probabilities"] = dict.fromkeys(one["probabilities"], 0.9)
            return answer

    with Wrong() as server:
        code, words = suite(server)
        assert code == 1 and "✗ MUST   choice.distribution" in words, words[-3000:]


finish()
