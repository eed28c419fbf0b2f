/** Stations (站点) speak protocols of their own, and say in each frame who they are. */
import type { StationProtocol } from './frame.ts'

/** What a protocol calls its stations, as the register has it. */
interface Called {
  readonly mn?: string | undefined
  readonly stationAddress?: string | undefined
}

/** `hj212/<MN>` or `sl651/<address>`: no two devices have the same, and what a station says has it for a topic. */
export const stationName = (protocol: StationProtocol, name: string): string =>
  `${protocol}/${name}`

/** Undefined of a device that is no station. */
export function stationOf({ mn, stationAddress }: Called): string | undefined {
  if (mn !== undefined) return stationName('hj212', mn)
  return stationAddress === undefined ? undefined : stationName('sl651', stationAddress)
}

export const protocolOf = ({ mn, stationAddress }: Called): StationProtocol | undefined =>
  mn !== undefined ? 'hj212' : stationAddress === undefined ? undefined : 'sl651'
