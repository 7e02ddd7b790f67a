"""Processes that are copied: prefork servers, multiprocessing, and a copy that is made at the wrong moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, List, Tuple

import pytest

import khatm
from conftest import bill, sale
from khatm.testing import DEVICE, Simulator, fault, ledger

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]
FORK = multiprocessing.get_context("fork")
PATIENCE = 240


def child(work: Callable[[], Any]) -> Any:
    """What `work` gives in a copy of this process; the copy is killed if it hangs."""
    receiver, sender = FORK.Pipe(duplex=False)

    def run() -> None:
        try:
            sender.send((True, work()))
        except BaseException as error:
            sender.send((False, error))

    process = FORK.Process(target=run)
    process.start()
    assert receiver.poll(PATIENCE), "the copy hangs"
    good, result = receiver.recv()
    process.join(PATIENCE)
    assert process.exitcode == 0
    if not good:
        raise result
    return result


def locks(pid: int) -> List[str]:
    """The file locks that a process has, as the kernel tells them."""
    return [line for line in Path("/proc/locks").read_text().splitlines() if f" {pid} " in line]


def test_parent_and_children_issue_one_chain(khatm_ledger: khatm.Khatm) -> None:
    """The ledger was opened before: each copy opens its own, and the chain has no gap and no fork."""
    assert khatm_ledger.issue(DEVICE, sale("P-0"))["counter"] == 1

    def serve(name: str, out: Any) -> None:
        out.put([khatm_ledger.issue(DEVICE, sale(f"{name}-{number}"))["counter"] for number in range(5)])

    out = FORK.Queue()
    workers = [FORK.Process(target=serve, args=(f"W{number}", out)) for number in range(3)]
    for worker in workers:
        worker.start()
    own = [khatm_ledger.issue(DEVICE, sale(f"P-{number}"))["counter"] for number in range(1, 6)]
    counters = own + [counter for _ in workers for counter in out.get(timeout=PATIENCE)]
    for worker in workers:
        worker.join(PATIENCE)
        assert worker.exitcode == 0
    assert sorted(counters) == list(range(2, 22))
    verified = khatm_ledger.verify_ledger()
    assert verified["whole"] and verified["documents"] == 21


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the kernel tells no locks")
def test_a_copy_has_file_locks_of_its_own(khatm_ledger: khatm.Khatm) -> None:
    """SQLite would take the parent's for its own, and a ledger that its parent closes would lose what the copy writes."""
    khatm_ledger.health()
    assert locks(os.getpid()), "an open ledger is locked"

    def work() -> Tuple[List[str], List[str]]:
        before = locks(os.getpid())
        khatm_ledger.health()
        return before, locks(os.getpid())

    before, after = child(work)
    assert not before and after


def test_what_a_child_wrote_stays_when_its_parent_closes(khatm_simulator: Simulator, tmp_path: Path) -> None:
    ready, closed = FORK.Event(), FORK.Event()
    with ledger(khatm_simulator, tmp_path) as shop:
        shop.issue(DEVICE, sale("R-1"))

        def work() -> None:
            shop.issue(DEVICE, sale("R-2"))
            ready.set()
            assert closed.wait(PATIENCE)
            shop.issue(DEVICE, sale("R-3"))
            os._exit(0)

        process = FORK.Process(target=work)
        process.start()
        assert ready.wait(PATIENCE)
        shop.health()
    closed.set()
    process.join(PATIENCE)
    assert process.exitcode == 0
    with ledger(khatm_simulator, tmp_path) as shop:
        assert shop.verify_ledger()["documents"] == 3 and shop.issue(DEVICE, sale("R-4"))["counter"] == 4


def test_delivery_goes_on_in_the_parent_and_is_the_childs_own_affair(khatm_ledger: khatm.Khatm) -> None:
    khatm_ledger.start()
    assert child(lambda: (khatm_ledger.delivering, len(khatm_ledger.devices()))) == (False, 1)
    assert khatm_ledger.delivering
    issued = khatm_ledger.issue(DEVICE, bill("T-1"))
    assert khatm_ledger.wait_cleared(issued["uuid"], PATIENCE * 1000)["ground"] == "as_cleared"

    def work() -> str:
        khatm_ledger.start()
        own = khatm_ledger.issue(DEVICE, bill("T-2"))
        ground = khatm_ledger.wait_cleared(own["uuid"], PATIENCE * 1000)["ground"]
        khatm_ledger.stop()
        return ground

    assert child(work) == "as_cleared"


def test_threads_that_are_at_work_do_not_hang_a_copy(khatm_ledger: khatm.Khatm) -> None:
    """Other threads issue, wait and check all the while; each copy works, and so do they afterwards."""
    stop = threading.Event()
    errors: List[BaseException] = []

    def busy(work: Callable[[int], Any]) -> None:
        count = 0
        try:
            while not stop.is_set():
                count += 1
                work(count)
        except BaseException as error:
            errors.append(error)

    never = khatm_ledger.issue(DEVICE, bill("T-0"))
    works: List[Callable[[int], Any]] = [
        lambda count: khatm_ledger.issue(DEVICE, sale(f"B-{count}")),
        lambda count: khatm_ledger.check(sale(f"C-{count}"), DEVICE),
        lambda count: khatm_ledger.wait_cleared(never["uuid"], 60_000 if count == 1 else 100),
        lambda count: khatm.check(sale(f"D-{count}")),
    ]
    threads = [threading.Thread(target=busy, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for number in range(8):
        assert child(lambda: khatm_ledger.issue(DEVICE, sale(f"F-{number}"))["counter"]) > 0
    stop.set()
    for thread in threads[:2] + threads[3:]:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert not errors
    assert khatm_ledger.verify_ledger()["whole"]


def test_a_copy_at_the_wrong_moment_touches_nothing(
    khatm_simulator: Simulator, khatm_ledger: khatm.Khatm, tmp_path: Path
) -> None:
    """A delivery whose answer does not come: the copy is made after five seconds, and is told to stay away."""
    khatm_simulator.add_fault(fault({"delay": {"ms": 20_000}}))
    khatm_ledger.issue(DEVICE, sale("R-1"))
    khatm_ledger.start()
    end = time.monotonic() + PATIENCE
    while not any(one["operation"] == "reporting" for one in khatm_simulator.submissions()):
        assert time.monotonic() < end, "nothing is sent"
        time.sleep(0.05)

    def work() -> List[str]:
        codes = []
        for call in (khatm_ledger.devices, lambda: khatm.Khatm.open(f"sqlite:{tmp_path / 'other'}", create=True)):
            try:
                call()
                codes.append("none")
            except khatm.StateError as error:
                codes.append(error.code)
        assert khatm.check(sale("R-2"))["findings"]
        return codes

    assert child(work) == ["KHATM-FORKED", "KHATM-FORKED"]
    assert khatm_ledger.delivering and len(khatm_ledger.devices()) == 1
    khatm_simulator.clear_faults()


def test_a_simulator_is_its_parents(khatm_simulator: Simulator) -> None:
    def work() -> str:
        try:
            khatm_simulator.otp()
        except khatm.StateError as error:
            return error.code
        return "none"

    assert child(work) == "KHATM-SIM-FORKED"
    assert khatm_simulator.otp()


def test_a_prefork_server(khatm_ledger: khatm.Khatm) -> None:
    """As gunicorn does with preload: the master opens and forks, kills a worker with SIGKILL, and forks another."""
    khatm_ledger.devices()
    pipe = os.pipe()

    def worker(name: str) -> int:
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            # More than it comes to before it is killed.
            for number in range(5_000):
                counter = khatm_ledger.issue(DEVICE, sale(f"{name}-{number}"), request_key=f"{name}-{number}")["counter"]
                os.write(pipe[1], f"{counter}\n".encode())
            code = 0
        finally:
            os._exit(code)

    def read(lines: int) -> List[int]:
        text = b""
        while text.count(b"\n") < lines or not text.endswith(b"\n"):
            text += os.read(pipe[0], 4096)
        return [int(line) for line in text.split()]

    workers = [worker("A"), worker("B")]
    counters = read(10)
    os.kill(workers[0], signal.SIGKILL)
    assert os.waitpid(workers[0], 0)[1] == signal.SIGKILL
    os.kill(workers[1], signal.SIGKILL)
    os.waitpid(workers[1], 0)
    workers = [worker("C")]
    counters += read(5)
    os.kill(workers[0], signal.SIGKILL)
    os.waitpid(workers[0], 0)
    os.set_blocking(pipe[0], False)
    try:
        while more := os.read(pipe[0], 65536):
            counters += [int(line) for line in more.split()]
    except BlockingIOError:
        pass
    assert len(counters) == len(set(counters))
    verified = khatm_ledger.verify_ledger()
    assert verified["whole"] and verified["documents"] >= len(counters)


def test_spawned_processes_need_nothing_of_this(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        assert pool.apply(khatm.check, (sale("S-1"),))["valid"] is False
    assert sys.modules["khatm"]
