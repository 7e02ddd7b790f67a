"""A unit with its chain of documents, the simulator that it lives with, and the table of what was seen."""

import datetime
import sys
import time

import unit
from control import Control
from gateway import Credential, Gateway
from unit import Config, Paper

KINDS = {"388": "invoice", "381": "credit note", "383": "debit note"}


class Table:
    """What was seen, line by line."""

    def __init__(self):
        self.rows, self.wrong, self.chapter = [], 0, ""

    def begin(self, chapter):
        self.chapter = chapter

    def see(self, what, seen, wanted):
        """One line: equal or not."""
        same = seen == wanted
        self.rows.append((self.chapter, what, seen, None if same else wanted))
        self.wrong += not same
        return same

    def hold(self, what, truth, seen=""):
        """One line: true or not."""
        return self.see(f"{what}", truth if truth is True else seen or truth, True)

    def reply(self, what, reply, status, **fields):
        """A reply's status, and fields of its body by name."""
        body = reply.json if fields else None
        seen = [reply.status] + [body.get(name, "absent") for name in fields]
        fits = self.see(what, " ".join(map(str, seen)), " ".join(map(str, [status] + list(fields.values()))))
        if not fits:
            print(f"DIFFERS: {self.chapter}: {what}: {reply}", file=sys.stderr)
        return reply

    def show(self):
        width = min(78, max(len(what) for _, what, _, _ in self.rows))
        for chapter in dict.fromkeys(row[0] for row in self.rows):
            print(f"\n{chapter}")
            for _, what, seen, wanted in (row for row in self.rows if row[0] == chapter):
                told = "ok" if seen is True else str(seen)
                if wanted is None:
                    print(f"  {what:<{width}}  {told if len(told) <= 100 else told[:100] + '…'}")
                else:
                    print(f"  {what:<{width}}  {told}   <-- WRONG, wanted {wanted}")
        print(f"\n{len(self.rows) - self.wrong} passed, {self.wrong} failed")


class Device:
    """One unit: its key, its credentials, its chain of documents."""

    def __init__(self, world, environment, template=None, **config):
        self.world, self.environment = world, environment
        self.template = template or unit.TEMPLATES[environment]
        self.gateway = Gateway(world.base, environment)
        self.config, self.key = Config(**config), unit.new_key()
        self.compliance = self.production = None
        self.restart()

    def restart(self):
        """A new certificate starts a new chain."""
        self.icv, self.previous = 0, unit.FIRST_PREVIOUS

    def request(self, key=None):
        return unit.request_text(unit.request_of(key or self.key, self.config, self.template))

    def paper(self, standard, kind="388", **more):
        """The next document of the chain."""
        self.icv += 1
        return Paper(**{
            "number": f"{'STD' if standard else 'SME'}-{self.world.run}-{self.icv}", "icv": self.icv, "previous": self.previous,
            "issued": self.world.now(), "standard": standard, "kind": kind, "corrects": "SME-0001" if kind != "388" else "",
            "seller": self.config.name, "vat": self.config.vat,
        } | more)

    def link(self, sealed):
        self.previous = sealed.hash
        return sealed

    def seal(self, paper, credential=None, key=None, change=None, **more):
        """Stamps a document and makes it the last of the chain; `change` goes over its text before."""
        text = unit.document_of(paper)
        text = change(text) if change else text
        signed_at = self.world.now().astimezone(datetime.timezone.utc)
        return self.link(unit.seal(text, key or self.key, (credential or self.production).certificate_text, signed_at=signed_at, **more))

    def next(self, standard, kind="388", credential=None, key=None, change=None, compact=False, **more):
        return self.seal(self.paper(standard, kind, **more), credential, key, change, compact=compact)

    def onboard(self, until="active"):
        """Without a look to the left or right: password, certificate, documents, certificate."""
        reply = self.gateway.compliance_csid(self.request(), self.world.control.otp(self.environment, self.config.vat))
        assert reply.status == 200, str(reply)
        self.compliance = Credential(reply.json)
        for standard in [form for form, flag in zip((True, False), self.config.kinds) if flag == "1"]:
            for kind in KINDS:
                reply = self.gateway.compliance_check(self.compliance, self.next(standard, kind, self.compliance))
                assert reply.status == 200, str(reply)
        if until == "checked":
            return self
        reply = self.gateway.production_csid(self.compliance)
        assert reply.status == 200, str(reply)
        self.production = Credential(reply.json)
        self.restart()
        return self


class World:
    def __init__(self, base, table):
        self.base, self.table, self.control = base.rstrip("/"), table, Control(base)
        self.run = f"{int(time.time()) % 10**6:06d}"

    def now(self):
        """The simulator's clock, in Riyadh."""
        return self.control.now().astimezone(unit.RIYADH)
