'use strict'

// JavaScript's values on their way to core. An argument of a wrong type is a `TypeError`; what stands within a draft is refused with a
// code of core's, at its place.

const { isUint8Array, isDate } = require('node:util').types
const { refused } = require('./errors.js')

// Deeper and longer than anything that core reads: what holds itself, or fans out, comes to an end.
const MOST_DEPTH = 40
const MOST_LENGTH = 40 * 1024 * 1024

const typeOf = (value) => (value === null ? 'null' : typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value)

function mustBe(name, what, value) {
  return new TypeError(`${name} must be ${what}, not ${typeOf(value)}`)
}

/** Half of a character has no UTF-8, and must not become another one silently. */
function whole(text, path, language) {
  if (!text.isWellFormed()) throw refused('KHATM-VALUE-TEXT', { path, language })
  return text
}

function text(name, value, language) {
  if (typeof value !== 'string') throw mustBe(name, 'a string', value)
  return whole(value, name, language)
}

function maybeText(name, value, language) {
  return value === undefined || value === null ? undefined : text(name, value, language)
}

function flag(name, value) {
  if (value === undefined) return false
  if (typeof value !== 'boolean') throw mustBe(name, 'a boolean', value)
  return value
}

function count(name, value, otherwise, most = Number.MAX_SAFE_INTEGER) {
  if (value === undefined) return otherwise
  if (typeof value !== 'number') throw mustBe(name, 'a number', value)
  if (!Number.isSafeInteger(value) || value < 0 || value > most) throw new RangeError(`${name} must be a whole number from 0 to ${most}`)
  return value
}

/** The bytes of a document. The native half copies what it is given; of what another thread may write to, a copy is made here. */
function bytes(name, value, language) {
  if (typeof value === 'string') return whole(value, undefined, language)
  if (isUint8Array(value)) return value.buffer instanceof ArrayBuffer ? value : Uint8Array.from(value)
  throw mustBe(name, 'a string, a Buffer or a Uint8Array', value)
}

function maybeBytes(name, value, language) {
  return value === undefined || value === null ? undefined : bytes(name, value, language)
}

/** A moment as core reads it: text, or a `Date`, to the second. */
function moment(name, value, language) {
  if (isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString().replace(/\.\d+Z$/, 'Z')
  if (value === undefined || typeof value === 'string') return maybeText(name, value, language)
  throw mustBe(name, 'a string or a valid Date', value)
}

/** The options of a call, of which each must be known: a request key that is misspelt would be none. */
function options(given, ...names) {
  if (given === undefined) return {}
  if (given === null || typeof given !== 'object') throw mustBe('options', 'an object', given)
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) throw new TypeError(`no option is called ${JSON.stringify(name)}; there are ${names.join(', ')}`)
  }
  return given
}

/** A draft, a party or a configuration as JSON: text as it is, anything else written. Names may be spelt in either case. */
function json(name, value, language) {
  if (typeof value === 'string' || isUint8Array(value)) return bytes(name, value, language)
  if (value === null || typeof value !== 'object') throw mustBe(name, 'an object or JSON text', value)
  const writer = new Writer(language)
  writer.write(value, '', 0)
  return writer.out
}

/** A draft, and whether its JSON was written here: a place in that would tell nobody anything. */
function drafted(value, language, requestKey) {
  return {
    draft: json('draft', value, language),
    written: typeof value !== 'string' && !isUint8Array(value),
    requestKey: maybeText('requestKey', requestKey, language),
  }
}

const snake = (name) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

class Writer {
  constructor(language) {
    this.out = ''
    this.language = language
  }

  refuse(code, path, found) {
    return refused(code, { path: path === '' ? undefined : path, found, language: this.language })
  }

  write(value, path, depth) {
    if (depth > MOST_DEPTH) throw this.refuse('KHATM-JSON-DEPTH', path)
    if (this.out.length > MOST_LENGTH) throw this.refuse('KHATM-JSON-SIZE', '')
    switch (typeof value) {
      case 'string':
        return this.text(value, path)
      case 'number':
        // Only a whole number that no other one is rounded to is what was written.
        if (!Number.isSafeInteger(value)) throw this.refuse('KHATM-VALUE-FLOAT', path, String(value))
        this.out += value
        return
      case 'bigint':
      case 'boolean':
        this.out += value
        return
      case 'object':
        if (value === null) this.out += 'null'
        else if (Array.isArray(value)) this.items(value, path, depth)
        else this.record(value, path, depth)
        return
      default:
        throw this.refuse('KHATM-VALUE-TYPE', path, typeof value)
    }
  }

  text(value, path) {
    if (!value.isWellFormed()) throw this.refuse('KHATM-VALUE-TEXT', path)
    this.out += JSON.stringify(value)
  }

  items(list, path, depth) {
    this.out += '['
    for (let at = 0; at < list.length; at += 1) {
      if (at > 0) this.out += ','
      this.write(list[at], `${path}[${at}]`, depth + 1)
    }
    this.out += ']'
  }

  record(value, path, depth) {
    // Dates, and the decimals of libraries, say themselves how they are written.
    if (typeof value.toJSON === 'function') {
      const said = value.toJSON()
      if (isDate(value) && said === null) throw this.refuse('KHATM-VALUE-TYPE', path, 'Invalid Date')
      return this.write(said, path, depth + 1)
    }
    if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value) || value instanceof Promise) {
      throw this.refuse('KHATM-VALUE-TYPE', path, typeOf(value))
    }
    this.out += '{'
    let first = true
    for (const [given, held] of Object.entries(value)) {
      // Not given.
      if (held === undefined) continue
      if (!first) this.out += ','
      first = false
      const name = snake(given)
      this.text(name, path)
      this.out += ':'
      this.write(held, path === '' ? name : `${path}.${name}`, depth + 1)
    }
    this.out += '}'
  }
}

module.exports = { bytes, count, drafted, flag, json, maybeBytes, maybeText, moment, mustBe, options, text }
