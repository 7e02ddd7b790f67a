// A device comes to its certificate: made with its key, onboarded with a one-time password, also after the authority stopped half way.

import Khatm
import KhatmTesting

let authority = try Simulator.start()
let ledger = try await Khatm.open(url: "sqlite:shop.khatm", create: true, environment: .simulation, rehearsal: true)
print(try await ledger.addDevice(
    name: "TILL-1", configuration: testConfiguration, seller: testSeller, baseUrl: authority.url).next)
do {
    _ = try await ledger.onboard(name: "TILL-1", otp: "000000")  // mistyped
} catch KhatmError.State(let value) {
    print(value.code)
}
// The authority refuses a document of its checks. The password is used up by then; none is needed to go on.
try await authority.addFault("reject", operation: "compliance_check", times: 1)
do {
    _ = try await ledger.onboard(name: "TILL-1", otp: authority.otp())
} catch KhatmError.Refused {
    print(try await ledger.device(name: "TILL-1").next)
}
let device = try await ledger.onboard(name: "TILL-1")
print(device.state, "\(device.passed) of \(device.required) documents passed")
await ledger.shutDown()
authority.stop()
