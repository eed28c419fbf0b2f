/** The listeners for stations, one for each protocol that is set. */
import type { DeviceCommands } from '../../core/device-command.ts'
import type { StationsConfig } from './config.ts'
import { hj212Speech } from './hj212-speech.ts'
import { createListener, type ListenerDeps, type StationListener } from './listener.ts'
import { Sl651Speech } from './sl651-speech.ts'

export interface StationsDeps extends Omit<
  ListenerDeps,
  'protocol' | 'config' | 'speech' | 'orders'
> {
  readonly config: StationsConfig
  readonly commands: Pick<DeviceCommands, 'unanswered' | 'tell'>
}

export interface Stations extends Omit<StationListener, 'ports'> {
  ports(): {
    readonly hj212?: number | undefined
    readonly secureHj212?: number | undefined
    readonly sl651?: number | undefined
    readonly secureSl651?: number | undefined
  }
}

export function createStations({
  config: { hj212, sl651 },
  commands,
  ...deps
}: StationsDeps): Stations {
  const air =
    hj212 &&
    createListener({
      ...deps,
      ...{ protocol: 'hj212', config: hj212, speech: () => hj212Speech(hj212.segmentBytes) },
      orders: { commands, limits: hj212 },
    })
  const water =
    sl651 &&
    createListener({
      ...deps,
      ...{ protocol: 'sl651', config: sl651, speech: () => new Sl651Speech(sl651.bodyBytes) },
    })
  const all = [air, water].flatMap((one) => one ?? [])
  return {
    ports: () => ({
      ...{ hj212: air?.ports().clear, secureHj212: air?.ports().secure },
      ...{ sl651: water?.ports().clear, secureSl651: water?.ports().secure },
    }),
    warning: () => all.map((one) => one.warning()).find((warning) => warning !== undefined),
    async start() {
      for (const one of all) await one.start()
    },
    look() {
      for (const one of all) one.look()
    },
    async shut() {
      await Promise.all(all.map((one) => one.shut()))
    },
    destroy() {
      for (const one of all) one.destroy()
    },
  }
}
