'use strict'

// The library, by the name of what it was built for. One package may hold several.

const suffixes = process.platform === 'linux' ? ['-gnu', '-musl'] : ['']
const names = suffixes.map((libc) => `khatm.${process.platform}-${process.arch}${libc}.node`)

function load() {
  let cause
  for (const name of names) {
    try {
      return require(`./${name}`)
    } catch (error) {
      // One that is there and cannot be loaded says more than one that is not.
      if (cause === undefined || error.code !== 'MODULE_NOT_FOUND') cause = error
    }
  }
  throw new Error(`khatm: no library for this machine (${names.join(', ')}) in ${__dirname}: build it there with npm run build`, { cause })
}

module.exports = load()
