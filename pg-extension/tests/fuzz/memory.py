"""The same call again and again in one session: what it takes is given back."""

import pathlib
import time

from session import Session

# A page of the allocator more or less says nothing; an invoice that is kept for each call does.
PER_CALL = 1024
ROOM = 1 << 20
# A call that has been repeated for so many seconds has been repeated enough.
PATIENCE = 20


def resident(process):
    """The memory of a process that is its own and no file's, in bytes."""
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) * 1024


def contexts(session):
    return int(session.rows("select sum(total_bytes)::bigint from pg_backend_memory_contexts")[0][0])


def growth(samples, times):
    """Faults: calls whose sessions grew. Each sample is run so often, in transactions that are taken back."""
    faults, biggest = [], (0, "")
    chosen = {}
    for (name, came), sample in sorted(samples.items(), key=lambda sample: sample[0]):
        # Of each function one call that is answered, and one that is refused.
        if not sample[1].startswith("call") and (came == "ok" or came.startswith("KHATM-")):
            chosen.setdefault((name, came == "ok"), (came, sample))
    # One session for all: each new one would read the tables of rules first.
    session = Session()
    process = session.rows("select pg_backend_pid()")[0][0]

    def again(sample, count):
        role, statement, values, _ = sample
        session.run("begin")
        if role:
            session.run(f"set local role {role}")
        for _ in range(count):
            session.run("savepoint s")
            session.run(statement, values)
            session.run("rollback to savepoint s")
            session.scene()
        session.run("rollback")

    for (name, _), (came, sample) in chosen.items():
        again(sample, 30)
        before = resident(process), contexts(session)
        # One that makes triggers and takes them back leaves so much behind in the catalogue that the last ones take minutes.
        enough = time.monotonic() + PATIENCE
        for _ in range(times // 50):
            again(sample, 50)
            if time.monotonic() > enough:
                break
        after = resident(process), contexts(session)
        grown = tuple(late - early for early, late in zip(before, after))
        if grown[0] > biggest[0]:
            biggest = grown[0], f"{name} ({came})"
        if grown[0] > ROOM + times * PER_CALL or grown[1] > ROOM:
            faults.append(f"{name} ({came}), {times} times: the session grew by {grown[0]} bytes, its contexts by {grown[1]}: {sample[1][:300]}")
    session.close()
    print(f"memory: {len(chosen)} calls, each {times} times; the most that a session grew is {biggest[0] >> 10} KiB, by {biggest[1]}")
    return faults
