// The authority was out of reach for a while: nobody waited, nothing is lost, and everything arrives once when it is back.

import Foundation
import Khatm
import KhatmTesting

let authority = try Simulator.start()
let shop = try await ledger(at: authority, in: URL(fileURLWithPath: "shop"))
authority.unplug()
for number in 1...5 {
    let tea = Draft(number: "S-\(number)", lines: [DraftLine(name: "Tea", quantity: "1", price: "4.00")])
    _ = try await shop.issue(device: testDevice, draft: tea)
}
_ = try await shop.deliver()
let waiting = try await shop.outbox()
print(waiting.count, "wait:", waiting.map(\.number).joined(separator: ", "))

try authority.plug()
try await authority.addFault("drop_after", operation: "reporting", times: 2)  // reported, and the answer is lost
for way in waiting {
    try await shop.retry(uuid: way.uuid, person: "Sara")  // due at once, and not when its pause is over
}
while try await !shop.outbox().isEmpty {
    _ = try await shop.deliver()
    try await Task.sleep(nanoseconds: 50_000_000)
}

let got = try await authority.submissions().filter { $0["operation"] as? String == "reporting" }
let (places, hashes) = (got.compactMap { $0["icv"] as? String }, got.compactMap { $0["invoice_hash"] as? String })
print(Set(places).count, "documents arrived,", Set(hashes).count, "different ones")
print("the ledger is whole:", try await shop.verifyLedger().whole)
await shop.shutDown()
authority.stop()
