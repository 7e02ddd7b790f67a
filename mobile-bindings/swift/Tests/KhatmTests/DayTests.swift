#if os(macOS) || os(Linux)
import Foundation
import XCTest

import Khatm
import KhatmTesting

/// A day of a shop, through everything that the object `Khatm` has.
final class DayTests: XCTestCase {
    private func sale(_ number: String) -> Draft {
        Draft(number: number, lines: [DraftLine(name: "Tea", quantity: "2", price: "4.00")])
    }

    private func bill(_ number: String) -> Draft {
        Draft(number: number, buyer: testBuyer, lines: [DraftLine(name: "Book", quantity: "2", price: "35.50")])
    }

    func testADay() async throws {
        let simulator = try Simulator.start()
        defer { simulator.stop() }
        try await Place.folder { folder in
            // The morning: a ledger, a device, its certificate.
            let khatm = try await Khatm.open(
                url: "sqlite:\(folder.path)/shop.khatm", create: true, environment: .simulation, actor: "shop",
                rootKeyFile: "\(folder.path)/root.key", witnessFolder: "\(folder.path)/witness", rehearsal: true)
            XCTAssertEqual(khatm.rootKeyMade(), "\(folder.path)/root.key")
            let made = try await khatm.addDevice(name: testDevice, configuration: testConfiguration, seller: testSeller, baseUrl: simulator.url)
            XCTAssertEqual(made.next, .onboard)
            do {
                _ = try await khatm.onboard(name: testDevice, otp: "000000")
                XCTFail("a mistyped password was taken")
            } catch let error as KhatmError { XCTAssertTrue(error.code.hasPrefix("KHATM-"), "\(error)") }
            let active = try await khatm.onboard(name: testDevice, otp: try await simulator.otp())
            XCTAssertEqual(active.next, .submit)
            XCTAssertEqual(active.passed, active.required)
            let devices = try await khatm.devices()
            XCTAssertEqual(devices.map(\.name), [testDevice])
            let device = try await khatm.device(name: testDevice)
            XCTAssertEqual(device, active)

            // Drafts, before anything is issued.
            let wrong = try await khatm.check(draft: Draft(number: "S-0", lines: []), device: testDevice)
            XCTAssertFalse(wrong.valid)
            let right = try await khatm.checkJson(draft: #"{"number": "S-0", "lines": [{"name": "Tea", "quantity": 1, "price": "4.00"}]}"#, device: testDevice)
            XCTAssertTrue(right.valid, "\(right.findings)")

            // A sale, and the same again.
            let first = try await khatm.issue(device: testDevice, draft: sale("S-1"), requestKey: "sale-1")
            XCTAssertEqual(first.counter, 1)
            let again = try await khatm.issue(device: testDevice, draft: sale("S-1"), requestKey: "sale-1")
            XCTAssertTrue(again.again)
            XCTAssertEqual(again.uuid, first.uuid)
            let several = try await khatm.issueAll(
                device: testDevice, orders: [Order(draft: sale("S-2"), requestKey: "sale-2"), Order(draft: sale("S-3"))])
            XCTAssertEqual(several.map(\.counter), [2, 3])
            let json = try await khatm.issueAllJson(
                device: testDevice, orders: [JsonOrder(draft: #"{"number": "S-4", "lines": [{"name": "Tea", "quantity": 1, "price": 4.00}]}"#)])
            XCTAssertEqual(json.map(\.counter), [4])
            do {
                _ = try await khatm.issueAll(device: testDevice, orders: [Order(draft: sale("S-5")), Order(draft: Draft(number: "S-6", lines: []))])
                XCTFail("half an order was taken")
            } catch KhatmError.Input(let value) { XCTAssertEqual(value.order, 1) }

            // What is handed over at the counter, and on paper.
            let receipt = try await khatm.receipt(uuid: first.uuid)
            XCTAssertTrue(receipt.mayHandOver)
            XCTAssertEqual(receipt.ground, "as_issued")
            let code = try XCTUnwrap(receipt.qr)
            XCTAssertEqual(code, first.qr)
            XCTAssertTrue(try verifyQr(qr: Data(code.utf8)).valid)
            XCTAssertFalse(try qrEscpos(data: Data(code.utf8), paper: 80).isEmpty)
            let document = try await khatm.document(uuid: first.uuid)
            XCTAssertEqual(document?.requestKey, "sale-1")
            XCTAssertEqual(document?.total, "9.20")
            let found = try await khatm.find(text: "S-1")
            XCTAssertEqual(found.map(\.uuid), [first.uuid])
            let none = try await khatm.document(uuid: "00000000-0000-4000-8000-000000000000")
            XCTAssertNil(none)

            // Delivery, watched. A standard one waits for the authority.
            let changes = khatm.changes()
            try khatm.start()
            XCTAssertTrue(khatm.isDelivering())
            let standard = try await khatm.issue(device: testDevice, draft: bill("T-1"), requestKey: "bill-1")
            let waited = try await khatm.waitCleared(uuid: standard.uuid, timeoutMs: 240_000)
            XCTAssertTrue(waited.mayHandOver, waited.text)
            XCTAssertEqual(waited.ground, "as_cleared")
            let answered = try await Place.within(240) {
                var answered: Set<String> = []
                for await change in changes {
                    if case .answered(let way) = change { answered.insert(way.number) }
                    if answered.count == 5 { break }
                }
                return answered
            }
            XCTAssertEqual(answered, ["S-1", "S-2", "S-3", "S-4", "T-1"])
            let cleared = try await khatm.receipt(uuid: standard.uuid)
            XCTAssertTrue(try verify(xml: Data(XCTUnwrap(cleared.xml).utf8)).valid)
            let way = try await khatm.way(uuid: standard.uuid)
            XCTAssertEqual(way.attempts, 1)
            let story = try await khatm.story(uuid: standard.uuid)
            XCTAssertFalse(story.tries.isEmpty)
            try khatm.wake()
            try await khatm.stop()
            XCTAssertFalse(khatm.isDelivering())

            // The authority says no; a correction stands for it.
            try await simulator.addFault("reject", operation: "clearance", times: 1)
            let rejected = try await khatm.issue(device: testDevice, draft: bill("T-2"))
            let refused = try await khatm.submit(uuid: rejected.uuid)
            XCTAssertEqual("\(refused.progress)", "rejected")
            let toCorrect = try await khatm.outbox(rejected: true)
            XCTAssertEqual(toCorrect.map(\.uuid), [rejected.uuid])
            let correction = try await khatm.issue(device: testDevice, draft: bill("T-3"), corrects: rejected.uuid)
            let sent = try await khatm.submit(uuid: correction.uuid)
            XCTAssertEqual("\(sent.progress)", "cleared")
            let nothingLeft = try await khatm.outbox(rejected: true)
            XCTAssertTrue(nothingLeft.isEmpty)

            // What people do.
            let kept = try await khatm.issue(device: testDevice, draft: sale("S-7"))
            try await khatm.hold(uuid: kept.uuid, person: "Sara", secondPerson: "Omar", why: "the price")
            let idle = try await khatm.deliver()
            XCTAssertEqual(idle.sent, 0)
            let held = try await khatm.outbox(device: testDevice)
            XCTAssertEqual(held.map(\.number), ["S-7"])
            try await khatm.free(uuid: kept.uuid, person: "Sara", why: "it is right")
            try await khatm.retry(uuid: kept.uuid, person: "Sara")
            let after = try await khatm.submit(uuid: kept.uuid)
            XCTAssertEqual("\(after.progress)", "reported")
            simulator.unplug()
            let urgent = try await khatm.issue(device: testDevice, draft: bill("T-4"))
            let closed = try await khatm.receipt(uuid: urgent.uuid)
            XCTAssertFalse(closed.mayHandOver)
            XCTAssertNil(closed.qr)
            try await khatm.release(uuid: urgent.uuid, reason: "outage", person: "Sara", note: "announced")
            let open = try await khatm.receipt(uuid: urgent.uuid)
            XCTAssertTrue(open.mayHandOver)
            try simulator.plug()
            try await khatm.unpark(device: testDevice, person: "Sara")
            try khatm.start()
            let late = try await khatm.waitCleared(uuid: urgent.uuid, timeoutMs: 240_000)
            XCTAssertTrue(late.mayHandOver)
            while try await !khatm.outbox().isEmpty { try await Task.sleep(nanoseconds: 20_000_000) }
            try await khatm.stop()

            // The evening.
            let verified = try await khatm.verifyLedger(anchors: [try await khatm.anchor()])
            XCTAssertTrue(verified.whole)
            XCTAssertEqual(verified.documents, 9)
            let health = try await khatm.health()
            XCTAssertEqual("\(health.state)", "green", "\(health.concerns)")
            let metrics = try await khatm.metrics()
            XCTAssertTrue(metrics.contains("khatm_"))
            try khatm.forgetKey()
            let last = try await khatm.issue(device: testDevice, draft: sale("S-8"))
            XCTAssertEqual(last.counter, 10)
            XCTAssertFalse(khatm.isClosed())
            await khatm.shutDown()
            XCTAssertTrue(khatm.isClosed())
        }
    }
}
#endif
