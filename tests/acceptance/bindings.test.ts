/** An hour and a half of stations of dust, noise and water, as ChirpStack and Sparkplug B tell it and as they would say the same in our JSON. */
import { expect, test } from 'vitest'

import type { Frame } from '../../core/frame.ts'
import { bound } from '../support/bindings.ts'
import { deviceId } from '../support/mqtt-broker.ts'
import { sparkplugPayload } from '../support/sparkplug.ts'
import {
  json,
  played,
  restartsEvery,
  told,
  withoutPlaces,
  type Said,
} from '../support/station-life.ts'

const gateway = 'gw-0001'
const quantities = [...told].toSorted()

const bindings = bound(
  {
    topics: ['application/{application}/device/{devEui}/event/up'],
    device: { id: '{topic/devEui}', agree: ['{/deviceInfo/devEui}'], case: 'lower' },
    time: '/time',
    repeat: '{/deduplicationId}',
    values: Object.fromEntries(
      quantities.map((name) => [
        name,
        name === 'tsp' ? { from: '/object/tsp', unit: 'mg/m3' } : `/object/${name}`,
      ]),
    ),
  },
  {
    topics: ['spBv1.0/#'],
    format: 'sparkplug-b',
    device: '{/device}',
    values: Object.fromEntries(quantities.map((name) => [name, `/Values~1${name}`])),
  },
)

const byGateway = (topic: string, body: Buffer, receivedAt: Said['at']): Frame => ({
  ...{ type: 'frame', source: deviceId(gateway), channel: 'telemetry', topic, protocol: 'binding' },
  ...{ body, receivedAt, retained: false },
})

/** Some come first without their end: a letter. */
const cutShort = (number: number, frame: Frame): readonly Frame[] =>
  number % 7 === 0 ? [{ ...frame, body: frame.body.subarray(0, -7) }] : []

/** Some come again by another way, with another time and the same id. */
function chirpstack({ device, at, m, number }: Said): readonly Frame[] {
  const uplink = (time: number) =>
    byGateway(
      `application/7/device/${device.id}/event/up`,
      Buffer.from(
        JSON.stringify({
          deduplicationId: `${device.id} ${at}`,
          time: new Date(time).toISOString(),
          deviceInfo: { devEui: device.id.toUpperCase() },
          object: { ...m, ...(m['tsp'] !== undefined && { tsp: m['tsp'] / 1_000 }) },
        }),
      ),
      at,
    )
  const again = number % 5 === 0 ? [uplink(at + 40)] : []
  return [...cutShort(number, uplink(at)), uplink(at), ...again]
}

const aliasOf = (name: string): number => quantities.indexOf(name) + 1

/** A device is born before it speaks, and is born again now and then; in between it says aliases alone. */
function sparkplug({ device, at, m, number }: Said): readonly Frame[] {
  const metrics = Object.entries(m).map(([name, value]) => ({ name, value, alias: aliasOf(name) }))
  const sent = (type: string, said: Parameters<typeof sparkplugPayload>[1]) =>
    byGateway(`spBv1.0/city/${type}/${gateway}/${device.id}`, sparkplugPayload(at, said), at)
  const birth = sent(
    'DBIRTH',
    metrics.map(({ name, ...rest }) => ({ ...rest, name: `Values/${name}` })),
  )
  const data = sent(
    'DDATA',
    metrics.map(({ alias, value }) => ({ alias, value, untyped: true })),
  )
  const born = number % 20 === 0 ? [birth] : []
  return [...born, ...cutShort(number, data), data, ...(number % 6 === 0 ? [data] : [])]
}

test(
  'are the same readings, alarms and cases, also when everything begins anew every few minutes',
  { timeout: 900_000 },
  async () => {
    const plain = await played(json)
    expect(plain.readings).toBeGreaterThan(450)
    for (const frames of [chirpstack, sparkplug]) {
      const told = await played({ frames, gateway, bindings }, restartsEvery(11))
      expect(withoutPlaces(told)).toEqual(withoutPlaces(plain))
    }
  },
)
