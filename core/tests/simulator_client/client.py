#!/usr/bin/env python3
"""client.py BASE: a third party's client, against a simulator at BASE, through everything that a unit lives through.

Whatever is seen is compared with what the authority's documents say, line by line; the table at the end is all of it. Exits
with 1 if any line differs."""

import base64
import concurrent.futures
import datetime
import hashlib
import json
import re
import sys
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID, ObjectIdentifier

import unit
from device import KINDS, Device, Table, World
from gateway import Credential, Gateway, Lost
from unit import x509

STEPS = {
    f"{form}-{note}compliant" for form in ("standard", "simplified") for note in ("", "credit-note-", "debit-note-")
}
XSD_VALID = "XSD_ZATCA_VALID"


# Onboarding

def passwords(world, device):
    """What the first certificate is refused for."""
    table, gateway, control = world.table, device.gateway, world.control
    table.begin(f"Onboarding, {device.environment}: what is refused")
    code = lambda reply: (reply.json.get("errors") or [reply.json])[0].get("code") or reply.json.get("errorCategory")
    told = lambda what, reply, status, wanted: (table.see(what, f"{reply.status} {code(reply)}", f"{status} {wanted}"))
    told("no one-time password", gateway.compliance_csid(device.request(), None), 400, "Missing-OTP")
    told("a password that nobody gave out", gateway.compliance_csid(device.request(), "999999"), 400, "Invalid-OTP")
    told("no certificate request", gateway.ask("POST", "/compliance", {}, headers={"OTP": control.otp(device.environment, device.config.vat)}), 400, "Missing-CSR")
    told("no certificate request but a word", gateway.compliance_csid(unit.b64("word"), control.otp(device.environment, device.config.vat)), 400, "Invalid-CSR")
    curve = unit.request_of(ec.generate_private_key(ec.SECP256R1()), device.config, unit.TEMPLATES[device.environment])
    told("a key on another curve", gateway.compliance_csid(unit.request_text(curve), control.otp(device.environment, device.config.vat)), 400, "Invalid-CSR")
    version = gateway.call("POST", "/compliance", {"csr": device.request()}, {"Accept-Version": "V1", "OTP": "123456"})
    table.see("another version of the interface", (version.status, version.type.split(";")[0], version.body.decode()),
              (406, "text/plain", "This Version is not supported or not provided in the header."))
    version = gateway.call("POST", "/compliance", {"csr": device.request()}, {"OTP": "123456"})
    table.see("no version of the interface", version.status, 406)


def onboarding(world, environment, **config):
    """The whole way, with everything that may be asked for in between."""
    device = Device(world, environment, **config)
    table, gateway = world.table, device.gateway
    passwords(world, device)
    table.begin(f"Onboarding, {environment}")
    otp = world.control.otp(environment, device.config.vat)
    reply = table.reply("one-time password → compliance certificate", gateway.compliance_csid(device.request(), otp), 200, dispositionMessage="ISSUED")
    credential(table, reply)
    device.compliance = Credential(reply.json)
    again = gateway.compliance_csid(device.request(), otp)
    table.see("the same password again", (again.status, again.json["errors"][0]["code"]), (400, "Invalid-OTP"))
    steps(table, device, STEPS)
    for standard in (True, False):
        if not standard:
            steps(table, device, {step for step in STEPS if step.startswith("simplified")})
        for kind, name in KINDS.items():
            sealed = device.next(standard, kind, device.compliance, compact=kind == "381")
            reply = gateway.compliance_check(device.compliance, sealed)
            passed(table, f"{'standard' if standard else 'simplified'} {name}, compliance check", reply,
                   reportingStatus=None if standard else "REPORTED", clearanceStatus="CLEARED" if standard else None,
                   qrSellertStatus=None, qrBuyertStatus=None)
    wrong = gateway.production_csid(device.compliance, "1")
    table.see("a request number that is not its own", wrong.status, 400)
    reply = table.reply("compliance → production certificate", gateway.production_csid(device.compliance), 200, dispositionMessage="ISSUED")
    credential(table, reply)
    device.production = Credential(reply.json)
    device.restart()
    certificates(world, device)
    return device


def credential(table, reply):
    body = reply.json
    wanted = {"requestID": int, "dispositionMessage": str, "binarySecurityToken": str, "secret": str}
    table.see("  fields of the reply", {name: type(body.get(name)) for name in wanted}, wanted)
    table.hold("  no other fields than those seen live", body.keys() <= wanted.keys() | {"tokenType", "errors"}, sorted(body))
    table.see("  the secret is 32 bytes", len(base64.b64decode(body["secret"], validate=True)), 32)


def steps(table, device, missing):
    """The gate: the production certificate is refused, and the reply names what is missing, and nothing else."""
    reply = device.gateway.production_csid(device.compliance)
    text = reply.body.decode()
    flat = reply.json.get("errors", [reply.json])[0]
    table.see(f"production certificate with {len(missing)} documents missing", (reply.status, flat.get("code")), (400, "Missing-ComplianceSteps"))
    named = set(re.findall(r"(?:standard|simplified)-(?:credit-note-|debit-note-)?compliant", text))
    table.see("  the steps it names", sorted(named), sorted(missing))


def passed(table, what, reply, status=200, warnings=(), **fields):
    table.reply(what, reply, status, **fields)
    body = reply.json
    results = body.get("validationResults", {})
    table.see("  result, information, warnings, errors",
              (results.get("status"), reply.messages("infoMessages"), sorted(reply.messages("warningMessages")), reply.messages("errorMessages")),
              ("WARNING" if warnings else "PASS", [XSD_VALID], sorted(warnings), []))


# Certificates

def rdns(name):
    return [(part.oid._name, part.value) for part in name]


def certificates(world, device):
    table, config = world.table, device.config
    table.begin(f"Certificates, {device.environment}")
    days = {"core": 1825, "developer-portal": 1825, "simulation": 731}[device.environment]
    # The developer portal's own, and the one before it.
    issuers = {"core": ("PRZEINVOICESCA",), "developer-portal": ("PRZEINVOICESCA", "TSZEINVOICE"), "simulation": ("PEZEINVOICESCA",)}
    subject = {
        "C": ("countryName", config.country), "OU": ("organizationalUnitName", config.branch),
        "O": ("organizationName", config.name), "CN": ("commonName", config.common_name),
    }
    for what, certificate, order in (
        ("compliance", device.compliance.certificate, ("C", "OU", "O", "CN")),
        ("production", device.production.certificate, ("C", "O", "OU", "CN")),
    ):
        table.see(f"{what}: subject", rdns(certificate.subject), [subject[part] for part in order])
        table.hold(f"{what}: the key is the request's", unit.public_key_der(certificate) == device.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
        table.see(f"{what}: curve, version, signature", (certificate.public_key().curve.name, certificate.version.name, certificate.signature_hash_algorithm.name), ("secp256k1", "v3", "sha256"))
        san = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
        table.see(f"{what}: the unit's five attributes as requested", [(part.oid, part.value) for part in san.value[0].value],
                  [(oid, getattr(config, field)) for field, oid in unit.UNIT_ATTRIBUTES.items()])
        table.hold(f"{what}: valid now", certificate.not_valid_before_utc <= world.now() < certificate.not_valid_after_utc)
        table.hold(f"{what}: the issuer is marked as a simulator's", ("domainComponent", "khatm-simulator") in rdns(certificate.issuer), rdns(certificate.issuer))
        chain(table, what, certificate, world.control.authorities(device.environment))
    compliance, production = device.compliance.certificate, device.production.certificate
    common = lambda certificate: certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    table.see("compliance: issuer", common(compliance), "eInvoicing")
    table.hold("production: issuer", common(production).startswith(issuers[device.environment]), common(production))
    table.hold("compliance: the serial number is a time in milliseconds", abs(compliance.serial_number / 1000 - world.now().timestamp()) < 86400, compliance.serial_number)
    extensions(table, compliance, production)
    lasts = production.not_valid_after_utc - production.not_valid_before_utc
    table.see("production: days of validity", lasts.days, days)
    table.hold("compliance: about five years of validity", abs((compliance.not_valid_after_utc - compliance.not_valid_before_utc).days - 1826) <= 2,
               compliance.not_valid_after_utc - compliance.not_valid_before_utc)


def extensions(table, compliance, production):
    listed = lambda certificate: [(extension.oid.dotted_string, extension.critical) for extension in certificate.extensions]
    table.see("compliance: extensions", sorted(listed(compliance)), [("2.5.29.17", False), ("2.5.29.19", True)])
    table.see("compliance: no authority", compliance.extensions.get_extension_for_class(x509.BasicConstraints).value.ca, False)
    table.see("production: extensions", sorted(oid for oid, _ in listed(production) if oid != "2.5.29.31"), sorted([
        "2.5.29.17", "2.5.29.14", "2.5.29.35", "1.3.6.1.5.5.7.1.1", "2.5.29.15", "2.5.29.37", "1.3.6.1.4.1.311.21.7", "1.3.6.1.4.1.311.21.10"]))
    table.see("production: critical extensions", [oid for oid, critical in listed(production) if critical], ["2.5.29.15"])
    usage = production.extensions.get_extension_for_class(x509.KeyUsage).value
    table.see("production: key usage", (usage.digital_signature, usage.content_commitment, usage.key_encipherment, usage.data_encipherment,
                                        usage.key_agreement, usage.key_cert_sign, usage.crl_sign), (True,) + (False,) * 6)
    table.see("production: extended key usage", set(production.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value),
              {ExtendedKeyUsageOID.CODE_SIGNING, ExtendedKeyUsageOID.CLIENT_AUTH})
    own = production.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    table.hold("production: its key identifier is of its key", own in identifiers(production), own)


def identifiers(certificate):
    """A key's identifier: by SHA-1 (RFC 5280), as the authority's, or by SHA-256 (RFC 7093)."""
    point = certificate.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return [hashlib.sha1(point).digest(), hashlib.sha256(point).digest()[:20]]


def chain(table, what, certificate, authorities):
    """Up to a certificate that signed itself, by the simulator's own list."""
    names = []
    for _ in range(5):
        issuer = next((one for one in authorities if one.subject == certificate.issuer), None)
        if issuer is None:
            break
        try:
            certificate.verify_directly_issued_by(issuer)
        except Exception as why:
            table.hold(f"{what}: signed by {issuer.subject.rfc4514_string()}", False, repr(why))
            return
        names.append(issuer.public_key().curve.name)
        if what == "production":
            named = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
            table.hold(f"{what}: names its issuer's key", named in identifiers(issuer), named)
        if issuer.subject == issuer.issuer:
            break
        certificate = issuer
    table.see(f"{what}: curve of its issuer", names[:1], ["secp256k1"] if what == "compliance" else ["secp256r1"])
    table.hold(f"{what}: the chain ends at an authority of the simulator's", bool(names) and certificate.issuer == issuer.subject and issuer.subject == issuer.issuer, names)


# Documents

def documents(world, device):
    """Reported, cleared, sent again, corrected; the cleared document read."""
    table, gateway = world.table, device.gateway
    table.begin(f"Documents, {device.environment}")
    simplified = device.next(False)
    passed(table, "simplified invoice, reported", gateway.report(device.production, simplified), reportingStatus="REPORTED")
    again = gateway.report(device.production, simplified)
    table.reply("the same again", again, 409)
    table.hold("  that it was reported before", "already reported" in again.body.decode().lower() or "previously submitted" in again.body.decode().lower(), str(again))
    standard = device.next(True)
    reply = gateway.clear(device.production, standard)
    passed(table, "standard invoice, cleared", reply, clearanceStatus="CLEARED")
    first = cleared(table, device, standard, reply)
    again = table.reply("the same again", gateway.clear(device.production, standard), 208, clearanceStatus="CLEARED")
    table.hold("  with the same cleared document", again.json["clearedInvoice"] == first)
    bare = unit.plain(unit.document_of(device.paper(True)))
    reply = gateway.clear(device.production, device.link(bare))
    passed(table, "standard invoice without stamp and code, cleared", reply, clearanceStatus="CLEARED")
    cleared(table, device, bare, reply)
    for kind in ("381", "383"):
        sealed = device.next(False, kind)
        passed(table, f"simplified {KINDS[kind]}, reported", gateway.report(device.production, sealed), reportingStatus="REPORTED")
        sealed = device.next(True, kind)
        reply = gateway.clear(device.production, sealed)
        passed(table, f"standard {KINDS[kind]}, cleared", reply, clearanceStatus="CLEARED")
        cleared(table, device, sealed, reply)
    for compact in (True, False):
        layout = "none" if compact else "much"
        reply = gateway.report(device.production, device.next(False, compact=compact))
        passed(table, f"a stamp with {layout} of the usual white space", reply, reportingStatus="REPORTED")
    crlf = device.seal(device.paper(False), change=lambda text: text.replace("\n", "\r\n"))
    passed(table, "a document with the line ends of Windows", gateway.report(device.production, crlf), reportingStatus="REPORTED")
    long = device.next(False, seller=device.config.name + " | " + "شركة " * 30)
    passed(table, "a seller's name of more than 127 bytes in the code", gateway.report(device.production, long), reportingStatus="REPORTED")
    late = device.next(False, issued=world.now() - datetime.timedelta(hours=25))
    passed(table, "a simplified invoice 25 hours late", gateway.report(device.production, late), 202, ["BR-KSA-98"], reportingStatus="REPORTED")
    other = device.next(True)
    table.reply("a standard invoice to reporting", gateway.report(device.production, other), 303)
    reply = gateway.clear(device.production, other)
    passed(table, "  and then to clearance", reply, clearanceStatus="CLEARED")


def cleared(table, device, sent, reply):
    """The authority's document is ours with its own stamp and code."""
    text = reply.json["clearedInvoice"]
    xml = base64.b64decode(text, validate=True)
    table.see("  cleared: the hash is that of the document sent", unit.b64(unit.hash_of(xml)), sent.hash)
    ours, theirs = unit.parse(sent.xml), unit.parse(xml)
    for what in ("cbc:UUID", "cbc:ID", "cac:LegalMonetaryTotal/cbc:PayableAmount"):
        if unit.text(ours, what) != unit.text(theirs, what):
            table.see(f"  cleared: {what}", unit.text(theirs, what), unit.text(ours, what))
    wrong, certificate = unit.examine(xml)
    table.see("  cleared: stamp, certificate and code", wrong, [])
    table.hold("  cleared: by another certificate than the unit's", certificate != device.production.certificate)
    authorities = device.world.control.authorities(device.environment)
    issuer = next((one for one in authorities if one.subject == certificate.issuer), None)
    table.hold("  cleared: by a certificate of the simulator's", issuer is not None and certificate.verify_directly_issued_by(issuer) is None, certificate.issuer.rfc4514_string())
    tags = unit.read_tlv(unit.text(theirs, "cac:AdditionalDocumentReference[cbc:ID='QR']//cbc:EmbeddedDocumentBinaryObject"))
    table.see("  cleared: the code's tags", sorted(tags), list(range(1, 9)))
    return text


def languages(world, device):
    table, gateway = world.table, device.gateway
    table.begin("Messages in two languages")
    # A payment code that is in no list: a warning with a text of the rule's.
    change = lambda text: text.replace("<cbc:PaymentMeansCode>10<", "<cbc:PaymentMeansCode>99<")
    told = {}
    for language in ("en", "ar"):
        reply = gateway.report(device.production, device.seal(device.paper(False), change=change), language=language)
        table.reply(f"a payment code that is in no list, {language}", reply, 202, reportingStatus="REPORTED")
        told[language] = {message["code"]: message["message"] for message in reply.json["validationResults"]["warningMessages"]}
    table.see("  the same codes", sorted(told["en"]), sorted(told["ar"]))
    arabic = lambda text: bool(re.search("[\u0621-\u064a]{3}", text))
    table.hold("  the rules' texts are English in English", not any(map(arabic, told["en"].values())), told["en"])
    table.hold("  and Arabic in Arabic", bool(told["ar"]) and all(map(arabic, told["ar"].values())), told["ar"])


def refusals(world, device):
    """Each document is broken in one place."""
    table, gateway = world.table, device.gateway
    table.begin("Documents that are refused")

    def refused(what, reply, *codes, standard=False):
        field = {"clearanceStatus": "NOT_CLEARED"} if standard else {"reportingStatus": "NOT_REPORTED"}
        table.reply(what, reply, 400, **field)
        table.see("  errors", reply.messages("errorMessages"), list(codes))
        if standard:
            table.see("  no cleared document", reply.json.get("clearedInvoice", "absent"), None)

    swap = lambda old, new: lambda text: text.replace(old, new)
    broken = lambda old, new, **more: device.seal(device.paper(False, **more), change=swap(old, new))
    refused("a VAT rate that there is none of", gateway.report(device.production, broken("<cbc:Percent>15.00</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:Cla", "<cbc:Percent>14.00</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:Cla")), "BR-KSA-84")
    sealed = device.next(False)
    other = unit.Sealed(sealed.xml, unit.hash_of(b"<Invoice xmlns=''/>"), sealed.uuid)
    refused("another hash beside the document", gateway.report(device.production, other), "invalid-invoice-hash")
    passed(table, "  the same with its own hash", gateway.report(device.production, sealed), reportingStatus="REPORTED")
    tampered = unit.Sealed(sealed.xml.replace(b"Pen |", b"Pin |"), sealed.digest, sealed.uuid)
    refused("a word changed after the stamp", gateway.report(device.production, tampered), "invalid-invoice-hash", "invoiceHash_QRCODE_INVALID")
    refused("a stamp by another key", gateway.report(device.production, device.next(False, key=unit.new_key())), "invalid-digital-signature")
    refused("no code", gateway.report(device.production, device.seal(device.paper(False), code=unit.b64("no code"))), "QRCODE_INVALID")
    refused("a total of 1 in the code", gateway.report(device.production, rewritten(device, 4, "1.00")), "invoiceTotal_QRCODE_INVALID")
    refused("another taxpayer's document", gateway.report(device.production, device.next(False, vat="311111111101113")), "certificate-permissions")
    swapped = unit.Sealed(device.next(False).xml.replace(b"<xades:SigningTime>", b"<xades:SigningTime>\n"), unit.unb64(device.previous), "x")
    refused("a line break in the stamp", gateway.report(device.production, swapped), "signed-properties-hashing")
    refused("no document", gateway.ask("POST", "/invoices/reporting/single", {"invoiceHash": sealed.hash, "uuid": sealed.uuid}, device.production), "XSD_ZATCA_INVALID")
    refused("no hash", gateway.ask("POST", "/invoices/reporting/single", {"uuid": sealed.uuid, "invoice": unit.b64(sealed.xml)}, device.production), "InvoiceHash-Errors")
    refused("an element that there is none of", gateway.clear(device.production, device.seal(device.paper(True), change=swap("<cac:Delivery>", "<cac:Delivered/><cac:Delivery>"))),
            "XSD_ZATCA_INVALID", standard=True)
    refused("a transaction code that there is none of", gateway.clear(device.production, device.seal(device.paper(True), change=swap('name="0100000"', 'name="0100020"'))),
            "BR-KSA-06", standard=True)
    again = device.seal(device.paper(False), change=swap("<cbc:Percent>15.00</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:Cla", "<cbc:Percent>14.00</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:Cla"))
    statuses = [gateway.report(device.production, again).status for _ in range(2)]
    table.see("a refused document sent twice is no duplicate", statuses, [400, 400])


def rewritten(device, tag, value):
    """The next document, with one tag of its code changed."""
    paper = device.paper(False)
    sealed = device.seal(paper)
    code = unit.text(unit.parse(sealed.xml), "cac:AdditionalDocumentReference[cbc:ID='QR']//cbc:EmbeddedDocumentBinaryObject")
    tags = unit.read_tlv(code)
    tags[tag] = value.encode()
    return unit.Sealed(sealed.xml.replace(code.encode(), unit.tlv(tags.items()).encode()), sealed.digest, sealed.uuid)


def denials(world, device):
    """Who may not, and how that is said."""
    table, gateway = world.table, device.gateway
    table.begin("Credentials that are refused")
    sealed = device.next(False)

    def denied(what, reply):
        table.see(what, reply.status, 401)
        if reply.body:
            body = reply.json
            table.see("  body", (sorted(body), body.get("status"), body.get("error")), (["error", "message", "status", "timestamp"], 401, "Unauthorized"))

    denied("another password", gateway.report(device.production.header("AAAA" + device.production.secret[4:]), sealed))
    denied("no credential", gateway.report({}, sealed))
    denied("no Basic credential", gateway.report({"Authorization": "Bearer x"}, sealed))
    denied("the compliance credential for a real document", gateway.report(device.compliance, sealed))
    elsewhere = Gateway(world.base, {"core": "simulation"}.get(device.environment, "core"))
    denied("a credential of another environment", elsewhere.report(device.production, sealed))
    version = gateway.report(device.production, sealed, headers={"Accept-Version": "V1"})
    table.see("another version of the interface", (version.status, version.type.split(";")[0]), (406, "text/plain"))
    passed(table, "the same document with the right one", gateway.report(device.production, sealed), reportingStatus="REPORTED")


def permissions(world):
    """A unit that declared one kind of documents only, and requests for another environment."""
    table = world.table
    table.begin("What a certificate is for")
    device = Device(world, "core", kinds="0100").onboard()
    reply = device.gateway.clear(device.production, device.next(True))
    table.reply("a standard invoice of a unit for simplified ones", reply, 400, clearanceStatus="NOT_CLEARED")
    table.see("  errors", reply.messages("errorMessages"), ["certificate-permissions"])
    passed(table, "its simplified invoice", device.gateway.report(device.production, device.next(False)), reportingStatus="REPORTED")
    other = Device(world, "core", template="PREZATCA-Code-Signing").onboard(until="checked")
    reply = other.gateway.production_csid(other.compliance)
    body = reply.json
    table.see("a request made for another environment, checks done", (body.get("dispositionMessage"), body.get("binarySecurityToken")), ("NOT_COMPLIANT", None))
    table.hold("  says why", "0x80094800" in reply.body.decode() and "PREZATCA-Code-Signing" in reply.body.decode(), str(reply))
    serial = Device(world, "core", serial="1-" + "x" * 30 + "|2-" + "y" * 30 + "|3-z")
    reply = serial.gateway.compliance_csid(serial.request(), world.control.otp("core", serial.config.vat))
    table.see("a serial number of more than 64 characters", (reply.status, reply.json.get("code")), (400, "EXCEED_CHARACTER_LIMIT"))


def renewal(world, device):
    table, gateway, control = world.table, device.gateway, world.control
    table.begin("Renewal")
    key, otp = unit.new_key(), control.otp(device.environment, device.config.vat)
    reply = gateway.renew(device.production, device.request(key=key), otp)
    table.reply("a new certificate for a new key", reply, 200, dispositionMessage="ISSUED")
    credential(table, reply)
    renewed = Credential(reply.json)
    table.hold("  for the new key", renewed.certificate.public_key() == key.public_key())
    old = gateway.report(device.production, device.next(False))
    table.see("the old credential afterwards", old.status, 401)
    device.production, device.key = renewed, key
    device.restart()
    passed(table, "the new one", gateway.report(device.production, device.next(False)), reportingStatus="REPORTED")


def requests_of_others(world):
    """Certificate requests as other programs make them, which the authority takes."""
    table = world.table
    table.begin("Requests of other programs")

    def taken(what, device, text):
        reply = device.gateway.compliance_csid(text, world.control.otp(device.environment, device.config.vat))
        if table.see(what, reply.status, 200):
            table.see("  the unit's attributes stay", [part.value for part in Credential(reply.json).certificate.extensions.get_extension_for_oid(
                ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value[0].value], [getattr(device.config, field) for field in unit.UNIT_ATTRIBUTES])

    device = Device(world, "simulation")
    pem = unit.unb64(device.request())
    taken("lines that end as those of Windows", device, unit.b64(pem.replace(b"\n", b"\r\n")))
    printable = unit.request_of(device.key, device.config, device.template, printable=True)
    taken("a template's name in another kind of text", Device(world, "simulation", serial=device.config.serial), unit.request_text(printable))
    more = unit.request_of(device.key, device.config, device.template, more=[(ObjectIdentifier("2.5.4.97"), device.config.vat), (NameOID.LOCALITY_NAME, "Riyadh")])
    taken("more attributes of the subject", device, unit.request_text(more))
    arabic = Device(world, "simulation", branch="فرع الرياض", name="شركة توريد التكنولوجيا بأقصى سرعة المحدودة", industry="أنشطة توريدات")
    taken("names in Arabic", arabic, arabic.request())
    group = Device(world, "simulation", vat="399999999910003", branch="3999999999")
    taken("a unit of a VAT group", group, group.request())


def wire(world, device):
    """Requests as other programs write them, and the same document from many at once."""
    table, gateway = world.table, device.gateway
    table.begin("On the wire")

    def post(headers=None, body=None, **more):
        sealed = device.next(False)
        data = sealed.body if body is None else body(sealed)
        headers = {"Accept-Version": "V2", "Clearance-Status": "0"} | device.production.header() | (headers or {})
        return gateway.call("POST", "/invoices/reporting/single", data, headers, **more)

    table.see("the least headers", post(headers={"Clearance-Status": None, "Accept": None}).status, 200)
    table.see("names of headers in small letters", post(headers={"Accept-Version": None, "accept-version": "V2"}).status, 200)
    table.see("with a character set", post(headers={"Content-Type": "application/json; charset=utf-8"}).status, 200)
    table.see("an order and spaces of its own", post(body=lambda sealed: json.dumps(dict(reversed(sealed.body.items())), indent=4).encode()).status, 200)
    table.see("one field more", post(body=lambda sealed: sealed.body | {"note": [1, {}]}).status, 200)
    table.see("a language that there is none of", post(headers={"Accept-Language": "fr-FR, *;q=0.1"}).status, 200)
    for what, body in (("no JSON", b"{"), ("a list", b"[]"), ("nothing", b""), ("a deep one", b"[" * 20000)):
        table.see(f"a body that is {what}", post(body=lambda _: body).status, 400)
    table.see("a method that there is none of", gateway.ask("GET", "/invoices/reporting/single", None, device.production).status, 405)
    table.see("a path that there is none of", gateway.ask("POST", "/invoices/status/single", {}, device.production).status, 404)
    for standard, rest in ((True, 208), (False, 409)):
        sealed = device.next(standard)
        send = lambda _: (gateway.clear if standard else gateway.report)(device.production, sealed)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(send, range(8)))
        table.see(f"the same {'standard' if standard else 'simplified'} document eight times at once", sorted(reply.status for reply in replies), [200] + [rest] * 7)
        if standard:
            table.see("  cleared documents", len({reply.json["clearedInvoice"] for reply in replies}), 1)


def switched_off(world, device):
    table, gateway, control = world.table, device.gateway, world.control
    table.begin("Clearance switched off")
    control.clearance(False)
    try:
        sealed = device.next(True)
        reply = gateway.clear(device.production, sealed)
        table.reply("a standard invoice to clearance", reply, 303, message="Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead.")
        passed(table, "the same to reporting", gateway.report(device.production, sealed), reportingStatus="REPORTED")
    finally:
        control.clearance(True)
    reply = gateway.clear(device.production, device.next(True))
    passed(table, "switched on again: a standard invoice to clearance", reply, clearanceStatus="CLEARED")


def memory(world, device):
    """Duplicates are known for a day, by the simulator's clock."""
    table, gateway, control = world.table, device.gateway, world.control
    table.begin("The memory of a day")
    simplified, standard = device.next(False), device.next(True)
    table.reply("a simplified invoice", gateway.report(device.production, simplified), 200)
    table.reply("a standard one", gateway.clear(device.production, standard), 200)
    control.advance(23 * 3600 + 50 * 60)
    table.see("23 hours 50 minutes later", (gateway.report(device.production, simplified).status, gateway.clear(device.production, standard).status), (409, 208))
    control.advance(20 * 60)
    again = gateway.report(device.production, simplified)
    table.see("after 24 hours the same bytes are taken as new (and late)", (again.status, again.messages("warningMessages")), (202, ["BR-KSA-98"]))
    table.see("likewise", gateway.clear(device.production, standard).status, 200)


def faults(world, device):
    """Replies that are lost, and what the same bytes are answered with then."""
    table, gateway, control = world.table, device.gateway, world.control
    table.begin("Faults")

    def lost(call):
        try:
            return call().status
        except Lost:
            return "lost"

    sealed = device.next(False)
    control.fault("drop_after", times=1)
    table.see("reporting: accepted, the reply lost", lost(lambda: gateway.report(device.production, sealed)), "lost")
    table.see("  the same bytes", gateway.report(device.production, sealed).status, 409)
    sealed = device.next(True)
    control.fault("drop_after", times=1)
    table.see("clearance: accepted, the reply lost", lost(lambda: gateway.clear(device.production, sealed)), "lost")
    reply = table.reply("  the same bytes", gateway.clear(device.production, sealed), 208, clearanceStatus="CLEARED")
    cleared(table, device, sealed, reply)
    for fault, what in (("drop_before", "lost"), ("refuse", "lost"), ({"truncated": {}}, "lost"), ({"garbage": {}}, "lost")):
        sealed = device.next(False)
        control.fault(fault, times=1)
        table.see(json.dumps(fault), lost(lambda: gateway.report(device.production, sealed)), what)
        table.hold("  the same bytes are taken, or known", (status := gateway.report(device.production, sealed).status) in ((200,) if fault in ("drop_before", "refuse") else (200, 409)), status)
    for fault, status in (({"too_many": {"retry_after": "7"}}, 429), ({"status": {"status": 503}}, 503), ({"status": {"status": 500}}, 500)):
        sealed = device.next(False)
        control.fault(fault, times=1)
        reply = gateway.report(device.production, sealed)
        table.see(json.dumps(fault), (reply.status, reply.headers.get("retry-after")), (status, "7" if status == 429 else None))
        table.see("  the same bytes", gateway.report(device.production, sealed).status, 200)
    control.no_faults()


def audit(world):
    """What the back office sees of a chain."""
    table = world.table
    table.begin("The chain, as the back office sees it")
    device = Device(world, "simulation", common_name=f"AUDIT-{world.run}").onboard()
    gateway, known = device.gateway, []

    def found(what, *new):
        """The complaints, with those that are new."""
        known.extend(new)
        table.see(what, sorted(world.control.audit(device)), sorted(known))

    def sent(what, sealed):
        passed(table, what, gateway.report(device.production, sealed), reportingStatus="REPORTED")

    for at in range(3):
        sent(f"document {at + 1}", device.next(False))
    found("three in a row: complaints")
    kept = device.next(False)
    sent("document 5, which names the fourth, that is not sent", device.next(False))
    table.see("  named: the gap", world.control.audit(device), [("KHATM-AUDIT-GAP", 4)])
    sent("document 4, late", kept)
    found("  complaints")
    broken = device.seal(device.paper(False), change=lambda text: text.replace("<cbc:ProfileID>reporting:1.0<", "<cbc:ProfileID>reporting:2.0<"))
    table.see("document 6, refused", gateway.report(device.production, broken).status, 400)
    sent("document 7, which names it", device.next(False))
    found("  complaints: a refused document stays in the chain")
    before = device.icv, device.previous
    sent("document 8", device.next(False))
    device.icv, device.previous = before
    sent("another document 8, as after a restore", device.next(False, number=f"SME-{world.run}-8B"))
    found("  named: the fork", ("KHATM-AUDIT-DOUBLE", 8))
    device.previous = unit.FIRST_PREVIOUS
    sent("document 9, which names none before it", device.next(False))
    found("  named: a restart", ("KHATM-AUDIT-RESTART", 9))
    device.previous = unit.b64(bytes(32))
    sent("document 10, which names one that there was never", device.next(False))
    found("  named: the previous hash", ("KHATM-AUDIT-PREVIOUS", 10))


def story(world, environments):
    """Everything, in these environments; what needs one only, in the first."""
    devices = {environment: onboarding(world, environment) for environment in environments}
    device = devices[environments[0]]
    for environment in environments[:2]:
        documents(world, devices[environment])
    for chapter in (languages, refusals, denials, wire, switched_off, faults, renewal):
        chapter(world, device)
    permissions(world)
    requests_of_others(world)
    audit(world)
    # Last, as it moves the clock.
    memory(world, device)


def main(base, environments=("simulation", "core", "developer-portal")):
    table, started = Table(), time.monotonic()
    try:
        story(World(base, table), environments)
    finally:
        table.show()
    print(f"client.py: {time.monotonic() - started:.1f} s")
    return int(table.wrong > 0 or not table.rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
