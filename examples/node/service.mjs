// A service that issues: a draft is posted, and answered with what to hand over and its QR code.
//
//     npm install express khatm && KHATM_LEDGER=sqlite:shop.khatm KHATM_ENV=production PORT=8080 node service.mjs
//
// It may be killed at any moment. What was answered is kept and will be delivered; whoever got no answer posts the same again, under the
// same Idempotency-Key, and gets the same document.

import express from 'express'
import { Khatm, KhatmError, qrPng } from 'khatm'

const status = { input: 422, state: 409, refused: 422, busy: 503, unsure: 503, bug: 500 }
const ledger = await Khatm.open(process.env.KHATM_LEDGER)
await ledger.start()
const app = express()

// The body as it comes: a number in it is the one that was written.
app.post('/devices/:device/documents', express.raw({ type: () => true, limit: '32mb' }), async (request, response) => {
  const requestKey = request.get('Idempotency-Key')
  if (!requestKey) return response.status(400).json({ message: 'Idempotency-Key is missing' })
  const draft = Buffer.isBuffer(request.body) ? request.body : ''
  const issued = await ledger.issue(request.params.device, draft, { requestKey })
  const waited = await ledger.waitCleared(issued.uuid, { timeoutMs: Number(request.query.waitMs ?? 5_000) })
  const { qr } = await ledger.receipt(issued.uuid)
  response.status(201).json({ ...issued, qr, mayHandOver: waited.mayHandOver, text: waited.text })
})

app.get('/documents/:uuid/qr.png', async (request, response) => {
  const receipt = await ledger.receipt(request.params.uuid)
  if (receipt.qr === null) return response.status(409).json({ text: receipt.text })
  response.type('png').send(await qrPng(receipt.qr))
})

app.get('/health', async (_, response) => response.json(await ledger.health()))

app.use((error, _request, response, next) => {
  if (!(error instanceof KhatmError)) return next(error)
  if (status[error.kind] === 503) response.set('Retry-After', String(error.retryAfterSeconds ?? 1))
  response.status(status[error.kind]).json(error)
})

const server = app.listen(Number(process.env.PORT ?? 8080), () => console.log('listening on', server.address().port))
