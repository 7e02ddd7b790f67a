// Never run: `tsc` reads it, and each line marked as an error must be one.

import { KhatmError, verify, verifySync, type Check, type Finding, type Place, type Verification } from 'khatm'

export async function use(bytes: Buffer): Promise<string> {
  const verification: Verification = await verify(bytes, 'ar')
  const again: Verification = verifySync('<a/>')
  await verify(new Uint8Array(bytes))
  const checks: Check[] = verification.checks
  const findings: Finding[] = again.findings
  const place: Place | null = findings[0]?.place ?? null
  return `${verification.invoiceHash} ${checks.length} ${place?.line}`
}

export function explain(error: unknown): string {
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
void verify('<a/>', 'fr')
// @ts-expect-error the promise is not the value
verify('<a/>').valid
// @ts-expect-error names are in camel case
verifySync('<a/>').invoice_hash
// @ts-expect-error errors are thrown by Khatm alone
new KhatmError()
