"""Sessions issue, and processes of the server die by kill -9 at any moment: a session's own, or the one that all others hang on. What
COMMIT said yes to is there afterwards, what nobody asked COMMIT for is not, and the first document comes soon after the server takes
connections again. No line of Khatm's code.

    python3 kills.py --kills 12 --data DIR --bin DIR --server "runuser -u postgres --" --options "-p 5432 ..."
"""

import argparse
import collections
import os
import pathlib
import random
import shlex
import signal
import subprocess
import sys
import threading
import time

import psycopg

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "chain"))
from sales import Session, compare  # noqa: E402

# The promise: the first document so soon after the server takes connections again.
SOON = 10
# Against hanging.
LIMIT = 120


class Over(Exception):
    """The load ends."""


class Load:
    """The sessions, and when the last document was acknowledged."""

    def __init__(self, sessions, devices, seed, run):
        self.stop, self.last, self.count, self.faults = threading.Event(), 0.0, 0, []
        self.sessions = [Session(number, devices, seed, run, connect=self.connect) for number in range(sessions)]
        self.threads = [threading.Thread(target=self.work, args=(session,), daemon=True) for session in self.sessions]
        [thread.start() for thread in self.threads]

    def connect(self):
        """As an ERP's pool does: again and again, until the server is there."""
        while not self.stop.is_set():
            try:
                return psycopg.connect(autocommit=True, connect_timeout=5)
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise Over

    def work(self, session):
        try:
            while not self.stop.is_set():
                if session.sell():
                    self.last, self.count = time.monotonic(), self.count + 1
        except Over:
            pass
        except Exception as error:  # What a thread dies of must not be lost.
            self.faults.append(f"the driver: {type(error).__name__}: {error}")

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(LIMIT)
        self.faults += [fault for session in self.sessions for fault in session.faults]


class Server:
    """The cluster, whose postmaster may die."""

    def __init__(self, arguments):
        self.server, self.bin, self.data = shlex.split(arguments.server), arguments.bin, pathlib.Path(arguments.data)
        self.options = arguments.options

    def postmaster(self):
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def start(self):
        """Once the last process of the one before is gone, as whoever supervises a server does."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            done = subprocess.run([*self.server, f"{self.bin}/pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", f"{self.data}/../server.log",
                                   "-o", self.options, "start"], capture_output=True, check=False)
            if done.returncode == 0:
                return
            time.sleep(0.1)
        raise TimeoutError("the server does not start again")


def backends(kind):
    """Processes of a kind, as the server names them."""
    with psycopg.connect(autocommit=True, connect_timeout=5) as connection:
        rows = connection.execute("select pid from pg_stat_activity where backend_type = %s and pid <> pg_backend_pid()", (kind,))
        return [pid for pid, in rows]


def taking():
    """When the server takes connections again."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        try:
            psycopg.connect(autocommit=True, connect_timeout=5).close()
            return time.monotonic()
        except psycopg.OperationalError:
            time.sleep(0.02)
    raise TimeoutError("the server takes no connections")


def kill(what, dice, server, load):
    """Kills one process. How long after the server took connections the next document came, and whether it was a document's session."""
    if what == "postmaster":
        os.kill(server.postmaster(), signal.SIGKILL)
        server.start()
    else:
        found = backends("client backend")
        if not found:
            return None
        os.kill(dice.choice(found), signal.SIGKILL)
        # The others are ended by the postmaster; until it has seen the death, the server still answers.
        time.sleep(0.2)
    ready = taking()
    end = ready + LIMIT
    while load.last < ready:
        if time.monotonic() > end:
            raise TimeoutError("nothing is issued any more")
        time.sleep(0.01)
    return load.last - ready


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--kills", type=int, default=12)
    words.add_argument("--sessions", type=int, default=16)
    words.add_argument("--devices", type=int, default=8)
    words.add_argument("--data", required=True)
    words.add_argument("--bin", required=True)
    words.add_argument("--server", default="")
    words.add_argument("--options", default="")
    words.add_argument("--seed", type=int, default=int(os.environ.get("KHATM_SEED") or random.SystemRandom().randrange(1 << 32)))
    arguments = words.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    dice, server, run = random.Random(arguments.seed), Server(arguments), f"K-{os.getpid()}"
    load = Load(arguments.sessions, arguments.devices, arguments.seed, run)
    waits, killed, faults = [], collections.Counter(), []
    try:
        for number in range(arguments.kills):
            time.sleep(dice.uniform(0.3, 1.5))
            what = "postmaster" if number % 3 == 2 else "backend"
            came = kill(what, dice, server, load)
            if came is not None:
                killed[what] += 1
                waits.append(came)
                if came > SOON:
                    faults.append(f"the first document came {came:.1f} s after the server took connections again ({what})")
    except (TimeoutError, OSError) as error:
        faults.append(str(error))
    load.end()
    sessions = load.sessions
    acknowledged = [one for session in sessions for one in session.acknowledged]
    taken_back = [one for session in sessions for one in session.taken_back]
    unknown = {one for session in sessions for one in session.unknown}
    faults += load.faults + compare(acknowledged, taken_back, run, every=False)
    with psycopg.connect() as connection:
        there = {number for number, in connection.execute("select number from erp.sale where number like %s", (run + "-%",))}
    known = {number for _, _, _, number in acknowledged}
    faults += [f"there, and nobody asked to keep it: {number}" for number in list(there - known - unknown)[:10]]
    print(f"{len(waits)} killed ({', '.join(f'{count} {what}' for what, count in sorted(killed.items()))}); {len(acknowledged)} acknowledged,"
          f" {len(known - there)} lost; {len(unknown)} unknown, of which {len(unknown & there)} are there; {len(taken_back)} taken back;"
          f" the next document after {max(waits, default=0):.2f} s at most", flush=True)
    if sum(killed.values()) < arguments.kills or not acknowledged:
        faults.append("it did not kill as often as it should have")
    print("\n".join(faults[:50]), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
