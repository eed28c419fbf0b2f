import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
import type { Observer } from '../core/observer.ts'
import type { Quality } from '../core/quantities.ts'
import type { Reading, Timing } from '../core/reading.ts'
import { noAccounting, type Accounting } from './accounting.ts'
import type { Unusable } from './values.ts'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** What one batch came to; counted while it is worked off, told to the operators once it is durable. */
export class Tally {
  readonly accounting: Writable<Accounting> = { ...noAccounting }
  readonly timings = new Map<Timing, number>()
  readonly reasons = new Map<DeadLetterReason, number>()
  readonly qualities = new Map<Quality, number>()
  readonly unusables = new Map<Unusable, number>()
  unknownQuantities = 0

  frame(redriven: boolean): void {
    this.accounting.frames += 1
    if (redriven) this.accounting.redriven += 1
  }

  reading(reading: Reading): void {
    this.accounting.items += 1
    this.accounting.readings += 1
    if (reading.beside === 'part') this.accounting.parts += 1
    if (reading.beside === 'correction') this.accounting.corrections += 1
    increase(this.timings, reading.timing)
    if (reading.quality === undefined) return
    for (const quality of Object.values(reading.quality)) increase(this.qualities, quality)
  }

  /** What was left out of a reading. */
  leftOut(unknown: number, unusable: readonly Unusable[]): void {
    this.unknownQuantities += unknown
    for (const why of unusable) increase(this.unusables, why)
  }

  duplicate(): void {
    this.accounting.items += 1
    this.accounting.duplicates += 1
  }

  status(): void {
    this.accounting.items += 1
    this.accounting.statuses += 1
  }

  deadLetter({ reason, items = 1 }: DeadLetter): void {
    this.accounting.items += items
    this.accounting.deadLetters += items
    increase(this.reasons, reason, items)
  }

  tell(observer: Observer): void {
    const { frames, items, duplicates, statuses, parts, corrections } = this.accounting
    if (frames > 0) observer.emit('ingest.frame', {}, frames)
    if (items > 0) observer.emit('ingest.item', {}, items)
    if (duplicates > 0) observer.emit('ingest.duplicate', {}, duplicates)
    if (statuses > 0) observer.emit('ingest.status', {}, statuses)
    if (parts > 0) observer.emit('ingest.beside', { kind: 'part' }, parts)
    if (corrections > 0) observer.emit('ingest.beside', { kind: 'correction' }, corrections)
    if (this.unknownQuantities > 0) {
      observer.emit('ingest.unknown-quantity', {}, this.unknownQuantities)
    }
    for (const [timing, count] of this.timings) observer.emit('ingest.reading', { timing }, count)
    for (const [reason, count] of this.reasons) {
      observer.emit('ingest.dead-letter', { reason }, count)
    }
    for (const [reason, count] of this.unusables) {
      observer.emit('ingest.unusable-value', { reason }, count)
    }
    for (const [quality, count] of this.qualities) {
      observer.emit('ingest.quality', { quality }, count)
    }
  }
}

const increase = <Key>(counts: Map<Key, number>, key: Key, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
