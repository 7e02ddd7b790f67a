"""Replays examples/cases: what Python says must be what core says, every field of it."""

import base64
import json
import os
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

import corpus
import khatm
from khatm.testing import Simulator, ledger

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


CALLS: List[corpus.Case] = corpus.load("calls.json")
ANSWERS: Dict[str, Any] = corpus.load("answers.json")
PLAYER = corpus.Player()


@pytest.fixture(scope="module")
def played() -> Iterator[List[str]]:
    """The names of the calls that were made; an earlier one has to be made before a later one that needs its answer."""
    names: List[str] = []
    yield names
    print(f"\nplayed {len(names)} of {len(CALLS)} calls of the corpus")


@pytest.mark.parametrize("case", CALLS, ids=[case["name"] for case in CALLS])
def test_call(case: corpus.Case, played: List[str]) -> None:
    if corpus.HOST in case.get("not_in", {}):
        return
    try:
        answer = PLAYER.play(case, corpus.called)
        PLAYER.look(case, answer)
    except corpus.Absent:
        pytest.skip("../shared/conformance is absent")
    assert corpus.folded(answer) == ANSWERS[case["name"]]
    played.append(case["name"])


STORIES: List[Dict[str, Any]] = corpus.load("stories.json")


@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
def test_story(story: Dict[str, Any], khatm_simulator: Simulator, tmp_path: Path) -> None:
    if corpus.HOST in story.get("not_in", {}):
        return
    with ledger(khatm_simulator, tmp_path) as shop:
        player = corpus.Player(khatm_simulator)
        for step in story["steps"]:
            player.look(step, player.play(step, corpus.done(khatm_simulator, shop)))
