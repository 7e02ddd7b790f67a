"""Runs every block of docs/python.md, in order, in one process; what is printed is what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

PAGE = (ROOT / "docs/python.md").read_text("utf-8")
BLOCKS = re.findall(r"^```([\w ]+)\n(.*?)^```$", PAGE, re.M | re.S)


def test_every_block(tmp_path: Path) -> None:
    # Those of PostgreSQL are run by test_postgres.py.
    assert {language for language, _ in BLOCKS} == {"python", "output", "python postgres", "output postgres"}
    code = "".join(text for language, text in BLOCKS if language == "python")
    expected = "".join(text for language, text in BLOCKS if language == "output")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    for name in ("KHATM_ROOT_KEY", "KHATM_ROOT_KEY_FILE", "KHATM_ROOT_KEY_COMMAND", "KHATM_ENV", "KHATM_WITNESS"):
        environment.pop(name, None)
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=480
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == expected


def test_the_first_block_is_short() -> None:
    first = next(text for language, text in BLOCKS if language == "python")
    assert len([line for line in first.splitlines() if line.strip()]) <= 15
