"""A ledger at a simulator: a day of a shop, and every kind of error."""

from __future__ import annotations

import copy
import pickle
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any, List

import pytest

import khatm
from conftest import bill, sale
from khatm.testing import CONFIGURATION, DEVICE, SELLER, Simulator, fault, ledger

PATIENCE_MS = 240_000


def until(shop: khatm.Khatm, document: str, progress: str) -> None:
    end = time.monotonic() + PATIENCE_MS / 1000
    while shop.way(document)["progress"] != progress:
        assert time.monotonic() < end, shop.way(document)
        time.sleep(0.02)


def test_a_day_in_the_life(khatm_simulator: Simulator, khatm_ledger: khatm.Khatm) -> None:
    shop, authority = khatm_ledger, khatm_simulator
    [device] = shop.devices()
    assert (device["name"], device["state"], device["next"]) == (DEVICE, "active", "submit")
    with pytest.raises(khatm.InputError):
        shop.issue(DEVICE, {})
    assert shop.check(sale("R-0"), DEVICE)["valid"] and not shop.check(sale("R-0"))["valid"]

    shop.start()
    assert shop.delivering
    first = shop.issue(DEVICE, sale("R-1"), request_key="sale-1")
    assert (first["counter"], first["again"], first["provisional"]) == (1, False, False)
    assert shop.receipt(first["uuid"])["ground"] == "as_issued"
    again = shop.issue(DEVICE, sale("R-1"), request_key="sale-1")
    assert again["again"] and again["uuid"] == first["uuid"]
    with pytest.raises(khatm.KhatmError) as other:
        shop.issue(DEVICE, sale("R-9"), request_key="sale-1")
    assert other.value.code.startswith("KHATM-")
    until(shop, first["uuid"], "reported")

    cleared = shop.issue(DEVICE, bill("T-1"))
    assert cleared["provisional"] and cleared["counter"] == 2
    waited = shop.wait_cleared(uuid.UUID(cleared["uuid"]), timeout_ms=PATIENCE_MS)
    assert waited["may_hand_over"] and waited["ground"] == "as_cleared"
    receipt = shop.receipt(cleared["uuid"])
    assert receipt["xml"] is not None and receipt["qr"] != cleared["qr"]

    # The answer is lost: the same bytes again, known there.
    authority.add_fault(fault("drop_after", operation="clearance", times=1))
    lost = shop.issue(DEVICE, bill("T-2"))
    assert shop.wait_cleared(lost["uuid"], timeout_ms=PATIENCE_MS)["ground"] == "as_cleared"
    assert [tried["again"] for tried in shop.story(lost["uuid"])["tries"]] == [False, True]

    # A rejection and its correction.
    authority.add_fault(fault("reject", operation="clearance", times=1))
    refused = shop.issue(DEVICE, bill("T-3"))
    assert shop.wait_cleared(refused["uuid"], timeout_ms=PATIENCE_MS)["ground"] == "rejected"
    assert not shop.receipt(refused["uuid"])["may_hand_over"]
    assert [way["uuid"] for way in shop.outbox(rejected=True)] == [refused["uuid"]]
    corrected = shop.issue(DEVICE, bill("T-4"), corrects=refused["uuid"])
    until(shop, corrected["uuid"], "cleared")
    assert shop.outbox(rejected=True) == []

    # Nobody answers; a person takes it on himself.
    rule = authority.add_fault(fault({"status": {"status": 503, "html": True}}))
    waiting = shop.issue(DEVICE, bill("T-5"))
    assert not shop.wait_cleared(waiting["uuid"], timeout_ms=300)["may_hand_over"]
    shop.release(waiting["uuid"], "outage", "Sara", "announced at noon")
    assert shop.receipt(waiting["uuid"])["ground"] == "outage"
    with pytest.raises(khatm.InputError) as reason:
        shop.release(waiting["uuid"], "rain", "Sara", "")
    assert reason.value.code == "KHATM-OUTBOX-REASON"
    assert authority.remove_fault(rule) and not authority.remove_fault(rule)
    until(shop, waiting["uuid"], "cleared")

    # Two people keep one back, and let it go.
    shop.stop()
    assert not shop.delivering
    held = shop.issue(DEVICE, sale("R-2"))
    shop.hold(held["uuid"], ("Sara", "Omar"), "the total is doubted")
    assert shop.deliver()["sent"] == 0 and shop.way(held["uuid"])["progress"] == "held"
    shop.free(held["uuid"], "Sara", "it is right")
    assert shop.submit(held["uuid"])["progress"] == "reported"
    assert [row["action"] for row in shop.story(held["uuid"])["noted"]]

    several = shop.issue_all(DEVICE, [sale("R-3"), (sale("R-4"), "sale-4"), bill("T-6")])
    assert [one["counter"] for one in several] == [8, 9, 10]
    with pytest.raises(khatm.InputError) as all_or_none:
        shop.issue_all(DEVICE, [sale("R-5"), sale("R-6"), {"number": "R-7"}])
    assert all_or_none.value.order == 2 and all_or_none.value.findings
    assert shop.find("R-5") == [] and [one["counter"] for one in shop.find("R-4")] == [9]
    assert shop.deliver()["settled"] == 3 and shop.outbox() == []

    document = shop.document(first["uuid"])
    assert document is not None and khatm.verify(document["xml"])["invoice_hash"] == first["invoice_hash"]
    assert (document["total"], document["currency"], document["request_key"]) == ("81.65", "SAR", "sale-1")
    assert shop.document(uuid.uuid4()) is None
    anchor = shop.anchor()
    verified = shop.verify_ledger([anchor])
    assert verified["whole"] and verified["documents"] == 10 and verified["anchors"] == 1
    assert shop.health()["state"] in ("green", "yellow")
    assert "khatm_" in shop.metrics()
    received = [one for one in authority.submissions() if one["operation"] in ("clearance", "reporting")]
    assert {one["icv"] for one in received} == {str(counter) for counter in range(1, 11)}


def test_the_ledger_is_there_the_next_day(khatm_simulator: Simulator, tmp_path: Path) -> None:
    with ledger(khatm_simulator, tmp_path) as shop:
        made = shop.root_key_made
        issued = shop.issue(DEVICE, sale("R-1"))
    assert made == str(tmp_path / "root.key")
    with ledger(khatm_simulator, tmp_path) as shop:
        assert shop.root_key_made is None
        assert shop.issue(DEVICE, sale("R-2"))["counter"] == 2
        assert [way["uuid"] for way in shop.outbox()][0] == issued["uuid"]
    rows = sqlite3.connect(tmp_path / "ledger.khatm").execute("select count(*) from document").fetchone()
    assert rows == (2,)


def test_input(tmp_path: Path) -> None:
    for url in ("shop.khatm", "mysql://a:geheim@b/c", "postgresql:a:geheim@b/c", "sqlite:", "", ":", "c:\\shop"):
        with pytest.raises(khatm.InputError) as caught:
            khatm.Khatm.open(url)
        assert caught.value.code == "KHATM-STORE-ADDRESS"
        assert "geheim" not in str(caught.value) + repr(vars(caught.value))
    with pytest.raises(khatm.KhatmError) as absent:
        khatm.Khatm.open(f"sqlite:{tmp_path / 'absent'}", witness=tmp_path)
    assert absent.value.code == "KHATM-STORE-ABSENT"
    with pytest.raises(khatm.InputError) as unknown:
        khatm.Khatm.open(f"sqlite:{tmp_path / 'absent'}", environment="moon")  # type: ignore[arg-type]
    assert unknown.value.code == "KHATM-ENV-UNKNOWN"


def opened(folder: Path, authority: Simulator) -> khatm.Khatm:
    return khatm.Khatm.open(
        f"sqlite:{folder / 'shop.khatm'}",
        create=True,
        environment="simulation",
        root_key_file=folder / "root.key",
        witness=folder / "witness",
        simulator=authority,
    )


def test_state_refused_and_unsure(khatm_simulator: Simulator, tmp_path: Path) -> None:
    shop = opened(tmp_path, khatm_simulator)
    shop.add_device("TILL-1", CONFIGURATION, SELLER, base_url=khatm_simulator.url)
    with pytest.raises(khatm.StateError):
        shop.issue("TILL-1", sale("R-1"))
    with pytest.raises(khatm.KhatmError) as needed:
        shop.onboard("TILL-1")
    assert needed.value.kind in ("input", "state")
    with pytest.raises(khatm.StateError) as wrong:
        shop.onboard("TILL-1", "000000")
    assert wrong.value.code == "KHATM-OTP-REFUSED"
    assert "000000" not in str(wrong.value) + repr(vars(wrong.value))
    khatm_simulator.add_fault(fault("drop_after", operation="compliance_csid", times=1))
    with pytest.raises(khatm.StateError) as spent:
        shop.onboard("TILL-1", khatm_simulator.otp())
    assert spent.value.code == "KHATM-DEVICE-OTP-SPENT"
    assert shop.device("TILL-1")["next"] == "onboard_anew"
    khatm_simulator.add_fault(fault("reject", operation="compliance_check", times=1))
    with pytest.raises(khatm.RefusedError) as refused:
        shop.onboard("TILL-1", khatm_simulator.otp())
    assert refused.value.code == "KHATM-DEVICE-DOCUMENT"
    khatm_simulator.add_fault(fault({"truncated": {}}, operation="production_csid", times=10))
    with pytest.raises(khatm.UnsureError):
        shop.onboard("TILL-1")
    khatm_simulator.clear_faults()
    assert shop.device("TILL-1")["next"] == "go_on"
    assert shop.onboard("TILL-1")["state"] == "active"
    (tmp_path / "root.key").unlink()
    with pytest.raises(khatm.KhatmError):
        shop.issue("TILL-1", sale("R-1"))
    shop.close()


def test_busy(khatm_simulator: Simulator, tmp_path: Path) -> None:
    """Another program has the file for itself."""
    hold = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("begin immediate")
print("held", flush=True)
sys.stdin.read()
"""
    with ledger(khatm_simulator, tmp_path) as shop:
        # In another process: within one, the two libraries would not see each other's locks.
        other = subprocess.Popen(
            [sys.executable, "-c", hold, str(tmp_path / "ledger.khatm")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        with pytest.raises(khatm.BusyError) as caught:
            shop.issue(DEVICE, sale("R-1"))
        other.communicate()
        assert caught.value.kind == "busy"
        assert shop.issue(DEVICE, sale("R-1"))["counter"] == 1


def test_every_fault_of_a_device_is_told(khatm_simulator: Simulator, tmp_path: Path) -> None:
    with opened(tmp_path, khatm_simulator) as shop:
        with pytest.raises(khatm.InputError) as caught:
            shop.add_device("TILL-1", {**CONFIGURATION, "country_name": ""}, {"name": "Shop"}, base_url=khatm_simulator.url)
        assert len(caught.value.findings) >= 2
        with pytest.raises(khatm.InputError) as unknown:
            shop.device("TILL-9")
        assert unknown.value.code == "KHATM-DEVICE-UNKNOWN"


def test_a_closed_ledger_says_so(khatm_simulator: Simulator, tmp_path: Path) -> None:
    with ledger(khatm_simulator, tmp_path) as shop:
        issued = shop.issue(DEVICE, sale("R-1"))
    assert shop.closed and "closed" in repr(shop)
    shop.close()
    shop.stop()
    calls = [
        shop.devices,
        shop.deliver,
        shop.start,
        shop.health,
        shop.anchor,
        lambda: shop.issue(DEVICE, sale("R-2")),
        lambda: shop.wait_cleared(issued["uuid"]),
        shop.__enter__,
    ]
    for call in calls:
        with pytest.raises(khatm.StateError) as caught:
            call()
        assert caught.value.code == "KHATM-CLOSED"
    khatm_simulator.stop()
    with pytest.raises(khatm.StateError) as stopped:
        khatm_simulator.otp()
    assert stopped.value.code == "KHATM-CLOSED"


def test_one_that_is_closed_while_it_is_used(khatm_simulator: Simulator, tmp_path: Path) -> None:
    shop = opened(tmp_path, khatm_simulator)
    errors: List[BaseException] = []

    def look() -> None:
        try:
            while True:
                shop.health()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    shop.close()
    for thread in threads:
        thread.join(240)
    assert [type(error) for error in errors] == [khatm.StateError] * 4


def test_several_threads_issue_one_chain(khatm_ledger: khatm.Khatm) -> None:
    counters: List[int] = []

    def issue(name: str) -> None:
        for number in range(5):
            counters.append(khatm_ledger.issue(DEVICE, sale(f"{name}-{number}"))["counter"])

    threads = [threading.Thread(target=issue, args=(name,)) for name in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counters) == list(range(1, 21))
    assert khatm_ledger.verify_ledger()["whole"]


def test_errors_keep_everything_when_they_cross(khatm_ledger: khatm.Khatm) -> None:
    with pytest.raises(khatm.InputError) as caught:
        khatm_ledger.issue(DEVICE, {"number": 1.5})
    error = caught.value
    error.add_note("kept") if hasattr(error, "add_note") else None
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error) and vars(twin) == vars(error) and str(twin) == str(error)
    assert re.fullmatch(r"<InputError KHATM-VALUE-FLOAT: .*>", repr(error))


def test_a_copy_does_not_sign_until_somebody_says_that_it_is_the_one(khatm_simulator: Simulator, tmp_path: Path) -> None:
    with ledger(khatm_simulator, tmp_path) as shop:
        shop.issue(DEVICE, sale("R-1"))
        last = shop.issue(DEVICE, sale("R-2"))
    (tmp_path / "copy").mkdir()
    for name in ("ledger.khatm", "root.key"):
        shutil.copy(tmp_path / name, tmp_path / "copy" / name)
    moved, witness = f"sqlite:{tmp_path / 'copy' / 'ledger.khatm'}", tmp_path / "witness"

    def opened(url: str) -> khatm.Khatm:
        return khatm.Khatm.open(
            url, environment="simulation", root_key_file=tmp_path / "root.key", witness=witness, simulator=khatm_simulator
        )

    with opened(moved) as twin, pytest.raises(khatm.StateError) as caught:
        twin.issue(DEVICE, sale("R-3"))
    assert caught.value.code == "KHATM-FENCE-COPIED"
    for stated, code in (
        ([], "KHATM-FENCE-UNSTATED"),
        (["nonsense"], "KHATM-FENCE-UNSTATED"),
        ([f"{DEVICE}=1:{last['invoice_hash']}"], "KHATM-FENCE-DIFFERS"),
        ([f"{DEVICE}=0"], "KHATM-FENCE-DIFFERS"),
    ):
        with pytest.raises(khatm.KhatmError) as caught_too:
            khatm.Khatm.resume(moved, last=stated, person="Huda", witness=witness)
        assert caught_too.value.code == code, stated
    khatm.Khatm.resume(moved, last=[f"{DEVICE}=2:{last['invoice_hash']}"], person="Huda", witness=witness)
    with opened(moved) as twin:
        assert twin.issue(DEVICE, sale("R-3"))["counter"] == 3
        assert twin.verify_ledger()["whole"]
    original = f"sqlite:{tmp_path / 'ledger.khatm'}"
    with opened(original) as former, pytest.raises(khatm.StateError) as caught:
        former.issue(DEVICE, sale("R-4"))
    assert caught.value.code == "KHATM-FENCE-RETIRED"
    # It may still be told that it never issues again; what it has is delivered.
    khatm.Khatm.abandon(original, person="Huda", witness=witness)
    with opened(original) as former:
        with pytest.raises(khatm.StateError):
            former.issue(DEVICE, sale("R-4"))
        assert former.verify_ledger()["whole"]
    with pytest.raises(khatm.InputError) as refused:
        khatm.Khatm.resume("postgresql://nobody@localhost/shop", last=[], person="Huda")
    assert refused.value.code == "KHATM-STORE-ADDRESS"


def test_nothing_secret_is_shown(khatm_simulator: Simulator, tmp_path: Path) -> None:
    with ledger(khatm_simulator, tmp_path) as shop:
        root = (tmp_path / "root.key").read_text().strip()
        shown: List[Any] = [repr(shop), str(shop), shop.devices(), shop.health(), shop.metrics(), shop.anchor()]
        (tmp_path / "root.key").write_text("not a key")
        with pytest.raises(khatm.KhatmError) as caught:
            shop.issue(DEVICE, sale("R-1"))
        shown += [repr(caught.value), vars(caught.value)]
        text = repr(shown)
        assert root not in text and "not a key" not in text and "PRIVATE" not in text
