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
