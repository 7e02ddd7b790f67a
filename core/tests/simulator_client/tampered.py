#!/usr/bin/env python3
"""tampered.py BASE: the client's story again and again, each time with one kind of reply falsified on its way. A client that
does not notice checks nothing. Exits with 1 if one was not noticed, or did not come."""

import base64
import contextlib
import io
import json
import re
import sys

import client
import gateway
import unit


def clearedly(change):
    """Changes the document that clearance gives back."""
    def falsify(path, reply):
        if not path.endswith("/invoices/clearance/single") or reply.status not in (200, 208):
            return None
        body = reply.json
        body["clearedInvoice"] = unit.b64(change(base64.b64decode(body["clearedInvoice"])))
        return body
    return falsify


def where(suffix, status, change):
    """Changes the body, or the text, of replies with this status."""
    def falsify(path, reply):
        if not path.endswith(suffix) or reply.status != status:
            return None
        return change(reply)
    return falsify


def status(suffix, old, new):
    return where(suffix, old, lambda reply: gateway.Reply(new, reply.headers, reply.body))


def text(suffix, code, old, new):
    return where(suffix, code, lambda reply: json.loads(changed) if (changed := reply.body.decode().replace(old, new)) != reply.body.decode() else None)


def cut(pattern):
    return lambda xml: re.sub(pattern, rb"\1", xml, count=1)


def seen_twice(path, reply, last={}):
    """208 with another document than the first time."""
    if not path.endswith("/invoices/clearance/single") or reply.status != 208:
        return None
    return reply.json | {"clearedInvoice": unit.b64(base64.b64decode(reply.json["clearedInvoice"]) + b"\n")}


FALSIFIED = {
    "cleared: a digit of the document": clearedly(lambda xml: xml.replace(b"<cbc:PostalZone>23333<", b"<cbc:PostalZone>23334<", 1)),
    "cleared: a space at its top": clearedly(lambda xml: xml.replace(b"  <cbc:ProfileID>", b" <cbc:ProfileID>")),
    "cleared: a letter of the stamp's value": clearedly(lambda xml: re.sub(rb"(<ds:SignatureValue>.{20})(.)", lambda m: m[1] + (b"A" if m[2] != b"A" else b"B"), xml)),
    "cleared: the time of signing": clearedly(cut(rb"(<xades:SigningTime>\d{4})-\d\d")),
    "cleared: no code": clearedly(lambda xml: re.sub(rb"<cbc:ID>QR<", b"<cbc:ID>QS<", xml)),
    "208: another document than the first time": seen_twice,
    "208 said as 200": status("/invoices/clearance/single", 208, 200),
    "409 said as 200": status("/invoices/reporting/single", 409, 200),
    "202 said as 200": status("/invoices/reporting/single", 202, 200),
    "303 said as 307": status("/invoices/clearance/single", 303, 307),
    "401 said as 403": status("/invoices/reporting/single", 401, 403),
    "401 without its time": where("/invoices/reporting/single", 401, lambda reply: {name: value for name, value in reply.json.items() if name != "timestamp"}),
    "406 in JSON": where("", 406, lambda reply: gateway.Reply(406, reply.headers | {"content-type": "application/json"}, b'"no"')),
    "the gate forgets a step": text("/production/csids", 400, "standard-debit-note-compliant", "standard-something"),
    "another code of an error": text("/invoices/reporting/single", 400, "invalid-digital-signature", "invalid-signature"),
    "a warning is lost": where("/invoices/reporting/single", 202, lambda reply: reply.json | {"validationResults": reply.json["validationResults"] | {"warningMessages": []}}),
    "Arabic is lost": where("/invoices/reporting/single", 202, lambda reply: json.loads(re.sub("[\u0600-\u06ff]", "x", json.dumps(reply.json, ensure_ascii=False)))),
    "an error on an accepted document": where("/invoices/reporting/single", 200, lambda reply: reply.json | {"validationResults": reply.json["validationResults"] | {"errorMessages": [{"code": "X"}]}}),
    "a short secret": where("/compliance", 200, lambda reply: reply.json | {"secret": unit.b64("short")}),
    "a password that is taken twice": where("/compliance", 400, lambda reply: {"errors": [{"code": "Invalid-CSR", "message": "no"}]}),
    "an issuer of another name": where("/production/csids", 200, lambda reply: reply.json | {"binarySecurityToken": forged(reply.json["binarySecurityToken"])}),
}


def forged(token):
    """A certificate with one letter of its common name changed: its signature fits no more."""
    der = base64.b64decode(base64.b64decode(token))
    return unit.b64(unit.b64(der.replace(b"TST-886431145", b"TST-886431146")))


SHORT = ("simulation",)


def main(base):
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        wrong = client.main(base, SHORT)
    if wrong:
        print(told.getvalue())
        print("FAILED: the story does not end well as it is, so nothing can be said of a false one")
        return 1
    missed = 0
    for what, falsify in FALSIFIED.items():
        came = []

        def tamper(method, path, reply):
            falsified = falsify(path.split("?")[0], reply) if not path.startswith("/_simulator/") else None
            if falsified is None:
                return reply
            came.append(path)
            if isinstance(falsified, gateway.Reply):
                return falsified
            return gateway.Reply(reply.status, reply.headers, json.dumps(falsified, ensure_ascii=False).encode())

        gateway.tamper, told = tamper, io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            try:
                wrong = client.main(base, SHORT)
            except Exception as why:  # A story that cannot go on has noticed too.
                wrong = repr(why)
        gateway.tamper = None
        noticed = bool(came and wrong)
        missed += not noticed
        print(f"  {what:<45}  {'noticed' if noticed else 'NOT NOTICED' if came else 'DID NOT COME'}, in {len(came)} replies")
    print(f"{len(FALSIFIED) - missed} passed, {missed} failed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
