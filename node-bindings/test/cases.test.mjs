import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { KhatmError, verify, verifySync } from 'khatm'
import { cases, document, spelt } from './corpus.mjs'

// What a call came to, in the shape of a case.
const outcome = (value) => ({ result: value })
function failure(error) {
  if (!(error instanceof KhatmError)) throw error
  // An error says more than a case does: the texts in Arabic too, and what it carries beside.
  const { kind, code, path, place, message, fix } = error
  assert.equal(error.constructor.name, `${kind[0].toUpperCase()}${kind.slice(1)}Error`)
  return { error: { kind, code, path, place, message, fix } }
}

let replayed = 0
after(() => console.log(`replayed ${replayed} cases`))

test('there are cases', () => assert.ok(cases.length >= 1))

for (const { name, call, language, result, error, ...source } of cases) {
  test(`case: ${name}`, async () => {
    assert.equal(call, 'verify')
    const expected = result === undefined ? { error: spelt(error) } : { result: spelt(result) }
    const xml = document(source)
    assert.deepStrictEqual(await verify(xml, { language }).then(outcome, failure), expected)
    const sync = () => {
      try {
        return outcome(verifySync(xml, { language }))
      } catch (thrown) {
        return failure(thrown)
      }
    }
    assert.deepStrictEqual(sync(), expected)
    replayed += 1
  })
}
