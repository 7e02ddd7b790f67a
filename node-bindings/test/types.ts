// Never run: `tsc` reads it, and each line marked as an error must be one.

import {
  InputError,
  Khatm,
  KhatmError,
  PrivateKey,
  build,
  check,
  csr,
  qrPng,
  seal,
  validate,
  verify,
  verifySync,
  type Check,
  type Draft,
  type DraftFinding,
  type Finding,
  type Issued,
  type Place,
  type Receipt,
  type Verification,
  type Way,
} from 'khatm'
import { issue, type Client } from 'khatm/postgres'
import { CONFIGURATION, DEVICE, SELLER, Simulator, fault, ledger } from 'khatm/testing'

export async function use(bytes: Buffer): Promise<string> {
  const verification: Verification = await verify(bytes, { language: 'ar' })
  const again: Verification = verifySync('<a/>')
  await verify(new Uint8Array(bytes))
  const checks: Check[] = verification.checks
  const findings: Finding[] = again.findings
  const place: Place | null = findings[0]?.place ?? null
  return `${verification.invoiceHash} ${checks.length} ${place?.line}`
}

export async function shop(client: Client): Promise<void> {
  const simulator: Simulator = await Simulator.start({ seed: 1 })
  simulator.addFault(fault('drop_after', { operation: 'clearance', times: 1 }))
  await using rehearsal: Khatm = await ledger(simulator)
  const khatm = await Khatm.open('sqlite:x', { create: true, environment: 'simulation', simulator, language: undefined })
  await khatm.addDevice(DEVICE, CONFIGURATION, SELLER, { baseUrl: simulator.url })
  const decimal = { toJSON: () => '35.50' }
  const draft: Draft = {
    number: 'T-1',
    issuedAt: new Date(),
    supplyDate: '2026-11-22',
    buyer: { vatNumber: '310122393500003', id: { scheme: 'CRN', value: '1' } },
    lines: [{ name: 'Book', quantity: 2n, price: decimal, vatCategory: 'S' }],
  }
  const issued: Issued = await khatm.issue(DEVICE, draft, { requestKey: 'sale-1' })
  const all: Issued[] = await rehearsal.issueAll(DEVICE, [draft, [draft, 'sale-2'], '{}', Buffer.from('{}')])
  const receipt: Receipt = await khatm.receipt(issued.uuid)
  const way: Way = await khatm.submit(all[0]!.uuid, { signal: AbortSignal.timeout(5) })
  const same: Issued = await issue(client, DEVICE, draft, { requestKey: 'sale-1', environment: 'simulation' })
  const waited = await khatm.waitCleared(same.uuid, { timeoutMs: 5, signal: new AbortController().signal })
  if (receipt.qr !== null) await qrPng(receipt.qr, { scale: 4 })
  const found: DraftFinding[] = (await check(draft, { seller: SELLER, now: new Date(), counter: 5n })).findings
  const { totals } = await build(draft)
  const payable: string = totals.payable
  const key = PrivateKey.generate()
  const request = await csr(CONFIGURATION, key, { environment: 'simulation' })
  await seal((await build(draft)).xml, key, request.pem, { at: new Date() })
  await validate('<a/>', { previousHash: issued.invoiceHash })
  const progress: 'cleared' | 'reported' | string = way.progress
  console.log(found, payable, progress, waited.mayHandOver)

  // @ts-expect-error names of a draft are in camel case
  await khatm.issue(DEVICE, { number: 'T-1', buyer: { vat_number: '1' } })
  // @ts-expect-error a day has no zone
  await khatm.issue(DEVICE, { number: 'T-1', supplyDate: new Date() })
  // @ts-expect-error no such option
  await khatm.issue(DEVICE, draft, { requestkey: 'sale-1' })
  // @ts-expect-error an environment is meant
  await csr(CONFIGURATION, key)
  // @ts-expect-error two people
  await khatm.hold(issued.uuid, ['Sara'], 'why')
  // @ts-expect-error no reason
  await khatm.release(issued.uuid, 'rain', 'Sara', '')
  // @ts-expect-error it is opened, not made
  new Khatm()
  // @ts-expect-error nothing may be changed in it
  khatm.closed = true
}

export function explain(error: unknown): string {
  if (error instanceof InputError) return `${error.kind satisfies 'input'} ${error.findings.length} ${error.messageAr}`
  if (!(error instanceof KhatmError)) throw error
  const path: string | null = error.path
  switch (error.kind) {
    case 'input':
    case 'state':
    case 'refused':
    case 'busy':
    case 'unsure':
    case 'bug':
      return `${error.code} ${error.message} ${error.fix} ${path} ${error.place?.offset}`
    default: {
      const none: never = error.kind
      return none
    }
  }
}

// @ts-expect-error a number is no document
void verify(5)
// @ts-expect-error nor is an array of numbers
verifySync([60])
// @ts-expect-error no such language
void verify('<a/>', { language: 'fr' })
// @ts-expect-error the promise is not the value
verify('<a/>').valid
// @ts-expect-error names are in camel case
verifySync('<a/>').invoice_hash
// @ts-expect-error errors are thrown by Khatm alone
new KhatmError()
