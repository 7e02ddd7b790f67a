"""What may be handed in, and what is refused: never a crash, always a code and a place."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import uuid
from collections import OrderedDict, UserDict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, List, Optional

import pytest

import khatm
from conftest import sale
from khatm.testing import SELLER

NOW = "2026-11-21T12:00:00"
SUMS = {"lines": "12.50", "net": "12.50", "vat": "1.88", "total": "14.38", "payable": "14.38"}


class Category(str, enum.Enum):
    STANDARD = "S"


class Count(enum.IntEnum):
    TEN = 10


@dataclass
class Line:
    name: str
    quantity: Any
    price: Any
    vat_category: Optional[Category] = None


@dataclass
class Sale:
    number: str
    issued_at: Any
    lines: List[Line] = field(default_factory=list)
    buyer: Optional[str] = None


def pens(price: Any = "1.25", quantity: Any = 10, **more: Any) -> Any:
    return {"number": "S-1", "issued_at": NOW, "lines": [{"name": "Pen", "quantity": quantity, "price": price}], **more}


RIYADH = datetime.timezone(datetime.timedelta(hours=3))
SAME = {
    "text": json.dumps(pens()),
    "bytes": json.dumps(pens()).encode(),
    "text with a number": json.dumps(pens()).replace('"1.25"', "1.25"),
    "decimal": pens(Decimal("1.25"), Decimal(10)),
    "decimal with an exponent": pens(Decimal("125E-2"), Decimal("1E+1")),
    "enums": pens(quantity=Count.TEN),
    "ordered": OrderedDict(pens()),
    "mapping": UserDict(pens()),
    "tuples": pens(notes=()),
    "dataclass": Sale("S-1", NOW, [Line("Pen", 10, "1.25", Category.STANDARD)]),
    "datetime in Riyadh": pens(issued_at=datetime.datetime(2026, 11, 21, 12, tzinfo=RIYADH)),
    "datetime in UTC": pens(issued_at=datetime.datetime(2026, 11, 21, 9, tzinfo=datetime.timezone.utc)),
    "datetime without a zone": pens(issued_at=datetime.datetime(2026, 11, 21, 12, 0, 0, 999)),
}


@pytest.mark.parametrize("draft", SAME.values(), ids=SAME)
def test_the_same_draft_in_every_dress(draft: Any) -> None:
    # 10 × 1.25 = 12.50; 15 % of it is 1.875, a half upwards is 1.88.
    built = khatm.build(draft, seller=SELLER, now=NOW)
    assert {name: built["totals"][name] for name in SUMS} == SUMS  # type: ignore[literal-required]
    assert "<cbc:IssueDate>2026-11-21</cbc:IssueDate>" in built["xml"]
    assert "<cbc:IssueTime>12:00:00</cbc:IssueTime>" in built["xml"]


def test_date_and_time_alone() -> None:
    draft = pens(issue_date=datetime.date(2026, 11, 21), issue_time=datetime.time(9, 8, 7), supply_date=datetime.date(2026, 11, 20))
    del draft["issued_at"]
    xml = khatm.build(draft, seller=SELLER, now=datetime.datetime(2026, 11, 21, 12))["xml"]
    assert "<cbc:IssueTime>09:08:07</cbc:IssueTime>" in xml and "2026-11-20" in xml


def test_a_uuid_is_taken_as_it_is() -> None:
    own = uuid.uuid4()
    assert khatm.build(pens(uuid=own), seller=SELLER, now=NOW)["uuid"] == str(own)


def cycle() -> Any:
    draft = sale("S-1")
    draft["lines"][0]["discounts"] = [draft]
    return draft


def deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


class Odd:
    pass


class Liar(int):
    def __str__(self) -> str:
        return "1; drop table"

    __repr__ = __str__


REFUSED = {
    "float": (pens(1.25), "KHATM-VALUE-FLOAT", "lines[0].price"),
    "float that is whole": (pens(quantity=10.0), "KHATM-VALUE-FLOAT", "lines[0].quantity"),
    "nan": (pens(float("nan")), "KHATM-VALUE-FLOAT", "lines[0].price"),
    "infinity": (pens(float("inf")), "KHATM-VALUE-FLOAT", "lines[0].price"),
    "complex": (pens(1j), "KHATM-VALUE-TYPE", "lines[0].price"),
    "lone surrogate": (sale("S-\ud800"), "KHATM-VALUE-TEXT", "number"),
    "lone surrogate in a name": ({"num\udfffber": "S-1"}, "KHATM-VALUE-TEXT", None),
    "lone surrogate in JSON text": ('{"number": "\ud800"}', "KHATM-VALUE-TEXT", None),
    "cycle": (cycle(), "KHATM-JSON-DEPTH", ...),
    "deep": (deep(100_000), "KHATM-JSON-DEPTH", ...),
    "object": (pens(Odd()), "KHATM-VALUE-TYPE", "lines[0].price"),
    "a class": (Sale, "KHATM-VALUE-TYPE", None),
    "set": (sale("S-1", notes={"a"}), "KHATM-VALUE-TYPE", "notes"),
    "generator": (sale("S-1", notes=(x for x in "ab")), "KHATM-VALUE-TYPE", "notes"),
    "bytes within": (sale("S-1", notes=[b"a"]), "KHATM-VALUE-TYPE", "notes[0]"),
    "bytearray": (bytearray(b"{}"), "KHATM-VALUE-TYPE", None),
    "a number for a name": ({1: "S-1"}, "KHATM-VALUE-TYPE", None),
    "nothing": (None, None, None),
    "a float alone": (1.5, "KHATM-VALUE-FLOAT", None),
    "more digits than Python writes": (pens(10**5000), "KHATM-VALUE-TYPE", "lines[0].price"),
}


@pytest.mark.parametrize("draft, code, path", REFUSED.values(), ids=REFUSED)
def test_what_is_none_of_a_draft_is_refused_with_its_place(draft: Any, code: Optional[str], path: Any) -> None:
    if code is None:
        assert not khatm.check(draft)["valid"]
        return
    for call in (khatm.check, khatm.build):
        with pytest.raises(khatm.InputError) as caught:
            call(draft)
        assert caught.value.code == code
        assert path is ... or caught.value.path == path


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_decimals_that_are_no_numbers_are_found_by_core(text: str) -> None:
    report = khatm.check(pens(Decimal(text)), seller=SELLER)
    assert not report["valid"]
    assert [finding["path"] for finding in report["findings"] if finding["severity"] == "error"] == ["lines[0].price"]


def test_a_subclass_of_int_counts_by_its_value() -> None:
    assert khatm.build(pens(quantity=Liar(10)), seller=SELLER, now=NOW)["totals"]["net"] == "12.50"


def test_decimals_do_not_depend_on_the_context() -> None:
    with decimal.localcontext() as context:
        context.prec = 1
        context.capitals = 0
        assert khatm.build(pens(Decimal("1.25")), seller=SELLER, now=NOW)["totals"]["net"] == "12.50"


def test_a_dictionary_that_changes_while_it_is_read_harms_nobody() -> None:
    class Moving(datetime.date):
        def isoformat(self) -> str:
            draft["x" + str(len(draft))] = "more"
            return "2026-11-21"

    draft = pens(supply_date=Moving(2026, 11, 21))
    assert isinstance(khatm.check(draft, seller=SELLER)["valid"], bool)


def test_an_exception_of_the_values_own_comes_through() -> None:
    class Broken(datetime.date):
        def isoformat(self) -> str:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        khatm.check(pens(supply_date=Broken(2026, 11, 21)))


def test_arabic_where_it_is_asked_for() -> None:
    with pytest.raises(khatm.InputError) as caught:
        khatm.check(pens(1.5), language="ar")
    error = caught.value
    assert error.message == error.message_ar and error.fix == error.fix_ar
    assert any("\u0600" <= letter < "\u0700" for letter in error.message)
    with pytest.raises(khatm.InputError) as english:
        khatm.check(pens(1.5))
    assert english.value.message_ar == error.message and english.value.message != error.message


def test_huge_input_is_answered() -> None:
    line = {"name": "Pen", "quantity": 1, "price": "1.00"}
    report = khatm.check(sale("S-1") | {"lines": [line] * 50_000}, seller=SELLER)
    assert isinstance(report["valid"], bool)
    with pytest.raises(khatm.InputError):
        khatm.verify(b"<a>" * 1_000_000)
    with pytest.raises(khatm.InputError):
        khatm.build("[" * 10_000_000)
    assert not khatm.check({"number": "x" * 50_000_000})["valid"]
