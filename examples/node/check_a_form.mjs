// A form as somebody typed it: everything that is wrong with it at once, field by field, in both languages, before anything is issued.

import { build, check } from 'khatm'
import { SELLER } from 'khatm/testing'

const form = {
  number: 'S-1',
  buyer: { name: 'Reader Est.', vatNumber: '123', city: 'Riyadh' },
  lines: [
    { name: 'Book', quantity: '2', price: '35.5O' },
    { name: '', quantity: '1', price: '10.00' },
  ],
}
for (const language of ['en', 'ar']) {
  const { findings } = await check(form, { seller: SELLER, language })
  for (const finding of findings) console.log(`${finding.path}: ${finding.message} ${finding.fix}`)
}

const mended = {
  number: 'S-1',
  buyer: {
    name: 'Reader Est.',
    vatNumber: '310122393500003',
    street: 'Tahlia Street',
    buildingNumber: '1111',
    district: 'Al Muruj',
    city: 'Riyadh',
    postalCode: '12222',
  },
  lines: [{ name: 'Book', quantity: '2', price: '35.50' }],
}
const { valid } = await check(mended, { seller: SELLER })
console.log('payable', valid && (await build(mended, { seller: SELLER })).totals.payable)
