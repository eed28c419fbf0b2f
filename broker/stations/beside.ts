/** The listener for stations beside a broker that is not ours, which takes the connections of MQTT: with a look into the register of its own. */
import { Login } from '../admission/login.ts'
import { Backpressure } from '../edge/gate.ts'
import { createStations, type StationsDeps } from './stations.ts'

export interface StationsBeside {
  start(): Promise<void>
  /** Called each second, and whenever the log has taken something. */
  look(): void
  release(): void
  /** Nothing is read any more; resolves after `destroy`. */
  shut(): Promise<void>
  destroy(): void
  warning(): string | undefined
}

export function stationsBeside(
  deps: Pick<StationsDeps, 'config' | 'commands' | 'directory' | 'clock' | 'observer' | 'intake'>,
): StationsBeside {
  const backpressure = new Backpressure(() => deps.intake.full)
  const login = new Login(deps, { serviceTokens: [] })
  const stations = createStations({ ...deps, backpressure, follow: () => login.follow() })
  return {
    async start() {
      await login.follow()
      await stations.start()
    },
    look() {
      backpressure.release()
      stations.look()
      // Another password is in force at once; a register that is away holds up no tick.
      void login.follow().catch(() => false)
    },
    release: () => backpressure.release(),
    async shut() {
      backpressure.shut()
      await stations.shut()
    },
    destroy: () => stations.destroy(),
    warning: () => stations.warning(),
  }
}
