'use strict'

// The class `Simulator`: the authority in this process.

const { inspect: inspection } = require('node:util')
const native = require('../native.js')
const { direct } = require('./calls.js')
const { raised } = require('./errors.js')
const { count, json, mustBe, options, text } = require('./values.js')

const asked = async (call) => {
  try {
    return await call()
  } catch (error) {
    throw raised(error)
  }
}

class Simulator {
  #native

  constructor(started) {
    if (!(started instanceof native.Simulator)) throw new TypeError('a simulator is started by Simulator.start')
    this.#native = started
  }

  static async start(given) {
    const { seed } = options(given, 'seed')
    return new Simulator(await asked(() => native.startSimulator(count('seed', seed, 1, 2 ** 32 - 1))))
  }

  static nativeOf(simulator) {
    if (typeof simulator !== 'object' || !(#native in simulator)) throw mustBe('simulator', 'a Simulator', simulator)
    return simulator.#native
  }

  get url() {
    return this.#native.url
  }

  otp(environment = 'simulation') {
    return direct(() => this.#native.otp(text('environment', environment)))
  }

  addFault(rule) {
    return direct(() => this.#native.addFault(json('rule', rule)))
  }

  removeFault(number) {
    return direct(() => this.#native.removeFault(count('number', number)))
  }

  clearFaults() {
    return direct(() => this.#native.clearFaults())
  }

  submissions(given) {
    const { language } = options(given, 'language')
    return JSON.parse(direct(() => this.#native.submissions(text('language', language ?? 'en'))))
  }

  clearanceOff(off = true, environment = 'simulation') {
    if (typeof off !== 'boolean') throw mustBe('off', 'a boolean', off)
    return direct(() => this.#native.clearanceOff(off, text('environment', environment)))
  }

  async unplug() {
    await asked(() => this.#native.unplug())
  }

  async plug() {
    await asked(() => this.#native.plug())
  }

  async stop() {
    await asked(() => this.#native.stop())
  }

  async [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
    await this.stop()
  }

  [inspection.custom]() {
    return `Simulator <${this.url}>`
  }
}
const nativeSimulator = Simulator.nativeOf
delete Simulator.nativeOf

module.exports = { Simulator, nativeSimulator }
