"""From nothing to the first cleared invoice, with its QR code as a picture."""

import pathlib

import khatm
from khatm.testing import CONFIGURATION, SELLER, Simulator

BUYER = {
    "name": "Reader Est.",
    "vat_number": "310122393500003",
    "street": "Tahlia Street",
    "building_number": "1111",
    "district": "Al Muruj",
    "city": "Riyadh",
    "postal_code": "12222",
}

with Simulator() as authority, khatm.Khatm.open(
    "sqlite:shop.khatm", create=True, environment="simulation", simulator=authority
) as ledger:
    ledger.add_device("TILL-1", CONFIGURATION, SELLER, base_url=authority.url)
    ledger.onboard("TILL-1", authority.otp())
    ledger.start()  # delivers in the background
    draft = {"number": "T-1", "buyer": BUYER, "lines": [{"name": "Book", "quantity": 2, "price": "35.50"}]}
    issued = ledger.issue("TILL-1", draft, request_key="sale-1")
    print(issued["number"], "is document", issued["counter"], "of its device")
    print(ledger.wait_cleared(issued["uuid"])["text"])
    receipt = ledger.receipt(issued["uuid"])
    assert receipt["qr"] and receipt["xml"]
    pathlib.Path("T-1.xml").write_text(receipt["xml"], "utf-8")
    pathlib.Path("T-1.png").write_bytes(khatm.qr_png(receipt["qr"]))
    print(khatm.verify_qr(receipt["qr"])["total"])
