"""Looks at what many sessions issued at once in a PostgreSQL, without a line of Khatm's code: every document is hashed from its bytes,
its stamp checked with `cryptography`, its links compared, and the ERP's own rows with the documents.

    psql -f out.sql | python3 check.py EXPECTED    exit 0 if all is well and there are as many as expected, 1 with every fault named
"""

import base64
import pathlib
import sys
from multiprocessing import Pool

from lxml import etree

# The same look at one document as at one in a file.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "core/tests/chain_checker"))
from check import FIRST, KINDS, NS, invoice_hash, stamp_fits, value  # noqa: E402


def look(line):
    """What is wrong with one document by itself, and what its neighbours are compared with."""
    (chain, device, certificate, first, start, counter, uuid, kind, route, number,
     previous, digest, total, currency, icv, sold_on, xml) = line.rstrip("\n").split("\t")
    faults = []

    def fault(text):
        faults.append(f"{device} {counter}: {text}")

    root = etree.fromstring(base64.b64decode(xml))
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
    return chain, device, int(counter), previous, own.hex(), int(first), start, uuid, faults


def check(lines):
    faults, seen, expected, last = [], set(), None, None
    count = 0
    with Pool() as pool:
        for chain, device, counter, previous, own, first, start, uuid, wrong in pool.imap(look, lines, 64):
            count += 1
            faults += wrong
            if chain != last:
                expected, last = (first, start), chain
            if (counter, previous) != expected:
                faults.append(f"{device} {counter}: does not follow the document before, {expected[0] - 1}")
            if uuid in seen:
                faults.append(f"{device} {counter}: its UUID is another's too")
            seen.add(uuid)
            expected = (counter + 1, own)
    return count, faults


if __name__ == "__main__":
    documents, wrong = check(sys.stdin)
    if len(sys.argv) > 1 and documents != int(sys.argv[1]):
        wrong.append(f"there are {documents} documents, and the ERP has {sys.argv[1]}")
    print("\n".join(wrong[:100]) if wrong else f"{documents} documents, whole")
    sys.exit(1 if wrong else 0)
