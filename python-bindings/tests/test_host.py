"""What only Python has: exceptions, threads, memory, the end of the interpreter, signals, imports."""

from __future__ import annotations

import copy
import os
import pickle
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any, List

import pytest

import khatm
from conftest import ROOT, sale
from khatm.testing import SELLER

LIMIT = 480


def python(code: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-X", "dev", "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        env={**os.environ, **environment},
    )


def test_the_version_is_the_packages() -> None:
    from importlib.metadata import version

    assert khatm.__version__ == version("khatm")


def test_an_unknown_language_is_an_input_error() -> None:
    for call in (khatm.verify, khatm.validate, khatm.check, khatm.build, khatm.inspect, khatm.qr, khatm.explain):
        with pytest.raises(khatm.InputError) as caught:
            call("<a/>", language="fr")  # type: ignore[operator]
        assert (caught.value.code, caught.value.kind) == ("KHATM-LANGUAGE", "input")


def test_an_error_survives_copying_and_pickling() -> None:
    with pytest.raises(khatm.InputError) as caught:
        khatm.verify(b"<a>\n<b></a>", "ar")
    for twin in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert type(twin) is khatm.InputError
        assert vars(twin) == vars(caught.value) and str(twin) == str(caught.value)
    assert caught.value.place == {"line": 2, "column": 4, "offset": 7}


def test_every_kind_has_a_class_of_its_own() -> None:
    from khatm._errors import of_value

    with pytest.raises(khatm.InputError) as caught:
        khatm.verify(b"")
    value: Any = vars(caught.value)
    seen = set()
    for kind in ("input", "state", "refused", "busy", "unsure", "bug"):
        error = of_value({**value, "kind": kind})
        assert type(error).__name__ == kind.capitalize() + "Error" and isinstance(error, khatm.KhatmError)
        seen.add(type(error))
    assert len(seen) == 6 and khatm.KhatmError not in seen


def test_other_threads_run_meanwhile() -> None:
    """A long document is verified in another thread; this one must get its turn before that is over."""
    plain = (ROOT / "examples/documents/simplified.xml").read_bytes()
    line = plain[plain.rfind(b"<cac:InvoiceLine>") : plain.rfind(b"</Invoice>")]
    large = plain.replace(b"</Invoice>", line * 60_000 + b"</Invoice>")
    started, done = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        assert khatm.verify(large)["valid"] is False
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    turns = 0
    while not done.is_set():
        turns += 1
        done.wait(0.001)
    thread.join()
    # With the lock held all the while there would be one turn before, and one after.
    assert turns > 10


def test_many_threads_at_once() -> None:
    sealed = (ROOT / "examples/documents/simplified-sealed.xml").read_bytes()
    expected = khatm.verify(sealed)
    wrong: List[Any] = []

    def work() -> None:
        for _ in range(20):
            if khatm.verify(sealed) != expected or not khatm.check(sale("S-1"), seller=SELLER)["valid"]:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the kernel tells no memory")
def test_memory_is_flat() -> None:
    """Good calls and refused ones. 10⁵ of them with KHATM_LONG, a tenth of that otherwise."""
    calls = 100_000 if os.environ.get("KHATM_LONG") else 10_000
    good, bad = sale("S-1"), {"number": 1.5}
    qr = khatm.qr((ROOT / "examples/documents/simplified-sealed.xml").read_bytes())

    def some(count: int) -> None:
        for _ in range(count):
            khatm.verify_qr(qr)
            try:
                khatm.check(bad)
            except khatm.InputError as error:
                assert error.findings == []
        for _ in range(count // 20):
            khatm.check(good)

    some(calls // 10)
    before = resident()
    some(calls)
    grown = resident() - before
    # A leak of one small error for each call would be many times this.
    assert grown < 40 * calls + (4 << 20), grown


SHUTDOWN = """
    import sys, threading, time, pathlib
    import khatm
    from khatm.testing import DEVICE, Simulator, ledger, fault
    folder = pathlib.Path(sys.argv[1])
    authority = Simulator()
    context = ledger(authority, folder)
    shop = context.__enter__()
    draft = {"number": "R-1", "lines": [{"name": "Book", "quantity": 2, "price": "35.50"}]}
    shop.start()
    authority.add_fault(fault({"delay": {"ms": 30_000}}))
    buyer = {"name": "Reader", "vat_number": "310122393500003", "street": "Tahlia", "building_number": "1111",
             "district": "Muruj", "city": "Riyadh", "postal_code": "12222"}
    bill = shop.issue(DEVICE, {**draft, "number": "T-1", "buyer": buyer})
    def look():
        while True:
            shop.health()
    def check():
        while True:
            khatm.check(draft)
    def wait():
        shop.wait_cleared(bill["uuid"], 600_000)
    for work in (look, check, check, wait):
        threading.Thread(target=work, daemon=True).start()
    time.sleep(0.5)
    print("ends", flush=True)
"""


def test_the_interpreter_ends_with_work_in_flight(tmp_path: Path) -> None:
    begun = time.monotonic()
    ended = python(SHUTDOWN, str(tmp_path))
    assert ended.returncode == 0 and ended.stdout == "ends\n", (ended.returncode, ended.stderr)
    assert "Fatal" not in ended.stderr and "panicked" not in ended.stderr, ended.stderr
    # It was to be waited for ten minutes.
    assert time.monotonic() - begun < 240
    from khatm import Khatm

    with Khatm.open(
        f"sqlite:{tmp_path / 'ledger.khatm'}", root_key_file=tmp_path / "root.key", witness=tmp_path / "witness"
    ) as shop:
        verified = shop.verify_ledger()
        assert verified["whole"] and verified["documents"] == 1


def test_a_signal_ends_a_wait(tmp_path: Path) -> None:
    code = """
        import sys, pathlib, signal, os, threading, time
        from khatm.testing import DEVICE, Simulator, ledger
        # What was started in the background ignores the signal, and so do its children.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with Simulator() as authority, ledger(authority, sys.argv[1]) as shop:
            buyer = {"name": "Reader", "vat_number": "310122393500003", "street": "Tahlia", "building_number": "1111",
                     "district": "Muruj", "city": "Riyadh", "postal_code": "12222"}
            issued = shop.issue(DEVICE, {"number": "T-1", "buyer": buyer,
                                         "lines": [{"name": "Book", "quantity": 2, "price": "35.50"}]})
            try:
                threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
                shop.wait_cleared(issued["uuid"], 600_000)
            except KeyboardInterrupt:
                print("interrupted")
    """
    ended = python(code, str(tmp_path))
    assert (ended.returncode, ended.stdout) == (0, "interrupted\n"), ended.stderr


def test_an_import_starts_no_thread_and_reserves_little() -> None:
    code = """
        import resource, pathlib
        resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
        import khatm
        threads = len(list(pathlib.Path("/proc/self/task").iterdir()))
        khatm.check({"number": "S-1"})
        print(threads, len(list(pathlib.Path("/proc/self/task").iterdir())))
    """
    ended = python(code)
    assert ended.stdout == "1 1\n", ended.stderr


def test_a_ledger_works_within_little_address_space(tmp_path: Path) -> None:
    """Odoo sets such a limit; 2 GiB is what it comes with."""
    code = """
        import resource, sys
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        from khatm.testing import DEVICE, Simulator, ledger
        with Simulator() as authority, ledger(authority, sys.argv[1]) as shop:
            shop.start()
            issued = shop.issue(DEVICE, {"number": "R-1", "lines": [{"name": "Book", "quantity": 2, "price": "35.50"}]})
            shop.stop()
            print(shop.submit(issued["uuid"])["progress"])
    """
    ended = python(code, str(tmp_path))
    assert ended.stdout == "reported\n", ended.stderr


def test_signals_stay_the_hosts() -> None:
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)}
    khatm.check(sale("S-1"))
    assert before == {name: signal.getsignal(name) for name in before}
