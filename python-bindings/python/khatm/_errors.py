"""The exceptions: one class per kind of error, each saying what the caller should do."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Type

from ._values import DraftFinding, FailureValue, Place, Remark

__all__ = ["KhatmError", "InputError", "StateError", "RefusedError", "BusyError", "UnsureError", "BugError"]


class KhatmError(Exception):
    """Something was not done. The code is the contract, the text is not."""

    kind: str
    """What to do about it: input, state, refused, busy, unsure, bug."""
    code: str
    """The stable code, ``KHATM-…``."""
    path: Optional[str]
    """The field or node to blame."""
    place: Optional[Place]
    """Where it stands in the file."""
    message: str
    """What happened, with the place, in the language asked for."""
    message_ar: str
    """The same in Arabic."""
    fix: str
    """The way out, in the language asked for."""
    fix_ar: str
    """The same in Arabic."""
    findings: List[DraftFinding]
    """Everything that is wrong, where several things can be."""
    order: Optional[int]
    """Which of several orders is to blame, counted from 0."""
    remarks: List[Remark]
    """What the authority said."""
    retry_after_seconds: Optional[int]
    """After how many seconds the authority wants to be asked again, if it said so."""

    def __init__(self, value: FailureValue) -> None:
        super().__init__(f"{value['code']}: {value['message']}")
        self.kind = value["kind"]
        self.code = value["code"]
        self.path = value["path"]
        self.place = value["place"]
        self.message = value["message"]
        self.message_ar = value["message_ar"]
        self.fix = value["fix"]
        self.fix_ar = value["fix_ar"]
        self.findings = value["findings"]
        self.order = value["order"]
        self.remarks = value["remarks"]
        self.retry_after_seconds = value["retry_after_seconds"]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception that crosses to another process keeps everything.
        value = {name: getattr(self, name) for name in FailureValue.__annotations__}
        return type(self), (value,), self.__dict__


class InputError(KhatmError):
    """Fix the document, or whatever else was handed in."""


class StateError(KhatmError):
    """Take another step first."""


class RefusedError(KhatmError):
    """Stop: the authority said no."""


class BusyError(KhatmError):
    """Try the same again later."""


class UnsureError(KhatmError):
    """Do not repeat blindly: it may have happened."""


class BugError(KhatmError):
    """Tell us."""


_CLASSES: Dict[str, Type[KhatmError]] = {
    "input": InputError,
    "state": StateError,
    "refused": RefusedError,
    "busy": BusyError,
    "unsure": UnsureError,
    "bug": BugError,
}


def of_value(value: FailureValue) -> KhatmError:
    """The exception for a failure's data."""
    return _CLASSES.get(value["kind"], KhatmError)(value)
