"""What several tests use. The fixtures ``khatm_simulator`` and ``khatm_ledger`` are the package's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict

ROOT = Path(os.environ.get("KHATM_ROOT") or Path(__file__).resolve().parents[2])
BUYER: Dict[str, Any] = {
    "name": "مؤسسة القارئ | Reader Est.",
    "vat_number": "310122393500003",
    "street": "شارع التحلية",
    "building_number": "1111",
    "district": "المروج",
    "city": "الرياض",
    "postal_code": "12222",
}


def sale(number: str, **more: Any) -> Dict[str, Any]:
    """A simplified invoice; the device's seller stands in."""
    return {"number": number, "lines": [{"name": "كتاب | Book", "quantity": 2, "price": "35.50"}], **more}


def bill(number: str, **more: Any) -> Dict[str, Any]:
    """A standard one."""
    return sale(number, buyer=BUYER, **more)
