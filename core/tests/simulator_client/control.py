"""A simulator's control API. Every call of it, and every reply, is held against its published description."""

import base64
import datetime
import json
import pathlib
import time

import unit
from contract import Contract
from gateway import Server

DESCRIPTION = pathlib.Path(__file__).resolve().parents[3] / "docs/schema/simulator.openapi.json"
ENVIRONMENTS = {"core": "production", "simulation": "simulation", "developer-portal": "sandbox"}


class Control:
    def __init__(self, base):
        document = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
        # Its paths are told from the root of the server, or from /_simulator.
        under = "" if all(path.startswith("/_simulator") for path in document["paths"]) else "/_simulator"
        self.under = "" if under else "/_simulator"
        self.server = Server(base.rstrip("/") + under)
        self.held = Contract(document, self.server.base)
        self.wrong, self.ahead = [], None

    def call(self, method, path, body=None, statuses=(200, 201, 202, 204), right=True, headers=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json" if body is not None else None} | (headers or {})
        reply = self.server.call(method, self.under + path, data, headers)
        sent = {name: value for name, value in headers.items() if value is not None}
        told = self.held.check(method, self.under + path, sent, data, reply, right)
        self.wrong += [f"{method} {path} {reply.status}: {what}" for what in told]
        if reply.status not in statuses:
            self.wrong.append(f"{method} {path}: {reply}")
        return reply

    def ask(self, method, path, body=None, **more):
        reply = self.call(method, path, body, **more)
        return reply.json if reply.body else None

    def otp(self, environment, vat):
        """A one-time password, as the portal of the authority gives it."""
        return self.ask("POST", "/otps", {"environment": ENVIRONMENTS[environment], "vat_number": vat})["otp"]

    def now(self):
        """The simulator's time, or up to a second later: asked once, and again after it was moved."""
        if self.ahead is None:
            before = int(time.time())
            self.ahead = self.ask("GET", "/clock")["unix"] - before
        return datetime.datetime.fromtimestamp(int(time.time()) + self.ahead, datetime.timezone.utc)

    def advance(self, seconds):
        self.ahead = None
        return self.ask("POST", "/clock", {"advance_s": seconds})

    def switch(self, **switches):
        for environment in ENVIRONMENTS.values():
            self.ask("POST", "/switches", {"environment": environment} | switches)

    def clearance(self, on):
        self.switch(clearance_off=not on)

    def renewals(self, how):
        """`issued`, or `checks_again`: first a certificate for the compliance checks."""
        self.switch(renewal_through_compliance=how == "checks_again")

    def fault(self, fault, times=1):
        """What happens to the next requests."""
        return self.ask("POST", "/faults", {"when": {"times": times}, "fault": fault})

    def no_faults(self):
        self.call("DELETE", "/faults")

    def authorities(self, environment):
        """The certificates of the issuers of one environment."""
        issuers = self.ask("GET", f"/issuers?environment={ENVIRONMENTS[environment]}")["issuers"]
        return [unit.x509.load_der_x509_certificate(base64.b64decode(one["certificate"], validate=True)) for one in issuers]

    def number_of(self, device):
        """The number that the simulator has given a unit."""
        listed = self.ask("GET", f"/devices?environment={ENVIRONMENTS[device.environment]}")["devices"]
        (found,) = [one for one in listed if one["serial"] == device.config.serial]
        return found["id"]

    def audit(self, device):
        """What is wrong with the chain of the unit's certificate in use: (code, counter), in order."""
        found = self.ask("GET", f"/devices/{self.number_of(device)}/audit")
        chain = found["chains"][-1]
        return [(one["code"], one["icv"]) for one in chain["findings"]]
