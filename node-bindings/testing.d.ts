// For the tests of programs that use Khatm: the authority in this process, and a ledger with a device onboarded at it.

import type { Bytes, CsrConfig, DraftParty, Environment, Khatm, LanguageTag } from './index'

/** What the device of `ledger` is called. */
export declare const DEVICE: 'TILL-1'

/** A seller that is nobody. */
export declare const SELLER: Readonly<DraftParty>

/** The fields of that seller's certificate request. */
export declare const CONFIGURATION: Readonly<CsrConfig>

/** A rule for `Simulator.addFault`: which calls it meets, and what becomes of them. */
export interface FaultRule {
  when: Record<string, unknown>
  fault: string | Record<string, unknown>
}

/**
 * A rule of faults: `fault('drop_after', { operation: 'clearance', times: 1 })`. A fault with numbers is an object:
 * `fault({ status: { status: 503, html: true } })`.
 */
export declare function fault(
  name: string | Record<string, unknown>,
  when?: { operation?: string; times?: number; [condition: string]: unknown },
): FaultRule

/** What was asked of a simulator, and what it answered. */
export interface Submission {
  readonly operation: string
  readonly icv: string | null
  readonly invoiceHash: string | null
  readonly [more: string]: unknown
}

/** The authority's gateway on loopback: strict, with faults on demand. It lives in memory and ends with the process. */
export declare class Simulator {
  private constructor()
  /** Starts one on a free port. */
  static start(options?: { seed?: number | undefined }): Promise<Simulator>
  /** What stands where the authority's address does. */
  readonly url: string
  /** A new one-time password, as the portal gives it. */
  otp(environment?: Environment): string
  /** Adds a rule of faults; returns its number. */
  addFault(rule: FaultRule | Bytes): number
  /** Takes a rule away; false if there is none of this number. */
  removeFault(number: number): boolean
  /** Takes all rules away. */
  clearFaults(): void
  /** What was asked of it, the newest first, with what was answered. */
  submissions(options?: { language?: LanguageTag | undefined }): Submission[]
  /** Switches clearance off, or on again. */
  clearanceOff(off?: boolean, environment?: Environment): void
  /** Takes it off the network: whoever connects is refused. */
  unplug(): Promise<void>
  /** Ends `unplug`. */
  plug(): Promise<void>
  /** Ends it. */
  stop(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** A ledger with the device `TILL-1`, active at this simulator. Without a folder it goes when it is closed. */
export declare function ledger(simulator: Simulator, folder?: string, options?: { language?: LanguageTag | undefined }): Promise<Khatm>
