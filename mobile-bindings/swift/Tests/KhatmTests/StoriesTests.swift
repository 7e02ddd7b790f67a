#if os(macOS) || os(Linux)
import Foundation
import XCTest

import Khatm
import KhatmTesting

/// Plays the stories that every host plays, each in a ledger of its own.
final class StoriesTests: XCTestCase {
    func testEachStory() async throws {
        var (played, steps) = (0, 0)
        for story in try Player.cases("stories.json") where (story["not_in"] as? [String: Any])?["swift"] == nil {
            let name = try XCTUnwrap(story["name"] as? String)
            let authority = try Simulator.start()
            defer { authority.stop() }
            try await Place.folder { folder in
                let khatm = try await ledger(at: authority, in: folder)
                let teller = Teller(khatm, authority)
                for step in try XCTUnwrap(story["steps"] as? [Player.Case]) {
                    let said = "\(name): \(step["name"] ?? step["call"] ?? "")"
                    do {
                        let answer = try await teller.play(step)
                        for fault in try teller.player.wrong(step, answer) { XCTFail("\(said): \(fault)") }
                    } catch { XCTFail("\(said): \(error)") }
                    steps += 1
                }
                await khatm.shutDown()
            }
            played += 1
        }
        print("played \(played) stories of \(steps) steps")
        XCTAssertGreaterThanOrEqual(played, 12)
    }
}

/// The ledger's calls by their names in the stories.
private final class Teller {
    let player = Player()
    private let khatm: Khatm
    private let authority: Simulator
    /// Of an authority that is out of reach: somebody has it from the portal by then.
    private var password: String?

    init(_ khatm: Khatm, _ authority: Simulator) { (self.khatm, self.authority) = (khatm, authority) }

    /// Makes a call, and keeps its answer.
    func play(_ step: Player.Case) async throws -> Any {
        let with = try await ours(step["with"] as? Player.Case ?? [:])
        do {
            return player.keep(step, ["result": try await call(step["call"] as? String ?? "", with)])
        } catch let error as KhatmError {
            return player.keep(step, ["error": Plain.value(error.details())])
        }
    }

    /// Arguments, with what only the authority knows filled in.
    private func ours(_ with: Player.Case) async throws -> Player.Case {
        var filled = with
        for (name, value) in with {
            switch (value as? [String: Any])?["authority"] as? String {
            case "url": filled[name] = authority.url
            case "otp":
                let new = password == nil ? try await authority.otp() : password
                filled[name] = new
            default: break
            }
        }
        return filled
    }

    private func call(_ call: String, _ with: Player.Case) async throws -> Any {
        let text = { try self.player.text(with, $0) }
        let word = { (name: String) in try self.player.needed(text(name)) }
        switch call {
        case "add_device":
            return Plain.value(try await khatm.addDeviceJson(
                name: word("name"), configuration: word("configuration"), seller: word("seller"), baseUrl: text("base_url")))
        case "onboard": return Plain.value(try await khatm.onboard(name: word("name"), otp: text("otp")))
        case "check": return Plain.value(try await khatm.checkJson(draft: word("draft"), device: text("device")))
        case "issue":
            return Plain.value(try await khatm.issueJson(
                device: word("device"), draft: word("draft"), requestKey: text("request_key"), corrects: text("corrects")))
        case "issue_all":
            let drafts = try player.needed(player.value(with["drafts"] ?? []) as? [[Any]])
            let orders = try drafts.map { JsonOrder(draft: try Plain.line($0[0]), requestKey: $0.count > 1 ? $0[1] as? String : nil) }
            return Plain.value(try await khatm.issueAllJson(device: word("device"), orders: orders))
        case "document": return Plain.value(try await khatm.document(uuid: word("uuid")) as Any)
        case "find": return Plain.value(try await khatm.find(text: word("text")))
        case "receipt": return Plain.value(try await khatm.receipt(uuid: word("uuid")))
        case "way": return Plain.value(try await khatm.way(uuid: word("uuid")))
        case "deliver": return Plain.value(try await khatm.deliver())
        case "wait_cleared":
            return Plain.value(try await khatm.waitCleared(uuid: word("uuid"), timeoutMs: UInt64(with["timeout_ms"] as? Int ?? 10_000)))
        case "outbox":
            return Plain.value(try await khatm.outbox(
                device: text("device"), late: with["late"] as? Bool ?? false, rejected: with["rejected"] as? Bool ?? false))
        case "retry": try await khatm.retry(uuid: word("uuid"), person: word("person"))
        case "hold":
            let people = try player.needed(with["people"] as? [String])
            try await khatm.hold(uuid: word("uuid"), person: people[0], secondPerson: people[1], why: word("why"))
        case "free": try await khatm.free(uuid: word("uuid"), person: word("person"), why: word("why"))
        case "release":
            try await khatm.release(uuid: word("uuid"), reason: word("reason"), person: word("person"), note: word("note"))
        case "verify_ledger": return Plain.value(try await khatm.verifyLedger())
        case "close": await khatm.shutDown()
        case "verify": return Plain.value(try verify(xml: Data(word("xml").utf8)))
        case "verify_qr": return Plain.value(try verifyQr(qr: Data(word("qr").utf8)))
        case "authority.add_fault": try await authority.addFault(rule: player.needed(with["rule"] as? [String: Any]))
        case "authority.clear_faults": try await authority.clearFaults()
        case "authority.unplug":
            password = try await authority.otp()
            authority.unplug()
        case "authority.plug":
            password = nil
            try authority.plug()
        case "drain":
            let limit = Date().addingTimeInterval(240)
            while try await !khatm.outbox().isEmpty {
                guard Date() < limit else { throw Unplayable(description: "the outbox is not empty after four minutes") }
                _ = try await khatm.deliver()
                try await Task.sleep(nanoseconds: 20_000_000)
            }
        default: throw Unplayable(description: "no call is named \(call)")
        }
        return NSNull()
    }
}
#endif
