// What is Node's own: types of arguments, the classes of errors, the event loop.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import vm from 'node:vm'
import { Worker } from 'node:worker_threads'
import * as khatm from 'khatm'

const { InputError, KhatmError, verify, verifySync } = khatm
const dtd = '<!DOCTYPE a><a/>'

const caught = (call) => {
  try {
    call()
  } catch (error) {
    return error
  }
  assert.fail('nothing was thrown')
}
const rejected = (promise) => promise.then(() => assert.fail('it did not reject'), (error) => error)
const whole = (error) => ({ ...error, message: error.message, name: error.name })

test('the module can be imported and required, and is the same', () => {
  const required = createRequire(import.meta.url)('khatm')
  const names = Object.keys(required).sort()
  assert.deepEqual(Object.keys(khatm).filter((name) => !['default', 'module.exports'].includes(name)).sort(), names)
  for (const name of names) assert.equal(khatm[name], required[name])
  for (const call of names.filter((name) => /^[a-z]/.test(name) && !name.endsWith('Sync'))) {
    assert.ok(names.includes(`${call}Sync`), `${call} has no form that is done at once`)
  }
})

test('an error is an Error of the class of its kind, with every property, however it arrives', async () => {
  const error = await rejected(verify(dtd))
  assert.ok(error instanceof InputError && error instanceof KhatmError && error instanceof Error)
  assert.equal(error.name, 'InputError')
  assert.equal(error.kind, 'input')
  assert.match(error.code, /^KHATM-[A-Z0-9-]+$/)
  const names = ['code', 'findings', 'fix', 'fixAr', 'kind', 'messageAr', 'order', 'path', 'place', 'remarks', 'retryAfterSeconds']
  assert.deepEqual(Object.keys(error).sort(), names)
  assert.ok(error.fix.length > 8 && error.message.length > 8)
  assert.match(error.messageAr, /[\u0600-\u06ff]/)
  assert.ok(error.stack.startsWith(`Error: ${error.message}`) || error.stack.startsWith(`InputError: ${error.message}`))
  assert.ok(error.stack.includes('host.test.mjs'), 'the stack says who called')
  assert.equal(JSON.parse(JSON.stringify(error)).message, error.message)
  assert.deepEqual(whole(caught(() => verifySync(dtd))), whole(error))
})

test('a string, a Buffer and any view of the same bytes are one document', async () => {
  const buffer = Buffer.from(`${dtd}é`)
  const shared = new Uint8Array(new SharedArrayBuffer(buffer.length))
  shared.set(buffer)
  const padded = new Uint8Array([0, ...buffer, 0]).subarray(1, -1)
  const foreign = vm.runInNewContext('Uint8Array.from(bytes)', { bytes: [...buffer] })
  const expected = whole(await rejected(verify(`${dtd}é`)))
  for (const xml of [buffer, new Uint8Array(buffer), shared, padded, foreign]) {
    assert.deepEqual(whole(await rejected(verify(xml))), expected)
    assert.deepEqual(whole(caught(() => verifySync(xml))), expected)
  }
})

test('the languages differ, and English is the one that nobody asked for', async () => {
  const [none, english, arabic] = await Promise.all([undefined, 'en', 'ar'].map((tag) => rejected(verify(dtd, { language: tag }))))
  assert.deepEqual(whole(none), whole(english))
  assert.match(arabic.message, /[\u0600-\u06ff]/)
  assert.match(arabic.fix, /[\u0600-\u06ff]/)
  assert.doesNotMatch(english.message, /[\u0600-\u06ff]/)
  assert.equal(arabic.code, english.code)
})

test('an unknown language is refused by the core', async () => {
  for (const error of [await rejected(verify(dtd, { language: 'fr' })), caught(() => verifySync(dtd, { language: 'fr' }))]) {
    assert.ok(error instanceof KhatmError)
    assert.equal(error.code, 'KHATM-LANGUAGE')
    assert.match(error.message, /fr/)
  }
})

test('an argument of a wrong type is a TypeError, as a rejection where there is a promise', async () => {
  for (const xml of [undefined, null, 5, {}, [60, 97, 47, 62], new ArrayBuffer(4), new Uint16Array(4)]) {
    assert.ok((await rejected(verify(xml))) instanceof TypeError)
    assert.ok(caught(() => verifySync(xml)) instanceof TypeError)
  }
  for (const options of [null, 'en', { language: 5 }, { language: {} }, { language: ['en'] }, { lang: 'en' }]) {
    assert.ok((await rejected(verify(dtd, options))) instanceof TypeError)
    assert.ok(caught(() => verifySync(dtd, options)) instanceof TypeError)
  }
})

// How often the event loop turned until all of a burst of calls had settled.
async function turns(call, xml) {
  let count = 0
  let running = true
  const turn = () => {
    count += 1
    if (running) setImmediate(turn)
  }
  setImmediate(turn)
  await Promise.allSettled(Array.from({ length: 8 }, () => call(xml)))
  running = false
  return count
}

test('the event loop turns while a promise is open, and not during verifySync', async () => {
  const xml = Buffer.from(`<a>${'<b>text</b>'.repeat(200_000)}</c>`)
  const blocked = await turns(async (document) => verifySync(document), xml)
  assert.equal(blocked, 0, 'the measure is blind: it must see a call that blocks')
  const free = await turns(verify, xml)
  assert.ok(free >= 3, `the event loop turned ${free} times`)
})

test('a buffer may be written to while a promise is open', async () => {
  const xml = Buffer.from(dtd)
  const expected = whole(await rejected(verify(xml)))
  // Every thread of the pool is busy, so that the call has not begun when the buffer changes.
  const busy = Promise.allSettled(Array.from({ length: 16 }, () => verify(`<a>${'<b>text</b>'.repeat(20_000)}</c>`)))
  const open = rejected(verify(xml))
  xml.fill(0)
  assert.deepEqual(whole(await open), expected)
  assert.ok((await busy).every(({ status }) => status === 'rejected'))
})
