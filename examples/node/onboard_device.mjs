// A device comes to its certificate: made with its key, onboarded with a one-time password, also after the authority stopped half way.

import { Khatm, StateError, UnsureError } from 'khatm'
import { CONFIGURATION, SELLER, Simulator, fault } from 'khatm/testing'

const authority = await Simulator.start()
const ledger = await Khatm.open('sqlite:shop.khatm', { create: true, environment: 'simulation', simulator: authority })
console.log((await ledger.addDevice('TILL-1', CONFIGURATION, SELLER, { baseUrl: authority.url })).next)
try {
  await ledger.onboard('TILL-1', '000000') // mistyped
} catch (error) {
  if (!(error instanceof StateError)) throw error
  console.log(error.code)
}
// The authority does not answer in the middle of it. The password is used up by then; none is needed to go on.
authority.addFault(fault({ truncated: {} }, { operation: 'production_csid', times: 10 }))
try {
  await ledger.onboard('TILL-1', authority.otp())
} catch (error) {
  if (!(error instanceof UnsureError)) throw error
  console.log((await ledger.device('TILL-1')).next)
}
authority.clearFaults()
const device = await ledger.onboard('TILL-1')
console.log(`${device.state} ${device.passed} of ${device.required} documents passed`)
await ledger.close()
await authority.stop()
