'use strict'

// E-invoicing for Saudi Arabia. Without a ledger: check a draft, build and seal a document, validate and verify one. With one:
// `Khatm.open` issues, delivers and hands over. Every name stands here by itself, so that ECMAScript modules find it.

const calls = require('./lib/calls.js')
const errors = require('./lib/errors.js')
const { Khatm } = require('./lib/khatm.js')

exports.Khatm = Khatm
exports.PrivateKey = calls.PrivateKey

exports.KhatmError = errors.KhatmError
exports.InputError = errors.InputError
exports.StateError = errors.StateError
exports.RefusedError = errors.RefusedError
exports.BusyError = errors.BusyError
exports.UnsureError = errors.UnsureError
exports.BugError = errors.BugError

exports.build = calls.build
exports.buildSync = calls.buildSync
exports.check = calls.check
exports.checkSync = calls.checkSync
exports.csr = calls.csr
exports.csrSync = calls.csrSync
exports.explain = calls.explain
exports.explainSync = calls.explainSync
exports.inspect = calls.inspect
exports.inspectSync = calls.inspectSync
exports.qr = calls.qr
exports.qrSync = calls.qrSync
exports.qrEscpos = calls.qrEscpos
exports.qrEscposSync = calls.qrEscposSync
exports.qrPng = calls.qrPng
exports.qrPngSync = calls.qrPngSync
exports.qrSvg = calls.qrSvg
exports.qrSvgSync = calls.qrSvgSync
exports.seal = calls.seal
exports.sealSync = calls.sealSync
exports.validate = calls.validate
exports.validateSync = calls.validateSync
exports.verify = calls.verify
exports.verifySync = calls.verifySync
exports.verifyQr = calls.verifyQr
exports.verifyQrSync = calls.verifyQrSync
