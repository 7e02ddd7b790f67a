"""Looks for keys, secrets and root keys of a server after a day of use: in its log, statistics, dumps, backups, files and memory, in every
form. Uses no code of Khatm's. Run by `run`, which has started the server with everything logged.

What must be there is there: a session that has a device open holds its key. Leaks of a decoy, planted in every place, are found.
"""

import base64
import http.server
import os
import pathlib
import subprocess
import sys
import threading
import time

import psycopg
from cryptography.hazmat.primitives import serialization

from search import Secret, children, files, hits, memory, once

HERE = pathlib.Path(__file__).resolve().parent
# What the tool that makes the devices gives each of them for a CSID secret.
CSID_SECRET = b"nobody's secret"
TILLS = ("TILL-1", "TILL-2", "TILL-3")


class Server:
    """The cluster that `run` has started."""

    def __init__(self):
        self.folder = pathlib.Path(os.environ["PGHOST"])
        self.data = self.folder / "data"
        self.bin = pathlib.Path(os.environ["KHATM_PG_BIN"])
        self.devices = self.folder / "devices"

    def process(self):
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def psql(self, *arguments):
        command = [str(self.bin / "psql"), "-X", "-q", "-At", *arguments]
        return subprocess.run(command, capture_output=True, timeout=240).stdout

    def tool(self, name, *arguments):
        done = subprocess.run([str(self.bin / name), *arguments], capture_output=True, timeout=240)
        if done.returncode:
            sys.exit(f"{name}: {done.stderr.decode()}")
        return done.stdout

    def connect(self, **more):
        return psycopg.connect("", autocommit=True, **more)


class Authority(http.server.BaseHTTPRequestHandler):
    """Lets nobody in, and remembers with what they tried."""

    tried = []

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.tried.append(base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")))
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Sampler(threading.Thread):
    """What pg_stat_activity shows, again and again."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.connection, self.seen, self.ended = server.connect(), [], threading.Event()

    def run(self):
        while not self.ended.wait(0.02):
            self.seen += ["\n".join(map(str, row)).encode() for row in self.connection.execute("select * from pg_stat_activity where pid <> pg_backend_pid()")]

    def end(self):
        self.ended.set()
        self.join()
        self.connection.close()
        return "pg_stat_activity", b"\n".join(set(self.seen))


def private_key(pem):
    """A device's key: the 32 bytes, and as DER."""
    key = serialization.load_pem_private_key(pem, None)
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    return key.private_numbers().private_value.to_bytes(32, "big"), der


def everything_written(server, where):
    """Every place that outlives the server or leaves it, by name."""
    yield from ((f"log {name}", data) for name, data in files(server.folder / "log"))
    yield from ((f"data directory {name}", data) for name, data in files(server.data))
    yield "pg_dump", server.tool("pg_dump", "--inserts")
    yield "pg_dump -Fc", server.tool("pg_dump", "-Fc", "-Z0")
    yield "pg_dumpall", server.tool("pg_dumpall", "--no-sync")
    with server.connect() as session:
        for view in ("pg_stat_statements", "pg_stat_activity", "pg_settings", "pg_prepared_statements", "pg_backend_memory_contexts", "pg_file_settings"):
            if session.execute("select to_regclass(%s) is not null", [view]).fetchone()[0]:
                yield view, "\n".join(str(value) for row in session.execute(f"select * from {view}") for value in row).encode()
    target = server.folder / f"base-{where}"
    server.tool("pg_basebackup", "-D", str(target), "-X", "stream", "--no-sync", "-c", "fast")
    yield from ((f"base backup {name}", data) for name, data in files(target))


def plant(server, decoy):
    """Leaves every form of the decoy in every place; what each is called in `everything_written`."""
    texts = {form: needle for form, needle in decoy.forms if form not in ("raw", "der", "words")}
    with server.connect() as session:
        session.execute("create table planted (as_text text, as_bytes bytea)")
        session.execute("alter table planted alter as_bytes set storage external, alter as_text set storage external")
        # Thrice: one that lies across two pages of the log is whole in neither.
        for form, needle in 3 * decoy.forms:
            session.execute("insert into planted values (%s, %s)", [None if form not in texts else needle.decode(), needle])
        for needle in texts.values():
            session.execute("do $planted$ begin raise log '%', " + quoted(needle) + "; end $planted$")
        if session.execute("select to_regclass('pg_stat_statements') is not null").fetchone()[0]:
            for columns, needle in enumerate(texts.values(), 1):
                # Constants are taken out of what is kept of a statement, comments are not; but the same statement is kept once.
                session.execute(b"select " + b", ".join([b"1"] * columns) + b" /* " + needle + b" */")
        session.execute("checkpoint")


def quoted(needle):
    return "E'" + needle.decode().replace("\\", "\\\\") + "'"


def found_all(decoy, places, absent):
    """Plants that were not found: of each place that there is, the forms that can be there."""
    everything = {form for form, _ in decoy.forms}
    texts = everything - {"raw", "der", "words"}
    wanted = {"log": texts, "pg_dump": texts, "pg_dump -Fc": texts, "pg_dumpall": texts, "pg_stat_statements": texts,
              "data directory base": everything, "data directory pg_wal": everything, "base backup base": everything}
    for place in absent:
        print(f"SKIPPED: {place}: this server comes without it")
        del wanted[place]
    found = {place: set() for place in wanted}
    for place, data in once(places):
        for kind in wanted:
            if place == kind or place.startswith((kind + " ", kind + "/")):
                found[kind] |= {form for form, _ in decoy.found_in(data)}
    return [f"planted in {place} and not found: {sorted(forms - found[place])}" for place, forms in wanted.items() if forms - found[place]]


def main():
    server = Server()
    failures = []
    keys = {till: private_key((server.devices / f"{till}.pem").read_bytes()) for till in TILLS}
    roots = [base64.b64decode((server.devices / name).read_text()) for name in ("root.key", "other.key")]
    known = [Secret(f"key of {till}", raw, der=der) for till, (raw, der) in keys.items()]
    known += [Secret("root key", roots[0]), Secret("other root key", roots[1]), Secret("CSID secret", CSID_SECRET, binary=False)]
    decoy_raw = os.urandom(32)
    decoy = Secret("decoy", decoy_raw, der=keys["TILL-1"][1].replace(keys["TILL-1"][0], decoy_raw))

    authority = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["KHATM_AUTHORITY_PORT"])), Authority)
    threading.Thread(target=authority.serve_forever, daemon=True).start()
    sampler = Sampler(server)
    sampler.start()
    said = server.psql("-v", f"devices={server.devices}", "-f", str(HERE / "day.sql"))

    # Who types a key into a statement that fails, on a server that logs errors alone, as most do.
    with server.connect() as session:
        for name, value in (("log_statement", "none"), ("log_min_duration_statement", "-1"), ("log_duration", "off"), ("track_activities", "off")):
            session.execute(f"set {name} = '{value}'")
        typed = f"'\\x{keys['TILL-2'][1].hex()}', '\\x30', $secret${CSID_SECRET.decode()}$secret$"
        adopt = f"khatm.device_adopt('TILL-8', 'simulation', {typed}, 'nonsense')"
        # Under another name nothing in the statement tells what it is.
        session.execute("create function pg_temp.take(bytea, text) returns bigint language sql as $$ select khatm.device_adopt('TILL-8', 'simulation', $1, '0', $2, 'nonsense') $$")
        session.execute("prepare take (bytea, text) as select khatm.device_adopt('TILL-8', 'simulation', $1, '0', $2, 'nonsense')")
        renamed = f"('\\x{keys['TILL-2'][1].hex()}', $secret${CSID_SECRET.decode()}$secret$)"
        # Within a block it is in what the error was about, too.
        for statement in (f"select {adopt}", f"do $do$ begin perform {adopt}; end $do$", f"execute take {renamed}", f"select pg_temp.take{renamed}",
                          f"do $do$ begin perform pg_temp.take{renamed}; end $do$"):
            try:
                session.execute(statement)
                failures.append("a device was taken over from nonsense")
            except psycopg.Error as error:
                if "KHATM-" not in str(error):
                    failures.append(f"a device that is nonsense said: {error}")

    # A session that has used a key, at rest: the device is open in it, and the root key is gone again.
    with server.connect() as session:
        process = session.info.backend_pid
        before = hits(known, memory(process))
        icv = session.execute("select icv from khatm.issue('TILL-1', '{\"number\": \"M-1\", \"lines\": [{\"name\": \"Tea\", \"quantity\": 1, \"price\": \"10.00\"}]}')").fetchone()
        after = hits(known, memory(process))
        # A session that only looks never has anything.
        with server.connect() as other:
            other.execute("select count(*) from khatm.device, khatm.document").fetchone()
            other.execute("select count(*) from khatm.verify_ledger()").fetchone()
            looked = hits(known, memory(other.info.backend_pid))
        with server.connect() as planted:
            told = os.urandom(32)
            planted.execute("select set_config('planted.decoy', %s, false)", [told.hex()])
            seen = hits([Secret("decoy in memory", told)], memory(planted.info.backend_pid))
        workers = [row[0] for row in session.execute("select pid from pg_stat_activity where backend_type like 'khatm%'")]
        deadline = time.monotonic() + 240
        while not Authority.tried and time.monotonic() < deadline:
            time.sleep(0.2)
            workers = [row[0] for row in session.execute("select pid from pg_stat_activity where backend_type like 'khatm%'")]
        delivering = [found for worker in workers for found in hits(known, memory(worker))]
        servers = [found for child in [server.process(), *children(server.process())] if child not in (process, *workers)
                   for found in hits(known, memory(child, child == server.process()))]
    opened = {(name, form) for name, form, _, _ in after}
    if not icv or ("key of TILL-1", "raw") not in opened:
        failures.append("the search of memory does not see the key of a device that is open")
    if not any(form == "hex" for _, form, _, _ in seen):
        failures.append("a leak planted in memory is not found")
    if not workers or not any(CSID_SECRET in tried for tried in Authority.tried):
        failures.append(f"nothing was sent with the secret: {len(workers)} workers, {len(Authority.tried)} calls")
    # What delivers holds devices open, and what the HTTP library sent lies in its buffers until they are used again.
    failures += [f"in the worker: {found}" for found in delivering if "root key" in found[0] or found[1] not in ("raw", "words", "base64", "base64url")]
    may = {"key of TILL-1", "CSID secret"}
    failures += [f"before its use: {found}" for found in before]
    failures += [f"in a session at rest after its use: {found}" for found in after if found[0] not in may or found[1] not in ("raw", "words")]
    failures += [f"in a session that only looked: {found}" for found in looked]
    failures += [f"in another process of the server: {found}" for found in servers]

    # The same with another root key.
    server.psql("-c", f"alter system set khatm.root_key_file = '{server.devices}/other.key'", "-c", "select pg_reload_conf()")
    deadline = time.monotonic() + 240
    while not server.psql("-c", "show khatm.root_key_file").strip().endswith(b"/other.key"):
        if time.monotonic() > deadline:
            sys.exit("the server does not read its settings again")
        time.sleep(0.05)
    said += server.psql("-v", f"devices={server.devices}", "-f", str(HERE / "elsewhere.sql"))
    server.psql("-c", "alter system reset khatm.root_key_file", "-c", "select pg_reload_conf()", "-c", "checkpoint")

    places = [("what psql said", said), sampler.end(), *everything_written(server, "first")]
    failures += [f"{place}: {name} as {form}: {around!r}" for name, form, place, around in hits(known, places)]
    total = sum(len(data) for _, data in places)
    talked = sum(len(data) for place, data in places if place.startswith("log "))
    if talked < 100_000 or len(places) < 500:
        failures.append(f"only {len(places)} places with {talked} bytes of log: not everything was looked at")
    premature = hits([decoy], places)
    failures += [f"the decoy was there before it was planted: {found}" for found in premature]

    plant(server, decoy)
    with server.connect() as session:
        is_there = session.execute("select to_regclass('pg_stat_statements') is not null").fetchone()[0]
    failures += found_all(decoy, list(everything_written(server, "second")), [] if is_there else ["pg_stat_statements"])
    issued = int(server.psql("-c", "select count(*) from khatm.document"))
    if issued < 5:
        failures.append(f"only {issued} documents were issued")
    print("\n".join(failures[:50]) or f"{len(known)} secrets in {sum(len(s.forms) for s in known)} forms: 0 in {len(places)} places, {total >> 20} MiB, "
          f"{talked >> 10} KiB of them log; each planted leak found")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
