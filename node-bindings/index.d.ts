/// <reference types="node" />

import type {
  Built,
  CertificateRequest,
  CsrConfig,
  Delivered,
  DeviceStatus,
  Document,
  Draft,
  DraftParty,
  DraftReport,
  Environment,
  Explanation,
  FailureValue,
  Health,
  Inspection,
  Issued,
  Kind,
  LedgerVerification,
  QrVerification,
  Receipt,
  Sealed,
  Story,
  ValidationReport,
  Verification,
  Waited,
  Way,
} from './values'
import type { Simulator } from './testing'

export type * from './values'

/** The language of the texts meant for people. */
export type LanguageTag = 'en' | 'ar'

/** A document, a certificate, a key or JSON: text is taken as UTF-8, a `Buffer` is a `Uint8Array`. */
export type Bytes = string | Uint8Array

/** A draft: an object, or its JSON. In an object, names may be spelt as in JSON too (`vat_number`). */
export type DraftGiven = Draft | Bytes

export interface CallOptions {
  /** The language of findings and errors; English if nothing is said. */
  language?: LanguageTag | undefined
}

export interface DraftOptions extends CallOptions {
  /** The registered seller, which stands in where the draft has none. */
  seller?: DraftParty | Bytes | null | undefined
  /** The counter (ICV). */
  counter?: number | bigint | null | undefined
  /** The hash of the document before (PIH). */
  previousHash?: string | null | undefined
  /** The time to take for now. */
  now?: string | Date | undefined
}

export interface ValidateOptions extends CallOptions {
  /** The time to take for now. */
  now?: string | Date | undefined
  /** The hash of the document before, which this one has to repeat. */
  previousHash?: string | null | undefined
  /** The certificate that it will be sent with. */
  certificate?: Bytes | null | undefined
}

export interface SealOptions extends CallOptions {
  /** The time of the stamp; now, if nothing is said. */
  at?: string | Date | undefined
}

export interface ExplainOptions extends CallOptions {
  /** The document as it was sealed. */
  against?: Bytes | null | undefined
}

export interface InspectOptions extends CallOptions {
  /** Judged for this environment alone. */
  environment?: Environment | null | undefined
}

export interface CsrOptions extends CallOptions {
  /** The environment whose template is named. */
  environment: Environment
}

export interface PictureOptions extends CallOptions {
  /** Pixels a square; 8, if nothing is said. */
  scale?: number | undefined
}

export interface PaperOptions extends CallOptions {
  /** The paper's width in millimetres. */
  paper: 58 | 80
}

/**
 * Why something was not done, whole. `kind` says what to do about it, and each has a class of its own; `code` is the contract and
 * `message` is not. An argument of a wrong type is a `TypeError`.
 */
export declare class KhatmError extends Error implements FailureValue {
  protected constructor()
  readonly kind: Kind
  readonly code: FailureValue['code']
  /** The field or node to blame, as it is spelt in JSON: `buyer.vat_number`. */
  readonly path: FailureValue['path']
  readonly place: FailureValue['place']
  readonly message: FailureValue['message']
  readonly messageAr: FailureValue['messageAr']
  readonly fix: FailureValue['fix']
  readonly fixAr: FailureValue['fixAr']
  readonly findings: FailureValue['findings']
  readonly order: FailureValue['order']
  readonly remarks: FailureValue['remarks']
  readonly retryAfterSeconds: FailureValue['retryAfterSeconds']
  toJSON(): FailureValue
}

/** Fix the document, or whatever else was handed in. */
export declare class InputError extends KhatmError {
  readonly kind: 'input'
}
/** Take another step first. */
export declare class StateError extends KhatmError {
  readonly kind: 'state'
}
/** Stop: the authority said no. */
export declare class RefusedError extends KhatmError {
  readonly kind: 'refused'
}
/** Try the same again later. */
export declare class BusyError extends KhatmError {
  readonly kind: 'busy'
}
/** Do not repeat blindly: it may have happened. */
export declare class UnsureError extends KhatmError {
  readonly kind: 'unsure'
}
/** Tell us. */
export declare class BugError extends KhatmError {
  readonly kind: 'bug'
}

/** A private key. It is never shown but by `toPem`. */
export declare class PrivateKey {
  /** Reads SEC1 or PKCS#8: DER, PEM, or base64 of either. */
  constructor(data: Bytes)
  /** A new key on secp256k1. */
  static generate(): PrivateKey
  /** The curve. */
  readonly curve: 'secp256k1' | 'P-256'
  /** The key itself, PKCS#8 in PEM: to be kept where nobody else reads it. */
  toPem(): string
  /** Nothing: a key is written nowhere by chance. */
  toJSON(): undefined
}

// Every call that needs no ledger is there twice: as a promise, worked out off the event loop, and with `Sync`, which holds the event
// loop until it is done.

/** Checks everything that a stamped invoice says about itself. One that fails is a result; one that cannot be read is an error. */
export declare function verify(xml: Bytes, options?: CallOptions): Promise<Verification>
export declare function verifySync(xml: Bytes, options?: CallOptions): Verification

/** Checks a QR code by itself: its text, or a sealed document that has one. */
export declare function verifyQr(qr: Bytes, options?: CallOptions): Promise<QrVerification>
export declare function verifyQrSync(qr: Bytes, options?: CallOptions): QrVerification

/** Says everything that is wrong with a draft, field by field. */
export declare function check(draft: DraftGiven, options?: DraftOptions): Promise<DraftReport>
export declare function checkSync(draft: DraftGiven, options?: DraftOptions): DraftReport

/** Makes a document of a draft: UBL, not sealed. */
export declare function build(draft: DraftGiven, options?: DraftOptions): Promise<Built>
export declare function buildSync(draft: DraftGiven, options?: DraftOptions): Built

/** Says everything that the authority's validator will say of a document. */
export declare function validate(xml: Bytes, options?: ValidateOptions): Promise<ValidationReport>
export declare function validateSync(xml: Bytes, options?: ValidateOptions): ValidationReport

/** Seals a document: certificate, signature and QR code go in, no other byte is touched. */
export declare function seal(xml: Bytes, key: PrivateKey, certificate: Bytes, options?: SealOptions): Promise<Sealed>
export declare function sealSync(xml: Bytes, key: PrivateKey, certificate: Bytes, options?: SealOptions): Sealed

/** Says what changed a document after it was sealed; with the sealed one beside it, names the first node that differs. */
export declare function explain(xml: Bytes, options?: ExplainOptions): Promise<Explanation>
export declare function explainSync(xml: Bytes, options?: ExplainOptions): Explanation

/** Takes a certificate request or a certificate apart and says what is wrong with it. */
export declare function inspect(data: Bytes, options?: InspectOptions): Promise<Inspection>
export declare function inspectSync(data: Bytes, options?: InspectOptions): Inspection

/** Makes a certificate request. */
export declare function csr(configuration: CsrConfig | Bytes, key: PrivateKey, options: CsrOptions): Promise<CertificateRequest>
export declare function csrSync(configuration: CsrConfig | Bytes, key: PrivateKey, options: CsrOptions): CertificateRequest

/** The text of a QR code: of a sealed document's, or as it was scanned. */
export declare function qr(data: Bytes, options?: CallOptions): Promise<string>
export declare function qrSync(data: Bytes, options?: CallOptions): string

/** The picture of a QR code as PNG, of what `qr` takes. */
export declare function qrPng(data: Bytes, options?: PictureOptions): Promise<Buffer>
export declare function qrPngSync(data: Bytes, options?: PictureOptions): Buffer

/** The same as SVG. */
export declare function qrSvg(data: Bytes, options?: CallOptions): Promise<string>
export declare function qrSvgSync(data: Bytes, options?: CallOptions): string

/** The same as commands of a receipt printer (ESC/POS raster). To be sent at the beginning of a line. */
export declare function qrEscpos(data: Bytes, options: PaperOptions): Promise<Buffer>
export declare function qrEscposSync(data: Bytes, options: PaperOptions): Buffer

export interface OpenOptions {
  /** Make it if it is not there: the file, or the extension in the database. */
  create?: boolean | undefined
  /** The one environment that is meant. Devices of another are refused then. */
  environment?: Environment | null | undefined
  /** The language of its texts; English if nothing is said. */
  language?: LanguageTag | null | undefined
  /** Who does it: written into the audit. */
  actor?: string | null | undefined
  /** A file with the root key; otherwise it is where the environment says. */
  rootKeyFile?: string | null | undefined
  /** The folder for what is remembered of the ledger outside of it; otherwise the user's. */
  witness?: string | null | undefined
  /** A simulator whose certificates are believed: a rehearsal. */
  simulator?: Simulator | null | undefined
  /** Documents that are under way at once. */
  hands?: number | undefined
}

/** For what waits. */
export interface Waiting {
  /** Ends it: the promise is rejected with the signal's reason, and nothing more is sent. */
  signal?: AbortSignal | null | undefined
}

/** A ledger with everything that is done with it. */
export declare class Khatm {
  private constructor()

  /** Opens a ledger by its address: `sqlite:PATH`, or `postgresql://ROLE@HOST/DATABASE`. */
  static open(url: string, options?: OpenOptions): Promise<Khatm>

  /**
   * Makes a copy of a ledger, or one that this machine does not remember, the one that signs. The last document of every device that
   * issues is stated from outside of it, `DEVICE=COUNTER:HASH` or `DEVICE=0`; the original must not be used any more. In a database it is
   * `select khatm.resume('why')`.
   */
  static resume(url: string, options: { last: readonly string[]; person: string; witness?: string | null | undefined; language?: LanguageTag | undefined }): Promise<void>
  /** Gives up issuing with a file that lost documents: it delivers what it has, and each device is onboarded again. */
  static abandon(url: string, options: { person: string; witness?: string | null | undefined; language?: LanguageTag | undefined }): Promise<void>

  /** Where a root key was made for it, if one was: keep a copy, for without it no device of the ledger can be opened. */
  readonly rootKeyMade: string | null
  /** Whether it was closed. */
  readonly closed: boolean
  /** Whether a loop delivers in the background. */
  readonly delivering: boolean

  /** All devices, and how they are. */
  devices(): Promise<DeviceStatus[]>
  /** How a device is. */
  device(name: string): Promise<DeviceStatus>
  /** Makes a device, which is onboarded next. */
  addDevice(
    name: string,
    configuration: CsrConfig | Bytes,
    seller: DraftParty | Bytes,
    options?: { environment?: Environment | null | undefined; baseUrl?: string | null | undefined },
  ): Promise<DeviceStatus>
  /** Takes a device out of its file, as it stands. The file is called `FILE.imported` afterwards. */
  importDevice(file: string, options?: { last?: string | null | undefined }): Promise<DeviceStatus>
  /** Walks a device to its certificate for real documents, from wherever it stands. */
  onboard(name: string, otp?: string | null): Promise<DeviceStatus>
  /** Begins the onboarding of a device again, with a new one-time password. Key and request stay. */
  restartOnboarding(name: string): Promise<DeviceStatus>

  /** Says everything that is wrong with a draft; with a device, its seller stands in where the draft has none. */
  check(draft: DraftGiven, device?: string | null): Promise<DraftReport>
  /**
   * Issues a document: stamped at its place in the chain, and kept when the promise is fulfilled. Asked again with the same request key,
   * the same document is returned. `corrects` is the rejected document that it stands for.
   */
  issue(
    device: string,
    draft: DraftGiven,
    options?: { requestKey?: string | null | undefined; corrects?: string | null | undefined },
  ): Promise<Issued>
  /** Issues several, all or none: drafts, or pairs of a draft and its request key. */
  issueAll(
    device: string,
    drafts: readonly (DraftGiven | readonly [draft: DraftGiven, requestKey?: string | null])[],
  ): Promise<Issued[]>

  /** A document as it was issued; null if there is none of that UUID. */
  document(uuid: string): Promise<Document | null>
  /** The documents that a text means: a UUID, or a number, which several may have. */
  find(text: string): Promise<Document[]>
  /** What to hand over of a document, with its QR code. */
  receipt(uuid: string): Promise<Receipt>
  /** Where a document is. */
  way(uuid: string): Promise<Way>
  /** Everything that is known of a document: tries, answers, what people did. */
  story(uuid: string): Promise<Story>

  /** Sends what is due now, a document among it, and says where that is then. */
  submit(uuid: string, options?: Waiting): Promise<Way>
  /** Sends what is due now, and is done when every answer is kept. */
  deliver(options?: Waiting): Promise<Delivered>
  /** Delivers in the background, until `stop`, `close` or the end of the process, which it does not hold up. */
  start(): Promise<void>
  /** Ends that: nothing more is sent, and the answers to what was are waited for. Rejects with why the last round failed, if it did. */
  stop(): Promise<void>
  /**
   * Waits until a document may be handed over, or never will be, or the time is over (ten seconds if nothing is said). It only looks:
   * something must deliver meanwhile, `start` or another process.
   */
  waitCleared(uuid: string, options?: Waiting & { timeoutMs?: number | undefined }): Promise<Waited>
  /** Documents without a final word, those first whose deadline is nearest; or those that were rejected and wait for a correction. */
  outbox(options?: {
    device?: string | null | undefined
    late?: boolean | undefined
    rejected?: boolean | undefined
    most?: number | undefined
  }): Promise<Way[]>

  /** Makes a document due at once. Its bytes are the same as ever. */
  retry(uuid: string, person: string): Promise<void>
  /** Keeps a document back until it is freed. It takes two people, and a reason. */
  hold(uuid: string, people: readonly [string, string], why: string): Promise<void>
  /** Lets a document go that was kept back. */
  free(uuid: string, person: string, why: string): Promise<void>
  /** Opens the parked lanes of a device: somebody mended the cause. */
  unpark(device: string, person: string): Promise<void>
  /** Allows a standard document to be handed over before it is cleared. */
  release(uuid: string, reason: 'outage' | 'clearance_off', person: string, note: string): Promise<void>

  /** How the ledger and its deliveries are, with everything that somebody should know. */
  health(): Promise<Health>
  /** The figures as text that Prometheus scrapes. */
  metrics(): Promise<string>
  /** The state of the ledger as one line, to be kept elsewhere. */
  anchor(): Promise<string>
  /** Looks at everything that is kept, from the first byte, and whether each anchor still lies on it. */
  verifyLedger(anchors?: readonly string[]): Promise<LedgerVerification>

  /** Closes it. What is to be sent stays in the ledger. */
  close(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
