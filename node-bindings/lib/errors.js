'use strict'

// Core's errors as classes, one for each thing that can be done about them.

const native = require('../native.js')

class KhatmError extends Error {
  constructor({ message, ...rest }, options) {
    super(message, options)
    Object.assign(this, rest)
  }

  // An error by itself shows no message in JSON: it is no property of its own that can be enumerated.
  toJSON() {
    return { ...this, message: this.message }
  }
}

class InputError extends KhatmError {}
class StateError extends KhatmError {}
class RefusedError extends KhatmError {}
class BusyError extends KhatmError {}
class UnsureError extends KhatmError {}
class BugError extends KhatmError {}

const byKind = {
  input: InputError,
  state: StateError,
  refused: RefusedError,
  busy: BusyError,
  unsure: UnsureError,
  bug: BugError,
}
for (const kind of [KhatmError, ...Object.values(byKind)]) {
  Object.defineProperty(kind.prototype, 'name', { value: kind.name, configurable: true, writable: true })
}

/** The error of a failure's data, which crosses as JSON text. */
function ofText(text, options) {
  const value = JSON.parse(text)
  return new (byKind[value.kind] ?? KhatmError)(value, options)
}

/** What the native half threw: ours as it is meant, anything else as it came. */
function raised(error) {
  return error?.code === 'GenericFailure' && error.message.startsWith('{') ? ofText(error.message) : error
}

/** The error of a code that is found on this side of the border. */
function refused(code, { path, found, language } = {}) {
  return ofText(native.failure(code, path, found, language))
}

module.exports = { KhatmError, InputError, StateError, RefusedError, BusyError, UnsureError, BugError, ofText, raised, refused }
