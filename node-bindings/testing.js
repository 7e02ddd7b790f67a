'use strict'

// For the tests of programs that use Khatm: the authority in this process, and a ledger with a device onboarded at it.

const { mkdtemp, rm } = require('node:fs/promises')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { Khatm } = require('./lib/khatm.js')
const { Simulator } = require('./lib/simulator.js')

const DEVICE = 'TILL-1'

const SELLER = Object.freeze({
  name: 'Khatm Books',
  vatNumber: '300000000000003',
  id: Object.freeze({ scheme: 'CRN', value: '1010010001' }),
  street: 'King Fahd Road',
  buildingNumber: '2322',
  additionalNumber: '9833',
  district: 'Al Olaya',
  city: 'Riyadh',
  postalCode: '12214',
})

const CONFIGURATION = Object.freeze({
  commonName: 'TST-886431145-300000000000003',
  serialNumber: '1-Khatm|2-Test|3-0001',
  organizationIdentifier: '300000000000003',
  organizationUnitName: 'Riyadh Branch',
  organizationName: 'Khatm Books',
  countryName: 'SA',
  invoiceType: '1100',
  locationAddress: 'RRRD2929',
  industryBusinessCategory: 'Books',
})

function fault(name, { operation, times, ...condition } = {}) {
  const when = Object.entries({ operation, times, ...condition }).filter(([, value]) => value !== undefined)
  return { when: Object.fromEntries(when), fault: name }
}

async function ledger(simulator, folder, { language } = {}) {
  const made = folder === undefined ? await mkdtemp(join(tmpdir(), 'khatm-')) : undefined
  const place = folder ?? made
  const khatm = await Khatm.open(`sqlite:${join(place, 'ledger.khatm')}`, {
    create: true,
    environment: 'simulation',
    language,
    rootKeyFile: join(place, 'root.key'),
    witness: join(place, 'witness'),
    simulator,
  })
  if (made !== undefined) {
    // Nobody else knows of the folder, so that it goes with the ledger.
    const close = khatm.close.bind(khatm)
    khatm.close = async () => {
      await close()
      await rm(made, { recursive: true, force: true })
    }
  }
  if ((await khatm.devices()).length === 0) {
    await khatm.addDevice(DEVICE, CONFIGURATION, SELLER, { baseUrl: simulator.url })
    await khatm.onboard(DEVICE, simulator.otp())
  }
  return khatm
}

module.exports = { CONFIGURATION, DEVICE, SELLER, Simulator, fault, ledger }
