// A ledger at a simulator: a day of a shop, and every kind of error.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, test } from 'node:test'
import { inspect as shown } from 'node:util'
import { spawn } from 'node:child_process'
import * as khatm from 'khatm'
import { CONFIGURATION, DEVICE, SELLER, Simulator, fault, ledger } from 'khatm/testing'
import { PATIENCE_MS, bill, folder, opened, rejected, sale, thrown, until } from './shop.mjs'

let authority
before(async () => {
  authority = await Simulator.start()
})
after(() => authority.stop())
const timeoutMs = PATIENCE_MS

test('a day in the life', { timeout: 4 * PATIENCE_MS }, async () => {
  const shop = await ledger(authority)
  const reached = (uuid, progress) => until(async () => (await shop.way(uuid)).progress === progress, progress)
  const [device] = await shop.devices()
  assert.deepEqual([device.name, device.state, device.next, device.vatNumber], [DEVICE, 'active', 'submit', SELLER.vatNumber])
  assert.deepEqual(await shop.device(DEVICE), device)
  const empty = await rejected(shop.issue(DEVICE, {}))
  assert.ok(empty instanceof khatm.InputError && empty.findings.length >= 2)
  assert.ok((await shop.check(sale('R-0'), DEVICE)).valid && !(await shop.check(sale('R-0'))).valid)

  await shop.start()
  assert.ok(shop.delivering)
  const first = await shop.issue(DEVICE, sale('R-1'), { requestKey: 'sale-1' })
  assert.deepEqual([first.counter, first.again, first.provisional], [1, false, false])
  assert.equal((await shop.receipt(first.uuid)).ground, 'as_issued')
  const again = await shop.issue(DEVICE, sale('R-1'), { requestKey: 'sale-1' })
  assert.deepEqual(again, { ...first, again: true })
  assert.equal((await rejected(shop.issue(DEVICE, sale('R-9'), { requestKey: 'sale-1' }))).code, 'KHATM-ISSUE-OTHER')
  await reached(first.uuid, 'reported')

  const cleared = await shop.issue(DEVICE, bill('T-1'))
  assert.ok(cleared.provisional && cleared.counter === 2)
  const waited = await shop.waitCleared(cleared.uuid, { timeoutMs })
  assert.ok(waited.mayHandOver && waited.ground === 'as_cleared')
  const receipt = await shop.receipt(cleared.uuid)
  assert.ok(receipt.xml !== null && receipt.qr !== cleared.qr)

  // The answer is lost: the same bytes again, known there.
  authority.addFault(fault('drop_after', { operation: 'clearance', times: 1 }))
  const lost = await shop.issue(DEVICE, bill('T-2'))
  assert.equal((await shop.waitCleared(lost.uuid, { timeoutMs })).ground, 'as_cleared')
  assert.deepEqual((await shop.story(lost.uuid)).tries.map((tried) => tried.again), [false, true])

  // A rejection and its correction.
  authority.addFault(fault('reject', { operation: 'clearance', times: 1 }))
  const refused = await shop.issue(DEVICE, bill('T-3'))
  assert.equal((await shop.waitCleared(refused.uuid, { timeoutMs })).ground, 'rejected')
  assert.ok(!(await shop.receipt(refused.uuid)).mayHandOver)
  assert.deepEqual((await shop.outbox({ rejected: true })).map((way) => way.uuid), [refused.uuid])
  const corrected = await shop.issue(DEVICE, bill('T-4'), { corrects: refused.uuid })
  await reached(corrected.uuid, 'cleared')
  assert.deepEqual(await shop.outbox({ rejected: true }), [])

  // Nobody answers; a person takes it on himself.
  const rule = authority.addFault(fault({ status: { status: 503, html: true } }))
  const waiting = await shop.issue(DEVICE, bill('T-5'))
  assert.ok(!(await shop.waitCleared(waiting.uuid, { timeoutMs: 300 })).mayHandOver)
  await shop.release(waiting.uuid, 'outage', 'Sara', 'announced at noon')
  assert.equal((await shop.receipt(waiting.uuid)).ground, 'outage')
  assert.equal((await rejected(shop.release(waiting.uuid, 'rain', 'Sara', ''))).code, 'KHATM-OUTBOX-REASON')
  assert.ok(authority.removeFault(rule) && !authority.removeFault(rule))
  await reached(waiting.uuid, 'cleared')

  // Two people keep one back, and let it go.
  await shop.stop()
  assert.ok(!shop.delivering)
  const held = await shop.issue(DEVICE, sale('R-2'))
  await shop.hold(held.uuid, ['Sara', 'Omar'], 'the total is doubted')
  assert.equal((await shop.deliver()).sent, 0)
  assert.equal((await shop.way(held.uuid)).progress, 'held')
  await shop.free(held.uuid, 'Sara', 'it is right')
  assert.equal((await shop.submit(held.uuid)).progress, 'reported')
  assert.ok((await shop.story(held.uuid)).noted.length >= 2)

  const several = await shop.issueAll(DEVICE, [sale('R-3'), [sale('R-4'), 'sale-4'], bill('T-6')])
  assert.deepEqual(several.map((one) => one.counter), [8, 9, 10])
  const none = await rejected(shop.issueAll(DEVICE, [sale('R-5'), sale('R-6'), { number: 'R-7' }]))
  assert.ok(none instanceof khatm.InputError && none.order === 2 && none.findings.length > 0)
  const inexact = await rejected(shop.issueAll(DEVICE, [sale('R-5'), { number: 0.5 }]))
  assert.deepEqual([inexact.code, inexact.order], ['KHATM-VALUE-FLOAT', 1])
  assert.deepEqual(await shop.find('R-5'), [])
  assert.deepEqual((await shop.find('R-4')).map((one) => one.counter), [9])
  assert.equal((await shop.deliver()).settled, 3)
  assert.deepEqual(await shop.outbox(), [])

  const document = await shop.document(first.uuid)
  assert.equal((await khatm.verify(document.xml)).invoiceHash, first.invoiceHash)
  assert.deepEqual([document.total, document.currency, document.requestKey], ['81.65', 'SAR', 'sale-1'])
  assert.equal(await shop.document(randomUUID()), null)
  const verified = await shop.verifyLedger([await shop.anchor()])
  assert.deepEqual([verified.whole, verified.documents, verified.anchors], [true, 10, 1])
  assert.ok(['green', 'yellow'].includes((await shop.health()).state))
  assert.match(await shop.metrics(), /khatm_/)
  const received = authority.submissions().filter((one) => ['clearance', 'reporting'].includes(one.operation))
  assert.deepEqual(new Set(received.map((one) => one.icv)), new Set(Array.from({ length: 10 }, (_, at) => String(at + 1))))
  await shop.close()
})

test('the ledger is there the next day, and its folder goes where it was nobody\'s', async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  assert.equal(shop.rootKeyMade, join(place, 'root.key'))
  const issued = await shop.issue(DEVICE, sale('R-1'))
  await shop.close()
  const next = await ledger(authority, place, { language: 'ar' })
  assert.equal(next.rootKeyMade, null)
  assert.equal((await next.issue(DEVICE, sale('R-2'))).counter, 2)
  assert.equal((await next.outbox())[0].uuid, issued.uuid)
  assert.match((await rejected(next.device('none'))).message, /[\u0600-\u06ff]/)
  await next.close()
  const passing = await ledger(authority)
  const made = passing.rootKeyMade
  assert.ok(existsSync(made))
  await passing.close()
  assert.ok(!existsSync(made))
})

test('an address, an environment or an option that is none is refused, and no password is repeated', async () => {
  for (const url of ['shop.khatm', 'mysql://a:geheim@b/c', 'sqlite:', '', ':', 'c:\\shop']) {
    const error = await rejected(khatm.Khatm.open(url))
    assert.ok(error instanceof khatm.InputError)
    assert.equal(error.code, 'KHATM-STORE-ADDRESS')
    assert.ok(!shown(error).includes('geheim'))
  }
  const place = folder()
  assert.equal((await rejected(khatm.Khatm.open(`sqlite:${join(place, 'absent')}`, { witness: place }))).code, 'KHATM-STORE-ABSENT')
  assert.equal((await rejected(khatm.Khatm.open('sqlite:x', { environment: 'moon' }))).code, 'KHATM-ENV-UNKNOWN')
  assert.equal((await rejected(khatm.Khatm.open('sqlite:x', { language: 'fr' }))).code, 'KHATM-LANGUAGE')
  for (const wrong of [{ path: 'x' }, { create: 1 }, { hands: 1.5 }, { hands: -1 }, { simulator: {} }, { actor: 5 }, null, 'create']) {
    const error = await rejected(khatm.Khatm.open('sqlite:x', wrong))
    assert.ok(error instanceof TypeError || error instanceof RangeError, shown(wrong))
  }
  assert.ok((await rejected(khatm.Khatm.open(5))) instanceof TypeError)
  assert.throws(() => new khatm.Khatm(), TypeError)
  assert.throws(() => new Simulator(), TypeError)
})

test('state, refused and unsure: an onboarding that goes wrong in every way, and goes on', async () => {
  const place = folder()
  const shop = await opened(place, authority)
  await shop.addDevice(DEVICE, CONFIGURATION, SELLER, { baseUrl: authority.url })
  assert.ok((await rejected(shop.issue(DEVICE, sale('R-1')))) instanceof khatm.StateError)
  assert.ok(['input', 'state'].includes((await rejected(shop.onboard(DEVICE))).kind))
  const wrong = await rejected(shop.onboard(DEVICE, '000000'))
  assert.ok(wrong instanceof khatm.StateError && wrong.code === 'KHATM-OTP-REFUSED' && !shown(wrong).includes('000000'))
  authority.addFault(fault('drop_after', { operation: 'compliance_csid', times: 1 }))
  assert.equal((await rejected(shop.onboard(DEVICE, authority.otp()))).code, 'KHATM-DEVICE-OTP-SPENT')
  assert.equal((await shop.device(DEVICE)).next, 'onboard_anew')
  authority.addFault(fault('reject', { operation: 'compliance_check', times: 1 }))
  const refused = await rejected(shop.onboard(DEVICE, authority.otp()))
  assert.ok(refused instanceof khatm.RefusedError && refused.code === 'KHATM-DEVICE-DOCUMENT')
  authority.addFault(fault({ truncated: {} }, { operation: 'production_csid', times: 10 }))
  assert.ok((await rejected(shop.onboard(DEVICE))) instanceof khatm.UnsureError)
  authority.clearFaults()
  assert.equal((await shop.device(DEVICE)).next, 'go_on')
  assert.equal((await shop.onboard(DEVICE)).state, 'active')
  rmSync(join(place, 'root.key'))
  assert.ok((await rejected(shop.issue(DEVICE, sale('R-1')))) instanceof khatm.KhatmError)
  await shop.close()
})

test('busy: another program has the file for itself', async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  const hold = `
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("begin immediate")
print("held", flush=True)
sys.stdin.read()
`
  const other = spawn('python3', ['-c', hold, join(place, 'ledger.khatm')], { stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise((resolve, reject) => other.stdout.once('data', resolve) && other.once('error', reject))
  const error = await rejected(shop.issue(DEVICE, sale('R-1')))
  other.stdin.end()
  await new Promise((resolve) => other.once('exit', resolve))
  assert.ok(error instanceof khatm.BusyError && error.kind === 'busy')
  assert.equal((await shop.issue(DEVICE, sale('R-1'))).counter, 1)
  await shop.close()
})

test('every fault of a device is told', async () => {
  const shop = await opened(folder(), authority)
  const error = await rejected(shop.addDevice(DEVICE, { ...CONFIGURATION, countryName: '' }, { name: 'Shop' }, { baseUrl: authority.url }))
  assert.ok(error instanceof khatm.InputError && error.findings.length >= 2)
  assert.equal((await rejected(shop.device('none'))).code, 'KHATM-DEVICE-UNKNOWN')
  await shop.close()
})

test('a closed ledger says so, and so does a simulator', async () => {
  const place = folder()
  const mine = await Simulator.start({ seed: 7 })
  const shop = await ledger(mine, place)
  const { uuid } = await shop.issue(DEVICE, sale('R-1'))
  await shop.start()
  await shop.close()
  assert.ok(shop.closed && !shop.delivering && shown(shop).includes('closed'))
  await shop.close()
  await shop.stop()
  const calls = [
    () => shop.devices(),
    () => shop.deliver(),
    () => shop.start(),
    () => shop.health(),
    () => shop.anchor(),
    () => shop.issue(DEVICE, sale('R-2')),
    () => shop.issueAll(DEVICE, [sale('R-2')]),
    () => shop.submit(uuid),
    () => shop.waitCleared(uuid),
    () => shop.waitCleared(uuid, { signal: new AbortController().signal }),
    () => shop.verifyLedger(),
  ]
  for (const call of calls) {
    const error = await rejected(call())
    assert.ok(error instanceof khatm.StateError && error.code === 'KHATM-CLOSED', String(call))
  }
  await mine.stop()
  await mine.stop()
  assert.equal(thrown(() => mine.otp()).code, 'KHATM-CLOSED')
  assert.equal((await rejected(mine.plug())).code, 'KHATM-CLOSED')
  assert.equal((await rejected(opened(folder(), mine))).code, 'KHATM-CLOSED')
})

test('one that is closed while it is used comes to a clear end', async () => {
  const shop = await ledger(authority, folder())
  const { uuid } = await shop.issue(DEVICE, bill('T-1'))
  const look = async () => {
    for (;;) await shop.health()
  }
  const looking = Promise.allSettled(Array.from({ length: 4 }, look))
  const issuing = Promise.allSettled(Array.from({ length: 20 }, (_, at) => shop.issue(DEVICE, sale(`R-${at}`))))
  const waiting = rejected(shop.waitCleared(uuid, { timeoutMs: 1 }).then(() => Promise.reject(new Error('looked'))))
  await sleep(50)
  await shop.close()
  for (const { reason } of await looking) assert.equal(reason.code, 'KHATM-CLOSED')
  // What was asked for before is done.
  assert.ok((await issuing).every(({ status }) => status === 'fulfilled'))
  assert.equal((await waiting).message, 'looked')
})

test('what waits ends when its signal says so', { timeout: 4 * PATIENCE_MS }, async () => {
  const mine = await Simulator.start()
  const shop = await ledger(mine, folder())
  const { uuid } = await shop.issue(DEVICE, bill('T-1'))
  const reason = new Error('the customer left')
  const late = AbortSignal.timeout(100)
  for (const begin of [
    (signal) => shop.waitCleared(uuid, { timeoutMs: 10 * PATIENCE_MS, signal }),
    (signal) => shop.deliver({ signal }),
    (signal) => shop.submit(uuid, { signal }),
  ]) {
    assert.equal(await rejected(begin(AbortSignal.abort(reason))), reason)
  }
  const left = new AbortController()
  const waiting = rejected(shop.waitCleared(uuid, { timeoutMs: 10 * PATIENCE_MS, signal: left.signal }))
  setTimeout(() => left.abort(reason), 50)
  assert.equal(await waiting, reason)
  assert.equal((await rejected(shop.waitCleared(uuid, { timeoutMs: 10 * PATIENCE_MS, signal: late }))).name, 'TimeoutError')

  // What was on its way when nobody wanted to wait any more is kept all the same, and nothing is sent twice.
  mine.addFault(fault({ delay: { ms: 5_000 } }, { operation: 'clearance', times: 1 }))
  const sending = new AbortController()
  const delivering = rejected(shop.deliver({ signal: sending.signal }))
  // At the authority, which takes its time with the answer: what is only taken up is given back.
  await until(async () => mine.submissions().some((one) => one.uuid === uuid && one.outcome === 'accepted'))
  sending.abort(reason)
  assert.equal(await delivering, reason)
  await until(async () => (await shop.way(uuid)).progress === 'cleared')
  assert.equal((await shop.way(uuid)).attempts, 1)

  const open = new AbortController()
  assert.ok((await shop.waitCleared(uuid, { signal: open.signal })).mayHandOver)
  open.abort()
  for (const signal of ['now', {}, 5]) assert.ok((await rejected(shop.deliver({ signal }))) instanceof TypeError)
  for (const timeoutMs of [-1, 1.5, NaN, Infinity, '5']) {
    const error = await rejected(shop.waitCleared(uuid, { timeoutMs }))
    assert.ok(error instanceof RangeError || error instanceof TypeError)
  }
  await shop.close()
  await mine.stop()
})

test('many calls at once issue one chain', async () => {
  const shop = await ledger(authority, folder())
  const issued = await Promise.all(Array.from({ length: 40 }, (_, at) => shop.issue(DEVICE, sale(`R-${at}`))))
  assert.deepEqual(issued.map((one) => one.counter).sort((a, b) => a - b), Array.from({ length: 40 }, (_, at) => at + 1))
  // Any number may wait: none of them holds up another call.
  const { uuid } = await shop.issue(DEVICE, bill('T-1'))
  const stop = new AbortController()
  const waiting = Array.from({ length: 60 }, () => rejected(shop.waitCleared(uuid, { timeoutMs: 10 * PATIENCE_MS, signal: stop.signal })))
  assert.equal((await shop.issue(DEVICE, sale('R-41'))).counter, 42)
  assert.ok(readFileSync(new URL(import.meta.url)).length > 0)
  stop.abort()
  await Promise.all(waiting)
  assert.ok((await shop.verifyLedger()).whole)
  await shop.close()
})

test('arguments of a wrong type are TypeErrors, and no UUID is an input error', async () => {
  const shop = await ledger(authority, folder())
  for (const call of [
    () => shop.device(5),
    () => shop.issue(5, sale('R-1')),
    () => shop.issue(DEVICE, 5),
    () => shop.issue(DEVICE, sale('R-1'), { requestKey: 5 }),
    () => shop.issue(DEVICE, sale('R-1'), { requestkey: 'misspelt' }),
    () => shop.issueAll(DEVICE, sale('R-1')),
    () => shop.issueAll(DEVICE, 'R-1'),
    () => shop.receipt(5),
    () => shop.hold('x', ['Sara'], 'why'),
    () => shop.hold('x', 'Sara', 'why'),
    () => shop.verifyLedger('anchor'),
    () => shop.verifyLedger([5]),
    () => shop.outbox({ most: '5' }),
    () => shop.outbox({ devices: DEVICE }),
  ]) {
    assert.ok((await rejected(call())) instanceof TypeError, String(call))
  }
  for (const call of [() => shop.receipt('x'), () => shop.way(''), () => shop.submit('R-1'), () => shop.retry('5', 'Sara')]) {
    assert.ok((await rejected(call())) instanceof khatm.InputError, String(call))
  }
  assert.equal((await rejected(shop.device('\ud800'))).code, 'KHATM-VALUE-TEXT')
  assert.equal((await rejected(shop.issue(DEVICE, sale('R-1'), { requestKey: '\ud800' }))).code, 'KHATM-VALUE-TEXT')
  const foreign = Object.create(khatm.Khatm.prototype)
  assert.ok((await rejected(foreign.devices())) instanceof TypeError)
  assert.deepEqual(await shop.find('R-1'), [])
  await shop.close()
})

test('nothing secret is shown', async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  const root = readFileSync(join(place, 'root.key'), 'utf8').trim()
  const seen = [shown(shop, { showHidden: true }), await shop.devices(), await shop.health(), await shop.metrics(), await shop.anchor()]
  writeFileSync(join(place, 'root.key'), 'not a key')
  const error = await rejected(shop.issue(DEVICE, sale('R-1')))
  seen.push(shown(error), JSON.stringify(error))
  const text = JSON.stringify(seen)
  for (const secret of [root, 'not a key', 'PRIVATE']) assert.ok(!text.includes(secret))
  await shop.close()
})

test('await using closes', async () => {
  const shop = await ledger(authority, folder())
  await shop[Symbol.asyncDispose]()
  assert.ok(shop.closed)
})

test('a copy does not sign until somebody says that it is the one', { timeout: 2 * PATIENCE_MS }, async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  await shop.issue(DEVICE, sale('R-1'))
  const last = await shop.issue(DEVICE, sale('R-2'))
  await shop.close()
  const twin = join(place, 'copy')
  mkdirSync(twin)
  for (const name of ['ledger.khatm', 'root.key']) copyFileSync(join(place, name), join(twin, name))
  const witness = join(place, 'witness')
  const moved = `sqlite:${join(twin, 'ledger.khatm')}`

  const copied = await opened(twin, authority, { create: false, witness })
  assert.equal((await rejected(copied.issue(DEVICE, sale('R-3')))).code, 'KHATM-FENCE-COPIED')
  await copied.close()
  const resume = (stated) => khatm.Khatm.resume(moved, { last: stated, person: 'Huda', witness })
  for (const [stated, code] of [
    [[], 'KHATM-FENCE-UNSTATED'],
    [['nonsense'], 'KHATM-FENCE-UNSTATED'],
    [[`${DEVICE}=1:${last.invoiceHash}`], 'KHATM-FENCE-DIFFERS'],
  ]) {
    assert.equal((await rejected(resume(stated))).code, code)
  }
  await assert.rejects(resume('TILL-1=0'), TypeError)
  await resume([`${DEVICE}=2:${last.invoiceHash}`])
  const resumed = await opened(twin, authority, { create: false, witness })
  assert.equal((await resumed.issue(DEVICE, sale('R-3'))).counter, 3)
  await resumed.close()

  const original = await opened(place, authority, { create: false })
  assert.equal((await rejected(original.issue(DEVICE, sale('R-4')))).code, 'KHATM-FENCE-RETIRED')
  await original.close()
  await khatm.Khatm.abandon(`sqlite:${join(place, 'ledger.khatm')}`, { person: 'Huda', witness })
})
