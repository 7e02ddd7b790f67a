'use strict'

// Everything that needs no ledger, each as a promise and as a call that holds the event loop until it is done.

const {
  inspect: inspection,
  types: { isDate },
} = require('node:util')
const native = require('../native.js')
const { raised } = require('./errors.js')
const { bytes, count, drafted, json, maybeBytes, maybeText, moment, mustBe, options, text } = require('./values.js')

function direct(call) {
  try {
    return call()
  } catch (error) {
    throw raised(error)
  }
}

/** Both forms of a call. `make` reads the arguments and calls the native half; `read` reads its answer. */
function both(make, read = JSON.parse) {
  const later = async (...given) => {
    try {
      return read(await make(false, ...given))
    } catch (error) {
      throw raised(error)
    }
  }
  return [later, (...given) => direct(() => read(make(true, ...given)))]
}

const form = (atOnce, language) => ({ atOnce, language: maybeText('language', language) })

const [verify, verifySync] = both((atOnce, xml, given) => {
  const { language } = options(given, 'language')
  return native.verify(form(atOnce, language), bytes('xml', xml))
})

const [verifyQr, verifyQrSync] = both((atOnce, qr, given) => {
  const { language } = options(given, 'language')
  return native.verifyQr(form(atOnce, language), bytes('qr', qr))
})

function counter(value) {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 64n) return String(value)
  return String(count('counter', value))
}

/** An answer whose document follows it after a zero. */
function withDocument(text) {
  const end = text.indexOf('\0')
  const value = JSON.parse(text.slice(0, end))
  value.xml = text.slice(end + 1)
  return value
}

const ofDraft = (call, read) =>
  both((atOnce, draft, given) => {
    const { language, seller, counter: place, previousHash, now } = options(given, 'seller', 'counter', 'previousHash', 'now', 'language')
    return call(form(atOnce, language), drafted(draft, language), {
      seller: seller === undefined || seller === null ? undefined : json('seller', seller, language),
      counter: counter(place),
      previousHash: maybeText('previousHash', previousHash),
      now: moment('now', now),
    })
  }, read)

const [check, checkSync] = ofDraft(native.check)
const [build, buildSync] = ofDraft(native.build, withDocument)

const [validate, validateSync] = both((atOnce, xml, given) => {
  const { language, now, previousHash, certificate } = options(given, 'now', 'previousHash', 'certificate', 'language')
  return native.validate(
    form(atOnce, language),
    bytes('xml', xml),
    moment('now', now),
    maybeText('previousHash', previousHash),
    maybeBytes('certificate', certificate),
  )
})

// The time of a stamp is written in UTC, without a zone.
const stampTime = (at) => (isDate(at) ? moment('at', at).slice(0, -1) : moment('at', at))

const [seal, sealSync] = both((atOnce, xml, key, certificate, given) => {
  const { language, at } = options(given, 'at', 'language')
  return native.seal(form(atOnce, language), bytes('xml', xml), nativeKey(key), bytes('certificate', certificate), stampTime(at))
}, withDocument)

const [explain, explainSync] = both((atOnce, xml, given) => {
  const { language, against } = options(given, 'against', 'language')
  return native.explain(form(atOnce, language), bytes('xml', xml), maybeBytes('against', against))
})

const [inspect, inspectSync] = both((atOnce, data, given) => {
  const { language, environment } = options(given, 'environment', 'language')
  return native.inspect(form(atOnce, language), bytes('data', data), maybeText('environment', environment))
})

const [csr, csrSync] = both((atOnce, configuration, key, given) => {
  const { language, environment } = options(given, 'environment', 'language')
  return native.csr(form(atOnce, language), json('configuration', configuration, language), nativeKey(key), text('environment', environment))
})

const [qr, qrSync] = both((atOnce, data, given) => {
  const { language } = options(given, 'language')
  return native.qr(form(atOnce, language), bytes('data', data))
})

const [qrPng, qrPngSync] = both(
  (atOnce, data, given) => {
    const { language, scale } = options(given, 'scale', 'language')
    return native.qrPicture(form(atOnce, language), bytes('data', data), count('scale', scale, 8, 2 ** 32 - 1))
  },
  (picture) => picture,
)

const [qrSvg, qrSvgSync] = both(
  (atOnce, data, given) => {
    const { language } = options(given, 'language')
    return native.qrPicture(form(atOnce, language), bytes('data', data))
  },
  (picture) => picture.toString('utf8'),
)

const [qrEscpos, qrEscposSync] = both(
  (atOnce, data, given) => {
    const { language, paper } = options(given, 'paper', 'language')
    return native.qrEscpos(form(atOnce, language), bytes('data', data), count('paper', paper ?? null))
  },
  (picture) => picture,
)

class PrivateKey {
  #native

  constructor(data) {
    this.#native = data instanceof native.PrivateKey ? data : direct(() => native.PrivateKey.parse(bytes('data', data)))
  }

  static generate() {
    return new PrivateKey(direct(() => native.PrivateKey.generate()))
  }

  static nativeOf(key) {
    if (key === null || typeof key !== 'object' || !(#native in key)) throw mustBe('key', 'a PrivateKey', key)
    return key.#native
  }

  get curve() {
    return this.#native.curve
  }

  toPem() {
    return this.#native.toPem()
  }

  // A key is written nowhere by chance.
  toJSON() {
    return undefined
  }

  [inspection.custom]() {
    return `PrivateKey <${this.curve}>`
  }
}
const nativeKey = PrivateKey.nativeOf
delete PrivateKey.nativeOf

module.exports = {
  PrivateKey,
  build,
  buildSync,
  check,
  checkSync,
  csr,
  csrSync,
  direct,
  explain,
  explainSync,
  inspect,
  inspectSync,
  qr,
  qrEscpos,
  qrEscposSync,
  qrPng,
  qrPngSync,
  qrSvg,
  qrSvgSync,
  qrSync,
  seal,
  sealSync,
  validate,
  validateSync,
  verify,
  verifyQr,
  verifyQrSync,
  verifySync,
}
