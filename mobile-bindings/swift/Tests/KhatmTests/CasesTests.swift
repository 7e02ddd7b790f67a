import Foundation
import XCTest

import Khatm

/// Replays the cases that every host replays.
final class CasesTests: XCTestCase {
    private static let root: URL = {
        if let root = ProcessInfo.processInfo.environment["KHATM_ROOT"] { return URL(fileURLWithPath: root) }
        // From Tests/KhatmTests of this package to the root of the checkout.
        return (0..<5).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    }()

    private func cases() throws -> [[String: Any]] {
        let data = try Data(contentsOf: Self.root.appendingPathComponent("examples/cases/verify.json"))
        return try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    }

    func testEachCaseWaitingAndBlocking() async throws {
        let cases = try cases()
        XCTAssertGreaterThanOrEqual(cases.count, 1)
        for entry in cases {
            let name = try XCTUnwrap(entry["name"] as? String)
            XCTAssertEqual(entry["call"] as? String, "verify", name)
            let expected = try line(entry.filter { $0.key == "result" || $0.key == "error" })
            let language: Language = try XCTUnwrap(["en": .english, "ar": .arabic][entry["language"] as? String])
            let xml = try document(entry)
            let waited: Any
            do { waited = ["result": plain(try await verify(xml: xml, language: language))] } catch { waited = try failure(error) }
            XCTAssertEqual(try line(waited), expected, name)
            let blocked: Any
            do { blocked = ["result": plain(try verifySync(xml: xml, language: language))] } catch { blocked = try failure(error) }
            XCTAssertEqual(try line(blocked), expected, "\(name), blocking")
        }
        print("replayed \(cases.count) cases")
    }

    private func document(_ entry: [String: Any]) throws -> Data {
        if let file = entry["file"] as? String { return try Data(contentsOf: Self.root.appendingPathComponent(file)) }
        if let text = entry["text"] as? String { return Data(text.utf8) }
        return try XCTUnwrap(Data(base64Encoded: XCTUnwrap(entry["base64"] as? String)))
    }

    /// What a failed call came to, in the shape of a case.
    private func failure(_ error: Error) throws -> Any {
        let value = try XCTUnwrap(error as? KhatmError).details()
        return ["error": plain(value)]
    }

    /// A value as the cases spell it: fields in snake case, enums in snake case, nothing as null.
    private func plain(_ value: Any) -> Any {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { plain($0.value) } ?? NSNull()
        case .collection: return mirror.children.map { plain($0.value) }
        case .enum: return snake("\(value)")
        case .struct where !mirror.children.isEmpty && !(value is String):
            return Dictionary(uniqueKeysWithValues: mirror.children.map { (snake($0.label ?? ""), plain($0.value)) })
        default: return value
        }
    }

    private func snake(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }

    /// JSON with its keys in order, so that two values can be compared and their difference read.
    private func line(_ value: Any) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}
