import type { CaseId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'
import type { PhotoUse } from './life/photo-proof.ts'
import type { PhotoType } from './photos/photos.ts'

/** What of the pictures of a case need not be kept any more. */
export interface PhotosDue {
  readonly case: CaseId
  readonly version: number
  readonly photos: readonly string[]
}

/** Which pictures records name. */
export interface PhotoUseStore {
  /** Which cases named one of these pictures, and in which of their events first. */
  photoUses(names: readonly string[]): Promise<readonly PhotoUse[]>
  /** Those of the names that some record has, of whichever case and however long ago. */
  namedPhotos(names: readonly string[]): Promise<ReadonlySet<string>>
  /**
   * Pictures of which every case that names them ended before the instant, and none has one of these duties (`lead`), as far as no record
   * says that they are deleted: of the cases that ended first, so many at most.
   */
  photosDue(
    before: Instant,
    except: readonly string[],
    limit: number,
  ): Promise<readonly PhotosDue[]>
}

/** A photo as it is kept. */
export interface KeptPhoto {
  readonly type: PhotoType
  readonly bytes: number
  /** Nothing is opened before the first chunk is asked for. */
  content(): AsyncIterable<Uint8Array>
}

/**
 * Photos of cases, named by the SHA-256 of their bytes in hexadecimal: one that is kept never changes. Rejects with
 * `store-unavailable` when they cannot be reached.
 */
export interface PhotoStore {
  /** Durable when it resolves. `known`: it was kept already, whole. */
  put(sha256: string, type: PhotoType, bytes: Uint8Array): Promise<'new' | 'known'>
  /** Rejects with `store-damaged` when its bytes have another hash by now. */
  get(sha256: string): Promise<KeptPhoto | undefined>
  /** Somebody is about to name them: none that is there is deleted meanwhile. */
  touch(names: readonly string[]): Promise<void>
  /** All that came between these instants and did not come again since, some at a time. */
  cameBetween(from: Instant, to: Instant): AsyncIterable<readonly string[]>
  /** Whether it is there no more; one that came, or came again, since the instant stays. */
  delete(sha256: string, since: Instant): Promise<boolean>
}
