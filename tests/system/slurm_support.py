# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Slurm of one node on loopback, for a while: munge's daemon, the controller, the node's daemon."""
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time

from support import PATIENCE_S

CONF = """ClusterName=fisc
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock,cred_expire=5
CredType=cred/munge
SlurmctldPort={port}
SlurmdPort={node_port}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=0
PartitionName=graceful Nodes={host} MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=30
PartitionName=urgent Nodes={host} MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slurm:
    """Start with `with`; commands find it through SLURM_CONF in `env`."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="fisc-slurm-")
        os.chmod(self.folder, 0o755)
        host = socket.gethostname().split(".")[0]
        conf = os.path.join(self.folder, "slurm.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(CONF.format(host=host, user=getpass.getuser(), folder=self.folder, port=free_port(),
                                   node_port=free_port()))
        for name in ("state", "spool"):
            os.mkdir(os.path.join(self.folder, name))
        key = os.path.join(self.folder, "munge.key")
        with open(key, "wb") as file:
            file.write(os.urandom(1024))
        os.chmod(key, 0o400)
        self.env = dict(os.environ, SLURM_CONF=conf, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")
        self.processes = []
        self._start("munged", "--foreground", "--force", f"--key-file={key}",
                    *(f"--{what}-file={self.folder}/munge.{what}" for what in ("pid", "log", "seed")),
                    f"--socket={self.folder}/munge.sock")
        self._start("slurmctld", "-D")
        self._start("slurmd", "-D", "-N", host)
        for _ in range(1500):
            if "idle" in self.call("sinfo", "-h", "-o", "%t", check=False):
                return self
            time.sleep(0.2)
        raise AssertionError(f"Slurm did not come up: {self.logs()}")

    def _start(self, *command):
        log = open(os.path.join(self.folder, command[0] + ".out"), "w", encoding="utf-8")
        self.processes.append(subprocess.Popen(command, env=self.env, stdout=log, stderr=subprocess.STDOUT))
        log.close()
        time.sleep(0.5)

    def __exit__(self, *_):
        self.call("scancel", "--user", getpass.getuser(), check=False)
        time.sleep(1)
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def logs(self):
        texts = []
        for name in ("munged.out", "slurmctld.out", "slurmctld.log", "slurmd.out", "slurmd.log"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    texts.append(f"{name}: ...{file.read()[-1500:]}")
        return "\n".join(texts)

    def call(self, *command, check=True):
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert not check or done.returncode == 0, (command, done.stderr, self.logs())
        return done.stdout

    def wait_until(self, condition, what):
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"{what}: {self.call('squeue', check=False)}\n{self.logs()}"
            time.sleep(0.3)

    def restarts(self, job):
        """How often the tasks of an array were queued again."""
        text = self.call("scontrol", "show", "job", job, check=False)
        return sum(int(word.split("=")[1]) for word in text.split() if word.startswith("Restarts="))

    def is_done(self):
        return self.call("squeue", "-h").strip() == ""
