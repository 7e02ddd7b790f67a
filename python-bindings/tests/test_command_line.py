"""``python -m khatm`` is the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from conftest import ROOT, sale
from khatm.testing import CONFIGURATION, SELLER, Simulator

COMMAND = [sys.executable, "-m", "khatm"]


def khatm(*arguments: str, folder: Path | None = None) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*COMMAND, *arguments], capture_output=True, cwd=folder, timeout=240)


def test_codes_and_output() -> None:
    sealed = str(ROOT / "examples/documents/simplified-sealed.xml")
    good = khatm("--json", "verify", sealed)
    assert good.returncode == 0 and json.loads(good.stdout)["valid"] is True
    bad = khatm("verify", str(ROOT / "examples/documents/changed-amount.xml"))
    assert bad.returncode == 1
    assert khatm("verify", "no-such-file.xml").returncode == 2
    assert khatm("no-such-command").returncode == 2
    help_text = khatm("--help")
    assert help_text.returncode == 0 and help_text.stdout.startswith(b"E-invoicing for Saudi Arabia")
    # Bytes without a line break at their end are not left in a buffer.
    canonical = khatm("canonical", sealed)
    assert canonical.returncode == 0 and canonical.stdout.endswith(b"</Invoice>")
    # A reader that goes away is no fault of anybody's, and an error is not hidden by it.
    pipe = subprocess.Popen([*COMMAND, "canonical", "--whole", sealed], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert pipe.stdout is not None and pipe.stderr is not None
    pipe.stdout.close()
    assert b"Traceback" not in pipe.stderr.read()
    pipe.wait(240)


def test_a_shop_by_commands(khatm_simulator: Simulator, tmp_path: Path) -> None:
    """Issued by the module, delivered by the command line until it is told to end."""
    import khatm as module
    from khatm.testing import ledger

    with ledger(khatm_simulator, tmp_path) as shop:
        issued = [shop.issue("TILL-1", sale(f"R-{number}")) for number in range(3)]
    environment = {
        **os.environ,
        "KHATM_ROOT_KEY_FILE": str(tmp_path / "root.key"),
        "KHATM_ENV": "simulation",
        "KHATM_WITNESS": str(tmp_path / "witness"),
    }
    command = [*COMMAND, "deliver", "--store", str(tmp_path / "ledger.khatm")]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    with ledger(khatm_simulator, tmp_path) as shop:
        end = time.monotonic() + 240
        while shop.outbox() and time.monotonic() < end:
            time.sleep(0.05)
        left = shop.outbox()
        worker.send_signal(signal.SIGINT)
        out, errors = worker.communicate(timeout=240)
        assert worker.returncode == 0 and left == [], (out, errors)
        assert [shop.way(one["uuid"])["progress"] for one in issued] == ["reported"] * 3
    assert module.check(sale("S-1"), seller=SELLER)["valid"] and CONFIGURATION
