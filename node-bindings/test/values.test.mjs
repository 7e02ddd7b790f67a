// What a draft may be in JavaScript, and what it may not.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { InputError, build, buildSync, check, checkSync, csrSync, inspectSync, PrivateKey } from 'khatm'
import { CONFIGURATION, SELLER } from 'khatm/testing'
import { root } from './corpus.mjs'
import { BUYER, bill, rejected, sale, thrown } from './shop.mjs'

const lines = (price, quantity = 1) => ({ number: 'S-1', lines: [{ name: 'Pen', quantity, price }] })
const refusal = (draft, options) => thrown(() => checkSync(draft, { seller: SELLER, ...options }))
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
const inCamel = (value) =>
  Array.isArray(value)
    ? value.map(inCamel)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [camel(name), inCamel(inner)]))
      : value

test('every number that is exact is taken, by its digits', () => {
  for (const price of [7, 7n, '7', '7.00', '+7.000', '0.7e1', { toJSON: () => '7.0' }]) {
    assert.equal(buildSync(lines(price), { seller: SELLER }).totals.net, '7.00', String(price))
  }
  assert.equal(buildSync(lines(1n, 2n), { seller: SELLER }).totals.net, '2.00')
  assert.equal(buildSync(lines(-0 + 1, 3), { seller: SELLER }).totals.net, '3.00')
})

test('a number that is not exact is refused, at its place', () => {
  for (const price of [0.1 + 0.2, 35.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e21, Number.MAX_VALUE, 5e-324]) {
    const error = refusal(lines(price))
    assert.ok(error instanceof InputError)
    assert.deepEqual([error.code, error.path], ['KHATM-VALUE-FLOAT', 'lines[0].price'])
    assert.ok(error.message.includes(String(price)))
  }
  assert.match(refusal(lines(0.5), { language: 'ar' }).message, /[\u0600-\u06ff]/)
  // The last one that is.
  assert.doesNotMatch(JSON.stringify(checkSync(lines(2 ** 53 - 1), { seller: SELLER })), /VALUE-FLOAT/)
})

test('a place is told in JSON that somebody wrote, and not in what was written of an object', () => {
  const draft = { lines: [{ name: 'Pen', quantity: 1, price: 'x' }] }
  assert.ok(checkSync(draft).findings.length > 0 && checkSync(draft).findings.every((finding) => finding.place === null))
  for (const text of [JSON.stringify(draft), Buffer.from(JSON.stringify(draft))]) {
    assert.ok(checkSync(text).findings.some((finding) => finding.place?.line === 1))
  }
  assert.ok(thrown(() => buildSync(draft)).findings.every((finding) => finding.place === null))
})

test('what says nothing that a draft can hold is refused, at its place', async () => {
  const values = [() => 1, Symbol('x'), new Map(), new Set(), new Uint8Array(2), new DataView(new ArrayBuffer(1)), Promise.resolve(1)]
  for (const value of [...values, new Date(NaN), { toJSON: () => undefined }]) {
    const error = refusal({ ...lines('1.00'), buyer: { vatNumber: value } })
    assert.deepEqual([error.code, error.path], ['KHATM-VALUE-TYPE', 'buyer.vat_number'])
  }
  assert.equal(refusal({ lines: [, 1] }).path, 'lines[0]')
  assert.equal(refusal({ lines: [undefined] }).code, 'KHATM-VALUE-TYPE')
  assert.equal((await rejected(check({ number: 0.5 }))).code, 'KHATM-VALUE-FLOAT')
})

test('undefined and null are not given', () => {
  const draft = { ...sale('S-1'), reason: undefined, buyer: null, orderReference: undefined }
  assert.ok(checkSync(draft, { seller: SELLER }).valid)
})

test('what holds itself, or fans out, comes to an end', () => {
  const cycle = { lines: [] }
  cycle.lines.push(cycle)
  assert.equal(refusal(cycle).code, 'KHATM-JSON-DEPTH')
  const itself = { toJSON: () => itself }
  assert.equal(refusal({ buyer: itself }).code, 'KHATM-JSON-DEPTH')
  let deep = 'x'
  for (let level = 0; level < 100_000; level += 1) deep = [deep]
  assert.equal(refusal({ lines: deep }).code, 'KHATM-JSON-DEPTH')
  let wide = ['x'.repeat(1000)]
  for (let level = 0; level < 30; level += 1) wide = [wide, wide]
  assert.equal(refusal({ lines: wide }).code, 'KHATM-JSON-SIZE')
  const long = checkSync(`{"number": "${'x'.repeat(33 * 1024 * 1024)}"}`)
  assert.deepEqual(long.findings.map((finding) => finding.code), ['KHATM-JSON-SIZE'])
})

test('half of a character is refused wherever text goes', async () => {
  for (const half of ['\ud800', 'a\udc00b', '\udfff\ud800']) {
    assert.deepEqual([refusal(sale(half)).code, refusal(sale(half)).path], ['KHATM-VALUE-TEXT', 'number'])
    assert.equal(refusal({ [half]: 1 }).code, 'KHATM-VALUE-TEXT')
    assert.equal(refusal(`{"number": "${half}"}`).code, 'KHATM-VALUE-TEXT')
    assert.equal(refusal(sale('S-1'), { previousHash: half }).code, 'KHATM-VALUE-TEXT')
    assert.equal(thrown(() => inspectSync(half)).code, 'KHATM-VALUE-TEXT')
  }
  const whole = await build(sale('S-1', { lines: [{ name: 'كتاب 📚', quantity: 1, price: 1 }] }), { seller: SELLER })
  assert.ok(whole.xml.includes('كتاب 📚'))
})

test('what a getter or toJSON throws is thrown on', () => {
  const mine = new Error('mine')
  const throws = () => {
    throw mine
  }
  assert.equal(thrown(() => checkSync({ toJSON: throws })), mine)
  assert.equal(thrown(() => checkSync(Object.defineProperty({}, 'number', { get: throws, enumerable: true }))), mine)
})

test('an object, its JSON and the bytes of that are one draft, in either spelling', async () => {
  const snake = { ...sale('S-1'), buyer: { ...Object.fromEntries(Object.entries(BUYER)) } }
  const expected = checkSync(bill('S-1'), { seller: SELLER })
  assert.ok(expected.valid)
  const text = JSON.stringify({
    ...sale('S-1'),
    buyer: { name: BUYER.name, vat_number: BUYER.vatNumber, street: BUYER.street, building_number: BUYER.buildingNumber,
      district: BUYER.district, city: BUYER.city, postal_code: BUYER.postalCode },
  })
  for (const draft of [snake, text, Buffer.from(text), new TextEncoder().encode(text), JSON.parse(text), Object.assign(Object.create(null), snake)]) {
    assert.deepEqual(await check(draft, { seller: SELLER }), expected)
  }
  // Both spellings of one field are two.
  const twice = checkSync({ ...sale('S-1'), buyer: { ...BUYER, vat_number: BUYER.vatNumber } }, { seller: SELLER })
  assert.deepEqual(twice.findings.map((finding) => finding.code), ['KHATM-JSON-TWICE'])
})

test('every field of a draft keeps its name in both spellings', () => {
  const schema = JSON.parse(readFileSync(join(root, 'docs/schema/draft.json'), 'utf8'))
  const records = [schema, ...Object.values(schema.$defs)].filter((record) => record.properties)
  const names = new Set(records.flatMap((record) => Object.keys(record.properties)).filter((name) => name !== '$schema'))
  assert.ok(names.size > 50)
  for (const name of names) {
    const unknown = checkSync({ [camel(name)]: { nonsense: 1 } }).findings.filter((finding) => finding.path === camel(name) && name !== camel(name))
    assert.deepEqual(unknown, [], name)
  }
  const folder = join(root, 'examples/drafts')
  for (const file of readdirSync(folder)) {
    const draft = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    assert.deepEqual(checkSync(inCamel(draft), { seller: SELLER }), checkSync(draft, { seller: SELLER }), file)
    assert.ok(checkSync(inCamel(draft), { seller: SELLER }).valid, file)
  }
})

test('a Date is a moment: for a moment it is taken, for a day it is not', () => {
  const at = new Date('2026-11-22T09:30:15.250Z')
  const built = buildSync(sale('S-1', { issuedAt: at }), { seller: SELLER, now: at })
  assert.ok(built.xml.includes('2026-11-22') && built.xml.includes('12:30:15'))
  assert.equal(built.xml, buildSync(sale('S-1', { issuedAt: at, uuid: built.uuid }), { seller: SELLER, now: '2026-11-22T12:30:15+03:00' }).xml)
  assert.deepEqual(checkSync(sale('S-1', { supplyDate: at }), { seller: SELLER }).findings.map((finding) => finding.path), ['supply_date'])
  assert.ok(thrown(() => checkSync(sale('S-1'), { now: new Date(NaN) })) instanceof TypeError)
  assert.ok(thrown(() => checkSync(sale('S-1'), { now: 5 })) instanceof TypeError)
})

test('a counter is a whole number or a BigInt', () => {
  for (const counter of [7, 7n, 2n ** 53n]) {
    assert.ok(buildSync(sale('S-1'), { seller: SELLER, counter }).xml.includes(`<cbc:UUID>${counter}</cbc:UUID>`))
  }
  for (const counter of [1.5, NaN, -1, 2 ** 53]) assert.ok(thrown(() => buildSync(sale('S-1'), { counter })) instanceof RangeError)
  for (const counter of ['7', {}, -1n, 2n ** 64n]) assert.ok(thrown(() => buildSync(sale('S-1'), { counter })) instanceof Error)
})

test('an argument of a wrong type is a TypeError that says which', () => {
  for (const draft of [undefined, null, 5, true, 5n, () => 1]) {
    const error = thrown(() => checkSync(draft))
    assert.ok(error instanceof TypeError && error.message.startsWith('draft must be'))
  }
  const key = PrivateKey.generate()
  for (const wrong of [null, {}, 'key', Object.create(PrivateKey.prototype)]) {
    assert.ok(thrown(() => csrSync(CONFIGURATION, wrong, { environment: 'sandbox' })) instanceof TypeError)
  }
  assert.ok(thrown(() => csrSync(CONFIGURATION, key)) instanceof TypeError)
  assert.ok(thrown(() => csrSync(CONFIGURATION, key, { environment: 5 })) instanceof TypeError)
  assert.ok(thrown(() => new PrivateKey(5)) instanceof TypeError)
  assert.ok(thrown(() => checkSync(sale('S-1'), { requestkey: 'x' })) instanceof TypeError)
})
