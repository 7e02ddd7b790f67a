#!/usr/bin/env python3
"""unit.py against the authority's own artefacts, before it judges anybody else: their samples are read without a complaint,
their certificate requests come out byte for byte, and a stamp of our own that is changed in any place is seen to be.

Exits with 77 where the artefacts are absent."""

import base64
import json
import pathlib
import re
import sys

from cryptography import x509
from cryptography.hazmat.primitives import serialization

import unit

FIELDS = {
    "csr.common.name": "common_name",
    "csr.serial.number": "serial",
    "csr.organization.identifier": "vat",
    "csr.organization.unit.name": "branch",
    "csr.organization.name": "name",
    "csr.country.name": "country",
    "csr.invoice.type": "kinds",
    "csr.location.address": "address",
    "csr.industry.business.category": "industry",
}
TEMPLATES = {"production": "core", "simulation": "simulation", "nonproduction": "developer-portal"}


def samples(folder):
    vectors = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))
    for vector in vectors:
        xml = (folder / vector["file"]).read_bytes()
        wrong, _ = unit.examine(xml)
        if unit.b64(unit.hash_of(xml)) != vector["hash"]:
            wrong.append("another hash than the authority's")
        yield from (f"{vector['file']}: {what}" for what in wrong)
    print(f"{len(vectors)} samples of the authority's: hash, stamp and code read")


def requests(folder):
    cases = sorted(folder.glob("parity/csr-*-*/sdk.csr.der"))
    for file in cases:
        text = (file.parent / "csr.properties").read_text(encoding="utf-8")
        rows = dict(map(str.strip, line.split("=", 1)) for line in text.splitlines() if "=" in line)
        config = unit.Config(**{field: rows[name] for name, field in FIELDS.items()})
        key = serialization.load_der_private_key((file.parent / "sdk-key.der").read_bytes(), None)
        environment = TEMPLATES[file.parent.name.rsplit("-", 1)[1]]
        ours = unit.request_of(key, config, unit.TEMPLATES[environment])
        theirs = x509.load_der_x509_csr(file.read_bytes())
        if ours.tbs_certrequest_bytes != theirs.tbs_certrequest_bytes:
            yield f"{file.parent.name}: another certificate request than the authority's"
    print(f"{len(cases)} certificate requests of the authority's tool: made byte for byte")
    if not cases:
        yield "no certificate request was found"


def faults(folder):
    """Each part of a stamp, changed: a check that sees nothing proves nothing."""
    xml = (folder / "samples/Simplified__Invoice__Simplified_Invoice.xml").read_text(encoding="utf-8")
    code = re.search(r"<cbc:ID>QR</cbc:ID>.*?>([A-Za-z0-9+/=]{100,})<", xml, re.S)[1]
    changed = {
        "a word of the document": xml.replace("قلم", "قلب"),
        "white space at the top level": xml.replace("    <cbc:ProfileID>", "<cbc:ProfileID>"),
        "white space in the properties": xml.replace("    <xades:SigningTime>", "<xades:SigningTime>"),
        "the time of signing": xml.replace("2025-07-22T15:51:28", "2025-07-22T15:51:29"),
        "the certificate's digest": xml.replace("ZDMwMmI0", "ZDMwMmI1"),
        "the issuer": xml.replace("CN=PRZEINVOICESCA4-CA, DC=extgazt", "DC=extgazt, CN=PRZEINVOICESCA4-CA"),
        "the serial number": xml.replace(">379112742831380471835263969587287663520528387<", ">1<"),
        "the signature": xml.replace("MEYCIQCYovp/", "MEYCIQCYovp+"),
    }
    for tag in range(1, 10):
        tags = unit.read_tlv(code)
        tags[tag] = bytes([tags[tag][0] ^ 1]) + tags[tag][1:]
        changed[f"tag {tag}"] = xml.replace(code, unit.tlv(tags.items()))
        del tags[tag]
        changed[f"no tag {tag}"] = xml.replace(code, unit.tlv(tags.items()))
    for what, text in changed.items():
        if text == xml:
            yield f"{what}: nothing was changed"
        elif not unit.examine(text.encode())[0]:
            yield f"{what}: changed, and not seen"
    print(f"{len(changed)} changes of a stamp: seen")


def stamps(folder):
    """Stamps of our own, in the authority's layout and in another: nothing to complain of."""
    key = serialization.load_der_private_key((folder / "credentials/private-key.der").read_bytes(), None)
    certificate = unit.b64((folder / "credentials/certificate.der").read_bytes())
    for standard in (True, False):
        for compact in (True, False):
            paper = unit.Paper("INV-1", 1, unit.FIRST_PREVIOUS, unit.datetime.datetime.now(unit.RIYADH), standard)
            wrong, _ = unit.examine(unit.seal(unit.document_of(paper), key, certificate, compact=compact).xml)
            yield from (f"our stamp, {standard=}, {compact=}: {what}" for what in wrong)


def main():
    folder = pathlib.Path(__file__).resolve().parents[4] / "shared/conformance"
    if not (folder / "vectors.json").exists():
        print(f"SKIPPED: {folder} is absent: unit.py was not compared with the authority's own artefacts")
        return 77
    wrong = [what for part in (samples, requests, faults, stamps) for what in part(folder)]
    print("\n".join(f"WRONG: {what}" for what in wrong), end="\n" if wrong else "")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
