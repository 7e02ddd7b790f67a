"""Two agents, a simulator with faults, and the books of both sides. Standard library only; nothing of Khatm's."""
import base64, json, os, pwd, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, urllib.parse, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
KHATM = os.environ["KHATM"]
DOCUMENTS = int(sys.argv[1])
SEED = int(os.environ.get("KHATM_SEED", "20261121"))
STATEMENTS = dict(re.findall(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", open(f"{HERE}/ask.sql").read(), re.M | re.S))
# Against hanging, and never a measure.
LONG = 900
# How long the authority thinks about some documents: far longer than a transaction takes on any machine.
SLOW_MS = 6_000
failures = []


def fail(text):
    print("FAILED:", text, flush=True)
    failures.append(text)


def sql(name, **values):
    """The rows of a statement, as lists of texts."""
    command = ["psql", "-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
    for key, value in values.items():
        command += ["-v", f"{key}={value}"]
    done = subprocess.run(command, input=STATEMENTS[name], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr.strip()}")
    return [line.split("\t") for line in done.stdout.splitlines()]


class Simulator:
    def __init__(self):
        command = [KHATM, "simulator", "--listen", "127.0.0.1:0", "--json", "--quiet", "--seed", str(SEED)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = json.loads(self.process.stdout.readline())["url"]

    def ask(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + "/_simulator/" + path, data=data, method=method)
        request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def otp(self):
        return self.ask("otps", {"environment": "simulation"})["otp"]

    def submissions(self):
        found, before = [], ""
        while True:
            page = self.ask(f"submissions?limit=1000{before}")
            found += page["submissions"]
            if not page["next_before"]:
                return found
            before = f"&before={page['next_before']}"


class Agent:
    def __init__(self, *more):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [KHATM, "agent", *more], stdout=self.log, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "PGUSER": "agent_of_shop", "PGPASSWORD": "not-for-anybody"})

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(LONG)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = "no end"
        if code != 0:
            fail(f"an agent ended with {code}: {self.said()[-2000:]}")


def until(what, seconds, done):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.3)
    fail(f"{what} took more than {seconds} s")
    return False


def onboarding():
    return {row[0]: row[1:] for row in sql("onboarding")}


def onboard(simulator):
    for device in ["TILL-1", "TILL-2", "TILL-3"]:
        sql("device", device=device, url=simulator.url)
    otps = {device: simulator.otp() for device in ["TILL-1", "TILL-2"]}
    otps["TILL-3"] = "999999" if "999999" not in otps.values() else "999998"
    for device, otp in otps.items():
        sql("onboard", device=device, otp=otp)
    for device, sealed in sql("passwords"):
        plain = base64.b64decode(json.loads(sealed)["data"])
        if otps[device] in sealed or otps[device].encode() in plain:
            fail(f"the password of {device} is not sealed")
    if any(row[0] != "waiting" or row[3] != "t" for row in onboarding().values()):
        fail(f"what was asked for does not wait: {onboarding()}")
    # While the authority thinks about a password, it is nowhere else any more.
    simulator.ask("faults", {"fault": {"delay": {"ms": 4000}}, "when": {"operation": "compliance_csid"}})
    asking = []
    agent = Agent("--quiet")

    def is_over():
        rows = onboarding().values()
        asking.extend(row[3] for row in rows if row[:2] == ["working", "asking"])
        return all(row[0] in ("done", "failed") for row in rows)
    until("onboarding", LONG, is_over)
    simulator.ask("faults", method="DELETE")
    if not asking or "t" in asking:
        fail(f"a password that is being sent is still kept: {asking}")
    state = onboarding()
    for device in ["TILL-1", "TILL-2"]:
        if state[device] != ["done", "active", "", "f"]:
            fail(f"{device} was not onboarded: {state[device]}")
    if state["TILL-3"][0] != "failed" or not state["TILL-3"][2].startswith("KHATM-") or state["TILL-3"][3] != "f":
        fail(f"a wrong password was not told: {state['TILL-3']}")
    # By hand, without a password in SQL.
    variables = {**os.environ, "KHATM_OTP": simulator.otp()}
    done = subprocess.run([KHATM, "device", "onboard", "TILL-3", "--dsn", "", "--restart"], env=variables, capture_output=True, text=True)
    if done.returncode != 0 or "TILL-3: active" not in done.stdout:
        fail(f"khatm device onboard --dsn: {done.returncode} {done.stdout} {done.stderr}")
    if variables["KHATM_OTP"] in done.stdout + done.stderr:
        fail("the password is shown")
    return agent


class Sampler(threading.Thread):
    """Looks at the agents' transactions all the time."""

    def __init__(self):
        super().__init__(daemon=True)
        self.oldest, self.sessions, self.looks, self.over = 0, 0, 0, False

    def run(self):
        while not self.over:
            held, sessions = map(int, sql("held")[0])
            self.oldest, self.sessions, self.looks = max(self.oldest, held), max(self.sessions, sessions), self.looks + 1
            time.sleep(0.05)


def deliver(simulator, first):
    chance = lambda fault, per_mille, **when: {"fault": fault, "when": {"per_mille": per_mille, **when}}
    # A rejection is made of nothing here: of a document that was taken before, and whose answer was lost, no authority would say it.
    refusing = [chance("reject", 100), chance({"status": {"status": 503}}, 60), chance({"too_many": {"retry_after": "1"}}, 20)]
    losing = [
        chance("drop_after", 150), chance("spurious_409", 60, operation="reporting"), chance("spurious_208", 60, operation="clearance"),
    ]
    slow = chance({"delay": {"ms": SLOW_MS}}, 150)
    simulator.ask("faults", [*refusing, slow])
    sampler = Sampler()
    sampler.start()
    second = Agent("--hands", "32")
    for device in ["TILL-1", "TILL-2", "TILL-3"]:
        sql("issue", device=device, round=1, count=DOCUMENTS // 6)
    until("the first half", LONG, lambda: sql("undelivered")[0][0] == "0")
    simulator.ask("faults", method="DELETE")
    simulator.ask("faults", [*losing, slow])
    for device in ["TILL-1", "TILL-2", "TILL-3"]:
        sql("issue", device=device, round=2, count=DOCUMENTS // 6)
    # One ends in order in the middle of it, and another one comes.
    third = Agent("--hands", "32")
    first.end()
    until("delivery", LONG, lambda: sql("undelivered")[0][0] == "0")
    sampler.over = True
    sampler.join()
    second.end()
    third.end()
    print(f"{sampler.looks} looks at {sampler.sessions} sessions: the oldest transaction was open for {sampler.oldest} ms")
    if sampler.looks < 20 or sampler.sessions < 2:
        fail("the agents' transactions were not looked at")
    if sampler.oldest >= SLOW_MS - 1_000:
        fail("a transaction was open during a call")
    said = second.said() + third.said()
    if "not-for-anybody" in said or not re.search("reported|cleared", said):
        fail(f"the agents said: {said[-1500:]}")


def books(simulator):
    rows = sql("documents")
    submitted = {}
    for one in simulator.submissions():
        if one["operation"] in ("clearance", "reporting") and one["uuid"]:
            submitted.setdefault(one["uuid"].lower(), []).append(one)
    counts = {"cleared": 0, "reported": 0, "rejected": 0, "again": 0}
    for uuid, route, digest, facts, attempts, replies, cleared, queued in rows:
        own = submitted.get(uuid, [])
        taken = [one for one in own if one["outcome"] in ("accepted", "warned")]
        refused = [one for one in own if one["outcome"] == "rejected"]
        known = [one for one in own if one["outcome"] == "repeated"]
        counts["again"] += len(known)
        if {one["invoice_hash"] for one in own} - {digest.strip()}:
            fail(f"{uuid} was sent with other bytes")
        if queued == "t":
            fail(f"{uuid} is finished and queued")
        if int(replies) > int(attempts) or int(attempts) < 1:
            fail(f"{uuid}: {attempts} attempts, {replies} replies")
        if facts.startswith("1:"):
            counts["cleared" if route == "2" else "reported"] += 1
            if len(taken) + (0 if taken else len(known)) < 1 or len(taken) > 1 or refused:
                fail(f"{uuid} counts as accepted: {[one['outcome'] for one in own]}")
            if route == "2" and cleared != "t":
                fail(f"{uuid} is cleared without the authority's version")
        elif facts.startswith("2:"):
            counts["rejected"] += 1
            if taken or not refused:
                fail(f"{uuid} counts as rejected: {[one['outcome'] for one in own]}")
        else:
            fail(f"{uuid} has no final word")
    print(f"{len(rows)} documents: {counts}")
    if len(rows) != DOCUMENTS // 6 * 6 or not all(counts.values()):
        fail("something did not happen that should have")
    if sum(int(row[4]) for row in rows) <= len(rows):
        fail("nothing was sent twice: the faults did not bite")
    for row in sql("verify"):
        if row[0] == "error":
            fail(f"verify: {row}")
    mine, all_of_them = map(int, sql("actors")[0])
    if mine != all_of_them:
        fail(f"{all_of_them - mine} claims are not in the worker's name")
    uses = sql("uses")
    if not any(row[0] == "key_used" and row[1] == "agent_of_shop" and " deliver " in row[2] for row in uses):
        fail("the use of a key is not in the audit")


def door():
    """The door is shut on an agent that was let in before: it waits until it is open again. One that nobody answers is not kept by it."""
    agent = Agent("--quiet")
    until("an agent that has come in", LONG, lambda: sql("agents")[0][0] != "0")
    sql("shut")
    until("what an agent says of a shut door", LONG, lambda: "KHATM-POSTGRES-REFUSED" in agent.said() or agent.process.poll() is not None)
    sql("open")
    until("an agent that comes back in", LONG, lambda: sql("agents")[0][0] != "0" or agent.process.poll() is not None)
    until("that it goes on", LONG, lambda: "it goes on" in agent.said() or agent.process.poll() is not None)
    agent.end()
    # A listener whose queue takes a connection, and that is all.
    with socket.create_server(("127.0.0.1", 0)) as mute:
        dsn = f"host=127.0.0.1 port={mute.getsockname()[1]} user=u dbname=d sslmode=disable connect_timeout=1"
        once = subprocess.run([KHATM, "agent", "--once", "--dsn", dsn], capture_output=True, text=True, timeout=LONG)
        if once.returncode == 0 or "KHATM-POSTGRES-CONNECT" not in once.stdout + once.stderr:
            fail(f"a server that says nothing: {once.returncode} {once.stdout} {once.stderr}")
        waiting = Agent("--dsn", dsn)
        until("what an agent says of silence", LONG, lambda: "KHATM-POSTGRES-CONNECT" in waiting.said())
        waiting.end()


def stranger(simulator):
    """One with another root key ends with a word, and keeps nobody's documents back; one of another's devices leaves a request to who has the key."""
    simulator.ask("faults", method="DELETE")
    with tempfile.TemporaryDirectory() as folder:
        key = f"{folder}/other.key"
        with open(key, "w") as file:
            file.write(base64.b64encode(os.urandom(32)).decode() + "\n")
        os.chmod(key, 0o600)
        for device in ["TILL-1", "TILL-2", "TILL-3"]:
            sql("issue", device=device, round=4, count=5)
        command = [KHATM, "agent", "--quiet"]
        other = subprocess.run(command, capture_output=True, text=True, timeout=LONG, env={
            **os.environ, "PGUSER": "agent_of_shop", "PGPASSWORD": "not-for-anybody", "KHATM_ROOT_KEY_FILE": key})
        if other.returncode == 0 or "KHATM-VAULT-OTHER-KEY" not in other.stdout + other.stderr:
            fail(f"an agent with another root key: {other.returncode} {other.stdout} {other.stderr}")
    if sql("parked")[0][0] != "0":
        fail("an agent with another root key has parked devices")
    own = Agent("--quiet")
    until("delivery after a stranger came by", LONG, lambda: sql("undelivered")[0][0] == "0")
    own.end()


def pooled(simulator):
    """Behind a pooler that gives each transaction whichever session is free, and prepares nothing, agents leave nothing in it."""
    pgbouncer = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    if not pgbouncer:
        print("SKIPPED: behind a pooler: there is no pgbouncer (apt-get install pgbouncer)")
        return
    simulator.ask("faults", method="DELETE")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for name, text in [
            ("users", '"agent_of_shop" "not-for-anybody"\n'),
            ("pgbouncer.ini", f"""[databases]
* = host={os.environ["PGHOST"]} port={os.environ["PGPORT"]}
[pgbouncer]
pool_mode = transaction
default_pool_size = 1
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users
"""),
        ]:
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
            os.chmod(f"{folder}/{name}", 0o644)
        # As whoever may open the server's socket; it does not run as root.
        host = os.environ["PGHOST"]
        owner = pwd.getpwuid(os.stat(host).st_uid).pw_name if os.path.isdir(host) else "nobody"
        as_user = ["-u", owner] if os.geteuid() == 0 else []
        pooler = subprocess.Popen([pgbouncer, "-q", *as_user, f"{folder}/pgbouncer.ini"], stderr=subprocess.PIPE, text=True)
        try:
            dsn = f"host=127.0.0.1 port={port} user=agent_of_shop password=not-for-anybody dbname={os.environ['PGDATABASE']} sslmode=disable"
            ask = ["psql", "-X", "-q", "-At", "-d", dsn, "-c", "show search_path", "-c", "show statement_timeout", "-c", "show lock_timeout",
                   "-c", "select count(*) from pg_prepared_statements"]

            def session():
                return subprocess.run(ask, capture_output=True, text=True, timeout=LONG).stdout.split("\n")
            until("the pooler", 60, lambda: len(session()) > 3)
            before = session()
            agents = [Agent("--quiet", "--dsn", dsn) for _ in range(2)]
            for device in ["TILL-1", "TILL-2", "TILL-3"]:
                sql("issue", device=device, round=3, count=20)
            until("delivery behind a pooler", LONG, lambda: sql("undelivered")[0][0] == "0")
            after = session()
            for agent in agents:
                agent.end()
                if "KHATM-POSTGRES" in agent.said():
                    fail(f"an agent behind a pooler: {agent.said()[-1500:]}")
            if before != after or before[3] != "0":
                fail(f"agents left something in a pooler's session: {before} {after}")
            print(f"behind a pooler: {before[:4]} before and after")
        finally:
            pooler.terminate()
            said = pooler.communicate()[1]
            if failures:
                print(said[-1500:])


def held(simulator):
    """What the authority says to a password comes once: a ledger that somebody holds for longer than a lock is waited for does not lose it."""
    sql("device", device="TILL-4", url=simulator.url)
    sql("onboard", device="TILL-4", otp=simulator.otp())
    simulator.ask("faults", {"fault": {"delay": {"ms": 3000}}, "when": {"operation": "compliance_csid"}})
    agent = Agent("--quiet")
    until("a password that is under way", LONG, lambda: onboarding()["TILL-4"][:2] == ["working", "asking"])
    holder = threading.Thread(target=sql, args=("hold",), kwargs={"url": simulator.url})
    holder.start()
    until("onboarding beside who holds the devices", LONG, lambda: onboarding()["TILL-4"][0] in ("done", "failed"))
    if onboarding()["TILL-4"] != ["done", "active", "", "f"]:
        fail(f"an answer was lost: {onboarding()['TILL-4']}")
    holder.join()
    agent.end()
    simulator.ask("faults", method="DELETE")


def refused(simulator):
    """Who sends what is due and ends says whom he could not onboard, too, and ends."""
    def once():
        done = subprocess.run([KHATM, "agent", "--once", "--dsn", ""], capture_output=True, text=True, timeout=LONG,
                              env={**os.environ, "PGUSER": "agent_of_shop", "PGPASSWORD": "not-for-anybody"})
        return done.returncode, done.stdout + done.stderr
    before = once()
    if before[0] != 0:
        fail(f"nothing is left before: {before}")
    for device in ["TILL-5", "TILL-6"]:
        sql("device", device=device, url=simulator.url)
        sql("onboard", device=device, otp="734912")
    code, said = once()
    if code != 3 or "TILL-5" not in said or "TILL-6" not in said or "KHATM-" not in said or "734912" in said:
        fail(f"two wrong passwords: {code} {said}")
    if {onboarding()[device][0] for device in ["TILL-5", "TILL-6"]} != {"failed"}:
        fail(f"two wrong passwords: {onboarding()}")
    after = once()
    if after[0] != 0:
        fail(f"what failed waits no more: {after}")


def refusals():
    """What is wrong is told, and no password with it."""
    for dsn, code in [
        ("host=127.0.0.1 port=1 user=u password=hunter2 connect_timeout=2", "KHATM-POSTGRES-CONNECT"),
        ("postgresql://u:hunter2@h/d?nonsense=1", "KHATM-POSTGRES-DSN"),
        ("user=agent_of_shop password=hunter2 dbname=postgres_that_is_not", "KHATM-POSTGRES-REFUSED"),
        ("user=agent_of_shop password=hunter2 sslmode=verify-full host=127.0.0.1 port=1", "KHATM-POSTGRES-"),
    ]:
        done = subprocess.run([KHATM, "agent", "--once", "--dsn", dsn], capture_output=True, text=True, timeout=120)
        said = done.stdout + done.stderr
        if done.returncode == 0 or code not in said or "hunter2" in said:
            fail(f"{dsn}: {done.returncode} {said}")


def places():
    """What psql reaches the agent reaches, however it is written and wherever it is said, and what psql does not, it does not."""
    host, port, database = os.environ["PGHOST"], os.environ["PGPORT"], os.environ["PGDATABASE"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG") and name != "KHATM_DSN"}
    clean |= {"PGPASSWORD": "not-for-anybody", "PGCONNECT_TIMEOUT": "3"}
    role, quoted = "agent_of_shop", urllib.parse.quote(host, safe="")
    with tempfile.TemporaryDirectory() as folder:
        services = os.path.join(folder, "services")
        with open(services, "w") as file:
            file.write(f"[shop]\nhost={host}\nport={port}\nuser={role}\n")
        served = {"PGSERVICEFILE": services}
        here = {"PGHOST": host, "PGPORT": port}
        for dsn, variables, reached in [
            (f"postgresql://{role}@/{database}?host={host}&port={port}", {}, True),
            (f"postgresql:///{database}?host={quoted}&port={port}&user={role}", {}, True),
            (f"postgres://{role}@{quoted}:{port}/{database}", {}, True),
            (f"postgresql://{role}@/{database}", here, True),
            (f"postgresql://{role}@/{database}?port=1", here, False),
            (f"postgresql:///{database}?host=127.0.0.1,{quoted}&port=1,{port}&user={role}", {}, True),
            (f"postgresql://{role}@127.0.0.1:1,{quoted}:{port}/{database}", {"PGPORT": "2"}, True),
            (f"host={host} dbname={database} user={role}", {"PGPORT": port}, True),
            (f"service=shop dbname={database}", served, True),
            (f"dbname={database}", {**served, "PGSERVICE": "shop"}, True),
            (f"service=shop port=1 dbname={database}", served, False),
            (f"service=none dbname={database} host={host} port={port} user={role}", served, False),
            (f"host={host} port={port} dbname={database} user={role} target_session_attrs=primary", {}, True),
            (f"host={host} port={port} dbname={database} user={role} target_session_attrs=standby", {}, False),
            (f"host={host} port={port} dbname={database} user={role} gssencmode=disable client_encoding=auto", {}, True),
        ]:
            known = {"env": {**clean, **variables}, "capture_output": True, "text": True, "timeout": LONG}
            psql = subprocess.run(["psql", "-X", "-q", "-At", "-d", dsn, "-c", "select 1"], **known)
            agent = subprocess.run([KHATM, "agent", "--once", "--dsn", dsn], **known)
            if (psql.returncode == 0, agent.returncode == 0) != (reached, reached):
                fail(f"{dsn} with {variables}: psql {psql.returncode} {psql.stderr}, the agent {agent.returncode} {agent.stdout}{agent.stderr}")


def main():
    print(f"seed {SEED}")
    sql("extension")
    sql("role")
    simulator = Simulator()
    try:
        first = onboard(simulator)
        deliver(simulator, first)
        books(simulator)
        door()
        stranger(simulator)
        pooled(simulator)
        held(simulator)
        refused(simulator)
        places()
        refusals()
    finally:
        simulator.process.terminate()
    sys.exit(1 if failures else 0)


main()
