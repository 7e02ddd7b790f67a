#!/usr/bin/env python3
"""openapi.py BASE CANNED: the authority's OpenAPI documents, held against the simulator at BASE, and at CANNED against one that
gives the documented answers; and the simulator's own document of its control API against what it answers.

1. Each documented example request is sent. The reply has a documented status, and fits the schema of its status and type.
2. Each documented reply is provoked. Its structure is the example's: fields, nesting, types, codes, texts that are fixed.
3. Each call of the control API, and each reply to it, fits `docs/schema/simulator.openapi.json`.

Where the two differ on purpose, ACCEPTED says so. Exits with 77 where the authority's documents are absent."""

import copy
import json
import pathlib
import re
import sys
import time

import contract
import unit
from contract import Contract, differences, faults_of
from device import Device, Table, World
from gateway import Gateway, Reply

ROOT = pathlib.Path(__file__).resolve().parents[3]
OFFICIAL = ROOT.parent / "shared/spec/openapi"
OWN = ROOT / "docs/schema/simulator.openapi.json"
ENVIRONMENT = "developer-portal"
PATHS = {"clearance": "/invoices/clearance/single", "reporting": "/invoices/reporting/single", "renewal": "/production/csids"}

# (document, status, example, pattern of the place) → why the reply may differ there from the example
ACCEPTED = [
    ("clearance", 208, "cleared", "/validationResults/(status|warningMessages.*)", "live replies warn of the repetition (Invoice-Warning)"),
    ("reporting", 202, "reported", r".*/warningMessages\['BR-S-09'\]", "the same excess breaks this rule too; the example leaves it out"),
    ("reporting", 400, "EN Rules Violation", ".*/infoMessages.*", "the schema is complied with; clearance's example of the same says so"),
    ("reporting", 400, "EN Rules Violation", r".*/warningMessages\['BR-KSA-EN16931-11'\]", "without a price there is no product that fits"),
    ("reporting", 409, "conflict", r".*/errorMessages\[(None|'Invoice-Errors')\]", "live replies have a code and a category, the example null"),
]


def replies_of(document):
    """(status, name, example, content type) of each documented reply."""
    (item,) = document["paths"].values()
    (operation,) = item.values()
    for status, response in operation["responses"].items():
        for content_type, content in response["content"].items():
            examples = {name: example["value"] for name, example in content.get("examples", {}).items()}
            if "example" in content:
                examples["example"] = content["example"]
            for name, example in examples.items():
                yield int(status), name, example, content_type


def requests_of(document):
    (item,) = document["paths"].values()
    (operation,) = item.values()
    content = operation["requestBody"]["content"]["application/json"]
    return [content["example"]] if "example" in content else [example["value"] for example in content["examples"].values()]


def login_of(document):
    """User name and password, which each document tells in words."""
    words = document["components"]["securitySchemes"]["BasicAuth"]["description"].split()
    after = {word: follows for word, follows in zip(words, words[1:])}
    return f"{after.get('Username:') or after['Usrename:']}:{after['Password:']}"


# The checks see what they should

def self_check(table, documents):
    """Every documented reply is valid and equal to itself, and is neither once a field is lost or of another type."""
    changed = missed = 0
    for name, document in documents.items():
        held = Contract(document, "http://127.0.0.1/e-invoicing/developer-portal")
        method = "patch" if name == "renewal" else "post"
        headers = {"Authorization": "Basic YTpi", "Clearance-Status": "1", "Accept-Version": "V2", "OTP": "123456"}
        body = json.dumps(requests_of(document)[0]).encode()
        for status, example, value, content_type in replies_of(document):
            encode = lambda value: value.encode() if content_type.startswith("text") else json.dumps(value).encode()
            wrong = held.check(method, PATHS[name], headers, body, Reply(status, {"content-type": content_type}, encode(value)))
            table.see(f"{name} {status} {example}: fits its own document", wrong + list(differences(value, value)), [])
            for broken in breakages(value):
                changed += 1
                missed += not list(differences(value, broken))
    table.see(f"{changed} changes of the documented replies: not seen", missed, 0)


def breakages(value):
    """The same, with one field lost, added, or of another type, at each place."""
    if isinstance(value, dict):
        for name in value:
            yield {key: inner for key, inner in value.items() if key != name}
            yield value | {name: 7 if not isinstance(value[name], (int, float)) else "7"}
            for inner in breakages(value[name]):
                yield value | {name: inner}
        yield value | {"colour": "red"}
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield value[:at] + value[at + 1 :]
            for inner in breakages(one):
                yield value[:at] + [inner] + value[at + 1 :]
        yield value + [{"type": "ERROR", "code": "BR-00", "category": "KSA", "message": "", "status": "ERROR"}]


class Desk:
    """Sends requests of one document, and holds each and its reply against it."""

    def __init__(self, table, name, document, gateway):
        self.table, self.name, self.gateway = table, name, gateway
        self.held = Contract(document, gateway.base)
        self.method = "PATCH" if name == "renewal" else "POST"
        self.told = set()

    def send(self, what, body, credential=None, right=True, **headers):
        headers = {"Accept-Version": "V2", "Accept-Language": "en"} | ({} if self.name == "renewal" else {"Clearance-Status": "1"}) | headers
        proof = credential.header() if hasattr(credential, "header") else credential or {}
        headers = {name.replace("_", "-"): value for name, value in (headers | proof).items() if value is not None}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = self.gateway.call(self.method, PATHS[self.name], data, headers)
        wrong = self.held.check(self.method, PATHS[self.name], headers | {"Content-Type": "application/json"}, data, reply, right)
        self.table.see(f"{what}: {reply.status} fits the document", wrong, [])
        return reply

    def compare(self, status, example, value, reply):
        """The structure of a provoked reply, with that of the example."""
        self.told.add((status, example))
        what = f"{self.name} {status} {example}"
        if not self.table.see(f"{what}: status", reply.status, status):
            print(f"DIFFERS: {what}: {reply}", file=sys.stderr)
            return
        seen = reply.body.decode() if isinstance(value, str) else reply.json
        left = []
        for place, why in differences(value, seen):
            accepted = next((row for row in ACCEPTED if row[:3] == (self.name, status, example) and re.fullmatch(row[3], place)), None)
            if accepted:
                used.add(accepted)
                print(f"  accepted: {what}{place}: {why}: {accepted[4]}")
            else:
                left.append(f"{place}: {why}")
        if isinstance(value, str) and seen != value:
            left.append(f"{seen!r} where the example has {value!r}")
        self.table.see(f"{what}: structure", left, [])


used = set()


def swap(*pairs):
    def change(text):
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text
    return change


# The schema does without a price, the rules do not.
PRICE = re.compile(r"<cac:Price>.*?</cac:Price>", re.S)


def situations(world, device):
    """For each documented reply to a document: (document, status, example) → a call that brings it about."""
    control = world.control

    def report(desk, what, **more):
        return desk.send(what, device.next(False, **more).body, device.production)

    def clear(desk, what, **more):
        return desk.send(what, device.next(True, **more).body, device.production)

    def without(field, standard, value=None):
        def call(desk, what):
            body = device.next(standard).body
            body = {name: inner for name, inner in body.items() if name != field} | ({field: value} if value else {})
            return desk.send(what, body, device.production)
        return call

    def twice(standard):
        def call(desk, what):
            body = device.next(standard).body
            assert desk.send(f"{what}, first", body, device.production).status == 200
            return desk.send(what, body, device.production)
        return call

    def fault(fault, standard):
        def call(desk, what):
            control.fault(fault, times=1)
            return desk.send(what, device.next(standard).body, device.production)
        return call

    def other_hash(desk, what):
        """Of clearance: the hash beside the document is another's."""
        body = device.next(True).body | {"invoiceHash": unit.b64(b"\0" * 32)}
        return desk.send(what, body, device.production)

    def changed_since(desk, what):
        """Of reporting: the document was changed after it was stamped, so that its code tells of another too."""
        sealed = device.next(False)
        return desk.send(what, sealed.body | {"invoice": unit.b64(sealed.xml.replace(b"Pen |", b"Pin |"))}, device.production)

    def schema(standard):
        def call(desk, what):
            return (clear if standard else report)(desk, what, change=swap(("<cbc:ProfileID>", "<cbc:Profile/><cbc:ProfileID>")))
        return call

    def denied(standard):
        return lambda desk, what: desk.send(what, device.next(standard).body, device.production.header("another"))

    def off(desk, what):
        control.clearance(False)
        try:
            return clear(desk, what)
        finally:
            control.clearance(True)

    def two_warnings(desk, what):
        """A riyal too much of tax, all through the totals, and two days late."""
        paper = device.paper(False, issued=world.now() - unit.datetime.timedelta(days=2))
        net = sum(price * quantity for _, price, quantity in paper.lines)
        tax = unit.half_up(net, 15)
        text = unit.document_of(paper)
        for old in (tax, net + tax):
            text = text.replace(f">{unit.money(old)}</cbc:", f">{unit.money(old + 100)}</cbc:")
        return desk.send(what, device.link(unit.seal(text, device.key, device.production.certificate_text)).body, device.production)

    def code(text):
        def call(desk, what):
            paper = device.paper(False)
            sealed = device.link(unit.seal(unit.document_of(paper), device.key, device.production.certificate_text, code=text))
            return desk.send(what, sealed.body, device.production)
        return call

    def half_a_code(desk, what):
        """All tags are there, but tag 7 is not the document's."""
        sealed = device.next(False)
        old = unit.text(unit.parse(sealed.xml), "cac:AdditionalDocumentReference[cbc:ID='QR']//cbc:EmbeddedDocumentBinaryObject")
        tags = {tag: value for tag, value in unit.read_tlv(old).items() if tag != 8}
        xml = sealed.xml.replace(old.encode(), unit.tlv(tags.items()).encode())
        return desk.send(what, sealed.body | {"invoice": unit.b64(xml)}, device.production)

    line_total = re.compile(r"(<cbc:RoundingAmount[^>]*>)[0-9.]+")
    return {
        ("clearance", 200, "cleared"): clear,
        ("clearance", 202, "cleared"): lambda desk, what: clear(desk, what, change=lambda text: line_total.sub(r"\g<1>1.00", text, count=1)),
        ("clearance", 208, "cleared"): twice(True),
        ("clearance", 303, "example"): off,
        ("clearance", 400, "InvalidInvoiceHash"): other_hash,
        ("clearance", 400, "InvalidInvoiceHashInvalidBase64"): without("invoiceHash", True, "no base64!"),
        ("clearance", 400, "Missing Invoice Hash"): without("invoiceHash", True),
        ("clearance", 400, "Missing Invoice"): without("invoice", True),
        ("clearance", 400, "XML Schema Error"): schema(True),
        ("clearance", 400, "EN Rules Violation"): lambda desk, what: clear(desk, what, change=swap(("<cac:InvoiceLine>\n    <cbc:ID>1<", "<cac:InvoiceLine>\n    <cbc:ID>1234567<"))),
        ("clearance", 400, "KSA Rules Violation"): lambda desk, what: clear(desk, what, change=no_buyer_number),
        ("clearance", 401, "Unuthorized"): denied(True),
        ("clearance", 500, "InternalServerError"): fault({"status": {"status": 500}}, True),
        ("reporting", 200, "reported"): report,
        ("reporting", 202, "reported"): two_warnings,
        ("reporting", 400, "InvalidInvoiceHash"): changed_since,
        ("reporting", 400, "Missing Invoice Hash"): without("invoiceHash", False),
        ("reporting", 400, "Missing Invoice"): without("invoice", False),
        ("reporting", 400, "XML Schema Error"): schema(False),
        ("reporting", 400, "EN Rules Violation"): lambda desk, what: report(desk, what, change=lambda text: PRICE.sub("", text, count=1)),
        ("reporting", 400, "KSA Rules Violation"): lambda desk, what: report(desk, what, change=swap(('name="0200000"', 'name="020000002"'))),
        ("reporting", 400, "Invalid QR Code"): half_a_code,
        ("reporting", 400, "Missing QR Code"): code(unit.b64("no code")),
        ("reporting", 400, "Invalid Signature"): lambda desk, what: report(desk, what, key=unit.new_key()),
        ("reporting", 401, "Unuthorized"): denied(False),
        ("reporting", 406, "Not Acceptable"): lambda desk, what: desk.send(what, device.next(False).body, device.production, Accept_Version="V1"),
        ("reporting", 409, "conflict"): twice(False),
        ("reporting", 500, "InternalServerError"): fault({"status": {"status": 500}}, False),
    }


def no_buyer_number(text):
    """The buyer has no VAT number, and a number of a kind that there is none of."""
    at = text.index("<cac:AccountingCustomerParty>")
    buyer = re.sub(r"<cac:PartyTaxScheme>.*?</cac:PartyTaxScheme>", "", text[at:], count=1, flags=re.S)
    return text[:at] + buyer.replace('schemeID="CRN"', 'schemeID="XYZ"', 1)


def renewals(world):
    """For each documented reply to a renewal; each with a unit of its own, as a renewal ends a certificate."""
    control, devices = world.control, {}

    def fresh():
        return Device(world, ENVIRONMENT).onboard()

    def unit_of(name="common"):
        devices[name] = devices.get(name) or fresh()
        return devices[name]

    def send(desk, what, device=None, csr=None, otp=None, credential=None, right=True, **headers):
        device = device or unit_of()
        otp = control.otp(ENVIRONMENT, device.config.vat) if otp is None else otp
        body = {"csr": csr or device.request(key=unit.new_key())} if csr != "" else {}
        return desk.send(what, body, device.production if credential is None else credential, right, **({"OTP": otp} if otp else {}), **headers)

    def failing(desk, what):
        control.fault({"status": {"status": 500}}, times=1)
        return send(desk, what)

    def again(desk, what):
        """The authority wants the compliance checks to be gone through again."""
        control.renewals("checks_again")
        try:
            return send(desk, what)
        finally:
            control.renewals("issued")

    return {
        ("renewal", 200, "example"): lambda desk, what: send(desk, what, fresh()),
        ("renewal", 400, "Missing OTP"): lambda desk, what: send(desk, what, otp="", right=False),
        ("renewal", 400, "Invalid OTP"): lambda desk, what: send(desk, what, otp="111111"),
        ("renewal", 400, "Missing CSR"): lambda desk, what: send(desk, what, csr=""),
        ("renewal", 400, "Invalid CSR"): lambda desk, what: send(desk, what, csr=unit.b64("word")),
        ("renewal", 400, "Missing currentCSID"): lambda desk, what: send(desk, what, credential={"Authorization": "Basic " + unit.b64(":" + unit_of().production.secret)}),
        ("renewal", 400, "Invalid currentCSID"): lambda desk, what: send(desk, what, credential={"Authorization": "Basic " + unit.b64("word:word")}),
        ("renewal", 401, "Unuthorized"): lambda desk, what: send(desk, what, credential=unit_of().production.header("another")),
        ("renewal", 406, "Not Acceptable"): lambda desk, what: send(desk, what, Accept_Version="V1"),
        ("renewal", 428, "example"): again,
        ("renewal", 500, "InternalServerError"): failing,
    }


def provoked(world, table, documents):
    table.begin("Each documented reply, provoked")
    gateway = Gateway(world.base, ENVIRONMENT)
    device = Device(world, ENVIRONMENT).onboard()
    calls = situations(world, device) | renewals(world)
    for name, document in documents.items():
        desk = Desk(table, name, document, gateway)
        for status, example, value, _ in replies_of(document):
            what = f"{name} {status} {example}"
            call = calls.pop((name, status, example), None)
            if call is None:
                table.see(f"{what}: can be provoked", "no way is known", True)
                continue
            desk.compare(status, example, value, call(desk, what))
    table.see("situations that no document has", list(calls), [])
    table.see("differences that were accepted and did not come", [row for row in ACCEPTED if row not in used], [])


def documented(table, what, base, documents, canned):
    """The example requests as they stand."""
    table.begin(what)
    gateway = Gateway(base, ENVIRONMENT)
    for name, document in documents.items():
        credential = {"Authorization": "Basic " + unit.b64(login_of(document))}
        desk = Desk(table, name, document, gateway)
        for request in requests_of(document):
            more = {"OTP": "123456"} if name == "renewal" else {}
            reply = desk.send(f"{name}, the example as it stands", request, credential, **more)
            if canned:
                value = next(value for status, _, value, _ in replies_of(document) if status == 200)
                table.see(f"{name}, the documented answer", (reply.status, list(differences(value, reply.json))), (200, []))
                table.hold(f"{name}, to the letter", reply.json == value)


def replaced(world, table, documents):
    """The example requests with a credential that the simulator issued."""
    table.begin("The documented requests, with a credential of the simulator's")
    gateway = Gateway(world.base, ENVIRONMENT)
    device = Device(world, ENVIRONMENT).onboard()
    for name, document in documents.items():
        desk = Desk(table, name, document, gateway)
        for request in requests_of(document):
            more = {"OTP": world.control.otp(ENVIRONMENT, device.config.vat)} if name == "renewal" else {}
            reply = desk.send(f"{name}, the example", request, device.production, **more)
            print(f"  {name}: {reply.status} {[message for kind in ('errorMessages', 'warningMessages') for message in (reply.messages(kind) if name != 'renewal' else [])]}")


def main(base, canned):
    if not OFFICIAL.is_dir():
        print(f"SKIPPED: {OFFICIAL} is absent: nothing was compared with the authority's own documents")
        return 77
    table, started = Table(), time.monotonic()
    world = World(base, table)
    documents = contract.load(OFFICIAL)
    try:
        table.begin("The checks themselves")
        self_check(table, documents)
        replaced(world, table, documents)
        documented(table, "The documented requests as they stand", base, documents, False)
        documented(table, "The documented requests as they stand, of a simulator that gives the documented answers", canned, documents, True)
        provoked(world, table, documents)
        own(world, table)
    finally:
        table.show()
    print(f"openapi.py: {time.monotonic() - started:.1f} s")
    return int(table.wrong > 0)


def own(world, table):
    """The control API, against its own document: every call that was made until here, and every operation at least once."""
    table.begin("The control API")
    control = world.control
    exercise(world, table)
    for what in control.wrong:
        table.see("a call that does not fit the document", what, "")
    never = [f"{method} {path}" for (method, path), statuses in control.held.seen.items() if not any(status < 400 for status in statuses)]
    table.see("operations that were not seen to work", sorted(never), [])
    table.see("calls that were held against the document", control.server.calls > 50, True)


def exercise(world, table):
    """Each operation, as it should be used and as it should not."""
    control = world.control
    device = Device(world, ENVIRONMENT).onboard()
    passed, bad = device.next(True), device.seal(device.paper(False), code=unit.b64("no code"))
    table.see("a cleared and a refused document", (device.gateway.clear(device.production, passed).status, device.gateway.report(device.production, bad).status), (200, 400))
    table.see("it is well", control.ask("GET", "/health")["status"], "ok")
    table.see("its description is the published one", control.ask("GET", "/openapi.json"), json.loads(OWN.read_text(encoding="utf-8")))
    table.hold("its TLS certificate", control.call("GET", "/ca.pem").body.startswith(b"-----BEGIN CERTIFICATE-----"))
    number = control.number_of(device)
    issuers = control.authorities(ENVIRONMENT)
    table.see("its issuers", [one.subject == one.issuer for one in issuers], [True, True, False])
    table.hold("  the unit's certificates are theirs", {device.compliance.certificate.issuer, device.production.certificate.issuer} == {one.subject for one in issuers[:2]})
    table.see("the unit", control.ask("GET", f"/devices/{number}")["serial"], device.config.serial)
    listed = control.ask("GET", f"/submissions?device={number}&limit=2")
    table.see("its last two calls", [one["status"] for one in listed["submissions"]], [400, 200])
    table.see("  the older ones", len(control.ask("GET", f"/submissions?device={number}&before={listed['next_before']}")["submissions"]) > 5, True)
    refused, cleared = (one["id"] for one in listed["submissions"])
    one = control.ask("GET", f"/submissions/{refused}?lang=ar")
    table.hold("  a finding, in Arabic", any(re.search("[\u0621-\u064a]{3}", json.dumps(finding["own"], ensure_ascii=False)) for finding in one["findings"] if finding["own"]), one["findings"])
    table.see("  the document, byte for byte", control.call("GET", f"/submissions/{refused}/document").body, bad.xml)
    table.see("  the cleared one has the same hash", unit.hash_of(control.call("GET", f"/submissions/{cleared}/cleared").body), passed.digest)
    for outcome, status in (("rejected", 400), ("accepted", 200), ("repeated", 208)):
        found = control.ask("GET", f"/submissions?operation=clearance&outcome={outcome}")["submissions"]
        table.see(f"  only those that were {outcome}", {one["status"] for one in found}, {status})
    records = control.ask("GET", "/records?limit=3&operation=clearance")
    exchange = control.ask("GET", f"/records/{records['records'][0]['id']}")
    table.hold("an exchange, byte for byte", passed.uuid.encode() in unit.unb64(exchange["request"]) and b"clearedInvoice" in unit.unb64(exchange["reply"]))
    table.see("an audit", control.audit(device), [])
    ids = control.ask("POST", "/faults", [{"fault": "refuse", "when": {"environment": "production", "nth": 1000}}, {"script": ["pass", {"delay": {"ms": 1}}], "when": {"per_mille": 1}}])["ids"]
    plan = control.ask("GET", "/faults")
    table.see("two rules of faults", [rule["id"] for rule in plan["rules"] if rule["id"] in ids], ids)
    control.call("DELETE", f"/faults/{ids[0]}")
    control.no_faults()
    table.see("  and none", control.ask("GET", "/faults")["rules"], [])
    table.see("a seed", control.ask("POST", "/seed", {"seed": 7})["seed"], 7)
    control.ask("GET", "/switches")
    table.see("a clock that is set", control.ask("POST", "/clock", {"set": "2027-01-01T00:00:00Z"})["utc"][:16], "2027-01-01T00:00")
    control.ahead = None
    mistakes(control, table, number)
    revoked = control.ask("POST", f"/devices/{number}/revoke", {})
    table.see("a unit that is revoked", (revoked["active"], device.gateway.report(device.production, device.next(False)).status), (False, 401))
    control.call("DELETE", "/records")
    table.see("no exchange any more", control.ask("GET", "/records")["records"], [])
    control.ask("POST", "/reset", {})
    table.see("nothing at all any more", (control.ask("GET", "/devices")["devices"], control.ask("GET", "/submissions")["submissions"]), ([], []))
    table.see("off the network for a moment", control.ask("POST", "/unplug", {"for_ms": 1})["for_ms"], 1)
    time.sleep(0.3)


def mistakes(control, table, number):
    """Calls that are refused, each with an error that says why."""
    def refused(what, status, method, path, body=None, **more):
        reply = control.call(method, path, body, statuses=(status,), right=False, **more)
        told = reply.json.get("error", {}) if reply.body else {}
        table.see(what, (reply.status, str(told.get("code")).startswith("KHATM-")), (status, True))

    refused("a unit that there is none of", 404, "GET", "/devices/999999")
    refused("a number that is none", 404, "GET", f"/submissions/x{number}")
    refused("a parameter that there is none of", 400, "GET", "/submissions?colour=red")
    refused("an environment that there is none of", 400, "POST", "/otps", {"environment": "moon"})
    refused("a field that there is none of", 400, "POST", "/switches", {"environment": "sandbox", "colour": "red"})
    refused("a fault that there is none of", 400, "POST", "/faults", {"fault": "earthquake"})
    refused("a time that is none", 400, "POST", "/clock", {"set": "yesterday"})
    refused("a form instead of JSON", 415, "POST", "/seed", {"seed": 1}, headers={"Content-Type": "application/x-www-form-urlencoded"})
    refused("another site's page", 403, "POST", "/seed", {"seed": 1}, headers={"Origin": "https://example.com"})
    refused("under another name", 403, "GET", "/health", headers={"Host": "simulator.example.com"})
    table.see("none of them has changed the seed", control.ask("GET", "/faults")["seed"], 7)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
