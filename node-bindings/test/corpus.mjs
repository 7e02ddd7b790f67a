// The cases that every host replays.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

export const root = process.env.KHATM_ROOT ?? fileURLToPath(new URL('../..', import.meta.url))

export const cases = JSON.parse(readFileSync(join(root, 'examples/cases/verify.json'), 'utf8'))

export function document({ file, text, base64 }) {
  if (file !== undefined) return readFileSync(join(root, file))
  if (text !== undefined) return text
  return Buffer.from(base64, 'base64')
}

/** A case's value as Node spells it: the names of fields in camel case, values untouched. */
export function spelt(value) {
  if (Array.isArray(value)) return value.map(spelt)
  if (value === null || typeof value !== 'object') return value
  const out = {}
  for (const [name, inner] of Object.entries(value)) {
    const [first, ...others] = name.split('_')
    out[first + others.map((word) => word[0].toUpperCase() + word.slice(1)).join('')] = spelt(inner)
  }
  return out
}

/** The other way: a value of Node's with the names as they are in the corpus. */
export function unspelt(value) {
  if (Array.isArray(value)) return value.map(unspelt)
  if (value === null || typeof value !== 'object') return value
  const name = (spelling) => spelling.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(value).map(([spelling, inner]) => [name(spelling), unspelt(inner)]))
}

const read = (name) => JSON.parse(readFileSync(join(root, 'examples/cases', name), 'utf8'))
export const calls = read('calls.json')
export const kept = read('answers.json')
export const stories = read('stories.json')
export const HOST = 'node'

/** The authority's own answers are not beside the checkout. */
export class Absent extends Error {}

const CONFORMANCE = join(root, '../shared/conformance')

function file(name) {
  if (!name.startsWith('conformance/')) return readFileSync(join(root, name))
  if (!existsSync(CONFORMANCE)) throw new Absent()
  return readFileSync(join(CONFORMANCE, name.slice('conformance/'.length)))
}

/** The value at a JSON pointer. */
export function pointed(value, pointer) {
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    assert.ok(value !== null && typeof value === 'object' && Object.hasOwn(value, name), `nothing at ${pointer}`)
    value = value[name]
  }
  return value
}

/** A value without its long texts. */
export function folded(value) {
  if (typeof value === 'string') {
    return Buffer.byteLength(value) > 200 ? `sha256:${createHash('sha256').update(value).digest('hex')}` : value
  }
  if (Array.isArray(value)) return value.map(folded)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, folded(inner)]))
}

const row = (record, each) => JSON.stringify(each.map((name) => record[name] ?? null))
const rows = (records, each) => [...new Set(records.map((record) => row(record, each)))].sort()

/** Plays cases, as examples/cases/README.md says: it follows references, makes calls, and looks at answers. */
export class Player {
  answers = {}

  constructor(authority) {
    this.authority = authority
  }

  /** Follows a reference, and every reference in a value. */
  thing(given) {
    if (Array.isArray(given)) return given.map((one) => this.thing(one))
    if (given === null || typeof given !== 'object') return given
    if (given.file !== undefined) {
      const content = file(given.file)
      if (given.at !== undefined) return pointed(JSON.parse(content.toString('utf8')), given.at)
      if (given.lines === undefined) return content
      const text = Buffer.from(content.toString('ascii'), 'base64').toString('ascii').split('\n')
      return text.slice(given.lines[0] - 1, given.lines[1]).join('\n')
    }
    if (given.base64 !== undefined) return Buffer.from(given.base64, 'base64')
    if (given.authority !== undefined) return given.authority === 'otp' ? this.authority.otp() : this.authority.url
    if (given.answer !== undefined) {
      if (!Object.hasOwn(this.answers, given.answer)) throw new Absent()
      return pointed(this.answers[given.answer], given.at ?? '')
    }
    return Object.fromEntries(Object.entries(given).map(([name, inner]) => [name, this.thing(inner)]))
  }

  /** The arguments of a case. */
  arguments({ with: given }) {
    return this.thing(given)
  }

  /** What a case expects of its answer. */
  look({ expect }, answer) {
    for (const expected of expect) {
      const { at, each } = expected
      const found = pointed(answer, at)
      const where = JSON.stringify(expected)
      if (Object.hasOwn(expected, 'set')) assert.deepStrictEqual(rows(found, each), rows(this.thing(expected.set), each), where)
      else if (Object.hasOwn(expected, 'has')) assert.ok(found.includes(this.thing(expected.has)), where)
      else if (Object.hasOwn(expected, 'lacks')) assert.ok(!found.includes(this.thing(expected.lacks)), where)
      else if (each !== undefined) assert.equal(row(found, each), row(this.thing(expected.is), each), where)
      else assert.deepStrictEqual(found, this.thing(expected.is), where)
    }
  }
}
