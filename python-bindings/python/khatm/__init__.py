"""E-invoicing for Saudi Arabia (ZATCA Fatoora, Phase 2).

``verify(xml)`` checks everything that a stamped invoice says about itself.
"""

from __future__ import annotations

from ._errors import BugError, BusyError, InputError, KhatmError, RefusedError, StateError, UnsureError
from ._khatm import __version__, verify
from ._values import Check, CheckName, ErrorValue, Finding, Kind, Outcome, Place, Profile, Severity, Signatory, Verification

__all__ = [
    "BugError",
    "BusyError",
    "Check",
    "CheckName",
    "ErrorValue",
    "Finding",
    "InputError",
    "KhatmError",
    "Kind",
    "Outcome",
    "Place",
    "Profile",
    "RefusedError",
    "Severity",
    "Signatory",
    "StateError",
    "UnsureError",
    "Verification",
    "__version__",
    "verify",
]
