"""Replays examples/cases/verify.json: what Python says must be what core says, every field of it."""

import base64
import json
import os
from pathlib import Path
from typing import Any, Dict, List

import pytest

import khatm

ROOT = Path(os.environ.get("KHATM_ROOT") or Path(__file__).resolve().parents[2])
CASES: List[Dict[str, Any]] = json.loads((ROOT / "examples/cases/verify.json").read_text("utf-8"))
assert CASES, "no case to replay"


def document(case: Dict[str, Any]) -> bytes:
    if "file" in case:
        return (ROOT / case["file"]).read_bytes()
    if "base64" in case:
        return base64.b64decode(case["base64"])
    return str(case["text"]).encode("utf-8")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: Dict[str, Any]) -> None:
    if "result" in case:
        assert khatm.verify(document(case), case["language"]) == case["result"]
        assert khatm.verify(document(case).decode("utf-8"), case["language"]) == case["result"]
        return
    with pytest.raises(khatm.KhatmError) as caught:
        khatm.verify(document(case), case["language"])
    error = caught.value
    assert {name: getattr(error, name) for name in case["error"]} == case["error"]
    assert type(error).__name__ == case["error"]["kind"].capitalize() + "Error"
    assert str(error) == f"{error.code}: {error.message}"
