"""A ledger in a PostgreSQL that has the extension: over a connection of its own, and within transactions of the caller's drivers.

KHATM_TEST_POSTGRES says where the server is, as ``test-postgres`` starts it; without it nothing here is run.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, List

import pytest

import khatm
from conftest import bill, sale
from test_docs import BLOCKS
from khatm.testing import CONFIGURATION, SELLER, Simulator, fault

SERVER = os.environ.get("KHATM_TEST_POSTGRES")
if not SERVER:
    pytest.skip("no PostgreSQL was started", allow_module_level=True)

import psycopg  # noqa: E402
import psycopg2  # noqa: E402
import psycopg2.extras  # noqa: E402
import sqlalchemy  # noqa: E402
import sqlalchemy.ext.asyncio  # noqa: E402
import sqlalchemy.orm  # noqa: E402
from khatm import postgres  # noqa: E402
from khatm.aio import postgres as aio_postgres  # noqa: E402

DEVICE = "TILL-1"
PATIENCE_MS = 240_000


def url(database: str, role: str = "postgres") -> str:
    return f"postgresql://{role}@/{database}?host={os.environ['PGHOST']}&port={os.environ['PGPORT']}"


@pytest.fixture(scope="module")
def authority() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    name = f"python_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name}")
    with psycopg.connect(url(name)) as connection:
        connection.execute("create table sale (number text primary key)")
    yield name
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


def opened(database: str, authority: Simulator, **more: Any) -> khatm.Khatm:
    return khatm.Khatm.open(
        url(database, more.pop("role", "postgres")),
        environment="simulation",
        simulator=authority,
        root_key_file=os.environ["KHATM_TEST_ROOT_KEY"],
        **more,
    )


@pytest.fixture(scope="module")
def shop(database: str, authority: Simulator) -> Iterator[khatm.Khatm]:
    with pytest.raises(khatm.StateError) as bare:
        opened(database, authority)
    assert bare.value.code == "KHATM-POSTGRES-EXTENSION"
    with opened(database, authority, create=True) as ledger:
        made = ledger.add_device(DEVICE, CONFIGURATION, SELLER, base_url=authority.url)
        assert (made["name"], made["next"]) == (DEVICE, "onboard")
        assert ledger.onboard(DEVICE, authority.otp())["state"] == "active"
        yield ledger


def numbers(database: str) -> List[str]:
    with psycopg.connect(url(database)) as connection:
        return [row[0] for row in connection.execute("select number from sale order by number")]


def issued(database: str, number: str) -> int:
    with psycopg.connect(url(database)) as connection:
        row = connection.execute("select count(*) from khatm.document where number = %s", (number,)).fetchone()
        assert row is not None
        return int(row[0])


def test_a_day_in_the_life(shop: khatm.Khatm, authority: Simulator) -> None:
    [device] = shop.devices()
    assert (device["name"], device["state"], device["next"], device["vat_number"]) == (
        DEVICE,
        "active",
        "submit",
        SELLER["vat_number"],
    )
    assert shop.device(DEVICE) == device
    assert shop.check(sale("R-0"), DEVICE)["valid"] and not shop.check(sale("R-0"))["valid"]
    with pytest.raises(khatm.InputError) as empty:
        shop.issue(DEVICE, {})
    assert len(empty.value.findings) >= 2 and empty.value.message_ar
    first = shop.issue(DEVICE, sale("R-1"), request_key="sale-1")
    assert (first["number"], first["profile"], first["again"]) == ("R-1", "simplified", False)
    again = shop.issue(DEVICE, sale("R-1"), request_key="sale-1")
    assert again["again"] and {**again, "again": False} == first
    with pytest.raises(khatm.KhatmError) as other:
        shop.issue(DEVICE, sale("R-9"), request_key="sale-1")
    assert other.value.code == "KHATM-ISSUE-OTHER"
    receipt = shop.receipt(first["uuid"])
    assert receipt["ground"] == "as_issued" and receipt["qr"] == first["qr"] and receipt["xml"] is not None
    assert khatm.verify(receipt["xml"])["invoice_hash"] == first["invoice_hash"]
    document = shop.document(first["uuid"])
    assert document is not None and (document["total"], document["request_key"]) == ("81.65", "sale-1")
    assert shop.document(uuid.uuid4()) is None and shop.find("R-1") == [document] == shop.find(first["uuid"])
    assert [way["uuid"] for way in shop.outbox()] == [first["uuid"]]
    assert shop.submit(first["uuid"])["progress"] == "reported"
    assert shop.outbox() == []

    shop.start()
    cleared = shop.issue(DEVICE, bill("T-1"))
    assert cleared["provisional"]
    waited = shop.wait_cleared(cleared["uuid"], PATIENCE_MS)
    assert waited["may_hand_over"] and waited["ground"] == "as_cleared"
    assert shop.receipt(cleared["uuid"])["qr"] != cleared["qr"]
    authority.add_fault(fault("drop_after", operation="clearance", times=1))
    lost = shop.issue(DEVICE, bill("T-2"))
    assert shop.wait_cleared(lost["uuid"], PATIENCE_MS)["ground"] == "as_cleared"
    assert [tried["again"] for tried in shop.story(lost["uuid"])["tries"]] == [False, True]
    authority.add_fault(fault("reject", operation="clearance", times=1))
    refused = shop.issue(DEVICE, bill("T-3"))
    assert shop.wait_cleared(refused["uuid"], PATIENCE_MS)["ground"] == "rejected"
    assert shop.way(refused["uuid"])["messages"]
    assert [way["uuid"] for way in shop.outbox(rejected=True)] == [refused["uuid"]]
    corrected = shop.issue(DEVICE, bill("T-4"), corrects=refused["uuid"])
    assert shop.wait_cleared(corrected["uuid"], PATIENCE_MS)["ground"] == "as_cleared"
    assert shop.outbox(rejected=True) == []
    shop.stop()

    waiting = shop.issue(DEVICE, bill("T-5"))
    assert shop.wait_cleared(waiting["uuid"], 200)["ground"] == "sending"
    with pytest.raises(khatm.InputError) as reason:
        shop.release(waiting["uuid"], "rain", "Sara", "")
    assert reason.value.code == "KHATM-OUTBOX-REASON"
    shop.release(waiting["uuid"], "outage", "Sara", "announced at noon")
    assert shop.receipt(waiting["uuid"])["ground"] == "outage"
    held = shop.issue(DEVICE, sale("R-2"))
    shop.hold(held["uuid"], ("Sara", "Omar"), "the total is doubted")
    shop.deliver()
    assert shop.way(held["uuid"])["progress"] == "held"
    shop.free(held["uuid"], "Sara", "it is right")
    shop.retry(held["uuid"], "Sara")
    shop.unpark(DEVICE, "Sara")
    assert shop.submit(held["uuid"])["progress"] == "reported"
    assert any("Sara" in noted["detail"] for noted in shop.story(held["uuid"])["noted"])

    several = shop.issue_all(DEVICE, [sale("R-3"), (sale("R-4"), "sale-4"), bill("T-6")])
    assert [one["counter"] - several[0]["counter"] for one in several] == [0, 1, 2]
    assert [one["number"] for one in several] == ["R-3", "R-4", "T-6"]
    for third in ({"number": "R-7"}, '{"number": 1, "number": 2}'):
        with pytest.raises(khatm.InputError) as all_or_none:
            shop.issue_all(DEVICE, [sale("R-5"), sale("R-6"), third])
        assert all_or_none.value.order == 2 and all_or_none.value.findings
    assert shop.find("R-5") == []
    assert shop.deliver()["settled"] == 3 and shop.outbox() == []
    verified = shop.verify_ledger([shop.anchor()])
    assert verified["whole"] and verified["documents"] == several[-1]["counter"] and verified["anchors"] == 1
    # Nobody delivers at this moment, and who watches says so.
    assert shop.health()["state"] in ("green", "yellow", "red") and "khatm_documents_total" in shop.metrics()


def test_what_a_database_would_swallow_is_refused(shop: khatm.Khatm) -> None:
    """A name that stands twice and a character that has no place: jsonb keeps the last, and has no word for the other."""
    with pytest.raises(khatm.InputError) as twice:
        shop.issue(DEVICE, '{"number": "A", "number": "B", "lines": []}')
    assert "KHATM-JSON-TWICE" in {finding["code"] for finding in twice.value.findings}
    with pytest.raises(khatm.InputError) as nothing:
        shop.issue(DEVICE, sale("N\0-1"))
    assert nothing.value.path == "number"
    with pytest.raises(khatm.InputError):
        shop.issue(DEVICE, "{")
    assert not shop.check("{", DEVICE)["valid"]
    with pytest.raises(khatm.InputError) as inexact:
        shop.issue(DEVICE, {"number": 1.5})
    assert inexact.value.code == "KHATM-VALUE-FLOAT"
    assert shop.issue(DEVICE, sale("Z-1", lines=[{"name": "Tea \\u0000", "quantity": Decimal("1.50"), "price": 2}]))


def test_a_transaction_of_ones_own(shop: khatm.Khatm, database: str) -> None:
    """With each driver: committed with the row, rolled back with it, refused in our words, and still there after a savepoint."""
    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url(database)))
    older = sqlalchemy.create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(url(database)))

    def drivers() -> Iterator[tuple[str, Any, Any, Any, Any]]:
        """A name, what is given, and how a row is inserted, a transaction committed and rolled back."""
        three = psycopg.connect(url(database), row_factory=psycopg.rows.dict_row)
        yield "psycopg", three, three.execute, three.commit, three.rollback
        two = psycopg2.connect(url(database), cursor_factory=psycopg2.extras.RealDictCursor)
        cursor = two.cursor()
        yield "psycopg2", two, cursor.execute, two.commit, two.rollback
        yield "cursor", cursor, cursor.execute, two.commit, two.rollback
        for name, each in (("sqlalchemy", engine), ("sqlalchemy2", older)):
            connection = each.connect()
            yield name, connection, connection.exec_driver_sql, connection.commit, connection.rollback
            connection.close()
        session = sqlalchemy.orm.Session(engine)
        yield "session", session, lambda text: session.execute(sqlalchemy.text(text)), session.commit, session.rollback
        session.close()
        for connection in (three, two):
            connection.close()

    for name, given, run, commit, rollback in drivers():
        run(f"insert into sale values ('{name}-1')")
        made = postgres.issue(given, DEVICE, sale(f"{name}-1"), request_key=f"{name}-1")
        assert made["number"] == f"{name}-1" and not made["again"]
        assert issued(database, f"{name}-1") == 0, "it is not there before the commit"
        commit()
        assert issued(database, f"{name}-1") == 1 and f"{name}-1" in numbers(database)
        assert shop.receipt(made["uuid"])["qr"] == made["qr"]
        assert postgres.issue(given, DEVICE, sale(f"{name}-1"), request_key=f"{name}-1")["again"]
        commit()

        run(f"insert into sale values ('{name}-2')")
        gone = postgres.issue(given, DEVICE, bill(f"{name}-2"))
        rollback()
        assert issued(database, f"{name}-2") == 0 and f"{name}-2" not in numbers(database)
        assert shop.document(gone["uuid"]) is None

        run("savepoint before")
        with pytest.raises(khatm.InputError) as refused:
            postgres.issue(given, DEVICE, {"number": f"{name}-3", "lines": [{"name": "Tea", "quantity": 1}]}, language="ar")
        assert [finding["path"] for finding in refused.value.findings] == ["lines[0].price"]
        assert refused.value.message == refused.value.message_ar and refused.value.__cause__ is not None
        run("rollback to savepoint before")
        with pytest.raises(khatm.InputError) as third:
            postgres.issue_all(given, DEVICE, [sale(f"{name}-4"), {"number": f"{name}-5"}])
        assert third.value.order == 1
        run("rollback to savepoint before")
        # What is refused before it is sent ends no transaction.
        for wrong in ({"number": 1.5}, '{"number": 1, "number": 2}'):
            with pytest.raises(khatm.InputError) as unsent:
                postgres.issue_all(given, DEVICE, [sale(f"{name}-4"), wrong])
            assert unsent.value.order == 1
        several = postgres.issue_all(given, DEVICE, [sale(f"{name}-6"), (bill(f"{name}-7"), f"{name}-7")])
        assert [one["number"] for one in several] == [f"{name}-6", f"{name}-7"]
        commit()
        assert issued(database, f"{name}-7") == 1
        # What is not ours stays the driver's.
        with pytest.raises(Exception) as theirs:
            run("select 1 from nowhere")
        assert not isinstance(theirs.value, khatm.KhatmError)
        rollback()
    assert shop.verify_ledger()["whole"]


def test_the_page(shop: khatm.Khatm, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The blocks of docs/python.md that need a server."""
    blocks = {name: text for name, text in BLOCKS if name.endswith(" postgres")}
    line = {"name": "Pen", "quantity": 10, "price": Decimal("1.25")}
    exec(blocks["python postgres"], {"khatm": khatm, "dsn": url(database), "line": line})  # noqa: S102
    assert capsys.readouterr().out == blocks["output postgres"]
    assert "S-7" in numbers(database) and "S-8" not in numbers(database)


def test_the_transaction_of_ones_own_that_is_over(shop: khatm.Khatm, database: str) -> None:
    with psycopg.connect(url(database)) as connection:
        with pytest.raises(khatm.InputError) as unknown:
            postgres.issue(connection, "TILL-9", sale("X-1"))
        assert unknown.value.code == "KHATM-DEVICE-UNKNOWN"
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            postgres.issue(connection, DEVICE, sale("X-1"))
        connection.rollback()
    with pytest.raises(TypeError, match="connection"):
        postgres.issue(object(), DEVICE, sale("X-1"))


def test_awaited(shop: khatm.Khatm, database: str) -> None:
    async def main() -> None:
        connection = await psycopg.AsyncConnection.connect(url(database))
        async with connection:
            made = await aio_postgres.issue(connection, DEVICE, sale("A-1"))
            assert issued(database, "A-1") == 0
        assert issued(database, "A-1") == 1 and shop.receipt(made["uuid"])["may_hand_over"]
        engine = sqlalchemy.ext.asyncio.create_async_engine(
            "postgresql+psycopg://", async_creator=lambda *_, **__: psycopg.AsyncConnection.connect(url(database))
        )
        async with engine.begin() as inner:
            several = await aio_postgres.issue_all(inner, DEVICE, [sale("A-2"), sale("A-3")])
            assert len(several) == 2
        async with sqlalchemy.ext.asyncio.AsyncSession(engine) as session:
            await aio_postgres.issue(session, DEVICE, sale("A-4"))
            with pytest.raises(khatm.InputError):
                await aio_postgres.issue(session, DEVICE, {"number": 7})
            await session.rollback()
        assert issued(database, "A-3") == 1 and issued(database, "A-4") == 0
        await engine.dispose()

    asyncio.run(main())


def test_whoever_may_not_is_told(shop: khatm.Khatm, database: str, authority: Simulator) -> None:
    with psycopg.connect(url(database), autocommit=True) as connection:
        connection.execute(
            "do $$ begin if to_regrole('python_clerk') is null then create role python_clerk login; end if; end $$"
        )
        connection.execute("grant khatm_issuer, khatm_reader to python_clerk")
    with opened(database, authority, role="python_clerk") as clerk:
        assert clerk.issue(DEVICE, sale("C-1"))["number"] == "C-1"
        assert clerk.outbox() and clerk.health()["at_ms"] > 0
        for call in (clerk.deliver, clerk.anchor, clerk.verify_ledger, lambda: clerk.unpark(DEVICE, "Sara")):
            with pytest.raises(khatm.StateError) as caught:
                call()
            assert caught.value.code == "KHATM-POSTGRES-REFUSED"
    with pytest.raises(khatm.KhatmError) as nobody:
        opened(database, authority, role="nobody_there")
    assert nobody.value.code == "KHATM-POSTGRES-REFUSED"


def test_threads_do_not_wait_for_one_another(shop: khatm.Khatm, database: str) -> None:
    """One transaction holds the device; whoever asks about documents is answered meanwhile, and who issues waits for it."""
    done: List[Any] = []
    with psycopg.connect(url(database)) as connection:
        postgres.issue(connection, DEVICE, sale("L-1"))
        thread = threading.Thread(target=lambda: done.append(shop.issue(DEVICE, sale("L-2"))))
        thread.start()
        time.sleep(0.2)
        assert shop.find("L-1") == [] and not done
    thread.join(240)
    [after] = done
    assert after["counter"] == shop.find("L-1")[0]["counter"] + 1


def test_a_server_that_goes_away(shop: khatm.Khatm, database: str) -> None:
    issued_before = shop.issue(DEVICE, sale("G-1"), request_key="G-1")
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()", (database,)
        )
    # A connection that was cut while nobody used it is made again; the same request is the same document.
    for _ in range(100):
        try:
            assert shop.issue(DEVICE, sale("G-1"), request_key="G-1")["uuid"] == issued_before["uuid"]
            break
        except (khatm.UnsureError, khatm.BusyError):
            time.sleep(0.1)
    else:
        raise AssertionError("it does not come back")
    for wrong in ("postgresql://x:geheim@127.0.0.1:1/erp", "postgresql://x:geheim@127.0.0.1/erp?sslmode=maybe"):
        with pytest.raises(khatm.KhatmError) as caught:
            khatm.Khatm.open(wrong)
        assert caught.value.code in ("KHATM-POSTGRES-CONNECT", "KHATM-POSTGRES-DSN")
        assert "geheim" not in str(caught.value) + repr(vars(caught.value))
    assert "geheim" not in repr(shop)


def test_copies_of_the_process_have_connections_of_their_own(shop: khatm.Khatm) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("no fork here")
    before = shop.issue(DEVICE, sale("F-1"))["counter"]
    pids = []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                for each in range(5):
                    shop.issue(DEVICE, sale(f"F-{number}-{each}"))
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    own = [shop.issue(DEVICE, sale(f"F-P-{each}"))["counter"] for each in range(5)]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0, 0, 0]
    assert shop.issue(DEVICE, sale("F-2"))["counter"] == before + 21 and len(set(own)) == 5
    assert shop.verify_ledger()["whole"]
