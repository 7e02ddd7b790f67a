"""Looks at a ledger's SQLite file without a line of Khatm's code: every document is hashed from its bytes, its stamp checked with
`cryptography`, its links compared, the invariants of the delivery looked at.

    python3 check.py LEDGER.db        exit 0 if all is well, 1 with every fault named
"""

import base64
import hashlib
import io
import sqlite3
import sys

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NS = {
    "i": UBL + "Invoice-2",
    "cac": UBL + "CommonAggregateComponents-2",
    "cbc": UBL + "CommonBasicComponents-2",
    "ext": UBL + "CommonExtensionComponents-2",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
FIRST = base64.b64encode(hashlib.sha256(b"0").hexdigest().encode()).decode()
KINDS = {"invoice": "388", "prepayment": "386", "credit_note": "381", "debit_note": "383"}


def invoice_hash(root):
    """SHA-256 of the canonical form (C14N 1.1) without extensions, QR reference and signature."""
    root = etree.fromstring(etree.tostring(root))
    for path in ("ext:UBLExtensions", "cac:Signature", "cac:AdditionalDocumentReference[cbc:ID='QR']"):
        for node in root.findall(path, NS) if "[" not in path else root.xpath(path, namespaces=NS):
            before, parent = node.getprevious(), node.getparent()
            if node.tail:
                if before is not None:
                    before.tail = (before.tail or "") + node.tail
                else:
                    parent.text = (parent.text or "") + node.tail
            parent.remove(node)
    out = io.BytesIO()
    etree.ElementTree(root).write_c14n(out, with_comments=False)
    return hashlib.sha256(out.getvalue()).digest()


def value(root, path):
    found = root.xpath(path, namespaces=NS)
    return found[0].text.strip() if found and found[0].text else None


def stamp_fits(root, digest, certificate):
    text = value(root, "//ds:X509Certificate")
    if text != certificate:
        return "another certificate"
    key = x509.load_der_x509_certificate(base64.b64decode(text)).public_key()
    if value(root, "//ds:Reference[@Id='invoiceSignedData']/ds:DigestValue") != base64.b64encode(digest).decode():
        return "another digest"
    try:
        key.verify(base64.b64decode(value(root, "//ds:SignatureValue")), digest, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return "a signature that is not the certificate's"
    return None


def check(path):
    faults = []
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    chains = db.execute("SELECT chain, device, certificate, first_counter, first_hash FROM chain ORDER BY chain").fetchall()
    count = 0
    for chain, device, certificate, first, start in chains:
        expected = (first, start)
        rows = db.execute(
            "SELECT counter, uuid, kind, route, number, previous_hash, hash, total, currency, xml FROM document WHERE chain = ? ORDER BY counter",
            (chain,),
        )
        for counter, uuid, kind, route, number, previous, digest, total, currency, xml in rows:
            count += 1

            def fault(text):
                faults.append(f"{device} {counter}: {text}")

            root = etree.fromstring(xml)
            own = invoice_hash(root)
            if own != digest:
                fault("the stored hash is not that of the document")
            # I1 and I2: no gap, and each repeats the hash of the one before.
            if (counter, previous) != expected:
                fault("does not follow the document before")
            text = FIRST if counter == 1 else base64.b64encode(expected[1]).decode()
            if value(root, "cac:AdditionalDocumentReference[cbc:ID='PIH']/cac:Attachment/cbc:EmbeddedDocumentBinaryObject") != text:
                fault("the document repeats another hash")
            if value(root, "cac:AdditionalDocumentReference[cbc:ID='ICV']/cbc:UUID") != str(counter):
                fault("the document has another counter")
            if value(root, "cbc:UUID").replace("-", "").lower() != uuid.hex():
                fault("the document has another UUID")
            if value(root, "cbc:ID") != number or value(root, "cbc:InvoiceTypeCode") != KINDS[kind]:
                fault("the document has another number or kind")
            code = root.find("cbc:InvoiceTypeCode", NS).get("name")
            if code[:2] != {1: "02", 2: "01"}[route]:
                fault("the document takes another route")
            amount = value(root, "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount")
            if round(float(amount) * 100) != total or value(root, "cbc:DocumentCurrencyCode") != currency:
                fault("the document has another total")
            wrong = stamp_fits(root, own, certificate)
            if wrong:
                fault(f"the stamp bears {wrong}")
            expected = (counter + 1, own)
    for text, sql in (
        ("I4: a document that is neither waiting, nor in the outbox, nor finished",
         """SELECT d.chain, d.counter FROM document d JOIN lane l ON l.chain = d.chain AND l.route = d.route
            WHERE (d.counter >= l.next) + EXISTS (SELECT 1 FROM outbox o WHERE o.chain = d.chain AND o.counter = d.counter)
              + EXISTS (SELECT 1 FROM outcome o WHERE o.chain = d.chain AND o.counter = d.counter) = 0"""),
        ("I5: a reply without an intent",
         """SELECT r.chain, r.counter FROM reply r LEFT JOIN attempt a ON (a.chain, a.counter, a.epoch) = (r.chain, r.counter, r.epoch)
            WHERE a.chain IS NULL"""),
        ("I7: an accepted document that was never sent",
         """SELECT o.chain, o.counter FROM outcome o WHERE o.fact = 1
            AND NOT EXISTS (SELECT 1 FROM attempt a WHERE (a.chain, a.counter) = (o.chain, o.counter))"""),
    ):
        faults += [f"{chain}:{counter} {text}" for chain, counter in db.execute(sql)]
    before = bytes(32)
    for ordinal, at, actor, action, chain, counter, detail, previous, digest in db.execute("SELECT * FROM audit ORDER BY ordinal"):
        body = b"khatm audit 1\0" + previous + ordinal.to_bytes(8, "big") + at.to_bytes(8, "big", signed=True)
        place = "" if chain is None else f"{chain}:{counter}"
        for text in (actor, action, place, detail):
            body += len(text.encode()).to_bytes(8, "big") + text.encode()
        if previous != before or hashlib.sha256(body).digest() != digest:
            faults.append(f"audit {ordinal}: changed, or does not follow")
        before = digest
    return count, faults


if __name__ == "__main__":
    documents, wrong = check(sys.argv[1])
    print("\n".join(wrong) if wrong else f"{documents} documents, whole")
    sys.exit(1 if wrong else 0)
