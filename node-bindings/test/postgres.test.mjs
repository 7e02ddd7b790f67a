// A ledger in a PostgreSQL that has the extension: over a connection of its own, and within a transaction of a client of `pg`.
// KHATM_TEST_POSTGRES says that there is a server, as `test-postgres` starts it; without it nothing here is run.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import * as khatm from 'khatm'
import * as postgres from 'khatm/postgres'
import { CONFIGURATION, DEVICE, SELLER, Simulator } from 'khatm/testing'
import { PATIENCE_MS, bill, rejected, sale } from './shop.mjs'

const skip = process.env.KHATM_TEST_POSTGRES ? false : 'no PostgreSQL was started'
const database = `node_${randomUUID().replaceAll('-', '').slice(0, 12)}`
const at = (name) => ({ host: process.env.PGHOST, port: Number(process.env.PGPORT), user: 'postgres', database: name })
const url = `postgresql://postgres@/${database}?host=${process.env.PGHOST}&port=${process.env.PGPORT}`

let pg, authority, shop, client
before(async () => {
  if (skip) return
  pg = createRequire(import.meta.url)('pg')
  const admin = new pg.Client(at('postgres'))
  await admin.connect()
  await admin.query(`create database ${database}`)
  await admin.end()
  client = new pg.Client(at(database))
  await client.connect()
  await client.query('create table sale (number text primary key)')
  authority = await Simulator.start()
  shop = await khatm.Khatm.open(url, {
    create: true,
    environment: 'simulation',
    simulator: authority,
    rootKeyFile: process.env.KHATM_TEST_ROOT_KEY,
  })
  await shop.addDevice(DEVICE, CONFIGURATION, SELLER, { baseUrl: authority.url })
  await shop.onboard(DEVICE, await authority.otp())
})
after(async () => {
  await client?.end()
  await shop?.close()
  await authority?.stop()
})

const documents = async (number) =>
  Number((await client.query('select count(*) from khatm.document where number = $1', [number])).rows[0].count)

test('a document is committed or rolled back with the rows of the caller', { skip, timeout: PATIENCE_MS }, async () => {
  await client.query('begin')
  await client.query("insert into sale values ('P-1')")
  const gone = await postgres.issue(client, DEVICE, sale('P-1'), { requestKey: 'sale-1' })
  assert.equal(gone.counter, 1)
  await client.query('rollback')
  assert.equal(await documents('P-1'), 0)

  await client.query('begin isolation level repeatable read')
  await client.query("insert into sale values ('P-1')")
  const issued = await postgres.issue(client, DEVICE, sale('P-1'), { requestKey: 'sale-1' })
  assert.deepEqual([issued.number, issued.counter, issued.again, issued.provisional], ['P-1', 1, false, false])
  await client.query('commit')
  assert.equal(await documents('P-1'), 1)
  const receipt = await shop.receipt(issued.uuid)
  assert.deepEqual([receipt.ground, receipt.qr], ['as_issued', issued.qr])
  const again = await postgres.issue(client, DEVICE, sale('P-1'), { requestKey: 'sale-1' })
  assert.deepEqual(again, { ...issued, again: true })
  assert.equal((await khatm.verify(Buffer.from(receipt.xml))).invoiceHash, issued.invoiceHash)
})

test('several are issued, all or none, and the one to blame is named', { skip, timeout: PATIENCE_MS }, async () => {
  await client.query('begin')
  await client.query('savepoint before')
  const refused = await rejected(postgres.issueAll(client, DEVICE, [sale('M-1'), { number: 'M-2', lines: [] }]))
  assert.ok(refused instanceof khatm.InputError && refused.cause)
  assert.equal(refused.order, 1)
  await client.query('rollback to before')
  const all = await postgres.issueAll(client, DEVICE, [[sale('M-1'), 'm-1'], bill('M-2')])
  await client.query('commit')
  assert.deepEqual(all.map((one) => [one.number, one.provisional]), [['M-1', false], ['M-2', true]])
  assert.equal((await rejected(postgres.issue(client, 'TILL-99', sale('M-3')))).code, 'KHATM-DEVICE-UNKNOWN')
})

test('what was issued there is delivered from here', { skip, timeout: 2 * PATIENCE_MS }, async () => {
  const [bills] = await shop.find('M-2')
  await shop.start()
  const waited = await shop.waitCleared(bills.uuid, { timeoutMs: PATIENCE_MS })
  assert.deepEqual([waited.mayHandOver, waited.ground], [true, 'as_cleared'])
  await shop.stop()
  assert.ok((await shop.verifyLedger()).whole)
})

test('what is no client of a transaction is refused', { skip, timeout: PATIENCE_MS }, async () => {
  const pool = new pg.Pool(at(database))
  for (const wrong of [pool, null, {}, 'postgres']) {
    const error = await rejected(postgres.issue(wrong, DEVICE, sale('X-1')))
    assert.ok(error instanceof TypeError && error.message.includes('client'), String(error))
  }
  await pool.end()
})
