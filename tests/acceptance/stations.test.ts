/**
 * An hour and a half of stations, those of dust and noise as they speak HJ 212 and those of water as they speak SL 651, and as they
 * would say the same in our JSON.
 */
import { expect, test } from 'vitest'

import type { Device } from '../../core/device.ts'
import type { Frame, StationProtocol } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import { stationName } from '../../core/station.ts'
import { corrupted, stationFrames } from '../../simulators/protocol/hj212-bytes.ts'
import { hydrologicalFrames } from '../../simulators/protocol/sl651-bytes.ts'
import { deviceId } from '../support/mqtt-broker.ts'
import { json, played, restartsEvery, withoutPlaces, type Said } from '../support/station-life.ts'

const nameOf = ({ id, kind }: Device) => {
  const number = id.replaceAll(/\D/g, '')
  return kind === 'water'
    ? { stationAddress: `009901${number}` }
    : ({ mn: `99010201${id.replaceAll(/\W/g, '')}`, concentration: 'ug/m3' } as const)
}

/** Packets come in any order, some of them twice, some of them first as they were changed on the way. */
function frames(said: Said): readonly Frame[] {
  const { device, at, number } = said
  const { protocol, name, bodies } = saidBy(said)
  const frame = (body: Buffer): Frame => ({
    ...{ type: 'frame', source: deviceId(device.id), channel: 'telemetry', protocol, body },
    ...{ topic: stationName(protocol, name), receivedAt: at, retained: false },
  })
  const broken = bodies.map((body): Frame => ({
    ...frame(corrupted(body, number)),
    ...{ source: `urban-brain-${protocol}` as DeviceId, refused: 'wrong-checksum' },
  }))
  const all = bodies.map(frame)
  const turned = number % 2 === 0 ? all : all.toReversed()
  return [...(number % 23 === 0 ? broken : []), ...turned, ...(number % 5 === 0 ? all : [])]
}

/** Of SL 651 the edge makes one of the packets. */
function saidBy({ device, at: t, m, number }: Said): {
  readonly protocol: StationProtocol
  readonly name: string
  readonly bodies: readonly Buffer[]
} {
  const { mn, stationAddress: address = '' } = {
    mn: undefined,
    stationAddress: undefined,
    ...nameOf(device),
  }
  const packets = 1 + (number % 3)
  if (mn === undefined) {
    const station = { address, password: '0000' }
    const all = hydrologicalFrames({ t, seq: number, m }, station, packets)
    return {
      ...{ protocol: 'sl651', name: address },
      bodies: [Buffer.concat(all.map(({ bytes }) => bytes))],
    }
  }
  const station = { mn, password: '123456', concentration: 'ug/m3' } as const
  const bodies = stationFrames({ t, m }, station, packets).map(({ bytes }) => bytes)
  return { protocol: 'hj212', name: mn, bodies }
}

test(
  'are the same readings, alarms and cases, also when everything begins anew every quarter of an hour',
  { timeout: 600_000 },
  async () => {
    // What stations say comes to the same on every engine, so the day that it is compared with needs none.
    const plain = await played({ ...json, inMemory: true })
    const stations = await played({ frames, registered: nameOf }, restartsEvery(17))
    expect(plain.readings).toBeGreaterThan(450)
    expect(withoutPlaces(stations)).toEqual(withoutPlaces(plain))
  },
)
