// The authority was out of reach for a while: nobody waited, nothing is lost, and everything arrives once when it is back.

import { setTimeout as pause } from 'node:timers/promises'
import { DEVICE, Simulator, fault, ledger } from 'khatm/testing'

const authority = await Simulator.start()
const shop = await ledger(authority)
await authority.unplug()
for (let number = 1; number <= 5; number += 1) {
  await shop.issue(DEVICE, { number: `S-${number}`, lines: [{ name: 'Tea', quantity: 1, price: '4.00' }] })
}
await shop.deliver()
const waiting = await shop.outbox()
console.log(waiting.length, 'wait:', waiting.map((way) => way.number).join(', '))

await authority.plug()
authority.addFault(fault('drop_after', { operation: 'reporting', times: 2 })) // reported, and the answer is lost
for (const way of waiting) await shop.retry(way.uuid, 'Sara') // due at once, and not when its pause is over
while ((await shop.outbox()).length > 0) {
  await shop.deliver()
  await pause(50)
}

const got = authority.submissions().filter((one) => one.operation === 'reporting' && one.icv)
const different = (name) => new Set(got.map((one) => one[name])).size
console.log(different('icv'), 'documents arrived,', different('invoiceHash'), 'different ones')
console.log('the ledger is whole:', (await shop.verifyLedger()).whole)
await shop.close()
await authority.stop()
