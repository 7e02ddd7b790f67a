// The service of examples/node, which is killed in the midst of its work. Without `express` beside the package it is not run.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { qrPng } from 'khatm'
import { DEVICE, Simulator, ledger } from 'khatm/testing'
import { PATIENCE_MS, bill, folder, sale, until } from './shop.mjs'

const script = join(import.meta.dirname, '../examples/service.mjs')
const skip = existsSync(join(import.meta.dirname, '../node_modules/express')) ? false : 'express is not installed'

class Service {
  constructor(place) {
    this.env = {
      ...process.env,
      KHATM_LEDGER: `sqlite:${join(place, 'ledger.khatm')}`,
      KHATM_ENV: 'simulation',
      KHATM_ROOT_KEY_FILE: join(place, 'root.key'),
      KHATM_WITNESS: join(place, 'witness'),
      PORT: '0',
    }
  }

  async start() {
    this.process = spawn(process.execPath, [script], { env: this.env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.gone = new Promise((resolve) => this.process.once('exit', resolve))
    const line = await new Promise((resolve, reject) => {
      this.process.stdout.once('data', (text) => resolve(String(text)))
      this.gone.then(() => reject(new Error('the service does not start')))
    })
    this.url = `http://127.0.0.1:${line.match(/on (\d+)/)[1]}`
  }

  async kill() {
    this.process.kill('SIGKILL')
    await this.gone
  }

  async post(key, body, query = '') {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const headers = { 'Content-Type': 'application/json', ...(key === undefined ? {} : { 'Idempotency-Key': key }) }
    const reply = await fetch(`${this.url}/devices/${DEVICE}/documents${query}`, { method: 'POST', headers, body: text })
    return [reply.status, await reply.json()]
  }
}

// A draft in JSON is spelt as in JSON.
const standard = (number) => {
  const { buyer, ...rest } = bill(number)
  const { vatNumber, buildingNumber, postalCode, ...others } = buyer
  return { ...rest, buyer: { ...others, vat_number: vatNumber, building_number: buildingNumber, postal_code: postalCode } }
}

test('the service survives being killed', { skip, timeout: 6 * PATIENCE_MS }, async () => {
  const authority = await Simulator.start()
  const place = folder()
  await (await ledger(authority, place)).close()
  const service = new Service(place)
  await service.start()
  try {
    const [status, first] = await service.post('T-0', standard('T-0'))
    assert.deepEqual([status, first.mayHandOver, first.counter], [201, true, 1], JSON.stringify(first))
    assert.equal(first.text, 'The invoice is cleared: hand it over.')
    const picture = await fetch(`${service.url}/documents/${first.uuid}/qr.png`)
    assert.equal(picture.headers.get('content-type'), 'image/png')
    assert.ok(Buffer.from(await picture.arrayBuffer()).equals(await qrPng(first.qr)))
    // A number is the one that was written; as one of JavaScript's it would be another.
    assert.equal((await service.post('E-1', '{"number": "E-1", "lines": [{"name": "Tea", "quantity": 1, "price": 1.10}]}'))[0], 201)
    const [refused, why] = await service.post('X', { lines: [] })
    assert.ok(refused === 422 && why.findings.length > 0 && why.message && why.messageAr)
    assert.equal((await service.post(undefined, sale('X')))[0], 400)

    const documents = []
    const draft = (key) => (Number(key.slice(2)) % 3 === 0 ? standard(key) : sale(key))
    const answered = new Map()
    const post = async (key) => {
      // No answer: the service was killed.
      const [status, answer] = await service.post(key, draft(key), '?waitMs=0').catch(() => [0])
      if (status === 201) answered.set(key, answer.uuid)
      return status === 201
    }
    for (let round = 0; round < 3; round += 1) {
      const before = answered.size
      let killed
      // Each till posts until it gets no answer; the fourth answer brings the kill.
      const till = async () => {
        for (;;) {
          const key = `K-${documents.length}`
          documents.push(key)
          if (!(await post(key))) return
          if (answered.size >= before + 4) killed ??= service.kill()
        }
      }
      await Promise.all(Array.from({ length: 6 }, till))
      assert.ok(killed, 'the service answers until it is killed')
      await killed
      const had = new Map(answered)
      await service.start()
      // Whoever was answered has his document.
      for (const [key, uuid] of had) {
        await post(key)
        assert.equal(answered.get(key), uuid)
      }
    }
    for (const key of documents) await post(key)
    assert.equal(new Set(answered.values()).size, documents.length)
    await service.kill()

    const shop = await ledger(authority, place)
    await shop.start()
    // What was under way when the service was killed is taken over when its claim ends: here nobody waits for that.
    await until(async () => (await shop.outbox()).every((way) => way.progress === 'sending'))
    await shop.stop()
    const verified = await shop.verifyLedger()
    assert.deepEqual([verified.whole, verified.documents], [true, documents.length + 2])
    for (const [key, uuid] of answered) assert.deepEqual((await shop.find(key)).map((one) => [one.uuid, one.requestKey]), [[uuid, key]])
    await shop.close()
    const hashes = new Map()
    for (const one of authority.submissions().filter((one) => ['clearance', 'reporting'].includes(one.operation))) {
      assert.equal(hashes.get(one.icv) ?? one.invoiceHash, one.invoiceHash, 'what is sent again is the same')
      hashes.set(one.icv, one.invoiceHash)
    }
  } finally {
    await service.kill()
    await authority.stop()
  }
})
