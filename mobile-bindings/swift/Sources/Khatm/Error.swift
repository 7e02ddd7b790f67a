// How Swift shows an error. UniFFI writes `description` for errors, but not that it may be used as one; and its own
// `errorDescription` prints the value's insides to people.

import Foundation

extension KhatmError: CustomStringConvertible {}

extension KhatmError: LocalizedError {
    /// What happened, in the language that was asked for.
    public var errorDescription: String? { details().message }

    /// The way out, in the same language.
    public var recoverySuggestion: String? { details().fix }
}

extension KhatmError {
    /// The cause: stable, the same in every language. `KHATM-…`, or an official rule's own.
    public var code: String { details().code }

    /// The path of the field to blame, where one is.
    public var path: String? { details().path }
}
