"""Looks at what many sessions issued at once in a PostgreSQL, without a line of Khatm's code: every document is hashed from its bytes,
its stamp checked with `cryptography`, its links compared, and the ERP's own rows with the documents.

    psql -f out.sql | python3 check.py EXPECTED    exit 0 if all is well and there are as many as expected, 1 with every fault named

It plants faults of its own into the first of them, too: one that it does not find is a fault like any other.
"""

import base64
import pathlib
import re
import sys
from multiprocessing import Pool

from lxml import etree

# The same look at one document as at one in a file.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "core/tests/chain_checker"))
from check import FIRST, KINDS, NS, invoice_hash, stamp_fits, value  # noqa: E402


# What COPY writes for characters that would end a field or a line.
ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def unescaped(text):
    return re.sub(r"\\(.)", lambda found: ESCAPED.get(found[1], found[1]), text)


def look(line):
    """What is wrong with one document by itself, and what its neighbours are compared with."""
    (chain, device, certificate, first, start, counter, uuid, kind, route, number,
     previous, digest, total, currency, icv, sold_on, xml) = line.rstrip("\n").split("\t")
    faults = []

    def fault(text):
        faults.append(f"{device} {counter}: {text}")

    number = unescaped(number)
    root = etree.fromstring(bytes.fromhex(xml))
    own = invoice_hash(root)
    if own.hex() != digest:
        fault("the stored hash is not that of the document")
    text = FIRST if counter == "1" else base64.b64encode(bytes.fromhex(previous)).decode()
    if value(root, "cac:AdditionalDocumentReference[cbc:ID='PIH']/cac:Attachment/cbc:EmbeddedDocumentBinaryObject") != text:
        fault("the document repeats another hash")
    if value(root, "cac:AdditionalDocumentReference[cbc:ID='ICV']/cbc:UUID") != counter:
        fault("the document has another counter")
    if value(root, "cbc:UUID").lower() != uuid:
        fault("the document has another UUID")
    if value(root, "cbc:ID") != number or value(root, "cbc:InvoiceTypeCode") != KINDS[kind]:
        fault("the document has another number or kind")
    if root.find("cbc:InvoiceTypeCode", NS).get("name")[:2] != {"1": "02", "2": "01"}[route]:
        fault("the document takes another route")
    amount = value(root, "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount")
    if round(float(amount) * 100) != int(total) or value(root, "cbc:DocumentCurrencyCode") != currency:
        fault("the document has another total")
    wrong = stamp_fits(root, own, certificate)
    if wrong:
        fault(f"the stamp bears {wrong}")
    if (icv, sold_on) != (counter, device):
        fault(f"the ERP's row of it is {icv} on {sold_on}")
    return chain, device, certificate, int(counter), previous, own.hex(), int(first), start, uuid, faults


def check(lines):
    faults, uuids, counters, previous_ones, expected, last = [], set(), set(), set(), None, None
    count = 0
    with Pool() as pool:
        for chain, device, certificate, counter, previous, own, first, start, uuid, wrong in pool.imap(look, lines, 64):
            count += 1
            faults += wrong
            if chain != last:
                expected, last = (first, start), chain
            if (counter, previous) != expected:
                faults.append(f"{device} {counter}: does not follow the document before, {expected[0] - 1}")
            # A fork would be two rows of one certificate, whatever its chains are called.
            key = hash(certificate)
            if (key, counter) in counters or (key, previous) in previous_ones:
                faults.append(f"{device} {counter}: a fork, another document stands at its place")
            if uuid in uuids:
                faults.append(f"{device} {counter}: its UUID is another's too")
            counters.add((key, counter))
            previous_ones.add((key, previous))
            uuids.add(uuid)
            expected = (counter + 1, own)
    return count, faults


def planted(lines):
    """What the checker overlooks of what it plants itself."""
    part = lines
    rows = [line.rstrip("\n").split("\t") for line in part]
    at, device = len(rows) // 2, rows[0][1]
    if len({row[0] for row in rows}) != 1 or check(part)[1]:
        return ["the first documents are not whole, or not of one chain: nothing can be planted there"]

    def changed(**columns):
        names = ("chain", "device", "certificate", "first", "start", "counter", "uuid", "kind", "route", "number",
                 "previous", "digest", "total", "currency", "icv", "sold_on", "xml")
        row = [columns.get(name, value) for name, value in zip(names, rows[at], strict=True)]
        return [*part[:at], "\t".join(row), *part[at + 1:]]

    def body(old, new):
        return rows[at][-1].replace(old.hex(), new.hex(), 1)

    number = rows[at][5]
    tea = body(b"<cbc:Name>Tea<", b"<cbc:Name>Tee<")
    rehashed = invoice_hash(etree.fromstring(bytes.fromhex(tea))).hex()
    cases = {
        "a gap": ([*part[:at], *part[at + 1:]], "does not follow"),
        "a fork": ([*part, "\t".join(["99999", *rows[at][1:3], number, rows[at][10], *rows[at][5:]])], "a fork"),
        "two in each other's place": ([*part[:at], part[at + 1], part[at], *part[at + 2:]], "does not follow"),
        "a broken link": (changed(previous=rows[at - 2][11]), "repeats another hash"),
        "a changed body": (changed(xml=tea), "hash is not that of the document"),
        "a changed body with its hash": (changed(xml=tea, digest=rehashed), "another digest"),
        "a body of another": (changed(xml=rows[at - 1][-1]), "another counter"),
        "a stamp of another": (changed(xml=body(*(stamp_of(row) for row in (rows[at], rows[at - 1])))), "a signature"),
        "another certificate": (changed(certificate=rows[at][2][:-4] + "AAAA"), "another certificate"),
        "a sale of another counter": (changed(icv="7777"), "the ERP's row"),
    }
    overlooked = []
    for name, (those, text) in cases.items():
        if those == part or not any(text in fault for fault in check(those)[1]):
            overlooked.append(f"overlooked: {name} of {device}")
    print(f"{len(cases)} planted faults, {len(cases) - len(overlooked)} found")
    return overlooked


def stamp_of(row):
    return value(etree.fromstring(bytes.fromhex(row[-1])), "//ds:SignatureValue").encode()


if __name__ == "__main__":
    first = []

    def all_of(lines):
        for line in lines:
            if len(first) < 30:
                first.append(line)
            yield line

    documents, wrong = check(all_of(sys.stdin))
    if len(sys.argv) > 1 and documents != int(sys.argv[1]):
        wrong.append(f"there are {documents} documents, and the ERP has {sys.argv[1]}")
    if not wrong:
        wrong = planted(first)
    print("\n".join(wrong[:100]) if wrong else f"{documents} documents, whole")
    sys.exit(1 if wrong else 0)
