"""Everything that needs no ledger, on documents whose answers are known."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import urllib.request
import xml.etree.ElementTree as ElementTree

import pytest

import khatm
from conftest import ROOT, bill, sale
from khatm.testing import CONFIGURATION, SELLER, Simulator

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
SEALED = (ROOT / "examples/documents/simplified-sealed.xml").read_bytes()
NOW = "2026-11-21T12:00:00"


def certificate(simulator: Simulator, key: khatm.PrivateKey) -> str:
    """By a client of our own: the certificate that the authority gives for a request."""
    body = {"csr": khatm.csr(CONFIGURATION, key, environment="simulation")["csr"]}
    request = urllib.request.Request(
        f"{simulator.url}/e-invoicing/simulation/compliance",
        data=json.dumps(body).encode(),
        headers={"OTP": simulator.otp(), "Accept-Version": "V2", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        return str(json.load(reply)["binarySecurityToken"])


def test_from_a_draft_to_a_sealed_document(khatm_simulator: Simulator) -> None:
    key = khatm.PrivateKey.generate()
    built = khatm.build(sale("S-1"), seller=SELLER, now=NOW, counter=7)
    tree = ElementTree.fromstring(built["xml"])
    assert tree.findtext(f"{CBC}ID") == "S-1" == built["number"]
    assert tree.findtext(f"{CBC}UUID") == built["uuid"]
    # 2 × 35.50 = 71.00; 15 % of it is 10.65.
    assert (built["totals"]["net"], built["totals"]["vat"], built["totals"]["payable"]) == ("71.00", "10.65", "81.65")
    sealed = khatm.seal(built["xml"], key, certificate(khatm_simulator, key))
    assert sealed["invoice_hash"] == built["invoice_hash"] and sealed["profile"] == "simplified"
    verified = khatm.verify(sealed["xml"])
    assert verified["valid"] and verified["number"] == "S-1" and verified["qr"] == sealed["qr"]
    scanned = khatm.verify_qr(sealed["qr"])
    assert scanned["valid"] and (scanned["total"], scanned["vat_total"]) == ("81.65", "10.65")
    assert scanned["seller_name"] == SELLER["name"] and scanned["vat_number"] == SELLER["vat_number"]
    # The nine tags, taken apart by hand.
    raw, tags = base64.b64decode(sealed["qr"]), []
    while raw:
        length, head = raw[1], 2
        if length == 0x81:
            length, head = raw[2], 3
        tags.append((raw[0], raw[head : head + length]))
        raw = raw[head + length :]
    assert [number for number, _ in tags] == list(range(1, 10))
    assert tags[0][1].decode() == SELLER["name"] and tags[3][1] == b"81.65" and tags[4][1] == b"10.65"
    assert khatm.qr(sealed["xml"]) == sealed["qr"] == khatm.qr(sealed["qr"])
    report = khatm.validate(sealed["xml"], now=NOW)
    assert report["layers"]["xsd"] == report["layers"]["ksa"] == "passed"


def test_a_key_of_another_certificate_is_refused(khatm_simulator: Simulator) -> None:
    key = khatm.PrivateKey.generate()
    xml = khatm.build(sale("S-1"), seller=SELLER)["xml"]
    with pytest.raises(khatm.InputError) as caught:
        khatm.seal(xml, khatm.PrivateKey.generate(), certificate(khatm_simulator, key))
    assert caught.value.code == "KHATM-KEY-CERTIFICATE"


def test_a_key_is_not_shown() -> None:
    key = khatm.PrivateKey.generate()
    body = "".join(key.to_pem().splitlines()[1:-1])
    assert key.curve == "secp256k1" and body not in repr(key) + str(key)
    assert khatm.PrivateKey(key.to_pem()).to_pem() == key.to_pem() == khatm.PrivateKey(body).to_pem()
    with pytest.raises(khatm.InputError) as caught:
        khatm.PrivateKey("-----BEGIN PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END PRIVATE KEY-----\n")
    assert caught.value.code == "KHATM-KEY-FORMAT" and "c2Vj" not in repr(caught.value) + str(vars(caught.value))


def test_every_fault_of_a_draft_is_told_at_once() -> None:
    draft = {"lines": [{"name": "Pen", "quantity": 3}], "numbr": "S-1"}
    report = khatm.check(draft)
    assert {finding["path"] for finding in report["findings"]} >= {"numbr", "number", "lines[0].price", "seller"}
    with pytest.raises(khatm.InputError) as caught:
        khatm.build(draft)
    assert {finding["path"] for finding in caught.value.findings} >= {"numbr", "number", "lines[0].price", "seller"}
    # A place in a text that nobody wrote would tell nobody anything.
    assert all(finding["place"] is None and "column" not in finding["message"] for finding in report["findings"])
    assert caught.value.place is None and all(finding["place"] is None for finding in caught.value.findings)
    text = json.dumps(draft, indent=1)
    places = {finding["path"]: finding["place"] for finding in khatm.check(text)["findings"]}
    place = places["numbr"]
    assert place is not None and '"S-1"' in text.splitlines()[place["line"] - 1]


def test_validation_names_the_broken_rule() -> None:
    xml = khatm.build(bill("T-1"), seller=SELLER, now=NOW)["xml"]
    assert khatm.validate(xml, now=NOW)["layers"]["en"] == "passed"
    broken = xml.replace("<cbc:TaxInclusiveAmount currencyID=\"SAR\">81.65", "<cbc:TaxInclusiveAmount currencyID=\"SAR\">81.66")
    assert broken != xml
    found = {finding["code"] for finding in khatm.validate(broken, now=NOW)["findings"]}
    assert "BR-CO-15" in found
    with pytest.raises(khatm.InputError) as caught:
        khatm.validate(xml, now="yesterday")
    assert caught.value.path == "now"


def test_explain_finds_what_changed() -> None:
    assert khatm.explain(SEALED)["intact"]
    changed = SEALED.replace(b"</cbc:ID>", b" </cbc:ID>", 1)
    explained = khatm.explain(changed, SEALED)
    assert not explained["intact"] and explained["proved"] and explained["causes"][0]["path"]


def test_requests_and_certificates_are_taken_apart() -> None:
    key = khatm.PrivateKey.generate()
    made = khatm.csr(CONFIGURATION, key, environment="sandbox")
    assert made["template"] == "TSTZATCA-Code-Signing"
    assert base64.b64decode(made["csr"]).decode() == made["pem"]
    seen = khatm.inspect(made["csr"])
    assert seen["valid"] and seen["kind"] == "csr" and seen["accepted_by"] == ["sandbox"]
    assert not khatm.inspect(made["pem"], environment="production")["valid"]
    with pytest.raises(khatm.InputError) as caught:
        khatm.csr({**CONFIGURATION, "organization_identifier": "1", "country_name": ""}, key, environment="sandbox")
    assert len(caught.value.findings) >= 2
    with pytest.raises(khatm.InputError):
        khatm.csr({**CONFIGURATION, "colour": "green"}, key, environment="sandbox")
    twice = json.dumps(CONFIGURATION)[:-1] + ', "country_name": "SA"}'
    with pytest.raises(khatm.InputError) as again:
        khatm.csr(twice, key, environment="sandbox")
    assert again.value.code == "KHATM-JSON-TWICE"


def squares(raster: bytes, line: int) -> list[str]:
    """What a receipt printer would print of its commands, cropped to what is dark, a character a square."""
    printed = []
    while raster:
        head, raster = raster[:8], raster[8:]
        assert head[:6] == bytes([0x1D, 0x76, 0x30, 0, line, 0])
        height = head[6] + 256 * head[7]
        for y in range(height):
            printed.append("".join(f"{byte:08b}" for byte in raster[line * y : line * (y + 1)]))
        raster = raster[line * height :]
    inked = [row for row in printed if "1" in row]
    left, right = min(row.index("1") for row in inked), max(row.rindex("1") for row in inked)
    side = right + 1 - left
    assert abs(left + right + 1 - line * 8) <= 1 and side == len(inked)
    # The corner of every code begins with seven dark squares.
    scale = len(inked[0][left:]) - len(inked[0][left:].lstrip("1"))
    assert scale % 7 == 0
    return [row[left : right + 1 : scale // 7] for row in inked[:: scale // 7]]


def squares_of(svg: str) -> list[str]:
    """The same of an SVG."""
    side = int(re.findall(r'width="(\d+)"', svg)[0]) - 8
    rows = [["0"] * side for _ in range(side)]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)", svg):
        for at in range(int(run)):
            rows[int(y) - 4][int(x) - 4 + at] = "1"
    return ["".join(row) for row in rows]


def test_pictures_of_a_code() -> None:
    png, svg = khatm.qr_png(SEALED, scale=2), khatm.qr_svg(SEALED)
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and svg.startswith("<svg ")
    width = int.from_bytes(png[16:20], "big")
    assert f'width="{width // 2}"' in svg
    assert hashlib.sha256(png).digest() != hashlib.sha256(khatm.qr_png(SEALED)).digest()
    for paper, line in ((58, 48), (80, 72)):
        raster = khatm.qr_escpos(SEALED, paper=paper)
        dots, rows = squares(raster, line), squares_of(svg)
        assert dots == rows
    with pytest.raises(khatm.InputError) as narrow:
        khatm.qr_escpos(SEALED, paper=57)  # type: ignore[arg-type]
    assert (narrow.value.code, narrow.value.path) == ("KHATM-QR-PAPER", "paper")
    with pytest.raises(khatm.InputError) as caught:
        khatm.qr((ROOT / "examples/documents/standard.xml").read_bytes())
    assert caught.value.code == "KHATM-QR-MISSING"


@pytest.mark.parametrize("wrong", [None, 1, 1.5, ["<a/>"], bytearray(b"<a/>"), memoryview(b"<a/>"), ROOT])
def test_another_type_of_document_is_a_type_error(wrong: object) -> None:
    for call in (khatm.verify, khatm.verify_qr, khatm.validate, khatm.explain, khatm.inspect, khatm.qr, khatm.qr_png):
        with pytest.raises(TypeError, match="bytes or str"):
            call(wrong)  # type: ignore[operator]
