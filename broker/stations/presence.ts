/** Which stations are here. One is away only after a while: many connect anew for each frame. */
import type { DeviceId } from '../../core/identity.ts'

interface Here {
  readonly topic: string
  readonly lines: Set<object>
  /** When the last of its connections closed, by Clock.elapsed. */
  leftAt: number | undefined
}

export class StationPresence {
  readonly #stations = new Map<DeviceId, Here>()

  /** Nobody was here lately. */
  get isEmpty(): boolean {
    return this.#stations.size === 0
  }

  /** True when it was away before. */
  arrived(station: DeviceId, topic: string, line: object): boolean {
    const here = this.#stations.get(station)
    if (here === undefined) {
      this.#stations.set(station, { topic, lines: new Set([line]), leftAt: undefined })
      return true
    }
    here.lines.add(line)
    here.leftAt = undefined
    return false
  }

  left(station: DeviceId, line: object, elapsed: number): void {
    const here = this.#stations.get(station)
    if (here?.lines.delete(line) === true && here.lines.size === 0) here.leftAt = elapsed
  }

  /** Those that left so long ago; each is told once. */
  takeAway(elapsed: number, after: number): readonly (readonly [DeviceId, string])[] {
    const away: (readonly [DeviceId, string])[] = []
    for (const [station, { topic, leftAt }] of this.#stations) {
      if (leftAt === undefined || elapsed - leftAt < after) continue
      this.#stations.delete(station)
      away.push([station, topic])
    }
    return away
  }
}
