"""An ERP's sessions, many at once, that issue within their own transactions at all levels of isolation, take much of it back, and are
cancelled in the middle of it. What COMMIT said is written down and compared with what is there afterwards. No line of Khatm's code.

    python3 sales.py --documents 60000 --sessions 64 --devices 1,2,8,64     psycopg, the server by libpq's environment (PGHOST ...)

`--control row-lock` is the same load over a head that is a row, and `--control unsorted` takes devices in any order: both must fail.
Exit 0 if everything was as it must be, 1 with what was not. The seed is printed; KHATM_SEED sets it.
"""

import argparse
import collections
import multiprocessing
import os
import random
import sys
import threading
import time

import psycopg

LEVELS = ("read committed", "repeatable read", "serializable")
# Rows of attached tables are sold at all of them, too: what is read of them at COMMIT are rows that the transaction wrote itself.
ATTACHED_LEVELS = 3
# What a cancelled statement says: the user, or statement_timeout; lock_timeout; lock_timeout as khatm says it.
CANCELLED = ("57014", "55P03", "58030")
# Of a hundred transactions.
ROLLED_BACK, SAVEPOINT, CANCEL, SEVERAL, BULK, AGAIN, ATTACHED = 10, 5, 5, 15, 30, 5, 20
BULK_SIZE = 20
# Against hanging, not a measurement: so many seconds for a phase, and one more for each so many documents.
PATIENCE, DOCUMENTS_A_SECOND = 600, 50

ISSUE = """insert into erp.sale (device, number, level, uuid, icv)
    select %(device)s, %(number)s, %(level)s, uuid, icv
    from khatm.issue(%(device)s, erp.draft(%(number)s), request_key => %(number)s) returning uuid, icv"""
ISSUE_MANY = """insert into erp.sale (device, number, level, uuid, icv)
    select %(device)s, n.number, %(level)s, i.uuid, i.icv
    from rows from (
        unnest(%(numbers)s::text[]),
        khatm.issue_many(%(device)s, (select array_agg(erp.draft(number) order by at) from unnest(%(numbers)s::text[]) with ordinality as n (number, at)),
            %(numbers)s::text[])
    ) as n (number, uuid, icv, hash, qr, provisional, again, warnings)
    cross join lateral (select n.uuid, n.icv) as i returning uuid, icv"""
# Rows of a table that is attached: its trigger issues at COMMIT, and takes the devices in its own order.
# The second statement finds the row by its place: found by its key, the ERP's own statement would lock a page of the index at
# SERIALIZABLE, and sessions that insert beside each other would fail each other without anything of Khatm's. So would a table that is
# read from its beginning, as the planner does while it is small.
TICKET = "insert into erp.ticket (number, device, level, final) values (%(number)s, %(device)s, %(level)s, %(final)s) returning ctid::text"
FINAL = "update erp.ticket set final = true where ctid = %(place)s::tid"
ISSUED = "select uuid::text, device, icv, number from erp.sold where number = any(%(numbers)s)"
ASK_AGAIN = "select uuid from khatm.issue(%(device)s, erp.draft(%(number)s), request_key => %(number)s)"
# The control: a head that is a row. Everything else is the same.
ROW_LOCK = """with head as (update control.head set icv = icv + 1, hash = sha256(hash || convert_to(%(number)s, 'UTF8')) where device = %(device)s
        returning icv, hash),
    document as (insert into control.document select %(device)s, icv, hash, erp.draft(%(number)s) from head)
    insert into control.sale select %(device)s, %(number)s, %(level)s, gen_random_uuid(), icv from head returning uuid, icv"""


class Canceller:
    """Cancels what a session does, a moment from now. The session waits for it, so that no cancel hits what comes after."""

    def __init__(self, connection, after):
        self.connection = connection
        self.timer = threading.Timer(after, self.cancel)
        self.timer.start()

    def cancel(self):
        try:
            self.connection.cancel_safe(timeout=30)
        except psycopg.Error:
            # A server that was killed has nobody to cancel.
            pass

    def wait(self):
        self.timer.join()


class Session:
    """One till: a connection, its own dice, and what it was told."""

    def __init__(self, number, devices, seed, run, control=None, connect=None, bulk=True, prefix="TILL"):
        self.prefix = prefix
        self.number, self.devices, self.control, self.run, self.bulk = number, devices, control, run, bulk
        self.dice = random.Random(f"{seed}/{run}/{devices}/{number}")
        self.connect = connect or (lambda: psycopg.connect(autocommit=True))
        self.connection = None
        self.sold = 0
        # What COMMIT said yes to: uuid, device and counter. What it said no to, or was never asked, by number. What nobody heard of.
        self.acknowledged, self.taken_back, self.unknown = [], [], []
        self.said, self.done, self.faults = collections.Counter(), collections.Counter(), []

    def execute(self, sql, values=None):
        return self.connection.execute(sql, values)

    def name(self):
        self.sold += 1
        return f"{self.run}-{self.devices}-{self.number}-{self.sold}"

    def ticket(self, device, level):
        """A row that becomes a document at COMMIT, sometimes by its second statement. Nothing is known of it before."""
        number = self.name()
        values = {"device": f"{self.prefix}-{device}", "number": number, "level": level, "final": self.dice.randrange(3) > 0}
        self.open.append(number)
        [place] = self.execute(TICKET, values).fetchone()
        if not values["final"]:
            self.execute("set local enable_seqscan = off")
            self.execute(FINAL, values | {"place": place})
            self.execute("set local enable_seqscan = on")
        return []

    def chosen(self):
        """The devices of one sale, in the order in which everybody takes them; the control's in any."""
        several = self.control == "unsorted" or self.dice.randrange(100) < SEVERAL
        devices = self.dice.sample(range(1, self.devices + 1), min(self.devices, 3 if several else 1))
        return devices if self.control == "unsorted" else sorted(devices)

    def issue(self, device, level):
        """Issues one document, or a batch. Returns what it was told."""
        device = f"{self.prefix}-{device}"
        many = self.bulk and not self.control and self.dice.randrange(100) < BULK
        numbers = [self.name() for _ in range(BULK_SIZE if many else 1)]
        values = {"device": device, "number": numbers[0], "numbers": numbers, "level": level}
        self.open += numbers
        sql = ROW_LOCK if self.control == "row-lock" else ISSUE_MANY if many else ISSUE
        rows = self.execute(sql, values).fetchall()
        if len(rows) != len(numbers):
            self.faults.append(f"{len(rows)} documents for {len(numbers)} drafts")
        # An ERP that did not hear the answer asks again, within the transaction too.
        if self.control != "row-lock" and self.dice.randrange(100) < AGAIN:
            again = self.execute(ASK_AGAIN, values).fetchone()
            if again[0] != rows[0][0]:
                self.faults.append(f"{numbers[0]} asked again is {again[0]}, and was {rows[0][0]}")
            self.done["asked again"] += 1
        return [(str(uuid), device, icv, number) for (uuid, icv), number in zip(rows, numbers, strict=True)]

    def limits(self, kind):
        """What stops this transaction in the middle, if anything does."""
        if kind == "statement_timeout":
            self.execute(f"set local statement_timeout = '{self.dice.randint(1, 12)}ms'")
        if kind == "lock_timeout":
            self.execute(f"set local lock_timeout = '{self.dice.randint(1, 5)}ms'")
        if kind == "cancel":
            return Canceller(self.connection, self.dice.uniform(0, 0.015))
        return None

    def sell(self):
        """One transaction. Returns how many documents it was told to have issued."""
        if self.connection is None:
            self.connection = self.connect()
        dice = self.dice
        level, fate = dice.randrange(3), dice.randrange(100)
        attached = self.control is None and dice.randrange(100) < ATTACHED
        issue = self.ticket if attached else self.issue
        level = level % ATTACHED_LEVELS if attached else level
        stop = dice.choice(("cancel", "statement_timeout", "lock_timeout")) if dice.randrange(100) < CANCEL else None
        self.open, told, canceller, asked = [], [], None, False
        try:
            # The snapshot is older than whatever is issued under it.
            self.execute(f"begin isolation level {LEVELS[level]}; select count(*) from pg_class")
            canceller = self.limits(stop)
            devices = self.chosen()
            if attached:
                dice.shuffle(devices)
            for device in devices:
                if dice.randrange(100) < SAVEPOINT:
                    self.execute("savepoint partly")
                    before = list(self.open)
                    issue(device, level)
                    self.execute("rollback to savepoint partly")
                    self.taken_back += self.open[len(before):]
                    self.open = before
                    self.done["savepoint"] += 1
                told += issue(device, level)
            # What a trigger does at COMMIT is stopped there, too.
            if stop in ("lock_timeout", "statement_timeout") and not attached:
                self.execute("set local statement_timeout = 0; set local lock_timeout = 0")
            if canceller and not attached:
                canceller.wait()
                canceller = None
            if fate < ROLLED_BACK:
                self.execute("rollback")
                if canceller:
                    canceller.wait()
                self.taken_back += self.open
                self.done["rolled back"] += 1
                return 0
            asked = True
            self.execute("commit")
            if canceller:
                canceller.wait()
        except psycopg.Error as error:
            if canceller:
                canceller.wait()
            return self.failed(error, stop, level, asked)
        self.done["committed"] += 1
        if attached:
            self.done["attached"] += 1
            told = self.heard()
        if len({device for _, device, _, _ in told}) > 1:
            self.done["several devices"] += 1
        self.acknowledged += told
        return len(told)

    def heard(self):
        """What the rows of an attached table have become, once they are there for good. Who cannot ask any more knows it all the same."""
        for _ in range(3):
            try:
                rows = self.execute(ISSUED, {"numbers": self.open}).fetchall()
                break
            except psycopg.Error:
                # Killed between, or hit by a cancel that came late.
                self.connection.close()
                self.connection = None
                try:
                    self.connection = self.connect()
                except Exception:
                    # The load has ended: what COMMIT said yes to is there, and nobody looked.
                    self.unknown += self.open
                    raise
        if len(rows) != len(self.open) or None in {uuid for uuid, _, _, _ in rows}:
            self.faults.append(f"{len(self.open)} rows became {len(rows)} documents: {self.open[0]}")
        return rows

    def failed(self, error, stop, level, asked):
        state = error.sqlstate
        self.said[state or "no answer", LEVELS[level], stop or ""] += 1
        if self.connection.closed or state is None or state.startswith(("57P", "08")):
            # Who asked for COMMIT and heard nothing does not know.
            (self.unknown if asked else self.taken_back).extend(self.open)
            self.connection.close()
            self.connection = None
        else:
            self.taken_back += self.open
            try:
                self.execute("rollback")
            except psycopg.Error:
                self.connection.close()
                self.connection = None
        if state in CANCELLED and stop:
            self.done[stop] += 1
        elif state is not None and not state.startswith("57P"):
            self.faults.append(f"{state} at {LEVELS[level]}: {str(error).splitlines()[0]}") if len(self.faults) < 20 else None
        return 0


def work(arguments, numbers, devices, each, results):
    """Several sessions in one process."""
    patience = PATIENCE + each * arguments.sessions / DOCUMENTS_A_SECOND
    stop = time.monotonic() + patience

    def till(session):
        told = 0
        try:
            while told < each:
                told += session.sell()
                if time.monotonic() > stop:
                    session.faults.append(f"{told} of {each} after {patience:.0f} s")
                    break
                # A control has shown what it is for once; the load itself shows nothing more once it is wrong.
                if len(session.faults) > (0 if arguments.control == "unsorted" else 10):
                    break
            session.connection.close()
        except Exception as error:  # What a thread dies of must not be lost.
            session.faults.append(f"the driver: {type(error).__name__}: {error}")

    sessions = [Session(number, devices, arguments.seed, arguments.run, arguments.control, bulk=not arguments.single) for number in numbers]
    threads = [threading.Thread(target=till, args=(session,)) for session in sessions]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    for session in sessions:
        results.put((session.acknowledged, session.taken_back, session.said, session.done, session.faults))


def phase(arguments, devices, documents):
    """All sessions on so many devices. What they were told."""
    results = multiprocessing.Queue()
    processes = min(arguments.sessions, 4)
    numbers = [range(first, arguments.sessions, processes) for first in range(processes)]
    each = -(-documents // arguments.sessions)
    started = time.monotonic()
    workers = [multiprocessing.Process(target=work, args=(arguments, share, devices, each, results)) for share in numbers]
    [worker.start() for worker in workers]
    acknowledged, taken_back, said, done, faults = [], [], collections.Counter(), collections.Counter(), []
    for _ in range(arguments.sessions):
        told = results.get(timeout=PATIENCE + documents / DOCUMENTS_A_SECOND + 60)
        acknowledged += told[0]
        taken_back += told[1]
        said += told[2]
        done += told[3]
        faults += told[4]
    [worker.join() for worker in workers]
    took = time.monotonic() - started
    failed = collections.Counter()
    for (state, _, stop), count in said.items():
        failed[state] += count
    print(f"{arguments.sessions} sessions, {devices} devices: {len(acknowledged)} documents in {done['committed']} transactions, {len(acknowledged) / took:.0f} a second;"
          f" {', '.join(f'{count} {what}' for what, count in sorted(done.items()) if what != 'committed')};"
          f" 40001: {failed['40001']}, 40P01: {failed['40P01']}", flush=True)
    return acknowledged, taken_back, said, done, faults


def compare(acknowledged, taken_back, run, every=True):
    """What is wrong between what was said and what is there."""
    faults = []
    with psycopg.connect() as connection:
        sql = "select d.uuid::text, c.device, d.counter, d.number from khatm.document as d join khatm.chain as c on c.chain = d.chain where d.number like %s"
        there = set(connection.execute(sql, (run + "-%",)).fetchall())
        sold = set(connection.execute("select uuid::text, device, icv, number from erp.sold where number like %s", (run + "-%",)).fetchall())
    numbers = {number for _, _, _, number in there}
    told = set(acknowledged)
    faults += [f"acknowledged and not there: {one}" for one in list(told - there)[:10]]
    faults += [f"a document without its sale, or a sale without its document: {one}" for one in list(there ^ sold)[:10]]
    faults += [f"taken back and there: {one}" for one in list(numbers & set(taken_back))[:10]]
    if every and there != told:
        faults.append(f"{len(there)} documents are there, and {len(told)} were acknowledged")
    return faults


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--documents", type=int, default=4000)
    words.add_argument("--sessions", type=int, default=64)
    words.add_argument("--devices", default="1,2,8,64")
    words.add_argument("--control", choices=("row-lock", "unsorted"))
    words.add_argument("--single", action="store_true", help="no batches: each document by a call of its own")
    words.add_argument("--seed", type=int, default=int(os.environ.get("KHATM_SEED") or random.SystemRandom().randrange(1 << 32)))
    arguments = words.parse_args()
    arguments.run = f"{arguments.control or 'S'}-{os.getpid()}"
    print(f"seed {arguments.seed}", flush=True)
    phases = [int(devices) for devices in arguments.devices.split(",")]
    acknowledged, taken_back, said, done, faults = [], [], collections.Counter(), collections.Counter(), []
    for devices in phases:
        told = phase(arguments, devices, arguments.documents // len(phases))
        acknowledged += told[0]
        taken_back += told[1]
        said += told[2]
        done += told[3]
        faults += told[4]
    failures = collections.Counter()
    for (state, level, _), count in said.items():
        failures[state, level] += count
    if arguments.control:
        # It must have failed, and in the way that is its own.
        wanted = {"row-lock": ("40001", "repeatable read"), "unsorted": ("40P01", None)}[arguments.control]
        hits = sum(count for (state, level), count in failures.items() if state == wanted[0] and wanted[1] in (None, level))
        print(f"control {arguments.control}: {hits} × {wanted[0]}")
        return 0 if hits else 1
    faults += compare(acknowledged, taken_back, arguments.run)
    for what in ("rolled back", "savepoint", "cancel", "statement_timeout", "lock_timeout", "asked again", "several devices", "attached"):
        if not done[what] and arguments.documents >= 4000:
            faults.append(f"nothing was ever {what}: the load is not what it says")
    print("\n".join(faults[:50]) if faults else f"{len(acknowledged)} acknowledged, all there; {len(taken_back)} taken back, none there")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
