import Foundation
import XCTest

import Khatm

/// What is Swift's own: the error enum, and a task that does not hold its thread.
final class HostTests: XCTestCase {
    private let dtd = Data("<!DOCTYPE a><a/>".utf8)

    private func refusal(_ language: Language = .english) throws -> KhatmError {
        var thrown: Error?
        XCTAssertThrowsError(try verifySync(xml: dtd, language: language)) { thrown = $0 }
        return try XCTUnwrap(thrown as? KhatmError)
    }

    func testAnErrorIsACaseOfItsKindAndCarriesEverything() throws {
        let error = try refusal()
        guard case let .Input(value) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(value.kind, .input)
        XCTAssertTrue(value.code.hasPrefix("KHATM-"))
        XCTAssertEqual(value, error.details())
        XCTAssertEqual("\(error)", "\(value.code): \(value.message)")
        XCTAssertEqual(error.localizedDescription, value.message)
        XCTAssertEqual(error.recoverySuggestion, value.fix)
    }

    func testAWaitingCallThrowsTheSame() async throws {
        let expected = try refusal()
        do {
            _ = try await verify(xml: dtd, language: .english)
            XCTFail("nothing was thrown")
        } catch {
            XCTAssertEqual(error as? KhatmError, expected)
        }
    }

    func testACallerCanNameEveryKindWithoutADefault() throws {
        let advice: String
        switch try refusal() {
        case .Input: advice = "fix"
        case .State: advice = "step"
        case .Refused: advice = "stop"
        case .Busy: advice = "retry"
        case .Unsure: advice = "ask"
        case .Bug: advice = "report"
        }
        XCTAssertEqual(advice, "fix")
    }

    func testArabicIsArabic() throws {
        let english = try refusal(.english).details()
        let arabic = try refusal(.arabic).details()
        let isArabic = { (text: String) in text.unicodeScalars.contains { (0x600...0x6ff).contains($0.value) } }
        XCTAssertEqual(english.code, arabic.code)
        XCTAssertTrue(isArabic(arabic.message) && isArabic(arabic.fix))
        XCTAssertFalse(isArabic(english.message) || isArabic(english.fix))
    }

    /// How often the main actor came round while a call that it made was open.
    @MainActor
    private func turns(_ call: @escaping @MainActor (Data) async throws -> Void) async -> Int {
        let xml = Data(("<a>" + String(repeating: "<b>text</b>", count: 100_000) + "</c>").utf8)
        let flag = Flag()
        let open = Task { @MainActor in
            flag.started = true
            do {
                try await call(xml)
                XCTFail("nothing was thrown")
            } catch {}
            flag.ended = true
        }
        while !flag.started { await Task.yield() }
        var count = 0
        while !flag.ended {
            count += 1
            await Task.yield()
        }
        await open.value
        return count
    }

    @MainActor
    func testAWaitingCallLeavesTheActorFreeABlockingOneDoesNot() async {
        let blocked = await turns { _ = try verifySync(xml: $0, language: .english) }
        XCTAssertLessThanOrEqual(blocked, 1, "the measure is blind: it must see a call that blocks")
        let free = await turns { _ = try await verify(xml: $0, language: .english) }
        XCTAssertGreaterThan(free, 10)
    }
}

@MainActor
private final class Flag {
    var started = false
    var ended = false
    nonisolated init() {}
}
