// From nothing to the first cleared invoice, with its QR code as a picture.

import { writeFile } from 'node:fs/promises'
import { Khatm, qrPng, verifyQr } from 'khatm'
import { CONFIGURATION, SELLER, Simulator } from 'khatm/testing'

const buyer = {
  name: 'Reader Est.',
  vatNumber: '310122393500003',
  street: 'Tahlia Street',
  buildingNumber: '1111',
  district: 'Al Muruj',
  city: 'Riyadh',
  postalCode: '12222',
}

const authority = await Simulator.start()
const ledger = await Khatm.open('sqlite:shop.khatm', { create: true, environment: 'simulation', simulator: authority })
await ledger.addDevice('TILL-1', CONFIGURATION, SELLER, { baseUrl: authority.url })
await ledger.onboard('TILL-1', authority.otp())
await ledger.start() // delivers in the background
const draft = { number: 'T-1', buyer, lines: [{ name: 'Book', quantity: 2, price: '35.50' }] }
const issued = await ledger.issue('TILL-1', draft, { requestKey: 'sale-1' })
console.log(`${issued.number} is document ${issued.counter} of its device`)
console.log((await ledger.waitCleared(issued.uuid)).text)
const receipt = await ledger.receipt(issued.uuid)
await writeFile('T-1.xml', receipt.xml)
await writeFile('T-1.png', await qrPng(receipt.qr))
console.log((await verifyQr(receipt.qr)).total)
await ledger.close()
await authority.stop()
