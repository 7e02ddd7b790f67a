"""Random calls of everything that the schema has, in random sessions, with wild and half-right values: whatever comes back is an answer, an
error of ours with its code, or PostgreSQL's own for a wrong type or right. Uses no code of Khatm's.

    python3 fuzz.py --calls N [--sessions S] [--seed SEED] --examples FOLDER --out FOLDER

The seed is printed. The same seed makes the same choices; what a choice among real things comes to depends on what is there. A fault leaves
what its session said in OUT, as a file for psql. Exit 0 if there was none.
"""

import argparse
import base64
import itertools
import json
import multiprocessing
import os
import pathlib
import sys
import threading
import time
from collections import Counter, defaultdict

from judge import Fault, judge
from session import Session
from values import STRANGE, Value, Values, seeded

HERE = pathlib.Path(__file__).resolve().parent
# Against hanging: the longest call takes a second.
WATCH = 120_000
SETTINGS = [
    "set local search_path = hostile, public, pg_catalog", "set local search_path = ''", "set local search_path = khatm, pg_temp", "set local search_path = fuzz, hostile",
    "set local session_replication_role = replica", "set local session_replication_role = origin", "set local row_security = off", "set local row_security = on",
    "set local datestyle = 'German'", "set local datestyle = 'SQL, DMY'", "set local datestyle = 'Postgres'", "set local intervalstyle = 'iso_8601'",
    "set local bytea_output = 'escape'", "set local standard_conforming_strings = off", "set local escape_string_warning = off", "set local lc_messages = 'C'",
    "set local lc_numeric = 'C'", "set local timezone = 'Asia/Riyadh'", "set local timezone = 'Pacific/Apia'", "set local timezone = '-15:59'", "set local extra_float_digits = -15",
    "set local client_encoding = 'LATIN1'", "set local client_encoding = 'WIN1256'", "set local client_encoding = 'SQL_ASCII'", "set local work_mem = '64kB'",
    "set local plan_cache_mode = force_generic_plan", "set local plan_cache_mode = force_custom_plan", "set local enable_indexscan = off", "set local enable_seqscan = off",
    "set local constraint_exclusion = on", "set local xmloption = content", "set local xmlbinary = hex", "set local transform_null_equals = on", "set local quote_all_identifiers = on",
    "set local synchronous_commit = off", "set local jit = off", "set local default_toast_compression = 'pglz'", "set local check_function_bodies = off",
    "set local backslash_quote = on", "set local array_nulls = off", "set local client_min_messages = debug1", "set local max_parallel_workers_per_gather = 0",
    "set constraints all immediate", "set constraints all deferred",
]
PARALLEL = ["select set_config(name, 'on', true) from pg_settings where name in ('force_parallel_mode', 'debug_parallel_query')",
            "set local parallel_setup_cost = 0", "set local parallel_tuple_cost = 0", "set local min_parallel_table_scan_size = 0"]
LEVELS = ["read committed", "repeatable read", "serializable"]


def pools(session, examples, files):
    """What is real: of this database, and of the examples."""
    found = json.loads(session.rows((HERE / "pools.sql").read_text())[0][0])
    found = {name: values for name, values in found.items() if values}
    decoded = [base64.b64decode(text) for text in found.pop("documents", [])]
    found["xmls"] = [path.read_bytes() for path in sorted(examples.glob("documents/*.xml"))] + decoded
    found["files"] = [base64.b64decode(text) for text in found.get("files", [])] + files
    found["xml_texts"] = [xml.decode() for xml in found["xmls"]]
    found["qrs"] = [text for xml in found["xml_texts"] for text in qr_codes(xml)]
    found["texts"] = found["qrs"] + found["xml_texts"][:2]
    tea = {"number": "F-1", "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]}
    drafts = [path.read_text() for path in sorted(examples.glob("drafts/*.json"))]
    note = tea | {"kind": "credit_note", "note": {"reason": "Returned", "originals": [{"number": "F-0-1"}]}}
    found["drafts"] = drafts + [json.dumps(tea)] * len(drafts) * 2 + [json.dumps(note)]
    found["configurations"] = [json.dumps({
        "common_name": "TILL-9", "serial_number": "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f", "organization_identifier": "300000000000003",
        "organization_unit_name": "Riyadh Branch", "organization_name": "Khatm Books", "country_name": "SA", "invoice_type": "1100",
        "location_address": "RRRD2929", "industry_business_category": "Trade"})]
    found["sellers"] = [json.dumps({
        "name": "Khatm Books", "vat_number": "300000000000003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
        "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"})]
    found |= {"languages": ["en", "en", "ar"], "environments": ["simulation", "simulation", "production", "sandbox"], "reasons": ["outage", "clearance_off"],
              "lasts": ["0", "17:" + base64.b64encode(bytes(32)).decode()], "urls": ["http://127.0.0.1:9/"], "whys": ["asked"], "notes": ["by telephone"],
              "names": ["F-TILL"], "codes": ["KHATM-NULL", "BR-KSA-17", "KHATM-XML-UTF8"], "tables": found["tables"] + ["fuzz.sale"] * 40, "targets": ["fuzz.sale"], "becomes_finals": ["state = 'final'", "state = 'final'", "true", "amount > 5", "state"],
              "on_invalids": ["refuse", "park"], "mutables": ["note", "state", "id"], "liness": ["fuzz.line"], "revisions": ["note", "amount::text"],
              "procedures": found["procedures"] + ["fuzz.draft(bigint)", "fuzz.draft(bigint)", "fuzz.wild(bigint)"] * 10, "keys": ["1", "17"]}
    found["expressions"] = ["device", "'TILL-2'", "'TILL-' || (id % 4 + 1)", "1 / 0", "(select 1)", "khatm.nothing()", "device); drop table fuzz.sale; --"]
    return found


def qr_codes(xml):
    mark = '<cbc:ID>QR</cbc:ID>'
    if mark in xml:
        yield xml.split(mark)[1].split('mimeCode="text/plain">')[-1].split("<")[0]


class Fuzzer:
    """One session's worth of calls."""

    def __init__(self, arguments, number):
        self.rng = seeded(arguments.seed, number)
        self.number, self.arguments = number, arguments
        self.session = Session()
        self.catalogue = json.loads(self.session.rows((HERE / "catalogue.sql").read_text())[0][0])
        # What issues leaves most behind.
        self.routines = [r for r in self.catalogue["routines"] for _ in range(4 if r["name"].startswith(("issue", "seal")) else 1)]
        self.counter = itertools.count()
        self.files = [path.read_bytes() for path in sorted(arguments.devices.glob("*.json"))] if arguments.devices else []
        self.calls, self.last_pools = 0, -1
        self.came = defaultdict(Counter)
        self.samples, self.texts, self.last_word = {}, {}, threading.Lock()
        self.roles = self.catalogue["roles"] + [None] * 3 + ["khatm_issuer", "khatm_admin"] * 2

    def refresh(self):
        if self.last_pools < 0 or self.calls - self.last_pools > 400:
            found = pools(self.session, self.arguments.examples, self.files)
            found["roles"] = [role for role in self.roles if role]
            self.values = Values(self.rng, found, self.catalogue["types"] or {}, lambda: f"F-{self.number}-{next(self.counter)}")
            self.last_pools = self.calls

    def run(self, calls):
        while self.calls < calls:
            try:
                self.refresh()
                self.scene()
            except Fault as fault:
                return self.fault(fault)
        return None

    def fault(self, what):
        path = self.arguments.out / f"fault-{self.number}-{self.calls}.sql"
        path.write_text(self.session.script(), "utf-8", "surrogatepass")
        return f"session {self.number}, call {self.calls}: {what} (what it said: {path})"

    def all(self):
        came = {name: dict(counts) for name, counts in self.came.items()}
        return self.calls, came, self.samples, self.session.longest, self.texts

    def say(self, statement, values=(), **how):
        """Runs a statement and judges what comes of it."""
        error, result = self.session.run(statement, values)
        for notice in self.session.notices:
            if notice[1].startswith("captured") or "panicked" in notice[1]:
                raise Fault(f"a notice: {notice[1]}")
        self.session.notices.clear()
        how |= {"serializable": self.level == LEVELS[2], "locks": self.level == LEVELS[1] and "seal_parked" in statement}
        if error:
            self.texts.setdefault(error[0], (error[1][:120], statement[:160]))
            return judge(error, stopped=self.stopped, **how)
        if result is not None and self.attempted and result.ntuples == 1 and result.nfields == 1:
            swallowed = result.get_value(0, 0)
            if swallowed and b"\x1f" in swallowed:
                parts = swallowed.decode("utf-8", "replace").split("\x1f")
                return judge(parts + [""] * (5 - len(parts)), stopped=self.stopped, **how)
        return None

    def scene(self):
        rng = self.rng
        self.session.scene()
        self.stopped = self.attempted = False
        self.level = LEVELS[0]
        self.wrote = False
        # Half of the time somebody means well: only then something comes of it.
        self.values.care = rng.random() < 0.5
        role = rng.choice([None, None, "khatm_issuer", "khatm_admin", "khatm_auditor"]) if self.values.care else rng.choice(self.roles)
        in_transaction = rng.random() < 0.75
        self.setup(f"set statement_timeout = {WATCH}; set lock_timeout = '300ms'")
        if in_transaction:
            self.level = rng.choice(LEVELS)
            self.setup(f"begin isolation level {self.level}{rng.choice([''] * 6 + [' read only', ' deferrable'])}")
            if rng.random() < 0.03:
                for setting in PARALLEL:
                    self.setup(setting)
            for setting in rng.sample(SETTINGS, rng.choice([0, 0, 1, 2, 4])):
                self.setup(setting)
            if rng.random() < 0.04:
                self.stopped = True
                self.setup(f"set local {rng.choice(['statement_timeout', 'lock_timeout'])} = '{rng.choice([1, 2, 5, 20])}ms'")
        if role:
            self.setup(f"set role {role}")
        self.role = role
        savepoint = False
        for _ in range(rng.choice([1, 1, 2, 3, 5, 8])):
            if in_transaction and rng.random() < 0.6:
                savepoint = self.say("savepoint s") is None or savepoint
            came = self.statement()
            self.calls += 1
            if came and in_transaction:
                if not savepoint:
                    break
                self.setup("rollback to savepoint s")
            elif savepoint and rng.random() < 0.2:
                self.setup(rng.choice(["rollback to savepoint s", "release savepoint s"]))
                savepoint = False
        self.attempted = False
        if self.session.is_open():
            self.setup("rollback" if self.wrote or rng.random() < 0.35 else "commit")
        self.setup(rng.choice(["reset all; reset role", "reset all; reset role", "discard all"]))
        if rng.random() < 0.003:
            self.session.close()
            said = self.session.said
            self.session = Session()
            self.session.said = said

    def setup(self, statement):
        error, _ = self.session.run(statement)
        if error:
            judge(error, of_tables=True, stopped=self.stopped, serializable=self.level == LEVELS[2])

    def statement(self):
        rng = self.rng
        shape = rng.random()
        if shape < 0.05:
            return self.sale()
        if shape < 0.9 or not self.catalogue["relations"]:
            routine = rng.choice(self.routines)
            if routine["result"] in ("trigger", "event_trigger"):
                if rng.random() < 0.7:
                    return None
                return self.trigger(routine) if rng.random() < 0.9 else self.call(routine)
            return self.call(routine)
        return self.relation(rng.choice(self.catalogue["relations"]))

    def actual(self, routine):
        """The arguments of a call: SQL, with the values that are parameters."""
        rng, parts, parameters = self.rng, [], []
        required = len(routine["types"]) - routine["defaults"]
        named = all(routine["names"]) and rng.random() < 0.4
        given = len(routine["types"]) if rng.random() < (0.1 if self.values.care else 0.4) else rng.randint(required, len(routine["types"]))
        for position in range(given):
            name = routine["names"][position] or ""
            kind = routine["types"][position]
            if position >= required and named and rng.random() < 0.4:
                continue
            is_expression = routine["name"] == "attach" and name in ("device", "revision", "corrects")
            value = self.values.value(kind, "expression" if is_expression else name)
            if value.parameter is not None and rng.random() < 0.5 or value.literal is None:
                parameters.append(value)
                text = f"${len(parameters)}::{routine['declared'][position]}"
            else:
                text = value.literal
                if not kind.startswith("any") and rng.random() < 0.9:
                    text = f"({text})::{routine['declared'][position]}"
            last = "variadic " if routine["variadic"] and position == len(routine["types"]) - 1 else ""
            parts.append(last + (f'"{name}" => {text}' if named else text))
        return ", ".join(parts), parameters

    def call(self, routine):
        rng = self.rng
        self.attempted = False
        inner, parameters = self.actual(routine)
        call = f'khatm."{routine["name"]}"({inner})'
        if routine["kind"] == "p":
            # What waits is stopped: by its own time, or by the server's.
            self.stopped = True
            self.setup(f"set statement_timeout = '{rng.choice([5, 50, 500])}ms'")
            statement = f"call {call}"
        else:
            # One that is chosen is filled in: a value may have ten megabytes.
            statement = rng.choice([
                "select * from {call}", "select * from {call}", "select * from {call}", "select {call}", "select {call} limit 1", "select ({call}) is null",
                "select count(*) from {call} as f", "select f.* from generate_series(1, 3) as g, lateral {call} as f", "select * from {call} limit 0",
                "explain (verbose, costs off) select * from {call}", "select {call}, {call}", "with f as materialized (select * from {call}) select * from f as a, (select from f limit 2) as b",
                "select count(*) from fuzz.sale where id between 1 and 3 and ({call}) is not null", "select * from rows from ({call}, generate_series(1, 2)) with ordinality",
            ]).format(call=call)
        how = rng.random()
        name = routine["name"]
        loose = {"takes_json": any("json" in kind for kind in routine["types"])}
        if how < 0.1 and routine["kind"] != "p" and not parameters:
            self.setup("deallocate all")
            came = self.say(f"prepare f as {statement}", **loose)
            for _ in range(rng.choice([1, 7])):
                came = came or self.say("execute f", **loose)
        elif how < 0.2 and not parameters and self.session.is_open() and statement.startswith(("select", "with")):
            self.setup("close all")
            came = self.say(f"declare c {rng.choice(['', 'scroll ', 'no scroll ', 'insensitive '])}cursor for {statement}", **loose)
            for fetch in rng.sample(["fetch 1 from c", "fetch all from c", "fetch backward 1 from c", "move 1 in c", "fetch 0 from c"], 3):
                came = came or self.say(fetch, **loose)
            if not came and rng.random() < 0.7:
                self.say("close c", **loose)
        elif how < 0.35 and not parameters:
            mark = "$fuzzed$"
            self.attempted = True
            came = self.say(f"select fuzz.attempt({mark}{statement}{mark})" if mark not in statement else statement, **loose)
            self.attempted = False
        else:
            came = self.say(statement, parameters, **loose)
        self.came[name][came or "ok"] += 1
        # The quickest call of each kind, to be made again and again.
        quickest = self.samples.get((name, came or "ok"))
        small = len(statement) + sum(len(value.parameter or b"") for value in parameters) < 100_000
        if how >= 0.35 and small and (not quickest or self.session.took < quickest[3]):
            self.samples[(name, came or "ok")] = (self.role, statement, parameters, self.session.took)
        return came

    def trigger(self, routine):
        """Makes a trigger function the trigger of some table of ours, where it does not belong."""
        rng = self.rng
        self.attempted, self.wrote = False, True
        if not self.session.is_open():
            return None
        self.setup("reset role")
        if routine["result"] == "event_trigger":
            event = rng.choice(["ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite"])
            came = self.say(f'create event trigger fuzzed on {event} execute function khatm."{routine["name"]}"()', of_tables=True)
            return came or self.say(rng.choice(["create temp table fuzzed_too ()", "drop table fuzz.sale", "alter table fuzz.sale add x int default random()", "comment on table fuzz.sale is ''"]),
                                    of_tables=True)
        model = rng.choice(["(a int)", "()", "(chain text, counter text, state text)", "(like khatm.document)", "(like khatm.audit)", "(like khatm.chain)", "(like khatm.outbox)", "(like fuzz.sale)"])
        came = self.say(f"create temp table fuzzed {model} on commit drop", of_tables=True)
        event = rng.choice(["insert", "update", "delete", "truncate", "insert or update or delete"])
        level = "statement" if event == "truncate" else rng.choice(["row", "row", "statement"])
        arguments = ", ".join(f"'{rng.choice(['a', 'state', 'why', 'nothing', '', '1', '2', '-1', '9223372036854775808'])}'" for _ in range(rng.randrange(3)))
        timing = rng.choice(["before", "after"])
        deferred = " deferrable initially deferred" if timing == "after" and level == "row" and rng.random() < 0.3 else ""
        came = came or self.say(f'create {"constraint " if deferred else ""}trigger fuzzed {timing} {event} on fuzzed{deferred} for each {level} execute function khatm."{routine["name"]}"({arguments})',
                                of_tables=True)
        for deed in ["insert into fuzzed default values", "update fuzzed set ctid = ctid", "insert into fuzzed select * from fuzzed", "delete from fuzzed", "truncate fuzzed",
                     "set constraints all immediate"]:
            came = came or self.own(deed)
        self.came[routine["name"]][came or "ok"] += 1
        return came

    def own(self, statement):
        """A statement on a table of the caller's, whose rows other triggers may find strange."""
        error, _ = self.session.run(statement)
        if error and error[0] in ("42703", "0A000", "42601"):
            return error[0]
        return judge(error, of_tables=True, stopped=self.stopped, serializable=self.level == LEVELS[2]) if error else None

    def sale(self):
        """What an ERP does to a table of its own, which may be attached."""
        rng = self.rng
        self.attempted = False
        number, state = rng.randrange(220), rng.choice(["draft", "final", "final", "paid"])
        came = self.say(rng.choice([
            f"update fuzz.sale set state = '{state}' where id = {number}", f"update fuzz.sale set state = '{state}', amount = amount + 1 where id between {number} and {number + 3}",
            f"insert into fuzz.sale values ({1000 + self.number * 1000000 + next(self.counter)}, 'TILL-{rng.randrange(6)}', '{state}', 1, null)",
            f"delete from fuzz.sale where id = {number}", f"insert into fuzz.line values ({number}, 1, 'Tea')", "set constraints all immediate", f"update fuzz.sale set id = -id where id = {number}",
            f"merge into fuzz.sale as s using (values ({number})) as v (id) on s.id = v.id when matched then update set state = '{state}'",
        ]), of_tables=True)
        self.came["(a sale)"][came or "ok"] += 1
        return came

    def relation(self, relation):
        """Reads a table or view, or tries to write it."""
        rng = self.rng
        self.attempted = False
        column = rng.choice(relation["columns"] or [{"name": "x", "type": "text"}])
        value = self.values.value(column["type"], column["name"]).literal or "null"
        name = f'khatm."{relation["name"]}"'
        deed = rng.random()
        if deed < 0.75:
            statement = rng.choice([
                f'select * from {name} limit 20', f'select count(*) from {name}', f'select * from {name} where "{column["name"]}" operator(pg_catalog.=) ({value})',
                f'select "{column["name"]}" from {name} order by 1 limit 3', f"select {name}::text from {name} limit 5", f'select max("{column["name"]}"::text) from {name}',
                f'explain (costs off) select * from {name} where "{column["name"]}"::text like {quoted(rng.choice(STRANGE))}',
            ])
        else:
            self.wrote = True
            statement = rng.choice([
                f'insert into {name} ("{column["name"]}") values ({value})', f'update {name} set "{column["name"]}" = ({value})', f"delete from {name}", f"truncate {name}",
                f"insert into {name} select * from {name} limit 3", f"select * from {name} for update", f"lock table {name} in share mode nowait",
                f'alter table {name} add fuzzed int', f"drop table {name} cascade" if relation["kind"] == "r" else f"drop view {name}", f"copy {name} from '/dev/null'",
            ])
            if not self.session.is_open():
                statement = f"begin; {statement}; rollback"
        came = self.say(statement, of_tables=True)
        self.came[relation["name"]][came or "ok"] += 1
        return came


def quoted(text):
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def watch(fuzzer, pipe):
    """Ends the process of a session whose call does not end, with what it said: not even a timeout of the server's stopped it."""
    while True:
        time.sleep(2)
        began = fuzzer.session.began
        if began and time.monotonic() - began > WATCH / 1000 + 20:
            with fuzzer.last_word:
                pipe.send((fuzzer.fault(f"a call that nobody can stop: {fuzzer.session.said[-1][0][:300]}"), *fuzzer.all()))
                os._exit(1)


def work(arguments, number, calls, pipe):
    fuzzer = Fuzzer(arguments, number)
    threading.Thread(target=watch, args=(fuzzer, pipe), daemon=True).start()
    fault = fuzzer.run(calls)
    with fuzzer.last_word:
        pipe.send((fault, *fuzzer.all()))
        os._exit(0)


def run_all(arguments):
    """What each session came to."""
    begun = []
    for number in range(arguments.sessions):
        receiver, sender = multiprocessing.Pipe(False)
        process = multiprocessing.Process(target=work, args=(arguments, number, arguments.calls // arguments.sessions, sender))
        process.start()
        sender.close()
        begun.append(receiver)
    for number, receiver in enumerate(begun):
        try:
            yield receiver.recv()
        except EOFError:
            yield f"session {number} ended without a word", 0, {}, {}, (0, ""), {}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=50_000)
    parser.add_argument("--sessions", type=int, default=4)
    parser.add_argument("--seed", default=str(time.time_ns()))
    parser.add_argument("--examples", type=pathlib.Path, required=True)
    parser.add_argument("--devices", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--texts", action="store_true", help="an example of each SQLSTATE that came")
    parser.add_argument("--repeat", type=int, default=500)
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    began = time.monotonic()
    results = list(run_all(arguments))
    faults = [fault for fault, *_ in results if fault]
    came, samples, texts = defaultdict(Counter), {}, {}
    for _, _, counts, some, _, said in results:
        texts |= said
        for call, sample in some.items():
            samples[call] = min(sample, samples.get(call, sample), key=lambda quick: quick[3])
        for name, counter in counts.items():
            came[name].update(counter)
    for name, counter in sorted(came.items()):
        most = ", ".join(f"{what} {count}" for what, count in counter.most_common(6))
        print(f"  {name}: {sum(counter.values())} ({len(counter)} answers: {most})")
    if arguments.texts:
        for state, (message, statement) in sorted(texts.items()):
            print(f"  {state} {message!r}: {statement!r}")
    calls = sum(result[1] for result in results)
    longest = max((result[4] for result in results), default=(0, ""))
    print(f"{calls} calls in {time.monotonic() - began:.0f} s; the longest {longest[0]:.1f} s: {longest[1][:120]!r}")
    # A run in which nothing succeeds shows nothing.
    for name, least in (("issue", 0.01), ("verify", 0.01), ("validate", 0.01), ("check", 0.05), ("document", 0.05), ("seal", 0.003), ("inspect", 0.01)):
        counter = came[name]
        if counter["ok"] < least * sum(counter.values()) or not counter:
            faults.append(f"{name} succeeded only {counter['ok']} times out of {sum(counter.values())}")
    if not faults:
        import memory
        faults += memory.growth(samples, arguments.repeat)
    print("\n".join(faults) or "no fault")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
