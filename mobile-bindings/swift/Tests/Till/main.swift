// A till that is killed again and again: issues simplified invoices of a ledger that is there, and says each that was acknowledged.
// till FOLDER FIRST LAST

import Foundation
import Khatm

let arguments = CommandLine.arguments
let folder = URL(fileURLWithPath: arguments[1])
let ledger = try await Khatm.open(
    url: "sqlite:\(folder.appendingPathComponent("ledger.khatm").path)", environment: .simulation,
    witnessFolder: folder.appendingPathComponent("witness").path, rehearsal: true)
for number in Int(arguments[2])!...Int(arguments[3])! {
    let draft = Draft(number: "S-\(number)", lines: [DraftLine(name: "شاي", quantity: "1", price: "4.00")])
    let issued = try await ledger.issue(device: "TILL-1", draft: draft, requestKey: "sale-\(number)")
    // Straight to the pipe: what stands in a buffer of this process dies with it.
    FileHandle.standardOutput.write(Data("\(number) \(issued.counter) \(issued.uuid)\n".utf8))
}
