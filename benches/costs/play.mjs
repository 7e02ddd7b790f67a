// Plays the part of costs.rs in Node: `play.mjs FOLDER khatm|zatca-xml-js`.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'

const [folder, module] = process.argv.slice(2)
const read = (name) => readFileSync(`${folder}/${name}`)
const now = '2026-11-21T10:00:00'
const [document, sealed, certificate, pem] = [read('document.xml'), read('sealed.xml'), read('certificate.txt'), read('key.pem').toString()]
const require = createRequire(`${process.cwd()}/`)

function ours() {
  const { PrivateKey, sealSync, validateSync } = require('khatm')
  const key = new PrivateKey(pem)
  return {
    seal: () => sealSync(document, key, certificate, { at: now }),
    validate: () => validateSync(sealed, { now }),
  }
}

// It signs what it made itself: a document of as many lines.
function theirs() {
  const { ZATCASimplifiedTaxInvoice } = require('zatca-xml-js')
  const { createPrivateKey } = require('node:crypto')
  // It wants a key in SEC1.
  const key = createPrivateKey(pem).export({ type: 'sec1', format: 'pem' })
  const location = { city: 'Riyadh', city_subdivision: 'Olaya', street: 'King Fahd Road', plot_identification: '0000', building: '2322', postal_zone: '12214' }
  const egs = { uuid: '6f4d20e0-6bfe-4a80-9389-7dabe6620f12', custom_id: 'TILL-1', model: 'POS', CRN_number: '1010010001', VAT_name: 'Khatm Books', VAT_number: '300000000000003', location, branch_name: 'Riyadh Branch', branch_industry: 'Books' }
  const lines = Array.from({ length: 10 }, (_, at) => ({ id: `${at + 1}`, name: `Book ${at + 1}`, quantity: 2, tax_exclusive_price: 35.5, VAT_percent: 0.15 }))
  const props = {
    egs_info: egs, invoice_counter_number: 1, invoice_serial_number: 'S-1', issue_date: '2026-11-21', issue_time: '10:00:00',
    previous_invoice_hash: 'NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==', line_items: lines,
  }
  const invoice = new ZATCASimplifiedTaxInvoice({ props })
  return { seal: () => invoice.sign(certificate.toString(), key) }
}

// The peer talks.
console.error = console.log = () => {}
const calls = module === 'khatm' ? ours() : theirs()
for await (const line of createInterface({ input: process.stdin })) {
  const [name, count] = line.split(' ')
  const call = calls[name]
  const begun = process.hrtime.bigint()
  for (let at = 0; at < Number(count); at += 1) call()
  process.stdout.write(`${(Number(process.hrtime.bigint() - begun) / 1e3 / Number(count)).toFixed(3)}\n`)
}
