import Foundation
import XCTest

import Khatm

/// Replays the cases that every host replays.
final class CasesTests: XCTestCase {
    func testEachCallAnswersAsExpectedAndAsInRust() throws {
        let kept = try XCTUnwrap(Plain.json(Place.file("examples/cases/answers.json")) as? [String: Any])
        let cases = try Player.cases("calls.json")
        let player = Player()
        var (played, absent, unsayable) = (0, 0, 0)
        for one in cases where (one["not_in"] as? [String: Any])?["swift"] == nil {
            let name = try XCTUnwrap(one["name"] as? String)
            do {
                let answer = try player.play(one)
                for fault in try player.wrong(one, answer) { XCTFail("\(name): \(fault)") }
                let (found, wanted) = (try Plain.line(same(answer, player)), try Plain.line(same(XCTUnwrap(kept[name]), player)))
                XCTAssertEqual(found, wanted, name)
                played += 1
            } catch is Player.Absent {
                absent += 1
            } catch is Player.Unsayable {
                let code = try Plain.pointed(XCTUnwrap(kept[name]), "/error/code") as? String
                XCTAssertTrue(["KHATM-LANGUAGE", "KHATM-CSR-ENVIRONMENT", "KHATM-JSON-UTF8"].contains(code), "\(name): \(code ?? "no error")")
                unsayable += 1
            }
        }
        print("played \(played) of \(cases.count) cases" + (unsayable > 0 ? ", \(unsayable) are said by the compiler" : ""))
        if absent > 0 { print("SKIPPED \(absent) cases: ../shared/conformance is absent") }
        XCTAssertGreaterThan(played, 60)
    }

    /// What is compared of an answer: all but what is null, long texts by their digest, and of a record that was taken as text neither
    /// the place nor the messages that name it.
    private func same(_ answer: Any, _ player: Player) -> Any {
        folded(Plain.said(player.tookText ? withoutPlaces(answer) : answer))
    }

    private func withoutPlaces(_ value: Any) -> Any {
        if let all = value as? [Any] { return all.map(withoutPlaces) }
        guard let all = value as? [String: Any] else { return value }
        return all.filter { !["place", "message", "message_ar"].contains($0.key) }.mapValues(withoutPlaces)
    }

    private func folded(_ value: Any) -> Any {
        if let all = value as? [Any] { return all.map(folded) }
        if let all = value as? [String: Any] { return all.mapValues(folded) }
        guard let text = value as? String, text.utf8.count > 200 else { return value }
        return "sha256:" + SHA256.hex(of: Data(text.utf8))
    }

    func testEachDocumentThatIsHardlyOne() throws {
        let cases = try Player.cases("verify.json")
        XCTAssertGreaterThanOrEqual(cases.count, 1)
        for entry in cases {
            let name = try XCTUnwrap(entry["name"] as? String)
            let expected = entry.filter { $0.key == "result" || $0.key == "error" }
            let language: Language = try XCTUnwrap(["en": .english, "ar": .arabic][entry["language"] as? String])
            let found: Any
            do {
                found = ["result": Plain.value(try verify(xml: try document(entry), language: language))]
            } catch let error as KhatmError {
                found = ["error": Plain.value(error.details())]
            }
            let wanted = Plain.said(expected)
            // An error of those files has the fields that every error has.
            XCTAssertEqual(try Plain.line(limited(Plain.said(found), to: wanted)), try Plain.line(wanted), name)
        }
    }

    private func limited(_ value: Any, to wanted: Any) -> Any {
        guard let value = value as? [String: Any], let wanted = wanted as? [String: Any], let error = value["error"] as? [String: Any],
            let fields = wanted["error"] as? [String: Any]
        else { return value }
        return ["error": error.filter { fields[$0.key] != nil }]
    }

    private func document(_ entry: [String: Any]) throws -> Data {
        if let file = entry["file"] as? String { return try Place.file(file) }
        if let text = entry["text"] as? String { return Data(text.utf8) }
        return try XCTUnwrap(Data(base64Encoded: XCTUnwrap(entry["base64"] as? String)))
    }
}
