import type { Component } from '../runtime/component.ts'
import { consumers } from '../core/consumers.ts'
import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
import type { Observer } from '../core/observer.ts'
import { parseDeviceId, type DeviceId } from '../core/identity.ts'
import type { DurableLog, LogRecord } from '../core/log.ts'
import { stage } from '../runtime/stage.ts'
import type { Registry, UnknownDevice } from '../core/registry.ts'
import type { Clock, Instant } from '../core/time.ts'

type Sighting = Omit<UnknownDevice, 'firstSeen'>

const longestSample = 512
/** A station is listed by its MN or address, which may be its id as well. */
const unknownReasons: ReadonlySet<DeadLetterReason> = new Set(['unknown-device', 'unknown-station'])

export interface AdoptionDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly registry: Registry
}

/** Lists the names that send and that nobody has registered, so that they can be adopted. */
export const createAdoption = ({ registry, ...rest }: AdoptionDependencies): Component =>
  stage({
    ...rest,
    name: 'adoption',
    consumer: consumers.adoption,
    async work({ records }) {
      const seen = sightings(records)
      if (seen.length > 0) await registry.sighted(seen)
      return {}
    },
  })

/** One sighting for each name, however many frames it sent. */
function sightings(records: readonly LogRecord<DeadLetter>[]): readonly Sighting[] {
  const seen = new Map<DeviceId, { lastSeen: Instant; frames: number; body: string }>()
  for (const { value } of records) {
    if (!unknownReasons.has(value.reason)) continue
    const id = parseDeviceId(value.device ?? value.source)
    if (id === undefined) continue
    const { receivedAt, body } = value
    const before = seen.get(id)
    if (before === undefined) {
      seen.set(id, { lastSeen: receivedAt, frames: 1, body })
      continue
    }
    before.frames += 1
    if (receivedAt >= before.lastSeen) {
      before.lastSeen = receivedAt
      before.body = body
    }
  }
  return [...seen].map(([id, { lastSeen, frames, body }]) => ({
    id,
    lastSeen,
    frames,
    sample: sampleOf(body),
  }))
}

/** Readable for people and for any database: no control characters and no half of a surrogate pair at the cut. */
const sampleOf = (base64: string): string =>
  Buffer.from(base64, 'base64')
    .toString('utf8')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .slice(0, longestSample)
    .replace(/[\ud800-\udbff]$/, '')
