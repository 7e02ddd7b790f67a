// How late the event loop comes to its timers while documents are verified, validated, built and issued beside it; and what a call costs
// from Node beside the same call that holds the loop. Run where the package is installed: node loop.mjs [SECONDS]

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { build, buildSync, validate, verify, verifySync } from 'khatm'
import { DEVICE, SELLER, Simulator, ledger } from 'khatm/testing'

const seconds = Number(process.argv[2] ?? 5)
const draft = (number) => ({ number, lines: [{ name: 'Book', quantity: 2, price: '35.50' }] })
const authority = await Simulator.start()
const shop = await ledger(authority)
const { uuid } = await shop.issue(DEVICE, draft('S-0'))
const { xml } = await shop.document(uuid)

async function delays(work) {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  const end = Date.now() + seconds * 1000
  let calls = 0
  const worker = async () => {
    while (Date.now() < end) {
      await work(calls)
      calls += 1
    }
  }
  loop.enable()
  await Promise.all(Array.from({ length: 16 }, worker))
  loop.disable()
  // The monitor's own millisecond is no delay.
  const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - 1)
  return { calls: Math.round(calls / seconds), p50: ms(loop.percentile(50)), p99: ms(loop.percentile(99)), most: ms(loop.max) }
}

const loads = {
  'nothing but a timer': () => pause(5),
  verify: () => verify(xml),
  validate: () => validate(xml),
  build: () => build(draft('S-1'), { seller: SELLER }),
  issue: (at) => shop.issue(DEVICE, draft(`L-${at}-${Math.random()}`)),
  'verifySync, for comparison': async () => {
    verifySync(xml)
    await pause(0)
  },
}
for (const [name, work] of Object.entries(loads)) {
  await work('warm')
  const { calls, p50, p99, most } = await delays(work)
  console.log(`${name.padEnd(28)} ${String(calls).padStart(7)} calls/s   delay p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms   most ${most.toFixed(2)} ms`)
}

// One call at a time: the price of a promise and a thread.
const cost = async (call) => {
  const begun = process.hrtime.bigint()
  for (let at = 0; at < 2_000; at += 1) await call()
  return Number(process.hrtime.bigint() - begun) / 2_000 / 1e3
}
for (const [name, later, now] of [
  ['verify', () => verify(xml), () => verifySync(xml)],
  ['build', () => build(draft('S-1'), { seller: SELLER }), () => buildSync(draft('S-1'), { seller: SELLER })],
]) {
  const [promised, held] = [await cost(later), await cost(now)]
  console.log(`${name.padEnd(28)} ${held.toFixed(0)} µs at once, ${promised.toFixed(0)} µs promised: ${(promised / held).toFixed(2)}×`)
}
await shop.close()
await authority.stop()
