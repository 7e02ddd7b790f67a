import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as khatm from 'khatm'
import { KhatmError, verify, verifySync } from 'khatm'
import { Simulator, ledger } from 'khatm/testing'
import { Absent, HOST, Player, calls, cases, document, folded, kept, spelt, stories, unspelt } from './corpus.mjs'

// What a call came to, in the shape of a case.
const outcome = (value) => ({ result: value })
function failure(error) {
  if (!(error instanceof KhatmError)) throw error
  // An error says more than a case does: the texts in Arabic too, and what it carries beside.
  const { kind, code, path, place, message, fix } = error
  assert.equal(error.constructor.name, `${kind[0].toUpperCase()}${kind.slice(1)}Error`)
  return { error: { kind, code, path, place, message, fix } }
}

let replayed = 0
let played = 0
after(() => console.log(`replayed ${replayed} cases, played ${played} of ${calls.length} calls`))

test('there are cases', () => assert.ok(cases.length >= 1))

for (const { name, call, language, result, error, ...source } of cases) {
  test(`case: ${name}`, async () => {
    assert.equal(call, 'verify')
    const expected = result === undefined ? { error: spelt(error) } : { result: spelt(result) }
    const xml = document(source)
    assert.deepStrictEqual(await verify(xml, { language }).then(outcome, failure), expected)
    const sync = () => {
      try {
        return outcome(verifySync(xml, { language }))
      } catch (thrown) {
        return failure(thrown)
      }
    }
    assert.deepStrictEqual(sync(), expected)
    replayed += 1
  })
}

// Which arguments of a call stand by themselves; the others are options.
const PLACES = {
  verify: ['xml'],
  verify_qr: ['qr'],
  check: ['draft'],
  build: ['draft'],
  validate: ['xml'],
  seal: ['xml', 'key', 'certificate'],
  explain: ['xml'],
  inspect: ['data'],
  csr: ['configuration', 'key'],
  qr: ['data'],
  qr_png: ['data'],
  qr_svg: ['data'],
  qr_escpos: ['data'],
}

const record = (value) => value !== null && typeof value === 'object' && !Buffer.isBuffer(value)

/** What was asked for, or what was refused; everything that an error carries belongs to the answer. */
async function answered(ask) {
  try {
    const result = (await ask()) ?? null
    return { result: Buffer.isBuffer(result) ? result.toString('base64') : unspelt(result) }
  } catch (error) {
    if (!(error instanceof KhatmError)) throw error
    assert.equal(error.constructor.name, `${error.kind[0].toUpperCase()}${error.kind.slice(1)}Error`)
    return { error: unspelt(error.toJSON()) }
  }
}

/** A call of the corpus as Node makes it. */
function called(call, given, sync) {
  return answered(() => {
    const one = (name) => (name === 'key' ? new khatm.PrivateKey(given.key) : record(given[name]) ? spelt(given[name]) : given[name])
    const places = PLACES[call].map(one)
    const named = (name) => Object.keys(spelt({ [name]: 0 }))[0]
    const options = Object.keys(given).filter((name) => !PLACES[call].includes(name))
    const others = Object.fromEntries(options.map((name) => [named(name), one(name)]))
    const name = named(call)
    return sync ? khatm[`${name}Sync`](...places, others) : khatm[name](...places, others)
  })
}

const player = new Player()
for (const one of calls) {
  test(`call: ${one.name}`, async (t) => {
    if (one.not_in?.[HOST] !== undefined) return
    try {
      const given = player.arguments(one)
      const answer = await called(one.call, given, false)
      player.answers[one.name] = answer
      player.look(one, answer)
      assert.deepStrictEqual(folded(answer), kept[one.name])
      assert.deepStrictEqual(await called(one.call, given, true), answer)
      played += 1
    } catch (error) {
      if (!(error instanceof Absent)) throw error
      t.skip('../shared/conformance is absent')
    }
  })
}

/** A step of a story: a call of a ledger, of its authority, or one that needs neither. */
function step(shop, authority, call, given) {
  const { uuid, device, draft, person, why } = given
  const steps = {
    add_device: () => shop.addDevice(given.name, spelt(given.configuration), spelt(given.seller), { baseUrl: given.base_url }),
    onboard: () => shop.onboard(given.name, given.otp),
    check: () => shop.check(spelt(draft), device),
    issue: () => shop.issue(device, spelt(draft), { requestKey: given.request_key, corrects: given.corrects }),
    issue_all: () => shop.issueAll(device, given.drafts.map(([one, key]) => [spelt(one), key])),
    document: () => shop.document(uuid),
    find: () => shop.find(given.text),
    receipt: () => shop.receipt(uuid),
    way: () => shop.way(uuid),
    deliver: () => shop.deliver(),
    wait_cleared: () => shop.waitCleared(uuid, { timeoutMs: given.timeout_ms }),
    outbox: () => shop.outbox(given),
    retry: () => shop.retry(uuid, person),
    hold: () => shop.hold(uuid, given.people, why),
    free: () => shop.free(uuid, person, why),
    release: () => shop.release(uuid, given.reason, person, given.note),
    verify_ledger: () => shop.verifyLedger(),
    close: () => shop.close(),
    drain: async () => {
      const end = Date.now() + 240_000
      while ((await shop.outbox()).length > 0) {
        assert.ok(Date.now() < end, 'the outbox does not become empty')
        await shop.deliver()
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    'authority.add_fault': async () => void authority.addFault(given.rule),
    'authority.clear_faults': async () => authority.clearFaults(),
    'authority.unplug': () => authority.unplug(),
    'authority.plug': () => authority.plug(),
  }
  return PLACES[call] !== undefined && steps[call] === undefined ? called(call, given, false) : answered(steps[call])
}

for (const story of stories) {
  test(`story: ${story.name}`, async () => {
    if (story.not_in?.[HOST] !== undefined) return
    const authority = await Simulator.start()
    const shop = await ledger(authority)
    try {
      const player = new Player(authority)
      for (const one of story.steps) {
        const answer = await step(shop, authority, one.call, player.arguments(one))
        player.answers[one.name] = answer
        player.look(one, answer)
      }
    } finally {
      await shop.close()
      await authority.stop()
    }
  })
}
