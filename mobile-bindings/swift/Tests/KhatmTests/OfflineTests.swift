#if os(macOS) || os(Linux)
import Foundation
import XCTest

import Khatm
import KhatmTesting

/// A till without a network that is killed on the way, and what became of its invoices when the line is back.
final class OfflineTests: XCTestCase {
    /// One run of the till in a process of its own, which is killed after so many acknowledged invoices, or left alone.
    private func run(_ folder: URL, from first: Int, to last: Int, killAfter: Int?, pause: useconds_t) throws -> [(Int, UInt64, String)] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("till")
        process.arguments = [folder.path, "\(first)", "\(last)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var (text, killed) = (Data(), false)
        if killAfter == 0 {
            usleep(pause)
            killed = kill(process.processIdentifier, SIGKILL) == 0
        }
        while true {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            text += more
            if let killAfter, !killed, text.filter({ $0 == 0x0A }).count >= killAfter {
                usleep(pause)
                killed = kill(process.processIdentifier, SIGKILL) == 0
            }
        }
        while process.isRunning { usleep(1_000) }
        if !killed { XCTAssertEqual(process.terminationStatus, 0, "the till ended by itself") }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let number = Int(words[0]), let counter = UInt64(words[1]) else { return nil }
            return (number, counter, String(words[2]))
        }
    }

    func testATillThatIsKilledOffTheLineLosesNothingAndForksNothing() async throws {
        let (sales, kills) = (Place.size("KHATM_SALES", 120), Place.size("KHATM_KILLS", 8))
        let seed = UInt64(Place.size("KHATM_SEED", 20_261_121))
        print("\(sales) sales, \(kills) kills, KHATM_SEED=\(seed)")
        var random = Seeded(state: seed)
        let simulator = try Simulator.start()
        defer { simulator.stop() }
        try await Place.folder { folder in
            let first = try await ledger(at: simulator, in: folder)
            await first.shutDown()
            simulator.unplug()

            var (acknowledged, killed): ([Int: (UInt64, String)], Int) = ([:], 0)
            while acknowledged.count < sales {
                let next = (acknowledged.keys.max() ?? 0) + 1
                let due = killed < kills
                let after = Int.random(in: 0...max(1, 2 * sales / (kills + 1)), using: &random)
                let told = try run(folder, from: next, to: sales, killAfter: due ? after : nil, pause: useconds_t.random(in: 0...3_000, using: &random))
                if due { killed += 1 }
                for (number, counter, uuid) in told {
                    XCTAssertNil(acknowledged[number])
                    acknowledged[number] = (counter, uuid)
                }
            }
            XCTAssertEqual(acknowledged.count, sales)
            // Nothing was made twice, nothing is missing: the chain is 1, 2, 3 … in the order of the sales.
            for (number, (counter, _)) in acknowledged { XCTAssertEqual(counter, UInt64(number)) }

            let khatm = try await ledger(at: simulator, in: folder)
            _ = try await khatm.deliver()
            let waiting = try await khatm.outbox(most: UInt32(sales) + 1)
            XCTAssertEqual(waiting.count, sales, "all of them wait")

            try simulator.plug()
            for way in waiting { try await khatm.retry(uuid: way.uuid, person: "Sara") }
            try await delivered(khatm)
            let got = try await simulator.submissions().filter { $0["operation"] as? String == "reporting" }
            let accepted = got.filter { ["accepted", "warned"].contains($0["outcome"] as? String) }
            XCTAssertEqual(accepted.compactMap { ($0["icv"] as? String).flatMap(Int.init) }.sorted(), Array(1...sales))
            XCTAssertEqual(accepted.count, sales, "one acceptance each")
            XCTAssertEqual(Set(accepted.compactMap { $0["invoice_hash"] as? String }).count, sales)
            for (number, (_, uuid)) in acknowledged where number % 10 == 0 {
                let document = try await khatm.document(uuid: uuid)
                XCTAssertEqual(document?.number, "S-\(number)")
            }
            let verified = try await khatm.verifyLedger(anchors: [try await khatm.anchor()])
            XCTAssertTrue(verified.whole, "\(verified.findings)")
            XCTAssertEqual(verified.documents, UInt64(sales))
            await khatm.shutDown()
        }
    }

    private func delivered(_ khatm: Khatm) async throws {
        let limit = Date().addingTimeInterval(600)
        while try await !khatm.outbox().isEmpty {
            _ = try await khatm.deliver()
            XCTAssertLessThan(Date(), limit, "it does not come to an end")
            if Date() > limit { return }
            try await Task.sleep(nanoseconds: 20_000_000)
        }
    }

    /// What is the ledger itself is not given up.
    private func abandonLedgerIsRefused(_ folder: URL) async throws {
        do {
            try await abandonLedger(url: "sqlite:\(folder.path)/ledger.khatm", person: "Sara", witnessFolder: "\(folder.path)/witness")
            XCTFail("the ledger itself was given up")
        } catch KhatmError.State(let value) { XCTAssertEqual(value.code, "KHATM-FENCE-OPEN") }
    }

    func testACopiedFolderReadsAndDoesNotSign() async throws {
        let simulator = try Simulator.start()
        defer { simulator.stop() }
        try await Place.folder { folder in
            let original = folder.appendingPathComponent("app"), copy = folder.appendingPathComponent("copy")
            let khatm = try await ledger(at: simulator, in: original)
            let draft = Draft(number: "S-1", lines: [DraftLine(name: "Tea", quantity: "1", price: "4.00")])
            let issued = try await khatm.issue(device: testDevice, draft: draft)
            await khatm.shutDown()
            try FileManager.default.copyItem(at: original, to: copy)

            let twin = try await ledger(at: simulator, in: copy)
            let refusals: [(String, () async throws -> Void)] = [
                ("issue", { _ = try await twin.issue(device: testDevice, draft: draft) }),
                ("issueAll", { _ = try await twin.issueAll(device: testDevice, orders: [Order(draft: draft)]) }),
                ("deliver", { _ = try await twin.deliver() }),
            ]
            for (name, refused) in refusals {
                do {
                    try await refused()
                    XCTFail("\(name): a copy did it")
                } catch KhatmError.State(let value) {
                    XCTAssertEqual(value.code, "KHATM-FENCE-COPIED", name)
                }
            }
            let kept = try await twin.document(uuid: issued.uuid)
            XCTAssertEqual(kept?.number, "S-1")
            let whole = try await twin.verifyLedger().whole
            XCTAssertTrue(whole)
            await twin.shutDown()

            // Somebody says what the copy's last document is. If it is not, nothing happens; if it is, the copy goes on.
            let state = { (hash: String) in
                try await resumeLedger(
                    url: "sqlite:\(copy.path)/ledger.khatm", last: ["\(testDevice)=1:\(hash)"], person: "Sara", witnessFolder: "\(copy.path)/witness")
            }
            do {
                try await state("NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==")
                XCTFail("it was resumed with another hash")
            } catch let error as KhatmError { XCTAssertFalse(error.code.isEmpty) }
            try await state(issued.invoiceHash)
            let resumed = try await ledger(at: simulator, in: copy)
            let later = try await resumed.issue(device: testDevice, draft: Draft(number: "S-2", lines: draft.lines))
            XCTAssertEqual(later.counter, 2)
            await resumed.shutDown()
            try await abandonLedgerIsRefused(copy)

            let again = try await ledger(at: simulator, in: original)
            let next = try await again.issue(device: testDevice, draft: Draft(number: "S-2", lines: draft.lines))
            XCTAssertEqual(next.counter, 2, "the original goes on")
            await again.shutDown()
        }
    }
}

/// SplitMix64: the same numbers from the same seed everywhere.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
#endif
