// The cases that every host replays.

import { readFileSync } from 'node:fs'
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
