import type { CaseId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'

/** How far the platform of the city (城市运行管理服务平台) has a case. */
export interface PlatformCase {
  readonly case: CaseId
  /** Version of its newest event. */
  readonly newest: number
  /** Version of the newest event that the platform took; 0 before the first. */
  readonly taken: number
  /** How often the event behind it was tried. */
  readonly attempts: number
  /** When it is tried next. */
  readonly next: Instant
  /** Why the platform will not have that event; what is behind it waits until somebody has it tried again. */
  readonly refused?: { readonly at: Instant; readonly reason: string }
}

/** What is to be tried next of a case, after a try. */
export type PlatformStep = Pick<PlatformCase, 'taken' | 'attempts' | 'next' | 'refused'>

export interface PlatformCounts {
  /** Cases of which the platform lacks events, those that it refused among them. */
  readonly waiting: number
  readonly refused: number
}

/** One row of each case that the platform has, or is to have, for ever: nothing is sent anew because a row went. */
export interface PlatformStore {
  /** The newest version of each case that there are events of; nothing goes back. */
  addToPlatform(newest: ReadonlyMap<CaseId, number>, next: Instant): Promise<void>
  /** Cases to be tried until `before`, or later than `after`, that are not refused and not among `except`; who waits longest first. */
  dueToPlatform(
    times: { readonly before: Instant; readonly after: Instant },
    except: readonly CaseId[],
    limit: number,
  ): Promise<readonly PlatformCase[]>
  /** Whether the case stood as it did `before`; nothing is written when somebody else went on with it. */
  stepToPlatform(before: PlatformCase, step: PlatformStep): Promise<boolean>
  /** Those that are refused, longest first. */
  refusedByPlatform(limit: number): Promise<readonly PlatformCase[]>
  platformCounts(): Promise<PlatformCounts>
  /** A refused case, or all of them, is tried again from `at`; resolves with how many. */
  retryToPlatform(at: Instant, id?: CaseId): Promise<number>
}

/** One event of a case, as the platform is told of it. */
export interface PlatformMessage {
  /** The same for each try of one event. */
  readonly key: string
  /** JSON. */
  readonly body: string
}

/** refused: this event, for good. failed: it may be taken later. */
export type PlatformAnswer =
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'refused' | 'failed'; readonly reason: string }

/** The way to the platform; never rejects but when the signal aborts. */
export interface PlatformLink {
  send(message: PlatformMessage, signal: AbortSignal): Promise<PlatformAnswer>
}
