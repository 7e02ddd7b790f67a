"""What Python's own threads notice of ours, as ratios within one run: `python bench.py [--check]`, with the package installed.

* ticker: how often a thread that sleeps for a millisecond gets its turn while another one signs and validates, to what it gets alone
* threads: what two threads sign and validate in a time, to what one does

With --check it fails below 0.9 and 1.8.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import urllib.request
from typing import Callable, List

import khatm
from khatm.testing import CONFIGURATION, SELLER, Simulator

SECONDS = 3.0
ROUNDS = 5


def work() -> Callable[[], None]:
    """Seals a document and validates it."""
    with Simulator() as authority:
        key = khatm.PrivateKey.generate()
        body = {"csr": khatm.csr(CONFIGURATION, key, environment="simulation")["csr"]}
        request = urllib.request.Request(
            f"{authority.url}/e-invoicing/simulation/compliance",
            data=json.dumps(body).encode(),
            headers={"OTP": authority.otp(), "Accept-Version": "V2", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            certificate = str(json.load(reply)["binarySecurityToken"])
    lines = [{"name": f"Book {number}", "quantity": 2, "price": "35.50"} for number in range(20)]
    xml = khatm.build({"number": "S-1", "lines": lines}, seller=SELLER)["xml"]

    def once() -> None:
        khatm.validate(khatm.seal(xml, key, certificate)["xml"])

    return once


def ticks(seconds: float) -> int:
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.001)
        count += 1
    return count


def done(once: Callable[[], None], threads: int, seconds: float) -> int:
    counts: List[int] = []

    def run() -> None:
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            once()
            count += 1
        counts.append(count)

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return sum(counts)


def ticker(once: Callable[[], None]) -> float:
    over = threading.Event()

    def busy() -> None:
        while not over.is_set():
            once()

    control = ticks(SECONDS)
    thread = threading.Thread(target=busy)
    thread.start()
    beside = ticks(SECONDS)
    over.set()
    thread.join()
    return beside / control


def median(values: List[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> None:
    once = work()
    for _ in range(50):
        once()
    beside = [ticker(once) for _ in range(ROUNDS)]
    ratios = [done(once, 2, SECONDS) / done(once, 1, SECONDS) for _ in range(ROUNDS)]
    print(f"ticker {median(beside):.3f} of its control ({', '.join(f'{one:.2f}' for one in beside)})")
    print(f"two threads {median(ratios):.2f} of one ({', '.join(f'{one:.2f}' for one in ratios)}), on {os.cpu_count()} cores")
    if "--check" in sys.argv and (median(beside) < 0.9 or median(ratios) < 1.8):
        sys.exit("slower than it may be")


if __name__ == "__main__":
    main()
