import type { ErrorValue, Verification } from './values'

export type * from './values'

/** The language of the texts meant for people. */
export type LanguageTag = 'en' | 'ar'

/**
 * What went wrong, whole. `kind` says what to do about it, `code` is the contract and `message` is not.
 * A language that Khatm does not know is one of these; an argument of another type is a `TypeError`.
 */
export declare class KhatmError extends Error implements ErrorValue {
  private constructor()
  readonly name: 'KhatmError'
  readonly kind: ErrorValue['kind']
  readonly code: ErrorValue['code']
  readonly path: ErrorValue['path']
  readonly place: ErrorValue['place']
  readonly message: ErrorValue['message']
  readonly fix: ErrorValue['fix']
}

/**
 * Verifies a stamped invoice, off the event loop. A `Buffer` is a `Uint8Array`; a string is taken as UTF-8.
 * A document that fails its checks is a result; one that cannot be read rejects with a `KhatmError`.
 */
export declare function verify(xml: Uint8Array | string, language?: LanguageTag): Promise<Verification>

/** Verifies a stamped invoice, and holds the event loop until it is done. */
export declare function verifySync(xml: Uint8Array | string, language?: LanguageTag): Verification
