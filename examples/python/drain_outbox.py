"""The authority was out of reach for a while: nobody waited, nothing is lost, and everything arrives once when it is back."""

import time

from khatm.testing import DEVICE, Simulator, fault, ledger

with Simulator() as authority, ledger(authority) as shop:
    authority.unplug()
    for number in range(1, 6):
        shop.issue(DEVICE, {"number": f"S-{number}", "lines": [{"name": "Tea", "quantity": 1, "price": "4.00"}]})
    shop.deliver()
    waiting = shop.outbox()
    print(len(waiting), "wait:", ", ".join(way["number"] for way in waiting))

    authority.plug()
    authority.add_fault(fault("drop_after", operation="reporting", times=2))  # reported, and the answer is lost
    for way in waiting:
        shop.retry(way["uuid"], "Sara")  # due at once, and not when its pause is over
    while shop.outbox():
        shop.deliver()
        time.sleep(0.05)

    got = [one for one in authority.submissions() if one["operation"] == "reporting" and one["icv"]]
    print(len({one["icv"] for one in got}), "documents arrived,", len({one["invoice_hash"] for one in got}), "different ones")
    print("the ledger is whole:", shop.verify_ledger()["whole"])
