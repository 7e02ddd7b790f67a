"""For the tests of programs that use Khatm: the authority in this process, and a ledger with a device onboarded at it.

    with Simulator() as authority, ledger(authority) as khatm:
        issued = khatm.issue("TILL-1", draft)

With pytest, the fixtures ``khatm_simulator`` and ``khatm_ledger`` are there once the package is installed.
"""

from __future__ import annotations

import contextlib
import pathlib
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

from ._khatm import Khatm, Simulator
from ._values import CsrConfig, DraftParty

__all__ = ["CONFIGURATION", "DEVICE", "SELLER", "Simulator", "fault", "ledger"]

DEVICE = "TILL-1"
"""What the device of ``ledger`` is called."""

SELLER: DraftParty = {
    "name": "Khatm Books",
    "vat_number": "300000000000003",
    "id": {"scheme": "CRN", "value": "1010010001"},
    "street": "King Fahd Road",
    "building_number": "2322",
    "additional_number": "9833",
    "district": "Al Olaya",
    "city": "Riyadh",
    "postal_code": "12214",
}
"""A seller that is nobody."""

CONFIGURATION: CsrConfig = {
    "common_name": "TST-886431145-300000000000003",
    "serial_number": "1-Khatm|2-Test|3-0001",
    "organization_identifier": "300000000000003",
    "organization_unit_name": "Riyadh Branch",
    "organization_name": "Khatm Books",
    "country_name": "SA",
    "invoice_type": "1100",
    "location_address": "RRRD2929",
    "industry_business_category": "Books",
}
"""The fields of that seller's certificate request."""


def fault(
    name: str | Mapping[str, Any], *, operation: str | None = None, times: int | None = None, **condition: Any
) -> dict[str, Any]:
    """A rule for ``Simulator.add_fault``: ``fault("drop_after", operation="clearance", times=1)``.

    A fault with numbers is a dictionary: ``fault({"status": {"status": 503, "html": True}})``.
    """
    when = {"operation": operation, "times": times, **condition}
    return {"when": {key: value for key, value in when.items() if value is not None}, "fault": name}


@contextlib.contextmanager
def ledger(
    simulator: Simulator, folder: str | pathlib.Path | None = None, *, language: str = "en"
) -> Iterator[Khatm]:
    """A ledger with the device ``TILL-1``, active at this simulator. Without a folder it goes when the block ends."""
    with contextlib.ExitStack() as stack:
        place = pathlib.Path(folder or stack.enter_context(tempfile.TemporaryDirectory(prefix="khatm-")))
        khatm = stack.enter_context(
            Khatm.open(
                f"sqlite:{place / 'ledger.khatm'}",
                create=True,
                environment="simulation",
                language=language,
                root_key_file=place / "root.key",
                witness=place / "witness",
                simulator=simulator,
            )
        )
        if not khatm.devices():
            khatm.add_device(DEVICE, CONFIGURATION, SELLER, base_url=simulator.url)
            khatm.onboard(DEVICE, simulator.otp())
        yield khatm
