// Runs every block of docs/node.md, in order, in one process; what is printed is what the page says.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './corpus.mjs'
import { PATIENCE_MS, folder, run } from './shop.mjs'

const page = readFileSync(join(root, 'docs/node.md'), 'utf8')
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => [language, text])
const of = (wanted) => blocks.filter(([language]) => language === wanted).map(([, text]) => text)

test('every block of the page', { timeout: 2 * PATIENCE_MS }, async () => {
  assert.deepEqual(new Set(blocks.map(([language]) => language)), new Set(['js', 'output']))
  // Next to the tests, where the package is found; the files that it makes are somewhere else.
  const file = join(import.meta.dirname, 'page.mjs')
  writeFileSync(file, of('js').join('\n'))
  assert.equal(await run(file, folder()), of('output').join(''))
})

test('the first block is short', () => {
  assert.ok(of('js')[0].split('\n').filter((line) => line.trim()).length <= 15)
})
