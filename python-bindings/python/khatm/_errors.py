"""The exceptions: one class per kind of error, each saying what the caller should do."""

from __future__ import annotations

from typing import Dict, Optional, Type

from ._values import ErrorValue, Place

__all__ = ["KhatmError", "InputError", "StateError", "RefusedError", "BusyError", "UnsureError", "BugError"]


class KhatmError(Exception):
    """Something went wrong. The code is the contract, the text is not."""

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
    fix: str
    """The way out."""

    def __init__(self, value: ErrorValue) -> None:
        super().__init__(f"{value['code']}: {value['message']}")
        self.kind = value["kind"]
        self.code = value["code"]
        self.path = value["path"]
        self.place = value["place"]
        self.message = value["message"]
        self.fix = value["fix"]

    def __reduce__(self) -> tuple[Type[KhatmError], tuple[ErrorValue]]:
        # An exception that crosses to another process keeps everything.
        value = {name: getattr(self, name) for name in ("kind", "code", "path", "place", "message", "fix")}
        return type(self), (value,)  # type: ignore[return-value]


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


def of_value(value: ErrorValue) -> KhatmError:
    """The exception for an error's data."""
    return _CLASSES.get(value["kind"], KhatmError)(value)
