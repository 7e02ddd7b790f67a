"""``python -m khatm``: the command line."""

from __future__ import annotations

import signal
import sys

from . import _khatm


def main() -> None:
    """Runs the command line with this process's arguments, and ends with its exit code."""
    # Nothing of Python's runs meanwhile that could answer to it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_khatm.command_line(["khatm", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
