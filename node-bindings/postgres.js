'use strict'

// Issuing within a transaction of your own, in a PostgreSQL that has the extension: a client of `pg` that is given runs one statement.

const native = require('./native.js')
const { direct } = require('./lib/calls.js')
const { ofText } = require('./lib/errors.js')
const { ordered } = require('./lib/khatm.js')
const { drafted, maybeText, mustBe, options, text } = require('./lib/values.js')

const [ISSUE, ISSUE_ALL] = native.statements()

async function ask(client, statement, values, language) {
  // A pool gives each query a connection of its choice, so that nothing would belong to a transaction.
  if (typeof client?.query !== 'function' || typeof client.connect !== 'function' || 'totalCount' in client) {
    throw mustBe('client', 'a connected client of pg', client)
  }
  try {
    const { rows } = await client.query({ text: statement, values, rowMode: 'array' })
    return rows[0][0]
  } catch (error) {
    const said = typeof error?.message === 'string' ? native.said(error.message, error.detail ?? undefined, language) : null
    throw said ? ofText(said, { cause: error }) : error
  }
}

async function issue(client, device, draft, given) {
  const { requestKey, corrects, environment, language = 'en' } = options(given, 'requestKey', 'corrects', 'environment', 'language')
  const values = [
    text('device', device, language),
    direct(() => native.drafted(drafted(draft, language), language)),
    maybeText('requestKey', requestKey, language) ?? null,
    maybeText('corrects', corrects, language) ?? null,
    maybeText('environment', environment, language) ?? null,
  ]
  const value = await ask(client, ISSUE, values, language)
  return JSON.parse(direct(() => native.made(value, false, language)))
}

async function issueAll(client, device, drafts, given) {
  const { environment, language = 'en' } = options(given, 'environment', 'language')
  const orders = ordered(drafts, language).map((given, order) => {
    try {
      return { draft: direct(() => native.drafted(given, language)), requestKey: given.requestKey ?? null }
    } catch (error) {
      if ('order' in error) error.order = order
      throw error
    }
  })
  const values = [
    text('device', device, language),
    orders.map((order) => order.draft),
    orders.map((order) => order.requestKey),
    maybeText('environment', environment, language) ?? null,
  ]
  const value = await ask(client, ISSUE_ALL, values, language)
  return JSON.parse(direct(() => native.made(value, true, language)))
}

module.exports = { issue, issueAll }
