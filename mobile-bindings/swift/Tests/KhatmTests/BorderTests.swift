#if os(macOS) || os(Linux)
import Foundation
import XCTest

import Khatm
import KhatmTesting

/// What can happen at the border of two languages: many tasks at once, tasks that are given up, handles that are closed, an app's own
/// code that throws, and memory.
final class BorderTests: XCTestCase {
    private let tea = [DraftLine(name: "Tea", quantity: "1", price: "4.00")]

    private func shop(_ test: (Simulator, Khatm, URL) async throws -> Void) async throws {
        let simulator = try Simulator.start()
        defer { simulator.stop() }
        try await Place.folder { folder in
            let khatm = try await ledger(at: simulator, in: folder)
            try await test(simulator, khatm, folder)
            await khatm.shutDown()
        }
    }

    func testEightTasksAtOnce() async throws {
        try await shop { _, khatm, _ in
            let counters = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for task in 0..<8 {
                    group.addTask { [tea] in
                        var counters: [UInt64] = []
                        for number in 0..<10 {
                            let issued = try await khatm.issue(device: testDevice, draft: Draft(number: "S-\(task)-\(number)", lines: tea))
                            let receipt = try await khatm.receipt(uuid: issued.uuid)
                            guard try verifyQr(qr: Data((receipt.qr ?? "").utf8)).valid else { throw SimulatorFault() }
                            counters.append(issued.counter)
                        }
                        return counters
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            XCTAssertEqual(counters.sorted(), (1...80).map(UInt64.init))
            let verified = try await khatm.verifyLedger()
            XCTAssertTrue(verified.whole)
        }
    }

    func testATaskThatIsGivenUpEndsSoonAndLosesNothing() async throws {
        try await shop { simulator, khatm, _ in
            simulator.unplug()
            let buyer = testBuyer
            let issued = try await khatm.issue(device: testDevice, draft: Draft(number: "T-1", buyer: buyer, lines: tea))
            let waiting = Task { try await khatm.waitCleared(uuid: issued.uuid, timeoutMs: 600_000) }
            try await Task.sleep(nanoseconds: 200_000_000)
            let begun = Date()
            waiting.cancel()
            do {
                _ = try await waiting.value
                XCTFail("it was waited for, though nobody waits")
            } catch is CancellationError {}
            XCTAssertLessThan(Date().timeIntervalSince(begun), 240)

            // Given up before it began, nothing is done; afterwards everything goes on.
            let never = Task { [tea] in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await khatm.issue(device: testDevice, draft: Draft(number: "S-0", lines: tea))
            }
            do {
                _ = try await never.value
                XCTFail("a task that was cancelled issued")
            } catch is CancellationError {}
            let found = try await khatm.find(text: "S-0")
            XCTAssertTrue(found.isEmpty)
            try simulator.plug()
            try await khatm.retry(uuid: issued.uuid, person: "Sara")
            let way = try await khatm.submit(uuid: issued.uuid)
            XCTAssertEqual("\(way.progress)", "cleared")
        }
    }

    func testAClosedHandleSaysSo() async throws {
        try await shop { _, khatm, _ in
            let sequence = khatm.changes()
            await khatm.shutDown()
            await khatm.shutDown()
            let calls: [() async throws -> Void] = [
                { [tea] in _ = try await khatm.issue(device: testDevice, draft: Draft(number: "S-1", lines: tea)) },
                { _ = try await khatm.devices() }, { _ = try await khatm.deliver() }, { try khatm.start() }, { try khatm.wake() },
                { _ = try await khatm.health() }, { _ = try await khatm.waitCleared(uuid: "00000000-0000-4000-8000-000000000000") },
            ]
            for call in calls {
                do {
                    try await call()
                    XCTFail("a closed handle did something")
                } catch KhatmError.State(let value) { XCTAssertEqual(value.code, "KHATM-CLOSED") }
            }
            let told = try await Place.within(60) {
                var told = 0
                for await _ in sequence { told += 1 }
                return told
            }
            XCTAssertEqual(told, 0, "a closed ledger told of something")
        }
    }

    func testWhatTheAppThrowsIsAnError() async throws {
        let simulator = try Simulator.start()
        defer { simulator.stop() }
        try await Place.folder { folder in
            let keys = Keys(), memory = Memory(), network = Network()
            let open = { (create: Bool) in
                try await Khatm.open(
                    url: "sqlite:\(folder.path)/app.khatm", create: create, environment: .simulation, rootKey: keys,
                    rootKeyFile: "\(folder.path)/root.key", witness: memory, connectivity: network, rehearsal: true)
            }
            func thrown(_ who: String, _ call: () async throws -> Void) async {
                do {
                    try await call()
                    XCTFail("\(who) threw, and nobody heard")
                } catch let error as KhatmError {
                    XCTAssertEqual(error.code, "KHATM-HOST-CALLBACK", who)
                    XCTAssertEqual(error.path, who)
                } catch { XCTFail("\(error)") }
            }
            for undeclared in [false, true] {
                keys.fault = undeclared ? Undeclared() : HostError.Failed(reason: "locked")
                await thrown("root_key") { _ = try await open(true) }
                keys.fault = nil
                try? FileManager.default.removeItem(atPath: "\(folder.path)/app.khatm")
                memory.fault = undeclared ? Undeclared() : HostError.Failed(reason: "locked")
                await thrown("witness") { _ = try await open(true) }
                memory.fault = nil
                try? FileManager.default.removeItem(atPath: "\(folder.path)/app.khatm")
            }

            let khatm = try await open(true)
            XCTAssertTrue(try String(contentsOfFile: "\(folder.path)/root.key", encoding: .utf8).contains("wrapped"))
            _ = try await khatm.addDevice(name: testDevice, configuration: testConfiguration, seller: testSeller, baseUrl: simulator.url)
            _ = try await khatm.onboard(name: testDevice, otp: try await simulator.otp())
            let issued = try await khatm.issue(device: testDevice, draft: Draft(number: "S-1", lines: tea))
            XCTAssertGreaterThan(keys.asked, 0)
            try khatm.forgetKey()
            keys.fault = Undeclared()
            await thrown("root_key") { [tea] in _ = try await khatm.issue(device: testDevice, draft: Draft(number: "S-2", lines: tea)) }
            keys.fault = nil

            // Where the app says that there is no network, nothing is sent, and nothing tried.
            network.online = false
            let offline = try await khatm.deliver()
            XCTAssertEqual(offline.sent, 0)
            let untouched = try await khatm.way(uuid: issued.uuid)
            XCTAssertEqual(untouched.attempts, 0)
            // A watcher that throws keeps nobody from delivering, and stop says what it threw.
            network.online = true
            let watcher = Thrower()
            let subscription = khatm.watch(watcher: watcher)
            try khatm.start()
            let limit = Date().addingTimeInterval(240)
            while try await !khatm.outbox().isEmpty, Date() < limit { try await Task.sleep(nanoseconds: 20_000_000) }
            await thrown("watcher") { try await khatm.stop() }
            XCTAssertGreaterThan(watcher.heard, 0)
            subscription.cancel()

            // An older line than was kept last is a file that was set back, and what cannot be read is no absence.
            memory.damage()
            do {
                _ = try await khatm.issue(device: testDevice, draft: Draft(number: "S-3", lines: tea))
                XCTFail("signed without a witness")
            } catch KhatmError.State(let value) { XCTAssertEqual(value.code, "KHATM-WITNESS-DAMAGED") }
            memory.forget()
            do {
                _ = try await khatm.issue(device: testDevice, draft: Draft(number: "S-3", lines: tea))
                XCTFail("signed without a witness")
            } catch KhatmError.State(let value) { XCTAssertEqual(value.code, "KHATM-FENCE-UNKNOWN") }
            await khatm.shutDown()
        }
    }

    func testMemoryIsFlat() async throws {
        let calls = Place.size("KHATM_CALLS", 10_000)
        let sealed = try Place.file("examples/documents/simplified-sealed.xml")
        let code = Data(try qr(data: sealed).utf8)
        let dtd = Data("<!DOCTYPE a><a/>".utf8)
        try await shop { _, khatm, _ in
            var (last, number) = ("", 0)
            func round() async throws {
                defer { number += 1 }
                _ = try verifyQr(qr: code)
                XCTAssertThrowsError(try verify(xml: dtd))
                _ = try check(draft: Draft(number: "S-\(number)", lines: self.tea))
                _ = try await khatm.device(name: testDevice)
                if number % 50 == 0 { last = try await khatm.issue(device: testDevice, draft: Draft(number: "S-\(number)", lines: self.tea)).uuid }
                _ = try await khatm.way(uuid: last)
                let stream = khatm.changes()
                withExtendedLifetime(stream) {}
            }
            // Five calls a round. What is made once and kept is made in the first quarter.
            for _ in 0..<(calls / 20) { try await round() }
            let before = try resident()
            for _ in 0..<(calls / 5) { try await round() }
            let grown = try resident() - before
            print("grew by \(grown / 1024) KiB in \(calls) calls")
            XCTAssertLessThan(grown, 16 << 20, "memory is not flat")
        }
    }

    /// Bytes of this process that are in memory.
    private func resident() throws -> Int {
        #if os(Linux)
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
        return (Int(pages) ?? 0) * 4096
        #else
        throw XCTSkip("memory is looked at on Linux only")
        #endif
    }
}

struct Undeclared: Error {}
struct SimulatorFault: Error {}

/// A key store: turns every bit around, or throws.
final class Keys: RootKeyWrapper, @unchecked Sendable {
    private let lock = NSLock()
    private var thrown: Error?
    private(set) var asked = 0

    var fault: Error? {
        get { lock.withLock { thrown } }
        set { lock.withLock { thrown = newValue } }
    }

    private func turned(_ key: Data) throws -> Data {
        try lock.withLock {
            asked += 1
            if let thrown { throw thrown }
        }
        return Data(key.map { ~$0 })
    }

    func wrap(key: Data) throws -> Data { try turned(key) }
    func unwrap(wrapped: Data) throws -> Data { try turned(wrapped) }
}

/// Settings that stay behind when a folder is copied.
final class Memory: RestoreWitness, @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String: String] = [:]
    private var thrown: Error?

    var fault: Error? {
        get { lock.withLock { thrown } }
        set { lock.withLock { thrown = newValue } }
    }

    func read(ledger: String) throws -> String? {
        try lock.withLock {
            if let thrown { throw thrown }
            return lines[ledger]
        }
    }

    func keep(ledger: String, line: String) throws {
        try lock.withLock {
            if let thrown { throw thrown }
            lines[ledger] = line
        }
    }

    func damage() { lock.withLock { lines = lines.mapValues { String($0.dropFirst()) } } }
    func forget() { lock.withLock { lines = [:] } }
}

final class Network: Connectivity, @unchecked Sendable {
    private let lock = NSLock()
    private var is_there = true

    var online: Bool {
        get { lock.withLock { is_there } }
        set { lock.withLock { is_there = newValue } }
    }

    func isOnline() throws -> Bool { online }
}

final class Thrower: Watcher, @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0
    var heard: Int { lock.withLock { count } }

    func changed(change: Change) throws {
        lock.withLock { count += 1 }
        throw Undeclared()
    }
}
#endif
