'use strict'

// The native half answers with JSON text; here it becomes values with JavaScript's spelling of names, or an error that is thrown.

const { isUint8Array } = require('node:util').types
const native = require('./native.js')

class KhatmError extends Error {
  constructor({ message, ...rest }) {
    super(message)
    Object.assign(this, rest)
  }
}
Object.defineProperty(KhatmError.prototype, 'name', { value: 'KhatmError', configurable: true, writable: true })

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

function spelt(value) {
  if (Array.isArray(value)) return value.map(spelt)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [camel(name), spelt(inner)]))
}

// A copy: the caller may write into its own buffer while another thread reads this one.
function bytes(xml) {
  if (typeof xml === 'string' || isUint8Array(xml)) return Buffer.from(xml)
  throw new TypeError('xml must be a string, a Buffer or a Uint8Array')
}

function text(language) {
  if (language === undefined || typeof language === 'string') return language
  throw new TypeError('language must be a string')
}

function settle(answer) {
  const { Ok, Err } = JSON.parse(answer)
  if (Err) throw new KhatmError(spelt(Err))
  return spelt(Ok)
}

async function verify(xml, language) {
  return settle(await native.verify(bytes(xml), text(language)))
}

function verifySync(xml, language) {
  return settle(native.verifySync(bytes(xml), text(language)))
}

module.exports = { verify, verifySync, KhatmError }
