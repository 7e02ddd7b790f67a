"""Says how large the native library is and how long an import takes; fails where a release's library is larger than it may be."""

import subprocess
import sys
import time

import khatm._khatm

MOST_BYTES = 12 << 20


def begun(code: str) -> float:
    """Milliseconds, the least of several: what else the machine does comes on top."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


with open(khatm._khatm.__file__, "rb") as library:
    size = library.seek(0, 2)
print(f"native library: {size / (1 << 20):.1f} MiB; import: {begun('import khatm') - begun('pass'):.0f} ms")
if "--release" in sys.argv and size > MOST_BYTES:
    sys.exit("the native library is larger than 12 MiB")
