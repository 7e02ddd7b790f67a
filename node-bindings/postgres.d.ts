// Issuing within a transaction of your own, in a PostgreSQL that has the extension. The document is stamped, chained and queued by the
// statement, and committed or rolled back with everything else. What is to be handed over is asked for when the transaction is committed:
// `(await Khatm.open('postgresql://…')).receipt(uuid)`.

import type { DraftGiven, Environment, Issued, LanguageTag } from './index'

/** A connected client of `pg`, as `new Client()` or `await pool.connect()` gives it; a pool by itself has no transaction. */
export interface Client {
  query(query: { text: string; values: unknown[]; rowMode: 'array' }): Promise<{ rows: any[] }>
  connect(...rest: never[]): unknown
}

export interface IssueOptions {
  /** The one environment that is meant, if a device of that name is in several. */
  environment?: Environment | null | undefined
  /** The language of findings and errors; English if nothing is said. */
  language?: LanguageTag | undefined
}

/**
 * Issues a document within the client's transaction. Asked again with the same request key, the same document is returned. A refusal is a
 * `KhatmError` whose `cause` is the driver's; the transaction is then at its end, unless there was a savepoint.
 */
export declare function issue(
  client: Client,
  device: string,
  draft: DraftGiven,
  options?: IssueOptions & { requestKey?: string | null | undefined; corrects?: string | null | undefined },
): Promise<Issued>

/** Issues several, all or none: drafts, or pairs of a draft and its request key. */
export declare function issueAll(
  client: Client,
  device: string,
  drafts: readonly (DraftGiven | readonly [draft: DraftGiven, requestKey?: string | null])[],
  options?: IssueOptions,
): Promise<Issued[]>
