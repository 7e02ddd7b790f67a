// What several tests use.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after } from 'node:test'
import { Khatm } from 'khatm'

/** The limit against hanging, not a measure. */
export const PATIENCE_MS = 240_000

export const BUYER = {
  name: 'مؤسسة القارئ | Reader Est.',
  vatNumber: '310122393500003',
  street: 'شارع التحلية',
  buildingNumber: '1111',
  district: 'المروج',
  city: 'الرياض',
  postalCode: '12222',
}

/** A simplified invoice; the device's seller stands in. */
export const sale = (number, more) => ({ number, lines: [{ name: 'كتاب | Book', quantity: 2, price: '35.50' }], ...more })

/** A standard one. */
export const bill = (number, more) => sale(number, { buyer: BUYER, ...more })

/** A folder that goes when the tests of this file have run. */
export function folder() {
  const made = mkdtempSync(join(tmpdir(), 'khatm-test-'))
  after(() => rmSync(made, { recursive: true, force: true }))
  return made
}

export function opened(place, simulator, more) {
  return Khatm.open(`sqlite:${join(place, 'ledger.khatm')}`, {
    create: true,
    environment: 'simulation',
    rootKeyFile: join(place, 'root.key'),
    witness: join(place, 'witness'),
    simulator,
    ...more,
  })
}

export async function until(what, message = 'it did not come to be') {
  const end = Date.now() + PATIENCE_MS
  while (!(await what())) {
    assert.ok(Date.now() < end, message)
    await sleep(20)
  }
}

/** The error that a promise is rejected with. */
export const rejected = (promise) => promise.then(() => assert.fail('it did not reject'), (error) => error)

export function thrown(call) {
  try {
    call()
  } catch (error) {
    return error
  }
  return assert.fail('nothing was thrown')
}

/** What a script prints that is run in a folder, where it also has its home. */
export async function run(file, cwd) {
  const { KHATM_ROOT_KEY, KHATM_ROOT_KEY_FILE, KHATM_ROOT_KEY_COMMAND, KHATM_ENV, KHATM_WITNESS, NODE_TEST_CONTEXT, ...environment } = process.env
  const env = { ...environment, HOME: cwd, XDG_STATE_HOME: join(cwd, 'state'), XDG_CONFIG_HOME: join(cwd, 'config') }
  const child = spawn(process.execPath, [file], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let errors = ''
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (errors += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(code, 0, errors)
  return out
}
