'use strict'

// The class `Khatm`: a ledger with everything that is done with it.

const { inspect: inspection } = require('node:util')
const native = require('../native.js')
const { raised } = require('./errors.js')
const { nativeSimulator } = require('./simulator.js')
const { count, drafted, flag, json, maybeText, mustBe, options, text } = require('./values.js')

const OPTIONS = ['create', 'environment', 'language', 'actor', 'rootKeyFile', 'witness', 'simulator', 'hands']

// What delivers is kept, although nobody may hold it any more.
const delivering = new Set()

async function settle(call, read = JSON.parse) {
  try {
    return read(await call())
  } catch (error) {
    throw raised(error)
  }
}

const nothing = () => undefined
const asItIs = (value) => value

/**
 * The same for what waits: when the signal says so the promise is rejected at once. What was sent by then is still answered and kept, in
 * the background.
 */
async function settleUnless(signal, call) {
  if (signal === undefined || signal === null) return settle(() => call(undefined))
  if (typeof signal.addEventListener !== 'function' || typeof signal.aborted !== 'boolean') throw mustBe('signal', 'an AbortSignal', signal)
  if (signal.aborted) throw signal.reason
  const stop = new native.Stop()
  let leave
  const left = new Promise((_, reject) => {
    leave = () => {
      stop.now()
      reject(signal.reason)
    }
  })
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([settle(() => call(stop)), left])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

class Khatm {
  #native
  #language

  constructor(opened, language) {
    if (!(opened instanceof native.Ledger)) throw new TypeError('a ledger is opened by Khatm.open')
    this.#native = opened
    this.#language = language
  }

  static async open(url, given) {
    const { create, environment, language, actor, rootKeyFile, witness, simulator, hands } = options(given, ...OPTIONS)
    const chosen = {
      create: flag('create', create),
      environment: maybeText('environment', environment),
      language: maybeText('language', language) ?? 'en',
      actor: maybeText('actor', actor),
      rootKeyFile: maybeText('rootKeyFile', rootKeyFile),
      witness: maybeText('witness', witness),
      hands: count('hands', hands, undefined, 100_000),
    }
    const rehearsal = simulator === undefined || simulator === null ? undefined : nativeSimulator(simulator)
    const opened = await settle(() => native.open(text('url', url), chosen, rehearsal), asItIs)
    return new Khatm(opened, chosen.language)
  }

  static async resume(url, given) {
    const { last, person, witness, language } = options(given, 'last', 'person', 'witness', 'language')
    if (!Array.isArray(last)) throw mustBe('last', 'an array', last)
    const stated = last.map((one, at) => text(`last[${at}]`, one))
    const [where, who, remembered] = [text('url', url), text('person', person), maybeText('witness', witness)]
    return settle(() => native.resume(where, stated, who, remembered, maybeText('language', language) ?? 'en'), nothing)
  }

  static async abandon(url, given) {
    const { person, witness, language } = options(given, 'person', 'witness', 'language')
    const [where, who, remembered] = [text('url', url), text('person', person), maybeText('witness', witness)]
    return settle(() => native.abandon(where, who, remembered, maybeText('language', language) ?? 'en'), nothing)
  }

  get rootKeyMade() {
    return this.#native.rootKeyMade ?? null
  }

  get closed() {
    return this.#native.closed
  }

  get delivering() {
    return this.#native.delivering
  }

  async devices() {
    return settle(() => this.#native.devices())
  }

  async device(name) {
    return settle(() => this.#native.device(this.#text('name', name)))
  }

  async addDevice(name, configuration, seller, given) {
    const { environment, baseUrl } = options(given, 'environment', 'baseUrl')
    return settle(() =>
      this.#native.addDevice(
        this.#text('name', name),
        this.#json('configuration', configuration),
        this.#json('seller', seller),
        this.#maybeText('environment', environment),
        this.#maybeText('baseUrl', baseUrl),
      ),
    )
  }

  async importDevice(file, given) {
    const { last } = options(given, 'last')
    return settle(() => this.#native.importDevice(this.#text('file', file), this.#maybeText('last', last)))
  }

  async onboard(name, otp) {
    return settle(() => this.#native.onboard(this.#text('name', name), this.#maybeText('otp', otp)))
  }

  async restartOnboarding(name) {
    return settle(() => this.#native.restartOnboarding(this.#text('name', name)))
  }

  async check(draft, device) {
    return settle(() => this.#native.check(drafted(draft, this.#language), this.#maybeText('device', device)))
  }

  async issue(device, draft, given) {
    const { requestKey, corrects } = options(given, 'requestKey', 'corrects')
    return settle(() =>
      this.#native.issue(
        this.#text('device', device),
        drafted(draft, this.#language, requestKey),
        this.#maybeText('corrects', corrects),
      ),
    )
  }

  async issueAll(device, orders) {
    return settle(() => this.#native.issueAll(this.#text('device', device), ordered(orders, this.#language)))
  }

  async document(uuid) {
    return settle(() => this.#native.document(this.#text('uuid', uuid)))
  }

  async find(sought) {
    return settle(() => this.#native.find(this.#text('text', sought)))
  }

  async receipt(uuid) {
    return settle(() => this.#native.receipt(this.#text('uuid', uuid)))
  }

  async way(uuid) {
    return settle(() => this.#native.way(this.#text('uuid', uuid)))
  }

  async story(uuid) {
    return settle(() => this.#native.story(this.#text('uuid', uuid)))
  }

  async submit(uuid, given) {
    const { signal } = options(given, 'signal')
    return settleUnless(signal, (stop) => this.#native.submit(this.#text('uuid', uuid), stop))
  }

  async deliver(given) {
    const { signal } = options(given, 'signal')
    return settleUnless(signal, (stop) => this.#native.deliver(stop))
  }

  async waitCleared(uuid, given) {
    const { timeoutMs, signal } = options(given, 'timeoutMs', 'signal')
    const patience = count('timeoutMs', timeoutMs, 10_000)
    return settleUnless(signal, (stop) => this.#native.waitCleared(this.#text('uuid', uuid), patience, stop))
  }

  async start() {
    await settle(() => this.#native.start(), nothing)
    if (this.delivering) delivering.add(this)
  }

  async stop() {
    delivering.delete(this)
    return settle(() => this.#native.stop(), nothing)
  }

  async outbox(given) {
    const { device, late, rejected, most } = options(given, 'device', 'late', 'rejected', 'most')
    return settle(() =>
      this.#native.outbox({
        device: this.#maybeText('device', device),
        late: flag('late', late),
        rejected: flag('rejected', rejected),
        most: count('most', most, 1000, 2 ** 32 - 1),
      }),
    )
  }

  async retry(uuid, person) {
    return settle(() => this.#native.retry(this.#text('uuid', uuid), this.#text('person', person)), nothing)
  }

  async hold(uuid, people, why) {
    if (!Array.isArray(people) || people.length !== 2) throw mustBe('people', 'two names', people)
    const [one, other] = people.map((person, at) => this.#text(`people[${at}]`, person))
    return settle(() => this.#native.hold(this.#text('uuid', uuid), one, other, this.#text('why', why)), nothing)
  }

  async free(uuid, person, why) {
    return settle(() => this.#native.free(this.#text('uuid', uuid), this.#text('person', person), this.#text('why', why)), nothing)
  }

  async unpark(device, person) {
    return settle(() => this.#native.unpark(this.#text('device', device), this.#text('person', person)), nothing)
  }

  async release(uuid, reason, person, note) {
    return settle(
      () =>
        this.#native.release(this.#text('uuid', uuid), this.#text('reason', reason), this.#text('person', person), this.#text('note', note)),
      nothing,
    )
  }

  async health() {
    return settle(() => this.#native.health())
  }

  async metrics() {
    return settle(() => this.#native.metrics(), asItIs)
  }

  async anchor() {
    return settle(() => this.#native.anchor(), asItIs)
  }

  async verifyLedger(anchors) {
    if (anchors !== undefined && !Array.isArray(anchors)) throw mustBe('anchors', 'an array', anchors)
    const lines = (anchors ?? []).map((anchor, at) => `${this.#text(`anchors[${at}]`, anchor)}\n`)
    return settle(() => this.#native.verifyLedger(lines.join('')))
  }

  async close() {
    delivering.delete(this)
    return settle(() => this.#native.close(), nothing)
  }

  async [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
    await this.close()
  }

  [inspection.custom]() {
    return `Khatm <${this.#native.shown}>${this.closed ? ' (closed)' : ''}`
  }

  #text(name, value) {
    return text(name, value, this.#language)
  }

  #maybeText(name, value) {
    return maybeText(name, value, this.#language)
  }

  #json(name, value) {
    return json(name, value, this.#language)
  }
}

/** Drafts, or pairs of a draft and its request key. Which of them is to blame stands in the error. */
function ordered(orders, language) {
  if (!Array.isArray(orders)) throw mustBe('drafts', 'an array', orders)
  return orders.map((given, order) => {
    const [draft, requestKey] = Array.isArray(given) ? given : [given, undefined]
    try {
      return drafted(draft, language, requestKey)
    } catch (error) {
      if ('order' in error) error.order = order
      throw error
    }
  })
}

module.exports = { Khatm, ordered }
