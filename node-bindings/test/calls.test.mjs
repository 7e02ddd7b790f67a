// Everything that needs no ledger: a document from its draft to its proof, and every call's own answer.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect as shown } from 'node:util'
import * as khatm from 'khatm'
import { CONFIGURATION, SELLER, Simulator } from 'khatm/testing'
import { document } from './corpus.mjs'
import { bill, rejected, sale, thrown } from './shop.mjs'

const stamped = document({ file: 'examples/documents/simplified-sealed.xml' })
const FIRST = 'NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ=='

/** By a client of our own: the certificate that the authority gives for a request. */
async function certificate(simulator, key) {
  const { csr } = await khatm.csr(CONFIGURATION, key, { environment: 'simulation' })
  const reply = await fetch(`${simulator.url}/e-invoicing/simulation/compliance`, {
    method: 'POST',
    body: JSON.stringify({ csr }),
    headers: { OTP: simulator.otp(), 'Accept-Version': 'V2', 'Content-Type': 'application/json' },
  })
  return (await reply.json()).binarySecurityToken
}

test('a draft becomes a document, and its validator and its reader agree on it', async () => {
  const built = await khatm.build(bill('T-1'), { seller: SELLER, counter: 3, previousHash: FIRST })
  assert.deepEqual([built.number, built.totals.net, built.totals.vat, built.totals.payable], ['T-1', '71.00', '10.65', '81.65'])
  const report = await khatm.validate(built.xml)
  assert.equal(report.profile, 'standard')
  assert.deepEqual(report.findings.filter((finding) => finding.severity === 'error' && finding.stage === 'en'), [])
  assert.deepEqual(khatm.validateSync(built.xml), report)
  const refused = await rejected(khatm.build({ lines: [{}] }))
  assert.ok(refused instanceof khatm.InputError && refused.findings.length >= 2)
  assert.ok(refused.findings.every((finding) => finding.code.startsWith('KHATM-')))
})

test('a request for a certificate says whose it is', async () => {
  const made = khatm.PrivateKey.generate()
  const asked = await khatm.csr(CONFIGURATION, made, { environment: 'simulation' })
  assert.equal(asked.template, 'PREZATCA-Code-Signing')
  assert.equal(Buffer.from(asked.csr, 'base64').toString(), asked.pem)
  const looked = await khatm.inspect(asked.pem, { environment: 'simulation' })
  assert.ok(looked.valid && looked.kind === 'csr')
  assert.ok((await khatm.inspect(asked.csr)).acceptedBy.includes('simulation'))
  const wrong = await rejected(khatm.csr({ ...CONFIGURATION, countryName: 'XX', invoiceType: '9' }, made, { environment: 'simulation' }))
  assert.ok(wrong.findings.length >= 2)
  assert.equal((await rejected(khatm.csr(CONFIGURATION, made, { environment: 'moon' }))).kind, 'input')
})

test('a key is read, made and written, and shown to nobody by chance', () => {
  const made = khatm.PrivateKey.generate()
  assert.equal(made.curve, 'secp256k1')
  const pem = made.toPem()
  assert.equal(new khatm.PrivateKey(pem).toPem(), pem)
  assert.equal(new khatm.PrivateKey(Buffer.from(pem)).toPem(), pem)
  const secret = pem.split('\n')[1]
  for (const text of [shown(made), String(made), JSON.stringify({ made }), shown({ made }, { depth: 9, showHidden: true })]) {
    assert.ok(!text.includes(secret) && !text.includes('BEGIN'))
  }
  const error = thrown(() => new khatm.PrivateKey('not a key'))
  assert.ok(error instanceof khatm.InputError && !error.message.includes('not a key'))
})

test('a document is sealed, read and drawn', async () => {
  const { xml } = khatm.buildSync(sale('S-1'), { seller: SELLER, counter: 1, previousHash: FIRST })
  const simulator = await Simulator.start()
  const key = khatm.PrivateKey.generate()
  const given = await certificate(simulator, key)
  const foreign = await rejected(khatm.seal(xml, khatm.PrivateKey.generate(), given))
  assert.equal(foreign.code, 'KHATM-KEY-CERTIFICATE')
  await simulator.stop()
  const at = new Date(Math.ceil(Date.now() / 1000) * 1000)
  const sealed = await khatm.seal(xml, key, given, { at })
  const verified = await khatm.verify(sealed.xml)
  assert.ok(verified.valid && verified.number === 'S-1')
  assert.equal(verified.invoiceHash, sealed.invoiceHash)
  assert.equal(verified.signingTime.slice(0, 19), at.toISOString().slice(0, 19))
  // The nine tags, taken apart by hand.
  const tags = []
  for (let raw = Buffer.from(sealed.qr, 'base64'); raw.length > 0; ) {
    const [length, head] = raw[1] === 0x81 ? [raw[2], 3] : [raw[1], 2]
    tags.push([raw[0], raw.subarray(head, head + length)])
    raw = raw.subarray(head + length)
  }
  assert.deepEqual(tags.map(([tag]) => tag), [1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual([0, 1, 3, 4].map((at) => tags[at][1].toString()), [SELLER.name, SELLER.vatNumber, '81.65', '10.65'])
  assert.equal(await khatm.qr(sealed.xml), sealed.qr)
  assert.equal(khatm.qrSync(sealed.qr), sealed.qr)
  assert.equal((await khatm.verifyQr(sealed.qr)).total, khatm.verifyQrSync(sealed.xml).total)
  assert.deepEqual([...(await khatm.qrPng(sealed.qr)).subarray(1, 4)], [...Buffer.from('PNG')])
  assert.ok((await khatm.qrPng(sealed.qr, { scale: 16 })).length > khatm.qrPngSync(sealed.qr).length)
  assert.match(await khatm.qrSvg(sealed.qr), /^<svg|^<\?xml/)
  assert.equal(khatm.qrSvgSync(sealed.qr), await khatm.qrSvg(sealed.xml))
  for (const [paper, line] of [[58, 48], [80, 72]]) {
    const printed = await khatm.qrEscpos(sealed.qr, { paper })
    assert.deepEqual([...printed.subarray(0, 6)], [0x1d, 0x76, 0x30, 0, line, 0])
    assert.ok(printed.equals(khatm.qrEscposSync(sealed.xml, { paper })))
  }
  assert.equal((await rejected(khatm.qrEscpos(sealed.qr, { paper: 57 }))).code, 'KHATM-QR-PAPER')
  for (const none of [undefined, {}, { paper: '58' }]) assert.ok((await rejected(khatm.qrEscpos(sealed.qr, none))) instanceof TypeError)
  for (const scale of [-1, 0.5, NaN, 2 ** 32]) assert.ok((await rejected(khatm.qrPng(sealed.qr, { scale }))) instanceof RangeError)
  assert.ok((await khatm.explain(sealed.xml)).intact)
  const broken = sealed.xml.replace('>35.50<', '>35.51<')
  assert.ok(!(await khatm.explain(broken)).intact)
  const [cause] = khatm.explainSync(broken, { against: sealed.xml }).causes
  assert.ok(cause.path.length > 0)
})

test('what is given as bytes and as text is one', async () => {
  const text = stamped.toString('utf8')
  assert.deepEqual(await khatm.verify(stamped), await khatm.verify(text))
  assert.equal(await khatm.qr(stamped), await khatm.qr(text))
})

test('huge and hollow input is refused, not suffered', async () => {
  for (const xml of ['', ' ', '<', new Uint8Array(0), Buffer.alloc(1 << 16), `<a>${'<a>'.repeat(10_000)}`, '&'.repeat(1 << 12)]) {
    for (const call of [khatm.verify, khatm.validate, khatm.explain, khatm.qr, khatm.verifyQr, khatm.inspect]) {
      const outcome = await call(xml).then((value) => value, (error) => error)
      assert.ok(outcome instanceof khatm.KhatmError || outcome.valid === false || outcome.intact === false, call.name)
    }
  }
  const large = Buffer.alloc(48 * 1024 * 1024, 0x20)
  assert.equal((await rejected(khatm.verify(large))).kind, 'input')
  const detached = new Uint8Array(16)
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  assert.equal((await rejected(khatm.verify(detached))).kind, 'input')
})
