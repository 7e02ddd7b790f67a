// Threads, processes, and ends with work in flight: of a worker, of the event loop, of the process, and by kill -9.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { test, before, after } from 'node:test'
import { Worker } from 'node:worker_threads'
import { join } from 'node:path'
import { DEVICE, Simulator, ledger } from 'khatm/testing'
import { PATIENCE_MS, folder, sale, until } from './shop.mjs'

const require = createRequire(import.meta.url)
const paths = JSON.stringify({ khatm: require.resolve('khatm'), testing: require.resolve('khatm/testing') })
const timeout = 4 * PATIENCE_MS

let authority
before(async () => {
  authority = await Simulator.start()
})
after(() => authority.stop())

/** What a script in another process comes to. */
async function ended(script, { args = [], kill } = {}) {
  const child = spawn(process.execPath, ['-e', `const paths = ${paths}; (async () => { ${script} })()`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let errors = ''
  child.stderr.on('data', (text) => (errors += text))
  child.stdout.on('data', (text) => {
    out += text
    if (kill && out.includes(kill)) child.kill('SIGKILL')
  })
  const [code, signal] = await new Promise((resolve) => child.once('close', (...how) => resolve(how)))
  return { code, signal, out, errors }
}

function worker(script, workerData) {
  const made = new Worker(`const paths = ${paths}; ${script}`, { eval: true, workerData })
  return made
}
const said = (made) => new Promise((resolve, reject) => made.once('message', resolve).once('error', reject))

test('a worker thread has classes of its own, and errors keep theirs there', { timeout }, async () => {
  const made = worker(`
    const { parentPort } = require('node:worker_threads')
    const { verify, InputError } = require(paths.khatm)
    verify('<!DOCTYPE a><a/>').catch((error) => parentPort.postMessage([error instanceof InputError, error.code]))`)
  const [own, code] = await said(made)
  assert.ok(own)
  assert.match(code, /^KHATM-/)
  await made.terminate()
})

test('worker threads issue one chain with the main thread', { timeout }, async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  const script = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { Khatm } = require(paths.khatm)
    ;(async () => {
      const { place, name } = workerData
      const shop = await Khatm.open('sqlite:' + place + '/ledger.khatm', { environment: 'simulation', rootKeyFile: place + '/root.key', witness: place + '/witness' })
      const counters = []
      for (let at = 0; at < 5; at += 1) {
        const draft = { number: name + at, lines: [{ name: 'Book', quantity: 1, price: 1 }] }
        counters.push((await shop.issue('TILL-1', draft)).counter)
      }
      await shop.close()
      parentPort.postMessage(counters)
    })()`
  const workers = ['A', 'B', 'C'].map((name) => said(worker(script, { place, name })))
  const mine = Promise.all(Array.from({ length: 5 }, async (_, at) => (await shop.issue(DEVICE, sale(`M${at}`))).counter))
  const counters = [...(await mine), ...(await Promise.all(workers)).flat()].sort((a, b) => a - b)
  assert.deepEqual(counters, Array.from({ length: 20 }, (_, at) => at + 1))
  assert.ok((await shop.verifyLedger()).whole)
  await shop.close()
})

test('a worker that is terminated with work in flight takes nothing with it', { timeout }, async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  const script = `
    const { parentPort, workerData: place } = require('node:worker_threads')
    const { Khatm, verify } = require(paths.khatm)
    ;(async () => {
      const shop = await Khatm.open('sqlite:' + place + '/ledger.khatm', { environment: 'simulation', rootKeyFile: place + '/root.key', witness: place + '/witness' })
      await shop.start()
      const { uuid } = await shop.issue('TILL-1', { number: 'W' + Math.random(), buyer: ${JSON.stringify({ name: 'B', vatNumber: '310122393500003', street: 'S', buildingNumber: '1111', district: 'D', city: 'R', postalCode: '12222' })}, lines: [{ name: 'Book', quantity: 1, price: 1 }] })
      for (let at = 0; at < 50; at += 1) verify('<a>' + '<b>text</b>'.repeat(5000) + '</c>').catch(() => 0)
      for (let at = 0; at < 8; at += 1) shop.waitCleared(uuid, { timeoutMs: 3000 }).catch(() => 0)
      for (let at = 0; at < 8; at += 1) shop.issue('TILL-1', { number: 'W' + Math.random(), lines: [{ name: 'Book', quantity: 1, price: 1 }] }).catch(() => 0)
      parentPort.postMessage('busy')
    })()`
  for (let round = 0; round < 3; round += 1) {
    const made = worker(script, place)
    assert.equal(await said(made), 'busy')
    await made.terminate()
  }
  assert.ok((await shop.issue(DEVICE, sale('R-1'))).counter >= 4)
  assert.ok((await shop.verifyLedger()).whole)
  await shop.close()
})

test('processes of a cluster issue one chain', { timeout }, async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  const done = await ended(`
    const cluster = require('node:cluster')
    const { Khatm } = require(paths.khatm)
    const place = process.argv[1]
    const open = () => Khatm.open('sqlite:' + place + '/ledger.khatm', { environment: 'simulation', rootKeyFile: place + '/root.key', witness: place + '/witness' })
    const shop = await open()
    const sell = async (name) => {
      for (let at = 0; at < 5; at += 1) await shop.issue('TILL-1', { number: name + at, lines: [{ name: 'Book', quantity: 1, price: 1 }] })
      await shop.close()
    }
    if (cluster.isPrimary) {
      cluster.setupPrimary({ exec: process.argv[2], args: [place], execArgv: [] })
      const workers = [cluster.fork(), cluster.fork()]
      const ends = workers.map((one) => new Promise((resolve) => one.once('exit', resolve)))
      await sell('P')
      console.log(JSON.stringify(await Promise.all(ends)))
    }`, { args: [place, new URL('cluster_worker.cjs', import.meta.url).pathname] })
  assert.equal(done.out, '[0,0]\n', done.errors)
  assert.equal((await shop.issue(DEVICE, sale('R-1'))).counter, 16)
  assert.ok((await shop.verifyLedger()).whole)
  await shop.close()
})

test('a process ends at once with work in flight, by its own will or because nothing is left to do', { timeout }, async () => {
  const begin = `
    const { Simulator, ledger } = require(paths.testing)
    const { verify } = require(paths.khatm)
    const authority = await Simulator.start()
    const shop = await ledger(authority)
    await shop.start()
    const { uuid } = await shop.issue('TILL-1', { number: 'R-1', lines: [{ name: 'Book', quantity: 1, price: 1 }] })
    console.log('issued')`
  // Delivery in the background holds no process up.
  const left = await ended(begin)
  assert.deepEqual([left.code, left.signal, left.out], [0, null, 'issued\n'], left.errors)
  const busy = `${begin}
    for (let at = 0; at < 40; at += 1) verify('<a>' + '<b>text</b>'.repeat(5000) + '</c>').catch(() => 0)
    for (let at = 0; at < 4; at += 1) shop.waitCleared(uuid, { timeoutMs: 600000 }).catch(() => 0)`
  const exited = await ended(`${busy}; process.exit(3)`)
  assert.deepEqual([exited.code, exited.signal], [3, null], exited.errors)
  const threw = await ended(`${busy}; throw new Error('mine')`)
  assert.deepEqual([threw.code, threw.signal], [1, null], threw.errors)
  assert.match(threw.errors, /mine/)
})

test('what was acknowledged outlives kill -9, and is sent once', { timeout }, async () => {
  const place = folder()
  const shop = await ledger(authority, place)
  const script = `
    const { Khatm } = require(paths.khatm)
    const place = process.argv[1]
    const shop = await Khatm.open('sqlite:' + place + '/ledger.khatm', { environment: 'simulation', rootKeyFile: place + '/root.key', witness: place + '/witness' })
    await shop.start()
    for (let at = 0; ; at += 1) {
      const issued = await shop.issue('TILL-1', { number: process.argv[2] + at, lines: [{ name: 'Book', quantity: 1, price: 1 }] }, { requestKey: process.argv[2] + at })
      require('node:fs').writeSync(1, JSON.stringify({ at, uuid: issued.uuid, counter: issued.counter }) + '\\n')
    }`
  const acknowledged = []
  for (const [round, last] of ['"at":4', '"at":9'].entries()) {
    const { signal, out, errors } = await ended(script, { args: [place, `round-${round}-`], kill: last })
    assert.equal(signal, 'SIGKILL', errors)
    acknowledged.push(...out.trim().split('\n').filter((line) => line.endsWith('}')).map((line) => ({ round, ...JSON.parse(line) })))
  }
  assert.ok(acknowledged.length >= 15)
  for (const { round, at, uuid, counter } of acknowledged) {
    const again = await shop.issue(DEVICE, { number: `round-${round}-${at}`, lines: [{ name: 'Book', quantity: 1, price: 1 }] }, { requestKey: `round-${round}-${at}` })
    assert.deepEqual([again.again, again.uuid, again.counter], [true, uuid, counter])
  }
  await shop.start()
  // What a process had in hand when it was killed is sent again when its claim ends, which takes longer than a test.
  await until(async () => (await shop.outbox()).every((way) => way.progress === 'sending'))
  const verified = await shop.verifyLedger()
  assert.ok(verified.whole && verified.documents >= acknowledged.length)
  const hashes = new Map()
  for (const one of authority.submissions().filter((one) => one.operation === 'reporting')) {
    const known = hashes.get(one.uuid) ?? one.invoiceHash
    assert.equal(one.invoiceHash, known, 'the same document went out with other bytes')
    hashes.set(one.uuid, known)
  }
  await shop.close()
})

test('one that nobody holds any more goes on delivering until it is stopped', { timeout }, async () => {
  const done = await ended(`
    const { Simulator, ledger } = require(paths.testing)
    const { Khatm } = require(paths.khatm)
    const folder = require('node:fs').mkdtempSync(require('node:os').tmpdir() + '/khatm-left-')
    const authority = await Simulator.start()
    const shop = await ledger(authority, folder)
    const again = async () => {
      const other = await Khatm.open('sqlite:' + folder + '/ledger.khatm', { environment: 'simulation', rootKeyFile: folder + '/root.key', witness: folder + '/witness', simulator: authority })
      await other.start()
    }
    await again()
    for (let at = 0; at < 5; at += 1) { global.gc(); await new Promise((resolve) => setTimeout(resolve, 20)) }
    const { uuid } = await shop.issue('TILL-1', { number: 'R-1', lines: [{ name: 'Book', quantity: 1, price: 1 }] })
    const end = Date.now() + ${PATIENCE_MS}
    while ((await shop.way(uuid)).progress !== 'reported' && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
    console.log((await shop.way(uuid)).progress)
    // Thousands of handles that nobody closed: what they hold goes with them.
    for (let at = 0; at < 60; at += 1) {
      await Khatm.open('sqlite:' + folder + '/ledger.khatm', { environment: 'simulation', rootKeyFile: folder + '/root.key', witness: folder + '/witness', simulator: authority })
      global.gc()
    }
    // They are let go of in the background.
    const held = () => require('node:fs').readdirSync('/proc/self/fd').length
    for (let at = 0; at < 600 && held() >= 150; at += 1) { global.gc(); await new Promise((resolve) => setTimeout(resolve, 100)) }
    console.log(held() < 150)
    await shop.close()
    require('node:fs').rmSync(folder, { recursive: true })`.replaceAll('global.gc()', ";(globalThis.gc ??= (require('node:v8').setFlagsFromString('--expose-gc'), require('node:vm').runInNewContext('gc')))()"))
  assert.equal(done.out, 'reported\ntrue\n', done.errors)
})

test('memory does not grow with calls', { timeout }, async () => {
  const calls = Number(process.env.KHATM_CALLS ?? 3_000)
  const done = await ended(`
    const { verify, check, build } = require(paths.khatm)
    const { Simulator, ledger, SELLER } = require(paths.testing)
    const document = require('node:fs').readFileSync(process.argv[1])
    const draft = { number: 'S-1', lines: [{ name: 'Book', quantity: 1, price: 1 }] }
    const round = async (count) => {
      for (let at = 0; at < count; at += 10) {
        await Promise.all(Array.from({ length: 10 }, (_, one) => [() => verify(document), () => build(draft, { seller: SELLER }), () => check({ number: 0.5 }).catch(() => 0), () => verify('<a>').catch(() => 0)][one % 4]()))
      }
      GC
      return process.memoryUsage.rss() / 2 ** 20
    }
    const warm = await round(${Math.max(1_000, Math.floor(calls / 4))})
    const after = await round(${calls})
    console.log(after - warm < 40 ? 'flat' : 'from ' + warm + ' to ' + after + ' MiB')`.replace('GC', ";(globalThis.gc ??= (require('node:v8').setFlagsFromString('--expose-gc'), require('node:vm').runInNewContext('gc')))()"),
    { args: [join(process.env.KHATM_ROOT ?? join(import.meta.dirname, '../..'), 'examples/documents/simplified-sealed.xml')] })
  assert.equal(done.out, 'flat\n', done.errors)
})
