import Foundation

/// Values as the cases spell them: fields and words in snake case, what is absent left out.
enum Plain {
    static func value(_ value: Any) -> Any {
        if let data = value as? Data { return data.base64EncodedString() }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { Plain.value($0.value) } ?? NSNull()
        case .collection: return mirror.children.map { Plain.value($0.value) }
        case .dictionary:
            let pairs = mirror.children.map { Mirror(reflecting: $0.value).children.map(\.value) }
            return Dictionary(uniqueKeysWithValues: pairs.map { ("\($0[0])", Plain.value($0[1])) })
        case .enum: return snake("\(value)")
        case .struct where !mirror.children.isEmpty && !(value is String):
            return Dictionary(uniqueKeysWithValues: mirror.children.map { (snake($0.label ?? ""), Plain.value($0.value)) })
        default: return value
        }
    }

    /// `previousHash` is `previous_hash`, `csr` stays.
    static func snake(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }

    /// Without the fields that are null: whether a field without a value is written differs by language.
    static func said(_ value: Any) -> Any {
        if let all = value as? [Any] { return all.map(said) }
        guard let all = value as? [String: Any] else { return value }
        return all.filter { !($0.value is NSNull) }.mapValues(said)
    }

    /// JSON with its keys in order, so that two values can be compared and their difference read.
    static func line(_ value: Any) throws -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed]
        return String(decoding: try JSONSerialization.data(withJSONObject: value, options: options), as: UTF8.self)
    }

    static func json(_ data: Data) throws -> Any {
        try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    }

    /// The value at a JSON pointer.
    static func pointed(_ value: Any, _ pointer: String) throws -> Any {
        try pointer.split(separator: "/").reduce(value) { value, step in
            let step = step.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
            if let all = value as? [Any], let at = Int(step), all.indices.contains(at) { return all[at] }
            guard let all = value as? [String: Any] else { throw Unplayable(description: "nothing at \(pointer)") }
            return all[step] ?? NSNull()
        }
    }
}

struct Unplayable: Error, CustomStringConvertible {
    let description: String
}
