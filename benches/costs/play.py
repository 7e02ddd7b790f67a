"""Plays the part of costs.rs in Python: `play.py FOLDER khatm|fatoority`."""

import sys
import time
from pathlib import Path

folder, module = Path(sys.argv[1]), sys.argv[2]
NOW = "2026-11-21T10:00:00"
document, sealed = (folder / "document.xml").read_bytes(), (folder / "sealed.xml").read_bytes()
pem, certificate = (folder / "key.pem").read_text(), (folder / "certificate.txt").read_bytes()

if module == "khatm":
    import khatm

    key = khatm.PrivateKey(pem)
    calls = {
        "seal": lambda: khatm.seal(document, key, certificate, at=NOW),
        "validate": lambda: khatm.validate(sealed, now=NOW),
    }
else:
    import fatoora

    body = certificate.decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    wrapped = "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])
    signer, config = fatoora.Signer.from_pem(wrapped, pem), fatoora.Config()
    text, signed = document.decode(), sealed.decode()
    calls = {
        "seal": lambda: signer.sign_xml(text),
        "validate": lambda: fatoora.validate_zatca_invoice_from_str(config, signed, evaluated_at="2026-11-21T07:00:00Z"),
    }

for line in sys.stdin:
    name, count = line.split()
    call = calls[name]
    begun = time.perf_counter()
    for _ in range(int(count)):
        call()
    print(f"{(time.perf_counter() - begun) * 1e6 / int(count):.3f}", flush=True)
