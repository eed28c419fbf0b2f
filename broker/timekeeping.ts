/** What the broker does each second: ticks, keep-alive, expiry of sessions, and who may not stay. */
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { nextTurn } from '../runtime/turns.ts'
import type { Clock } from '../core/time.ts'
import type { Admission } from './admission/admission.ts'
import type { Login } from './admission/login.ts'
import type { Backpressure } from './edge/gate.ts'
import type { Intake } from './edge/intake.ts'
import type { Lanes } from './edge/lanes.ts'
import type { Sessions } from './ports.ts'
import type { Stations } from './stations/stations.ts'
import type { Connections } from './sessions/connections.ts'

export interface TimekeepingParts {
  readonly clock: Clock
  readonly directory: DeviceDirectory
  readonly login: Login
  readonly admission: Admission
  readonly connections: Connections
  readonly sessions: Sessions
  readonly intake: Intake
  readonly backpressure: Backpressure
  readonly lanes: Pick<Lanes, 'look'>
  readonly stations: Pick<Stations, 'look'> | undefined
}

const tickEvery = 1_000
const expireEvery = 60

/** Resolves when the signal has aborted and nothing is under way any more. */
export async function keepTime(parts: TimekeepingParts, signal: AbortSignal): Promise<void> {
  const { clock, connections, sessions, intake, backpressure, stations, lanes } = parts
  let following: Promise<void> | undefined
  let looking: Promise<void> | undefined
  let revokedAt = 0
  const follow = async () => {
    const { login, directory, admission } = parts
    await login.follow().catch(() => false)
    if (directory.revision === revokedAt) return
    revokedAt = directory.revision
    admission.revoke()
  }
  for (let second = 0; ; second++) {
    await nextTurn(clock, tickEvery, signal)
    if (signal.aborted) break
    void intake.tick()
    looking ??= lanes.look().finally(() => {
      looking = undefined
    })
    backpressure.release()
    stations?.look()
    for (const client of connections.silent(clock.elapsed())) {
      client.emit('error', new Error('keep alive timeout'))
    }
    if (second % expireEvery === 0) sessions.expire(clock.elapsed())
    // A register that answers slowly must not hold up the next tick.
    following ??= follow().finally(() => {
      following = undefined
    })
  }
  await following
  await looking
}
