#!/usr/bin/env python3
"""Random carts through `cargo run --example carts`, and every sum of the documents that come out, by `decimal`.

It shares no code with what it checks: the carts are made here, the shelf prices are added up here, and the documents are
read by Python's own XML parser. The seed is printed, and taken with --seed. Each kind of amount is also falsified, to show
that the check sees it.
"""

import argparse
import collections
import json
import random
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from decimal import ROUND_HALF_UP, Decimal as D, getcontext

getcontext().prec = 80
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CENT = D("0.01")

SELLER = {
    "name": "شركة ختم | Khatm",
    "vat_number": "300000000000003",
    "id": {"scheme": "CRN", "value": "1010010001"},
    "street": "King Fahd Road",
    "building_number": "1234",
    "district": "Olaya",
    "city": "Riyadh",
    "postal_code": "12345",
}
# What a cart may be refused for, because no document can hold it.
REFUSALS = {
    "KHATM-LINE-NEGATIVE",
    "KHATM-DISCOUNT-LARGE",
    "KHATM-PAYABLE-NEGATIVE",
    "KHATM-NUMBER-RANGE",
}
TAXES = [
    {},
    {"vat_category": "S", "vat_rate": 15},
    {"vat_rate": "5"},
    {"exemption_code": "VATEX-SA-35"},
    {"vat_category": "E", "exemption_code": "VATEX-SA-29"},
    {"vat_category": "O", "exemption_code": "VATEX-SA-OOS", "exemption_reason": "Not a supply"},
]


def half_up(x, places=CENT):
    """Half away from zero: on what is below zero too."""
    return x.copy_abs().quantize(places, ROUND_HALF_UP).copy_sign(x)


def number(rng, low, high, places):
    text = f"{rng.randint(low * 10**places, high * 10**places) / D(10) ** places:f}"
    # As text, and as a JSON number, which must count by its text.
    return text if rng.random() < 0.5 else Raw(text)


class Raw(str):
    """A number that is written without quotes."""


def dump(value):
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(dump(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def price(rng):
    kind = rng.random()
    if kind < 0.5:
        return number(rng, 0, 200, 2)
    if kind < 0.6:
        return number(rng, 0, 1, rng.choice([3, 4, 6]))
    if kind < 0.75:
        return number(rng, 0, 5000, rng.choice([0, 2, 3]))
    if kind < 0.8:
        return number(rng, 0, 10**8, 2)
    if kind < 0.85:
        return rng.choice(["0.01", "0.005", "0.05", "0.00", "99999999.99", "1.005", "2.675"])
    return rng.choice(["10.10", "9.99", "10.00", "1.00", "5.75", "3.33", "0.99", "19.95"])


def quantity(rng):
    kind = rng.random()
    if kind < 0.6:
        return rng.randint(1, 12)
    if kind < 0.8:
        return str(max(D(str(number(rng, 0, 20, 3))), D("0.001")))
    if kind < 0.9:
        return rng.randint(1, 5000)
    return str(max(D(str(number(rng, 0, 2, 6))), D("0.000001")))


def adjustments(rng, chance, worth):
    out = []
    while rng.random() < chance and len(out) < 3:
        if rng.random() < 0.5:
            part = {"percent": rng.choice([5, 10, "12.5", "33.33", "0.25", 50, "7.77"])}
        else:
            part = {"amount": str(half_up(worth * D(rng.randint(1, 300)) / 1000))}
        part["reason"] = "Loyalty"
        if rng.random() < 0.2 and "percent" in part:
            part["base"] = str(half_up(worth / 2))
        out.append(part)
    return out


def cart(rng):
    inclusive = rng.random() < 0.6
    draft = {"number": "C-1", "seller": SELLER, "profile": "simplified"}
    if inclusive:
        draft["prices_include_vat"] = True
    mixed = rng.random() < 0.4
    common = rng.choice(TAXES[:4])
    lines = []
    for _ in range(rng.choice([1, 1, 2, 2, 3, 3, 4, 5, 8, 13]) if rng.random() < 0.995 else 150):
        line = {"name": "Item number", "quantity": quantity(rng), "price": price(rng)}
        line.update(rng.choice(TAXES) if mixed else common)
        if rng.random() < 0.08:
            line["base_quantity"] = rng.choice([2, 3, 6, 12, "0.5", 100, 7])
        if rng.random() < 0.08:
            gross = D(str(line.pop("price")))
            off = half_up(gross * D(rng.randint(0, 900)) / 1000)
            line["gross_price"], line["price_discount"] = str(gross), str(min(off, gross))
        worth = product(line)
        line["discounts"] = adjustments(rng, 0.15, worth)
        line["charges"] = adjustments(rng, 0.05, worth)
        for charge in line["charges"]:
            charge["reason_code"] = "PC"
        lines.append(line)
    draft["lines"] = lines
    worth = sum(product(line) for line in lines)
    draft["discounts"] = adjustments(rng, 0.2, worth)
    if rng.random() < 0.1:
        draft["charges"] = [{"amount": str(half_up(worth / 20)), "reason_code": "FC", "reason": "Freight", **(common or {"vat_rate": 15})}]
    if rng.random() < 0.1:
        draft["currency"] = rng.choice(["USD", "EUR", "KWD"])
        draft["exchange"] = {"rate": rng.choice(["3.75", "4.0412", "12.2345678"]), "date": "2026-11-20", "source": "SAMA"}
    if rng.random() < 0.1:
        draft["prepayments"] = [
            {
                "documents": [{"number": "P-1", "issued_at": "2026-11-01T10:00:00"}],
                ("amount_with_vat" if rng.random() < 0.5 else "taxable_amount"): str(max(half_up(worth / rng.randint(2, 20)), CENT)),
                **(common or {"vat_rate": 15}),
            }
        ]
    if rng.random() < 0.15:
        draft["round_payable_to"] = rng.choice(["0.05", "0.25", "0.10", "0.5", 1])
    elif rng.random() < 0.05:
        draft["payable_rounding"] = rng.choice(["0.01", "-0.01", "0.03"])
    return draft


def product(line):
    each = D(str(line["price"])) if "price" in line else D(line["gross_price"]) - D(line["price_discount"])
    return half_up(each * D(str(line["quantity"])) / D(str(line.get("base_quantity", 1))))


def given(parts, whole):
    """Discounts or charges as they were given: of a whole, each rounded by itself."""
    out = D(0)
    for part in parts:
        if "amount" in part:
            out += half_up(D(part["amount"]))
        else:
            out += half_up(half_up(D(part.get("base", str(whole)))) * D(str(part["percent"])) / 100)
    return out


class Document:
    """The amounts of a document, as Python's XML parser finds them."""

    def __init__(self, xml):
        self.root = ET.fromstring(xml.encode())

    def one(self, path, at=None):
        found = (self.root if at is None else at).find(path)
        return None if found is None else D(found.text)


def parts(at, charge):
    return [a for a in at.findall(f"{CAC}AllowanceCharge") if (a.find(f"{CBC}ChargeIndicator").text == "true") == charge]


def total(elements):
    return sum((D(e.find(f"{CBC}Amount").text) for e in elements), D(0))


def category(at, name):
    tax = at.find(f"{CAC}{name}")
    return tax.find(f"{CBC}ID").text, D(tax.find(f"{CBC}Percent").text)


def check(draft, xml):
    """Every identity of the rules; the list of those that do not hold."""
    doc, wrong = Document(xml), []

    def same(rule, stated, should):
        if stated != should:
            wrong.append(f"{rule}: {stated} is not {should}")

    lines = [x for x in doc.root.findall(f"{CAC}InvoiceLine") if x.find(f"{CAC}DocumentReference") is None]
    advances = [x for x in doc.root.findall(f"{CAC}InvoiceLine") if x.find(f"{CAC}DocumentReference") is not None]
    inclusive = draft.get("prices_include_vat", False)
    same("lines", len(lines), len(draft["lines"]))
    nets = collections.defaultdict(D)
    for line, sent in zip(lines, draft["lines"]):
        net, vat = doc.one(f"{CBC}LineExtensionAmount", line), doc.one(f"{CAC}TaxTotal/{CBC}TaxAmount", line)
        each, count = doc.one(f"{CAC}Price/{CBC}PriceAmount", line), doc.one(f"{CBC}InvoicedQuantity", line)
        base = doc.one(f"{CAC}Price/{CBC}BaseQuantity", line) or D(1)
        same("quantity", count, D(str(sent["quantity"])))
        off, more = total(parts(line, False)), total(parts(line, True))
        same("BR-KSA-EN16931-11", net, half_up(each * count / base) - off + more)
        if not inclusive:
            same("product", half_up(each * count / base), product(sent))
            same("line discounts", off, given(sent["discounts"], product(sent)))
            same("line charges", more, given(sent["charges"], product(sent)))
        kind, rate = category(line.find(f"{CAC}Item"), "ClassifiedTaxCategory")
        same("BR-KSA-50", vat, half_up(net * rate / 100))
        same("BR-KSA-51", doc.one(f"{CAC}TaxTotal/{CBC}RoundingAmount", line), net + vat)
        gross = line.find(f"{CAC}Price/{CAC}AllowanceCharge")
        if gross is not None:
            same("BR-KSA-EN16931-07", each, D(gross.find(f"{CBC}BaseAmount").text) - D(gross.find(f"{CBC}Amount").text))
        nets[kind, rate] += net
        same("a price below zero", each < 0 or net < 0, False)
    for part in doc.root.iter(f"{CAC}AllowanceCharge"):
        percent, base = part.find(f"{CBC}MultiplierFactorNumeric"), part.find(f"{CBC}BaseAmount")
        if percent is not None:
            should = half_up(D(base.text) * D(percent.text) / 100)
            same("BR-KSA-EN16931-03", D(part.find(f"{CBC}Amount").text), should)
            # The authority reckons in binary floating point; what it finds must be the same.
            official = int((float(base.text) * float(percent.text) / 100 * 100 + 0.5) // 1)
            same("BR-KSA-EN16931-03 in binary", D(official) / 100, should)
        same("a discount below zero", D(part.find(f"{CBC}Amount").text) < 0, False)
    for part in doc.root.findall(f"{CAC}AllowanceCharge"):
        sign = 1 if part.find(f"{CBC}ChargeIndicator").text == "true" else -1
        nets[category(part, "TaxCategory")] += sign * D(part.find(f"{CBC}Amount").text)
    sums = {name: doc.one(f"{CAC}LegalMonetaryTotal/{CBC}{name}") for name in (
        "LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "AllowanceTotalAmount",
        "ChargeTotalAmount", "PrepaidAmount", "PayableRoundingAmount", "PayableAmount")}
    off, more = total(parts(doc.root, False)), total(parts(doc.root, True))
    zero = D(0)
    same("BR-CO-10", sums["LineExtensionAmount"], sum((doc.one(f"{CBC}LineExtensionAmount", x) for x in lines), zero))
    same("BR-CO-11", (sums["AllowanceTotalAmount"] or zero, sums["AllowanceTotalAmount"] is None), (off, not parts(doc.root, False)))
    same("BR-CO-12", (sums["ChargeTotalAmount"] or zero, sums["ChargeTotalAmount"] is None), (more, not parts(doc.root, True)))
    same("BR-CO-13", sums["TaxExclusiveAmount"], sums["LineExtensionAmount"] - off + more)
    totals = doc.root.findall(f"{CAC}TaxTotal")
    plain, broken = totals
    same("BR-KSA-EN16931-08", len(broken.findall(f"{CAC}TaxSubtotal")) > 0 and not plain.findall(f"{CAC}TaxSubtotal"), True)
    vat, seen = D(0), {}
    for sub in broken.findall(f"{CAC}TaxSubtotal"):
        key = category(sub, "TaxCategory")
        same("one breakdown a category", key in seen, False)
        seen[key] = taxable = D(sub.find(f"{CBC}TaxableAmount").text)
        same(f"BR-{key[0]}-08", taxable, nets[key])
        same("BR-CO-17", D(sub.find(f"{CBC}TaxAmount").text), half_up(taxable * key[1] / 100))
        vat += D(sub.find(f"{CBC}TaxAmount").text)
        reason = sub.find(f"{CAC}TaxCategory/{CBC}TaxExemptionReason")
        same("BR-KSA-83", reason is not None, key[0] != "S")
    for advance in advances:
        # A category of advances alone has a breakdown of nothing.
        key = category(advance.find(f"{CAC}Item"), "ClassifiedTaxCategory")
        if all(key[0] != other for other, _ in nets):
            nets[key] += 0
    same("every category has a breakdown", set(seen), set(nets))
    same("BR-CO-14", D(broken.find(f"{CBC}TaxAmount").text), vat)
    same("BR-CO-15", sums["TaxInclusiveAmount"], sums["TaxExclusiveAmount"] + vat)
    rate = D(draft["exchange"]["rate"]) if "exchange" in draft else D(1)
    same("BT-111", D(plain.find(f"{CBC}TaxAmount").text), half_up(vat * rate))
    prepaid = D(0)
    for advance, sent in zip(advances, draft.get("prepayments", [])):
        taxable = doc.one(f"{CAC}TaxTotal/{CAC}TaxSubtotal/{CBC}TaxableAmount", advance)
        tax = doc.one(f"{CAC}TaxTotal/{CAC}TaxSubtotal/{CBC}TaxAmount", advance)
        _, percent = category(advance.find(f"{CAC}TaxTotal/{CAC}TaxSubtotal"), "TaxCategory")
        if "amount_with_vat" in sent:
            same("advance", taxable + tax, D(sent["amount_with_vat"]))
            same("BR-KSA-79", abs(tax - half_up(taxable * percent / 100)) <= CENT, True)
        else:
            same("BR-KSA-79", (taxable, tax), (D(sent["taxable_amount"]), half_up(taxable * percent / 100)))
        prepaid += taxable + tax
    same("BR-KSA-80", sums["PrepaidAmount"] or zero, prepaid)
    rounding = sums["PayableRoundingAmount"] or zero
    same("BR-CO-16", sums["PayableAmount"], sums["TaxInclusiveAmount"] - prepaid + rounding)
    owed = sums["TaxInclusiveAmount"] - prepaid
    if inclusive:
        shelf, document = D(0), collections.defaultdict(D)
        for line, sent in zip(lines, draft["lines"]):
            worth = product(sent)
            worth += given(sent["charges"], worth) - given(sent["discounts"], worth)
            shelf += worth
            document[category(line.find(f"{CAC}Item"), "ClassifiedTaxCategory")] += worth
        whole = shelf
        shelf -= given_on_document(draft.get("discounts", []), whole, document)
        shelf += given(draft.get("charges", []), whole)
        owed = shelf - prepaid
        free = rounding - (wanted(draft, owed) - owed)
        same("rounding stays small", abs(free) <= CENT * len(seen), True)
    same("what is to be paid", sums["PayableAmount"], wanted(draft, owed))
    for amount in doc.root.iter():
        if "currencyID" in amount.attrib and not amount.tag.endswith("PriceAmount"):
            parent_price = amount.text.split(".")[-1]
            if len(parent_price) > 2 and amount.tag.split("}")[1] not in ("Amount", "BaseAmount"):
                wrong.append(f"BR-DEC: {amount.tag} {amount.text}")
    return wrong


def given_on_document(discounts, whole, _by_category):
    return given(discounts, whole)


def wanted(draft, owed):
    """What is to be paid, once what was asked to be rounded is."""
    owed += D(draft.get("payable_rounding", "0"))
    if "round_payable_to" in draft:
        coin = D(str(draft["round_payable_to"]))
        owed = half_up(owed / coin, D(1)) * coin
    return owed


def falsify(draft, xml, kinds):
    """Adds a halala to one amount of each kind; those of the kinds that the check did not see."""
    blind = set()
    root = ET.fromstring(xml.encode())
    parents = {child: parent for parent in root.iter() for child in parent}
    for amount in list(root.iter()):
        name = amount.tag.split("}")[1]
        if "currencyID" not in amount.attrib:
            continue
        kind = f"{parents[amount].tag.split('}')[1]}/{name}"
        if kind in kinds:
            continue
        kinds.add(kind)
        # A price or a base may move a little without moving what comes of it.
        step = D(1000) if name in ("PriceAmount", "BaseAmount") else CENT
        text, amount.text = amount.text, str(D(amount.text) + step)
        if not check(draft, ET.tostring(root, encoding="unicode")):
            blind.add(kind)
        amount.text = text
    return blind


def work(command, seed, count, result):
    rng = random.Random(seed)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    refused, kinds, warnings, inclusive, rounded = collections.Counter(), set(), collections.Counter(), 0, 0
    try:
        for index in range(count):
            draft = cart(rng)
            text = dump(draft)
            process.stdin.write(text + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                raise AssertionError(f"cart {index} of seed {seed} ended the program: {text}")
            answer = json.loads(line)
            if "xml" not in answer:
                strange = set(answer["codes"]) - REFUSALS
                if strange or not answer["codes"]:
                    raise AssertionError(f"cart {index} of seed {seed} refused for {answer['codes']}: {text}")
                refused.update(answer["codes"])
                continue
            wrong = check(draft, answer["xml"])
            if not answer["same"]:
                wrong.append("read back as a draft it gives another document")
            if wrong:
                raise AssertionError(f"cart {index} of seed {seed}: {wrong}\n{text}\n{answer['xml']}")
            inclusive += draft.get("prices_include_vat", False)
            rounded += "PayableRoundingAmount" in answer["xml"]
            warnings.update(answer["warnings"])
            blind = falsify(draft, answer["xml"], kinds) if index < 2000 else set()
            if blind:
                raise AssertionError(f"the check does not see {blind} falsified")
        result.update(refused=refused, kinds=kinds, warnings=warnings, inclusive=inclusive, rounded=rounded)
    except BaseException as error:  # noqa: BLE001 - told to the caller, whatever it is
        result["error"] = error
    finally:
        process.stdin.close()
        process.wait(60)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments.add_argument("--count", type=int, default=1000)
    arguments.add_argument("command", nargs="+", help="the program that makes documents of drafts")
    given_arguments = arguments.parse_args()
    print(f"seed {given_arguments.seed}, {given_arguments.count} carts", flush=True)
    result = {}
    work(given_arguments.command, given_arguments.seed, given_arguments.count, result)
    if "error" in result:
        print(f"seed {given_arguments.seed}: {result['error']}", file=sys.stderr)
        return 1
    refusals = sum(result["refused"].values())
    print(
        f"{given_arguments.count - refusals} documents, {result['inclusive']} of shelf prices, {result['rounded']} with a"
        f" payable rounding; every sum holds. {refusals} refused: {dict(result['refused'])}."
        f" {len(result['kinds'])} kinds of amount falsified, each seen: {', '.join(sorted(result['kinds']))}."
    )
    if refusals * 20 > given_arguments.count:
        print("more than one cart in twenty was refused: they check nothing", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
