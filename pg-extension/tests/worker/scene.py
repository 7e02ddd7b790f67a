"""A server with the preload, the authority, and devices that it knows: for the worker's tests and benches. Nothing of Khatm is used here
but the command line, for the authority's simulator and for devices."""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

BIN, KHATM, *WANTED = sys.argv[1:]
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="khatm-worker.", dir="/tmp"))
OWNER = "postgres" if subprocess.run(["id", "postgres"], capture_output=True).returncode == 0 else "nobody"
# How long anything may take before it hangs. Nothing is measured here.
LONG = 240
SELLER = {
    "name": "Book Shop", "vat_number": "399999999900003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
    "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}
CONFIG = """csr.common.name=TST-{n}-399999999900003
csr.serial.number=1-Vendor|2-Model|3-{n:04}
csr.organization.identifier=399999999900003
csr.organization.unit.name=Riyadh Branch
csr.organization.name=Book Shop
csr.country.name=SA
csr.invoice.type=1100
csr.location.address=RRRD2929
csr.industry.business.category=Books
"""
failures = []


def check(good, what, more=""):
    print(("ok" if good else "FAILED"), "-", what, flush=True)
    if not good:
        failures.append(what)
        print("   ", more, flush=True)


def until(what, look, most=LONG):
    """Looks again and again until it is so; what was seen last."""
    end = time.monotonic() + most
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            check(False, what, f"not within {most} s")
            return seen
        time.sleep(0.05)


def ended(pid):
    """Whether a process is gone: once the postmaster has seen that one of its own died, it lets nobody in before all of them are ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def as_server(command, **more):
    if os.getuid() == 0:
        command = ["runuser", "-u", OWNER, "--", "env", f"HOME={FOLDER}", f"LD_LIBRARY_PATH={os.environ.get('LD_LIBRARY_PATH', '')}", *command]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd=FOLDER, **more)


def hand_over(path):
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", OWNER, str(path)], check=True)


class Cluster:
    def __init__(self, name):
        self.data, self.log, self.port = FOLDER / name, FOLDER / f"{name}.log", None

    def make(self):
        made = as_server([f"{BIN}/initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C"])
        assert made.returncode == 0, made.stderr
        self.settings(
            "shared_preload_libraries = 'khatm'\nlisten_addresses = ''\nfsync = off\nmax_prepared_transactions = 10\nwal_level = replica\n"
            f"khatm.root_key_file = '{FOLDER}/root.key'\nmax_worker_processes = 12\n")

    def settings(self, text):
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(text)

    def start(self):
        for _ in range(5):
            self.port = self.port or random.randrange(20000, 40000)
            done = as_server([f"{BIN}/pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.log,
                              "-o", f"-p {self.port} -k {FOLDER}", "start"])
            if done.returncode == 0:
                return
            self.port = None
        raise SystemExit(self.log.read_text())

    def stop(self, mode, check_=True):
        done = as_server([f"{BIN}/pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "stop"])
        if check_:
            check(done.returncode == 0, f"the server stops ({mode})", done.stderr)

    def psql(self, database, *commands):
        words = [f"{BIN}/psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", FOLDER, "-p", self.port, "-U", "postgres", "-d", database]
        for command in commands:
            words += ["-c", command]
        return as_server(words)

    def sql(self, database, *commands):
        done = self.psql(database, *commands)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or f"psql ended with {done.returncode}")
        return done.stdout.strip()

    def ready(self):
        return until("the server takes connections", lambda: self.psql("postgres", "select 1").returncode == 0)

    def worker(self, database):
        columns = "pid", "state", "light", "code", "error", "sent", "settled"
        row = json.loads(self.sql(database, "select row_to_json(w) from khatm.worker() as w"))
        return {column: row[column] for column in columns}


def issue(cluster, database, device, number, more=""):
    """Issues one, and returns its UUID."""
    draft = json.dumps({"number": number, "lines": [{"name": "Tea", "quantity": 1, "price": "10.00"}]})
    out = cluster.sql(database, f"select uuid from khatm.issue('{device}', '{draft}', '{number}')" + more)
    made.append(out)
    return out


made = []


def fate(cluster, database, uuid):
    return cluster.sql(database, f"select fate from khatm.document('{uuid}')")


def accepted(cluster, database, uuid, what):
    until(what, lambda: fate(cluster, database, uuid) == "accepted")
    check(fate(cluster, database, uuid) == "accepted", what)


class Authority:
    def __init__(self):
        self.control, self.seen = None, {}
        self.process = subprocess.Popen([KHATM, "simulator", "--listen", "127.0.0.1:0", "--quiet"], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, cwd=FOLDER)
        for line in self.process.stdout:
            found = [word for word in line.split() if word.startswith("http://127.0.0.1:")]
            if found:
                self.url = found[0].rstrip("/.,").split("/_simulator")[0].split("/e-invoicing")[0]
                self.control = self.url
                break
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(f"{self.control}/_simulator/{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def fault(self, *rules):
        self.ask("POST", "faults", list(rules))

    def calls(self):
        """How often each document was accepted, by UUID. The simulator shows the last 10,000 calls: who asks often enough has all."""
        before, more = "", True
        while more:
            page = self.ask("GET", f"submissions?limit=1000{before}")
            known = len(self.seen)
            self.seen.update((one["id"], (one.get("uuid"), one["outcome"])) for one in page["submissions"])
            more = page.get("next_before") and len(self.seen) > known
            before = f"&before={page['next_before']}"
        counts = {}
        for uuid, outcome in self.seen.values():
            counts.setdefault(uuid, []).append(outcome)
        return counts


def device(authority, number):
    """A device that the authority knows, as a file."""
    name = f"POS-{number}"
    (FOLDER / f"{name}.properties").write_text(CONFIG.format(n=number))
    (FOLDER / "seller.json").write_text(json.dumps(SELLER))
    otp = authority.ask("POST", "otps", {"environment": "simulation", "vat_number": SELLER["vat_number"]})["otp"]
    (FOLDER / "otps.txt").write_text(f"{name} {otp}\n")
    key = {**os.environ, "KHATM_ROOT_KEY_FILE": str(FOLDER / "root.key")}
    for words in (["device", "new", name, "--config", f"{name}.properties", "--seller", "seller.json", "--env", "simulation",
                   "--url", authority.url, "-o", f"{name}.device"],
                  ["device", "onboard", f"{name}.device", "--otp-file", "otps.txt"]):
        done = subprocess.run([KHATM, *words], cwd=FOLDER, env=key, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return name


def agent(*clusters):
    """What is due in the shop's database, delivered from outside by whoever of these can be written to."""
    places = f"host={','.join(str(FOLDER) for _ in clusters)} port={','.join(str(one.port) for one in clusters)}"
    key = {**os.environ, "KHATM_ROOT_KEY_FILE": str(FOLDER / "root.key")}
    return subprocess.run([KHATM, "agent", "--once", "--dsn", f"{places} user=postgres dbname=shop"], cwd=FOLDER, env=key,
                          capture_output=True, text=True, timeout=LONG)


def well(cluster, database):
    """Until the light is green: a document is accepted a moment before the board says so. What was seen last."""
    until(f"{database}: all is well", lambda: cluster.worker(database)["light"] == "green")
    return cluster.worker(database)


def under_way(cluster, database, uuid):
    """Until a call with it has begun."""
    begun = f"select count(*) from khatm.attempt join khatm.document using (chain, counter) where uuid = '{uuid}'"
    until("it is under way", lambda: cluster.sql(database, begun) != "0")


def take_in(cluster, database, name):
    cluster.sql(database, f"select khatm.device_import(pg_read_binary_file('{FOLDER}/{name}.device'), '0')")


def set_and_reload(cluster, *settings):
    cluster.settings("".join(f"{one}\n" for one in settings))
    cluster.sql("postgres", "select pg_reload_conf()")
