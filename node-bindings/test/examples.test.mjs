// Runs the examples, against the simulator that each of them starts.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PATIENCE_MS, folder, run } from './shop.mjs'

const examples = join(import.meta.dirname, '../examples')
const expected = {
  first_invoice: /^T-1 is document 1 of its device\nThe invoice is cleared: hand it over\.\n81\.65\n$/,
  onboard_device: /^onboard\nKHATM-OTP-REFUSED\ngo_on\nactive \d+ of \d+ documents passed\n$/,
  drain_outbox: /^5 wait: S-1, S-2, S-3, S-4, S-5\n5 documents arrived, 5 different ones\nthe ledger is whole: true\n$/,
  check_a_form: /^(?=.*^buyer\.vat_number: )(?=.*^lines\[0\]\.price: )(?=.*^lines\[1\]\.name: )(?=.*[\u0600-\u06ff]).*^payable 81\.65\n$/ms,
}

test('the examples are those that every language has', () => {
  assert.deepEqual(readdirSync(examples).sort(), [...Object.keys(expected), 'service'].map((name) => `${name}.mjs`).sort())
})

for (const [name, output] of Object.entries(expected)) {
  test(`example: ${name}`, { timeout: 2 * PATIENCE_MS }, async () => {
    const file = join(examples, `${name}.mjs`)
    assert.ok(readFileSync(file, 'utf8').split('\n').length <= 40)
    assert.match(await run(file, folder()), output)
  })
}
