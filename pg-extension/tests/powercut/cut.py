"""What COMMIT said yes to is on the disk. A cluster whose file system lies in a file; while sessions issue, the file is copied in one
step, which is the disk as it is when the power goes; the copy is started and compared with what the sessions were told before that
moment. A control that acknowledges before it has written must lose. No line of Khatm's code.

    python3 cut.py --cuts 3 --outer DIR --bin DIR --server "runuser -u postgres --" --options "..."   as root: it mounts

DIR is on a file system that copies by reference (XFS, btrfs); in it `inner.img`, an ext4, mounted at `inner`, with the cluster `data`.
"""

import argparse
import collections
import os
import pathlib
import random
import shlex
import subprocess
import sys
import threading
import time

import psycopg

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "chain"))
from sales import Session  # noqa: E402


def sh(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


class Load:
    """Sessions, and when each of their documents was acknowledged."""

    def __init__(self, control, devices, seed, run):
        self.stop, self.told, self.lock, self.faults = threading.Event(), [], threading.Lock(), []
        self.control = control
        sessions = [Session(number, devices, seed, run, connect=self.connect) for number in range(8)]
        self.threads = [threading.Thread(target=self.work, args=(session,), daemon=True) for session in sessions]
        [thread.start() for thread in self.threads]

    def connect(self):
        connection = psycopg.connect(autocommit=True)
        if self.control:
            connection.execute("set synchronous_commit = off")
        return connection

    def work(self, session):
        try:
            while not self.stop.is_set():
                known = len(session.acknowledged)
                if session.sell():
                    at = time.monotonic()
                    with self.lock:
                        self.told += [(at, *one) for one in session.acknowledged[known:]]
        except Exception as error:  # What a thread dies of must not be lost.
            self.faults.append(f"the driver: {type(error).__name__}: {error}")
        self.faults += session.faults

    def end(self):
        self.stop.set()
        [thread.join(120) for thread in self.threads]


class Place:
    """The disk in a file, and copies of it."""

    def __init__(self, arguments):
        self.outer, self.bin = pathlib.Path(arguments.outer), arguments.bin
        self.server, self.options, self.port = shlex.split(arguments.server), arguments.options, arguments.port
        self.mounted = self.outer / "cut"

    def copy(self):
        """Begin and end of the copy: by reference, so in one step."""
        begin = time.monotonic()
        sh("cp", "--reflink=always", self.outer / "inner.img", self.outer / "cut.img")
        return begin, time.monotonic()

    def control(self, command, *more):
        return subprocess.run([*self.server, f"{self.bin}/pg_ctl", "-D", str(self.mounted / "data"), "-w", "-t", "120", "-l", str(self.mounted / "log"),
                               *more, command], capture_output=True, check=False).returncode == 0

    def start(self):
        """Starts what was on the disk, beside the other one."""
        self.mounted.mkdir(exist_ok=True)
        sh("mount", "-o", "loop", self.outer / "cut.img", self.mounted)
        (self.mounted / "data" / "postmaster.pid").unlink(missing_ok=True)
        return self.control("start", "-o", f"{self.options} -c port={self.port + 1}")

    def stop(self):
        self.control("stop", "-m", "immediate")
        sh("umount", self.mounted)
        (self.outer / "cut.img").unlink()

    def documents(self):
        with psycopg.connect(port=self.port + 1) as connection:
            return connection.execute("""select d.uuid::text, c.device, d.counter, d.number, d.previous_hash, d.hash, c.first_hash
                from khatm.document as d join khatm.chain as c on c.chain = d.chain order by d.chain, d.counter""").fetchall()

    def check(self, here):
        """The whole look at the copy, by the checker of chains."""
        environment = os.environ | {"PGPORT": str(self.port + 1)}
        expected = sh_out("psql", "-XqAt", "-c", "select count(*) from erp.sold", env=environment).strip()
        rows = subprocess.Popen(["psql", "-XqAt", "-f", here / "../chain/out.sql"], env=environment, stdout=subprocess.PIPE)
        done = subprocess.run([sys.executable, here / "../chain/check.py", expected], stdin=rows.stdout, capture_output=True, text=True, check=False)
        return done.returncode == 0, done.stdout.strip()


def sh_out(*words, env):
    return subprocess.run(words, check=True, capture_output=True, text=True, env=env).stdout


def links(rows):
    """Gaps and broken links of what is there."""
    last, faults = {}, 0
    for _, device, counter, _, previous, own, first in rows:
        expected = last.get(device, (0, bytes(first)))
        faults += (counter, bytes(previous)) != (expected[0] + 1, expected[1])
        last[device] = (counter, bytes(own))
    return faults


def cut(place, control, number, seed, here):
    """One cut. What was lost, and what else is wrong."""
    run = f"{'A' if control else 'D'}{number}-{os.getpid()}"
    load = Load(control, 4, seed, run)
    time.sleep(random.Random(f"{seed}/{number}").uniform(2, 5))
    before, after = place.copy()
    load.end()
    told = {(uuid, device, icv, name) for at, uuid, device, icv, name in load.told if at < before}
    faults = list(load.faults)
    if not place.start():
        return collections.Counter(), [*faults, "what was on the disk does not start", (place.mounted / "log").read_text()[-2000:]]
    try:
        rows = place.documents()
        there = {row[:4] for row in rows}
        lost, broken = len(told - there), links(rows)
        whole, said = (True, "") if control else place.check(here)
    finally:
        place.stop()
    print(f"{'control' if control else 'cut'} {number + 1}: {len(told)} acknowledged before it, {len(there)} documents there, {lost} lost,"
          f" {broken} links broken; {said.splitlines()[-1] if said else 'not flushed'}; the copy took {(after - before) * 1000:.0f} ms", flush=True)
    if not told:
        faults.append("nothing was acknowledged before the cut")
    if broken or not whole:
        faults.append(said or "a link is broken")
    return collections.Counter(lost=lost), faults


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--cuts", type=int, default=3)
    words.add_argument("--controls", type=int, default=2)
    words.add_argument("--outer", required=True)
    words.add_argument("--bin", required=True)
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--server", default="")
    words.add_argument("--options", default="")
    words.add_argument("--seed", type=int, default=int(os.environ.get("KHATM_SEED") or random.SystemRandom().randrange(1 << 32)))
    arguments = words.parse_args()
    here, place = pathlib.Path(__file__).resolve().parent, Place(arguments)
    print(f"seed {arguments.seed}", flush=True)
    faults, lost, missed = [], 0, 0
    for number in range(arguments.cuts):
        came, wrong = cut(place, False, number, arguments.seed, here)
        lost += came["lost"]
        faults += wrong
    for number in range(arguments.controls):
        came, wrong = cut(place, True, number, arguments.seed, here)
        missed += not came["lost"]
        faults += wrong
    if lost:
        faults.append(f"{lost} acknowledged documents were not on the disk")
    if missed:
        faults.append(f"{missed} controls lost nothing: the cut does not show what it is for")
    print("\n".join(faults[:30]), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
