"""Fixtures for pytest, there once the package is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._khatm import Khatm, Simulator


@pytest.fixture
def khatm_simulator() -> Iterator[Simulator]:
    """The authority in this process."""
    from .testing import Simulator

    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def khatm_ledger(khatm_simulator: Simulator) -> Iterator[Khatm]:
    """A ledger with the device ``TILL-1``, active at ``khatm_simulator``."""
    from .testing import ledger

    with ledger(khatm_simulator) as khatm:
        yield khatm
