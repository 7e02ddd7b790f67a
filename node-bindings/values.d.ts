/** What a document turned out to be. */
export interface Verification {
  /** True when no check failed: every finding, if any, is a warning. */
  valid: boolean
  /** Standard (cleared) or simplified (reported); absent when the document does not say. */
  profile: Profile | null
  /** The invoice number (BT-1). */
  number: string | null
  /** The document's UUID (KSA-1). */
  uuid: string | null
  /** The invoice hash computed now, base64: the next document's PIH. */
  invoiceHash: string
  /** When the stamp says that it was made. */
  signingTime: string | null
  /** Whose certificate the stamp carries. */
  signatory: Signatory | null
  /** The text of the document's QR code. */
  qr: string | null
  /** Each check and how it ended, in a fixed order. */
  checks: Check[]
  /** What is wrong, each with its cause and the way out. */
  findings: Finding[]
}

/** Whether the authority clears a document or is told of it. */
export type Profile = 'standard' | 'simplified'

/** The certificate in a stamp, as people need it. */
export interface Signatory {
  /** The certificate's subject, most specific part first. */
  subject: string
  /** Who issued it, as the stamp must spell it. */
  issuer: string
  /** Its serial number, in decimal. */
  serial: string
  /** The taxpayer's VAT number in it. */
  vatNumber: string | null
  /** Valid from, `YYYY-MM-DDTHH:MM:SSZ`. */
  notBefore: string
  /** Valid to, likewise. */
  notAfter: string
  /** `secp256k1` or `P-256`. */
  curve: string
}

/** A check and how it ended. */
export interface Check {
  /** Which check. */
  name: CheckName
  /** How it ended. */
  outcome: Outcome
}

/** The checks, in the order in which they are made. */
export type CheckName = 'structure' | 'hash' | 'signed_properties' | 'certificate_digest' | 'issuer' | 'serial' | 'stamp' | 'validity' | 'authority' | 'vat_number' | 'qr'

/** How a check ended. */
export type Outcome = 'passed' | 'failed' | 'not_run'

/** How bad a finding is. */
export type Severity = 'error' | 'warning'

/** One thing that is wrong. */
export interface Finding {
  /** Which check found it. */
  check: CheckName
  /** How bad it is. */
  severity: Severity
  /** The stable code, `KHATM-…`. */
  code: string
  /** The node to blame, as a path from the root. */
  path: string | null
  /** Where it stands in the file. */
  place: Place | null
  /** What had to be there. */
  expected: string | null
  /** What is there. */
  found: string | null
  /** What is wrong. */
  message: string
  /** The way out. */
  fix: string
}

/** What the caller should do about an error. */
export type Kind = 'input' | 'state' | 'refused' | 'busy' | 'unsure' | 'bug'

/** Where in a file something stands, counted as editors count. */
export interface Place {
  /** From 1. */
  line: number
  /** From 1, in characters. */
  column: number
  /** From 0, in bytes of the file as it was given. */
  offset: number
}

/** An error as plain data, its texts in one language. */
export interface ErrorValue {
  /** What to do about it. */
  kind: Kind
  /** The stable code, `KHATM-…`. */
  code: string
  /** The field or node to blame. */
  path: string | null
  /** Where it stands in the file. */
  place: Place | null
  /** What happened, with the place. */
  message: string
  /** The way out. */
  fix: string
}
