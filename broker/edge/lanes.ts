/**
 * Two lanes (分道): when judging is behind, devices of urgent kinds go first, and the others wait at the edge, unanswered, until it
 * has caught up. Nothing is lost: what waits was not acknowledged, and is in the log before it is.
 */
import type { DeviceId } from '../../core/identity.ts'
import { kindOf } from '../../core/kinds.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { LanesConfig } from '../config.ts'
import { behind } from './behind.ts'
import type { Intake } from './intake.ts'

/** A gateway goes as the most urgent of the devices that speak through it; who is not registered is not urgent. */
export function isUrgent(directory: DeviceDirectory, source: DeviceId): boolean {
  const kind = directory.get(source)?.device.kind
  if (kind === undefined) return false
  if (kindOf(kind).urgent) return true
  for (const other of directory.kindsBehind(source)) if (kindOf(other).urgent) return true
  return false
}

/** Whether ordinary kinds wait: from `limit` milliseconds behind until half of that. */
export const waits = (waited: boolean, late: number, limit: number): boolean =>
  late > (waited ? limit / 2 : limit)

export interface LanesParts {
  readonly config: LanesConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly log: Pick<DurableLog, 'positions' | 'read'>
  readonly intake: Intake
}

/** Opens and closes the ordinary lane. */
export class Lanes {
  readonly #parts: LanesParts
  #late = 0
  #closed = false

  constructor(parts: LanesParts) {
    this.#parts = parts
  }

  /** What an operator should know. */
  get warning(): string | undefined {
    if (!this.#closed) return undefined
    const { held, heldSeconds } = this.#parts.intake
    return `judging is ${(this.#late / 1_000).toFixed(1)} s behind: ${held} publishes of kinds that are not urgent wait, for up to ${heldSeconds.toFixed(1)} s`
  }

  /** Called each second, while something comes in. A log that does not answer changes nothing. */
  async look(): Promise<void> {
    const { config, clock, observer, log, intake } = this.#parts
    if (config.behind === null || (intake.quiet && !this.#closed)) return
    const late = await behind(log, clock.now()).catch(() => this.#late)
    this.#late = late
    const closed = waits(this.#closed, late, config.behind)
    if (closed !== this.#closed) {
      this.#closed = closed
      observer.emit(closed ? 'broker.lane-closed' : 'broker.lane-opened', { behind: late / 1_000 })
    }
    const waited = intake.heldSeconds
    intake.holdBack(closed, config.longest)
    observer.gauge('broker.lane.seconds', late / 1_000, 'urgent')
    observer.gauge('broker.lane.seconds', late / 1_000 + waited, 'ordinary')
    observer.gauge('broker.lane.held', intake.held)
  }
}
