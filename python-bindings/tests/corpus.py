"""A player of examples/cases, as the README there says: it follows references, makes calls, and looks at answers."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable, Dict, List, Set

import khatm

ROOT = Path(os.environ.get("KHATM_ROOT") or Path(__file__).resolve().parents[2])
CONFORMANCE = ROOT / "../shared/conformance"
HOST = "python"
ERROR = ("kind", "code", "path", "place", "message", "message_ar", "fix", "fix_ar", "findings", "order", "remarks", "retry_after_seconds")
Case = Dict[str, Any]


def load(name: str) -> Any:
    return json.loads((ROOT / "examples/cases" / name).read_text("utf-8"))


class Absent(Exception):
    """The authority's own answers are not beside the checkout."""


def pointed(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer."""
    for step in pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step.replace("~1", "/").replace("~0", "~")]
    return value


def folded(value: Any) -> Any:
    """A value without its long texts."""
    if isinstance(value, str) and len(value.encode("utf-8")) > 200:
        return "sha256:" + hashlib.sha256(value.encode("utf-8")).hexdigest()
    if isinstance(value, list):
        return [folded(one) for one in value]
    if isinstance(value, dict):
        return {name: folded(one) for name, one in value.items()}
    return value


def rows(records: List[Dict[str, Any]], each: List[str]) -> Set[str]:
    """Some fields of records, in no order."""
    return {json.dumps([record.get(name) for name in each]) for record in records}


class Player:
    """What the calls before have answered."""

    def __init__(self, authority: Any = None) -> None:
        self.answers: Dict[str, Any] = {}
        self.authority = authority

    def thing(self, given: Any) -> Any:
        """Follows a reference, and every reference in a value."""
        if isinstance(given, list):
            return [self.thing(one) for one in given]
        if not isinstance(given, dict):
            return given
        if "file" in given:
            return self.part(self.file(given["file"]), given)
        if "base64" in given:
            return base64.b64decode(given["base64"])
        if "authority" in given:
            return self.authority.otp() if given["authority"] == "otp" else self.authority.url
        if "answer" in given:
            if given["answer"] not in self.answers:
                raise Absent
            return pointed(self.answers[given["answer"]], given.get("at", ""))
        return {name: self.thing(one) for name, one in given.items()}

    @staticmethod
    def file(name: str) -> bytes:
        if not name.startswith("conformance/"):
            return (ROOT / name).read_bytes()
        if not CONFORMANCE.is_dir():
            raise Absent
        return (CONFORMANCE / name[len("conformance/") :]).read_bytes()

    @staticmethod
    def part(content: bytes, given: Dict[str, Any]) -> Any:
        if "at" in given:
            return pointed(json.loads(content, parse_float=Decimal), given["at"])
        if "lines" in given:
            first, last = given["lines"]
            return "\n".join(base64.b64decode(content).decode("ascii").split("\n")[first - 1 : last])
        return content

    def play(self, case: Case, make: Callable[[str, Dict[str, Any]], Any]) -> Any:
        """Makes a call, and keeps its answer."""
        arguments = {name: self.thing(given) for name, given in case["with"].items()}
        try:
            result = make(case["call"], arguments)
            answer: Dict[str, Any] = {"result": base64.b64encode(result).decode("ascii") if isinstance(result, bytes) else result}
        except khatm.KhatmError as error:
            assert type(error).__name__ == error.kind.capitalize() + "Error"
            assert str(error) == f"{error.code}: {error.message}"
            answer = {"error": {name: getattr(error, name) for name in ERROR}}
        self.answers[case["name"]] = answer
        return answer

    def look(self, case: Case, answer: Any) -> None:
        """Compares an answer with what is expected of it."""
        for expected in case["expect"]:
            found, each = pointed(answer, expected["at"]), expected.get("each")
            if "is" in expected and each is not None:
                assert rows([found], each) == rows([self.thing(expected["is"])], each), (expected, found)
            elif "is" in expected:
                value = self.thing(expected["is"])
                assert found == value and isinstance(found, bool) == isinstance(value, bool), (expected, found)
            elif "set" in expected:
                assert rows(found, each) == rows(self.thing(expected["set"]), each), (expected, found)
            elif "has" in expected:
                assert self.thing(expected["has"]) in found, (expected, found)
            else:
                assert self.thing(expected["lacks"]) not in found, (expected, found)


def called(call: str, arguments: Dict[str, Any]) -> Any:
    """A call that needs no ledger."""
    if "key" in arguments:
        arguments = {**arguments, "key": khatm.PrivateKey(arguments["key"])}
    return getattr(khatm, call)(**arguments)


def done(authority: Any, shop: khatm.Khatm) -> Callable[[str, Dict[str, Any]], Any]:
    """A step of a story: a call of a ledger, of its authority, or one that needs neither."""

    def make(call: str, arguments: Dict[str, Any]) -> Any:
        if call in ("verify", "verify_qr"):
            return called(call, arguments)
        if call.startswith("authority."):
            given = arguments.values()
            getattr(authority, call.split(".")[1])(*given)
            return None
        if call == "drain":
            end = time.monotonic() + 240
            while shop.outbox():
                assert time.monotonic() < end, "the outbox does not become empty"
                shop.deliver()
                time.sleep(0.05)
            return None
        if call == "issue_all":
            drafts = [(draft, key) for draft, key in arguments["drafts"]]
            return shop.issue_all(arguments["device"], drafts)
        if call == "hold":
            first, second = arguments["people"]
            return shop.hold(arguments["uuid"], (first, second), arguments["why"])
        return getattr(shop, call)(**arguments)

    return make
