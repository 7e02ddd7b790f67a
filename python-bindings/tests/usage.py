"""Not run: checked by mypy, which must find each marked line wrong and no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import khatm
from khatm import aio
from khatm.testing import DEVICE, Simulator, ledger

report = khatm.verify(b"<Invoice/>", language="ar")
valid: bool = report["valid"]
outcomes: list[str] = [check["outcome"] for check in report["checks"]]
profile = report["profile"]
if profile is not None and profile == "standard":
    print(report["invoice_hash"].upper())
try:
    khatm.verify("<Invoice/>")
except khatm.InputError as error:
    print(error.code, error.fix, error.message_ar, error.place["line"] if error.place else None)

khatm.verify(1)  # type: ignore[arg-type]
report["vlaid"]  # type: ignore[typeddict-item]
wrong: int = report["invoice_hash"]  # type: ignore[assignment]


@dataclass
class Sale:
    number: str


draft: khatm.Draft = {"number": "S-1", "supply_date": date(2026, 11, 21), "lines": [{"name": "Pen", "price": Decimal("1.25"), "quantity": 1}]}
misspelt: khatm.Draft = {"numbr": "S-1"}  # type: ignore[typeddict-unknown-key]
inexact: khatm.Draft = {"number": "S-1", "lines": [{"price": 1.25}]}  # type: ignore[typeddict-item]
khatm.check(draft, seller={"name": "Shop"})
khatm.check(Sale("S-1"))
khatm.check({"number": "S-1"})
khatm.check(1.5)  # type: ignore[arg-type]
total: str = khatm.build(draft)["totals"]["payable"]

with Simulator() as authority, ledger(authority) as shop:
    issued = shop.issue(DEVICE, draft, request_key="sale-1")
    shop.wait_cleared(UUID(issued["uuid"]), timeout_ms=1_000)
    shop.wait_cleared(issued["uuid"], timeout_ms=1.5)  # type: ignore[arg-type]
    shop.issue(draft)  # type: ignore[call-arg, arg-type]
    shop.device("TILL-1")["state"] == "actve"  # type: ignore[comparison-overlap]


async def sell(shop: aio.Khatm) -> str:
    issued = await shop.issue(DEVICE, draft, request_key="sale-1")
    await shop.wait_cleared(issued["uuid"], timeout_ms="1")  # type: ignore[arg-type]
    shop.wait_cleared(issued["uuid"])["ground"]  # type: ignore[index]
    return (await shop.receipt(issued["uuid"]))["ground"]
