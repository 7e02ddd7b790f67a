"""The same calls, awaited: the event loop goes on, and many may wait."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path

import pytest

import khatm
from conftest import ROOT, bill, sale
from khatm import aio
from khatm.testing import DEVICE, SELLER, Simulator, ledger


def test_nothing_is_missing() -> None:
    native = {name for name in vars(khatm.Khatm) if not name.startswith("_")}
    assert native <= {name for name in vars(aio.Khatm) if not name.startswith("_")}
    for name in native - {"root_key_made", "closed", "delivering"}:
        assert inspect.iscoroutinefunction(getattr(aio.Khatm, name)), name
    for name in aio.__all__:
        assert name == "Khatm" or inspect.iscoroutinefunction(getattr(aio, name)), name


def test_pure_calls() -> None:
    sealed = (ROOT / "examples/documents/simplified-sealed.xml").read_bytes()

    async def main() -> None:
        assert await aio.verify(sealed) == khatm.verify(sealed)
        reports = await asyncio.gather(*(aio.check(sale(f"S-{number}"), seller=SELLER) for number in range(50)))
        assert all(report["valid"] for report in reports)
        with pytest.raises(khatm.InputError):
            await aio.build({"number": 1.5})

    asyncio.run(main())


def test_a_ledger_awaited(khatm_simulator: Simulator, tmp_path: Path) -> None:
    with ledger(khatm_simulator, tmp_path):
        pass

    async def main() -> None:
        shop = await aio.Khatm.open(
            f"sqlite:{tmp_path / 'ledger.khatm'}",
            root_key_file=tmp_path / "root.key",
            witness=tmp_path / "witness",
            simulator=khatm_simulator,
        )
        async with shop:
            issued = [await shop.issue(DEVICE, bill(f"T-{number}")) for number in range(40)]
            # All wait at once, though nobody delivers yet; meanwhile the loop turns, and quick calls are answered.
            waits = [asyncio.create_task(shop.wait_cleared(one["uuid"], 240_000)) for one in issued]
            turns = 0
            for _ in range(20):
                await asyncio.sleep(0.005)
                turns += 1
            assert turns == 20 and not any(wait.done() for wait in waits)
            assert (await shop.health())["state"]
            waits[0].cancel()
            await shop.start()
            grounds = [waited["ground"] for waited in await asyncio.gather(*waits[1:])]
            assert grounds == ["as_cleared"] * 39
            await shop.stop()
            with pytest.raises(khatm.InputError):
                await shop.issue(DEVICE, {"number": 1.5})
            assert (await shop.verify_ledger())["whole"]
        assert shop.closed
        with pytest.raises(khatm.StateError):
            await shop.devices()

    asyncio.run(main())


def test_several_loops_one_after_another(khatm_ledger: khatm.Khatm) -> None:
    shop = aio.Khatm(khatm_ledger)
    for number in range(3):
        issued = asyncio.run(shop.issue(DEVICE, sale(f"R-{number}")))
        assert issued["counter"] == number + 1
