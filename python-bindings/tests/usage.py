"""Not run: checked by mypy, which must find each marked line wrong and no other."""

import khatm

report = khatm.verify(b"<Invoice/>", language="ar")
valid: bool = report["valid"]
outcomes: list[str] = [check["outcome"] for check in report["checks"]]
profile = report["profile"]
if profile is not None and profile == "standard":
    print(report["invoice_hash"].upper())
try:
    khatm.verify("<Invoice/>")
except khatm.InputError as error:
    print(error.code, error.fix, error.place["line"] if error.place else None)

khatm.verify(1)  # type: ignore[arg-type]
report["vlaid"]  # type: ignore[typeddict-item]
wrong: int = report["invoice_hash"]  # type: ignore[assignment]
