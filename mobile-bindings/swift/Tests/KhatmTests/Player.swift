import Foundation
import Khatm

/// A player of examples/cases, as the README there says: it follows references, makes calls, and looks at answers.
final class Player {
    typealias Case = [String: Any]

    /// The authority's own answers are not beside the checkout.
    struct Absent: Error {}

    /// What Swift has no value for: a word that is none of an enum's, text that is not UTF-8. Its compiler says what the others say at run time.
    struct Unsayable: Error {}

    /// What an argument or an expectation comes to.
    private enum Thing {
        case bytes(Data)
        case value(Any)
    }

    private var answers: [String: Any] = [:]
    /// Whether the last call was given a record, which it took as text: then its answer names places in that text.
    private(set) var tookText = false

    static func cases(_ name: String) throws -> [Case] {
        guard let cases = try Plain.json(Place.file("examples/cases/\(name)")) as? [Case] else { throw Unplayable(description: name) }
        return cases
    }

    // MARK: References

    private func thing(_ given: Any) throws -> Thing {
        if let all = given as? [Any] { return .value(try all.map(value)) }
        guard let record = given as? [String: Any] else { return .value(given) }
        let bytes: Data
        if let file = record["file"] as? String {
            bytes = try Self.file(file)
        } else if let text = record["base64"] as? String {
            guard let data = Data(base64Encoded: text) else { throw Unplayable(description: text) }
            bytes = data
        } else if let name = record["answer"] as? String {
            guard let answer = answers[name] else { throw Absent() }
            return .value(try Plain.pointed(answer, record["at"] as? String ?? ""))
        } else {
            return .value(try record.mapValues(value))
        }
        if let pointer = record["at"] as? String { return .value(try Plain.pointed(Plain.json(bytes), pointer)) }
        guard let lines = record["lines"] as? [Int] else { return .bytes(bytes) }
        guard let text = Data(base64Encoded: bytes, options: .ignoreUnknownCharacters) else { throw Unplayable(description: "\(record)") }
        let all = String(decoding: text, as: UTF8.self).components(separatedBy: "\n")
        return .value(all[(lines[0] - 1)..<lines[1]].joined(separator: "\n"))
    }

    private static func file(_ name: String) throws -> Data {
        guard name.hasPrefix("conformance/") else { return try Place.file(name) }
        guard FileManager.default.fileExists(atPath: Place.conformance.path) else { throw Absent() }
        return try Data(contentsOf: Place.conformance.appendingPathComponent(String(name.dropFirst("conformance/".count))))
    }

    /// An expectation, or a part of a value: always a value.
    func value(_ given: Any) throws -> Any {
        switch try thing(given) {
        case .value(let value): return value
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        }
    }

    // MARK: Arguments

    private func data(_ with: Case, _ name: String) throws -> Data? {
        guard let given = with[name] else { return nil }
        switch try thing(given) {
        case .bytes(let bytes): return bytes
        case .value(let text as String): return Data(text.utf8)
        case .value(let value):
            tookText = true
            return Data(try Plain.line(value).utf8)
        }
    }

    func text(_ with: Case, _ name: String) throws -> String? {
        try data(with, name).map { bytes in
            guard let text = String(data: bytes, encoding: .utf8) else { throw Unsayable() }
            return text
        }
    }

    func needed<T>(_ value: T?) throws -> T {
        guard let value else { throw Unplayable(description: "an argument is missing") }
        return value
    }

    private func word<T>(_ with: Case, _ name: String, _ words: [String: T]) throws -> T? {
        guard let said = try text(with, name) else { return nil }
        guard let value = words[said] else { throw Unsayable() }
        return value
    }

    // MARK: Calls

    /// Makes a call, and keeps its answer.
    func play(_ one: Case) throws -> Any {
        let with = one["with"] as? Case ?? [:]
        tookText = false
        let answer: Any
        do {
            answer = ["result": try call(one["call"] as? String ?? "", with)]
        } catch let error as KhatmError {
            let value = error.details()
            guard Self.kind(error) == "\(value.kind)", "\(error)" == "\(value.code): \(value.message)" else {
                throw Unplayable(description: "\(error) is not of its kind, \(value.kind)")
            }
            answer = ["error": Plain.value(value)]
        }
        return keep(one, answer)
    }

    /// Keeps an answer under the name of its case.
    func keep(_ one: Case, _ answer: Any) -> Any {
        answers[one["name"] as? String ?? ""] = answer
        return answer
    }

    private static func kind(_ error: KhatmError) -> String {
        switch error {
        case .Input: return "input"
        case .State: return "state"
        case .Refused: return "refused"
        case .Busy: return "busy"
        case .Unsure: return "unsure"
        case .Bug: return "bug"
        }
    }

    private func call(_ call: String, _ with: Case) throws -> Any {
        let language = try word(with, "language", ["en": Language.english, "ar": .arabic])
        let environments: [String: Environment] = ["production": .production, "simulation": .simulation, "sandbox": .sandbox]
        let bytes = { try self.data(with, $0) }
        let text = { try self.text(with, $0) }
        switch call {
        case "verify": return Plain.value(try verify(xml: needed(bytes("xml")), language: language))
        case "verify_qr": return Plain.value(try verifyQr(qr: needed(bytes("qr")), language: language))
        case "check":
            return Plain.value(try checkJson(
                draft: needed(text("draft")), seller: text("seller"), counter: with["counter"] as? UInt64,
                previousHash: text("previous_hash"), now: text("now"), language: language))
        case "build":
            return Plain.value(try buildJson(
                draft: needed(text("draft")), seller: text("seller"), counter: with["counter"] as? UInt64,
                previousHash: text("previous_hash"), now: text("now"), language: language))
        case "validate":
            return Plain.value(try validate(
                xml: needed(bytes("xml")), now: text("now"), previousHash: text("previous_hash"), certificate: bytes("certificate"),
                language: language))
        case "seal":
            return Plain.value(try seal(
                xml: needed(bytes("xml")), key: PrivateKey.parse(data: needed(bytes("key"))), certificate: needed(bytes("certificate")),
                at: text("at"), language: language))
        case "explain": return Plain.value(try explain(xml: needed(bytes("xml")), against: bytes("against"), language: language))
        case "inspect":
            return Plain.value(try inspect(data: needed(bytes("data")), environment: word(with, "environment", environments), language: language))
        case "csr":
            return Plain.value(try csrJson(
                configuration: needed(text("configuration")), key: PrivateKey.parse(data: needed(bytes("key"))),
                environment: needed(word(with, "environment", environments)), language: language))
        case "qr": return try qr(data: needed(bytes("data")), language: language)
        case "qr_png":
            return try qrPng(data: needed(bytes("data")), scale: UInt32(with["scale"] as? Int ?? 8), language: language).base64EncodedString()
        case "qr_escpos":
            return try qrEscpos(data: needed(bytes("data")), paper: UInt32(with["paper"] as? Int ?? 0), language: language).base64EncodedString()
        case "qr_svg": return String(decoding: try qrSvg(data: needed(bytes("data")), language: language), as: UTF8.self)
        default: throw Unplayable(description: "no call is named \(call)")
        }
    }

    // MARK: Looking

    /// What of a case's expectations does not hold for its answer.
    func wrong(_ one: Case, _ answer: Any) throws -> [String] {
        try (one["expect"] as? [[String: Any]] ?? []).compactMap { expected in
            let found = try Plain.pointed(answer, expected["at"] as? String ?? "")
            let each = expected["each"] as? [String]
            let holds: Bool
            if let wanted = expected["is"], let each {
                holds = try Self.row(found, each) == Self.row(value(wanted), each)
            } else if let wanted = expected["is"] {
                holds = try Plain.line(found) == Plain.line(value(wanted))
            } else if let wanted = expected["set"], let each {
                holds = try Self.rows(found, each) == Self.rows(value(wanted), each)
            } else if let wanted = expected["has"] {
                holds = try (found as? String ?? "").contains(needed(value(wanted) as? String))
            } else if let wanted = expected["lacks"], let found = found as? String {
                holds = try !found.contains(needed(value(wanted) as? String))
            } else {
                throw Unplayable(description: "\(expected) expects nothing that can be looked at")
            }
            return holds ? nil : "\(expected), found \(try Plain.line(found).prefix(300))"
        }
    }

    private static func row(_ record: Any, _ each: [String]) throws -> String {
        try Plain.line(each.map { (record as? [String: Any])?[$0] ?? NSNull() })
    }

    private static func rows(_ list: Any, _ each: [String]) throws -> Set<String> {
        guard let list = list as? [Any] else { throw Unplayable(description: "no list: \(list)") }
        return Set(try list.map { try row($0, each) })
    }
}
