"""A device comes to its certificate: made with its key, onboarded with a one-time password, also after the authority stopped half way."""

import khatm
from khatm.testing import CONFIGURATION, SELLER, Simulator, fault

with Simulator() as authority, khatm.Khatm.open(
    "sqlite:shop.khatm", create=True, environment="simulation", simulator=authority
) as ledger:
    print(ledger.add_device("TILL-1", CONFIGURATION, SELLER, base_url=authority.url)["next"])
    try:
        ledger.onboard("TILL-1", "000000")  # mistyped
    except khatm.StateError as error:
        print(error.code)
    # The authority refuses a document of its checks. The password is used up by then; none is needed to go on.
    authority.add_fault(fault("reject", operation="compliance_check", times=1))
    try:
        ledger.onboard("TILL-1", authority.otp())
    except khatm.RefusedError:
        print(ledger.device("TILL-1")["next"])
    device = ledger.onboard("TILL-1")
    print(device["state"], f"{device['passed']} of {device['required']} documents passed")
