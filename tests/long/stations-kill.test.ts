/**
 * What was answered is there once, whichever protocol it came by (HJ 212, SL 651, ChirpStack, Sparkplug B, our JSON), however the program ends and
 * whatever happens on the line: packets, frames changed on the way, sent twice, lines that break. Real sockets, and the real program in a process
 * of its own. Kills: URBAN_BRAIN_KILLS, else 4.
 */
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { contentOf } from '../../core/content.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { readingId } from '../../core/identity.ts'
import { protocolOf } from '../../core/station.ts'
import { days, instant, minutes, type Instant } from '../../core/time.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { hashStationPassword, hashToken } from '../../runtime/token.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { telemetryBody, type TelemetryItem } from '../../simulators/script/telemetry.ts'
import { hj212Voice } from '../../simulators/protocol/hj212-voice.ts'
import { sl651Voice } from '../../simulators/protocol/sl651-voice.ts'
import { StationConnection } from '../../simulators/station-connection.ts'
import type { Voice } from '../../simulators/station-voice.ts'
import { caughtUp } from '../support/caught-up.ts'
import { realClock } from '../support/clocks.ts'
import { keptIn } from '../support/kept-in.ts'
import { freePort, launchSystem } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { shippedBindings } from '../support/bindings.ts'
import { MqttSpeaker, type Published } from '../support/mqtt-speaker.ts'
import { sparkplugPayload } from '../support/sparkplug.ts'
import { until } from '../support/until.ts'

const kills = Number(process.env['URBAN_BRAIN_KILLS'] ?? 4)
const trouble = { split: 0.5, corrupt: 0.05, again: 0.2, reconnect: 0.02 }

const air = Array.from({ length: 6 }, (_, index): Device => {
  const number = String(index + 1).padStart(4, '0')
  return deviceSchema.parse({
    ...{ id: `hj-${number}`, mn: `9901020100000000000${number}`, kind: 'dust' },
    ...{ site: 'street', longitude: 123.501458, latitude: 29.505208, cell: '990102001001001' },
    ...{ period: 3_600, active: true },
    checksum: index % 2 === 0 ? 'standard' : 'swapped',
  })
})

const water = Array.from({ length: 6 }, (_, index): Device => {
  const number = String(index + 1).padStart(4, '0')
  return deviceSchema.parse({
    ...{ id: `sl-${number}`, stationAddress: `009901${number}`, kind: 'water', site: 'river' },
    ...{ longitude: 123.501458, latitude: 29.505208, cell: '990102001001001' },
    ...{ period: 3_600, active: true },
  })
})

const place = { longitude: 123.501458, latitude: 29.505208, cell: '990102001001001', active: true }
const spoken = (id: string, kind: string, gateway?: string): Device =>
  deviceSchema.parse({ ...place, id, kind, site: 'street', period: 3_600, gateway })
const [chirpstack, edgeNode] = ['ns-0001', 'en-0001']
const published = [
  ...[1, 2, 3].map((number) => spoken(`js-000${number}`, 'dust')),
  ...[1, 2, 3].map((number) => spoken(`cs-000${number}`, 'water', chirpstack)),
  ...[1, 2, 3].map((number) => spoken(`sp-000${number}`, 'dust', edgeNode)),
]
const gateways = [chirpstack, edgeNode].map((id) => spoken(id, 'gateway'))
const devices = [...air, ...water, ...published]

const password = '1234'
/** Of platforms that push, who are no part of this. */
const secret = 'secret-of-a-platform'

/** The n-th one; instants of a hydrological station are of a minute. */
function sayingOf({ id, stationAddress }: Device, index: number, n: number, now: Instant) {
  if (id.startsWith('cs-')) return { t: now, m: { depth: n, battery: index } }
  if (id.startsWith('sp-')) return { t: now, m: { tsp: n, pm10: index + 1 } }
  if (stationAddress === undefined)
    return { t: now, m: { tsp: n, pm10: index + 1, temperature: 20 + (n % 7) } }
  const t = instant(begin + minutes(n))
  return { t, m: { stage: (1_000 * index + n) / 1_000, rainTotal: n / 10, supplyVoltage: 12.5 } }
}

const json =
  ({ id }: Device) =>
  (item: TelemetryItem): readonly Published[] => [
    { topic: `ub/v1/${id}/telemetry`, body: telemetryBody([item]) },
  ]

/** By the bytes of the device; it has no number of its own that begins anew. */
const uplinks =
  ({ id }: Device) =>
  ({ t, seq, m }: TelemetryItem): readonly Published[] => {
    const level = Number(m['depth'])
    const data = Buffer.of(0x01, 0x75, Number(m['battery']), 0x03, 0x77, level & 0xff, level >> 8)
    const said = {
      ...{ deduplicationId: `${id} ${seq}`, time: new Date(t).toISOString(), fCnt: seq },
      ...{
        deviceInfo: { deviceProfileName: 'EM500-SWL', devEui: id },
        data: data.toString('base64'),
      },
    }
    return [
      { topic: `application/7/device/${id}/event/up`, body: Buffer.from(JSON.stringify(said)) },
    ]
  }

/** Born with the first values of each connection; then by the aliases alone. */
function metrics({ id }: Device) {
  const names = ['tsp', 'pm10']
  let isBorn = false
  return ({ t, m }: TelemetryItem): readonly Published[] => {
    // In mg/m3.
    const values = names.map((name, alias) => ({ name, alias, value: Number(m[name]) / 1_000 }))
    const said = (type: string, payload: Buffer) => ({
      topic: `spBv1.0/xiamen/${type}/${edgeNode}/${id}`,
      body: payload,
    })
    const birth = isBorn ? [] : [said('DBIRTH', sparkplugPayload(t, values))]
    isBorn = true
    const data = values.map(({ alias, value }) => ({ alias, value, untyped: true }))
    return [...birth, said('DDATA', sparkplugPayload(t, data))]
  }
}

const numbered = ({ id }: Device): boolean => id.startsWith('js-') || id.startsWith('cs-')
const begin = Math.floor(Date.now() / minutes(1)) * minutes(1) - days(2)

function voiceOf({ mn = '', checksum, stationAddress }: Device): Voice {
  if (stationAddress !== undefined) return sl651Voice({ address: stationAddress, password })
  const mode = checksum === 'off' ? undefined : checksum
  const orders = { take: () => undefined }
  return hj212Voice({ mn, password, mode, concentration: 'mg/m3' }, orders)
}

/** Its client id is its own beside that of the gateway whose name and token it has. */
const speech = (device: Device) => {
  if (device.id.startsWith('cs-')) return () => uplinks(device)
  return device.id.startsWith('sp-') ? () => metrics(device) : () => json(device)
}

test(
  `every protocol with every trouble and ${kills} kills of the program lose nothing and double nothing`,
  { timeout: 200_000 + kills * 10_000 },
  async () => {
    const data = await temporaryFolder()
    await using registry = await openSqliteRegistry(`${data}/registry.sqlite`)
    await registry.put([...gateways, ...devices])
    await registry.setCredentials(
      new Map(
        [...gateways, ...devices].map((one) => {
          const protocol = protocolOf(one)
          const hash =
            protocol === undefined
              ? hashToken(password)
              : hashStationPassword(protocol, one.id, password)
          return [one.id, hash]
        }),
      ),
    )
    const [hj212, sl651] = [await freePort(), await freePort()]
    const options = {
      ...{ data, mqttPort: await freePort(), httpPort: await freePort() },
      environment: {
        URBAN_BRAIN_HJ212__PORT: String(hj212),
        URBAN_BRAIN_SL651__PORT: String(sl651),
        URBAN_BRAIN_BINDINGS__FOLDER: shippedBindings,
        URBAN_BRAIN_BINDINGS__SECRETS__ONENET: secret,
        URBAN_BRAIN_BINDINGS__SECRETS__CTWING: secret,
      },
    }
    let system = await launchSystem(options).ready()
    let answered = 0
    const random = createRandom(Date.now())
    const acknowledged = (count: number) => (answered += count)
    const lines = devices.map((device) => {
      if (protocolOf(device) === undefined) {
        const speaker = new MqttSpeaker({
          ...{ port: options.mqttPort, name: device.gateway ?? device.id, client: device.id },
          ...{ token: password, session: speech(device), trouble, acknowledged },
          random: () => random.next(),
        })
        speaker.start()
        return speaker
      }
      const port = device.mn === undefined ? sl651 : hj212
      const connection = new StationConnection({
        ...{ host: '127.0.0.1', port, clock: realClock, random: () => random.next(), trouble },
        voice: voiceOf(device),
        ...{ capacity: 100_000, answerWithin: 300 },
        acknowledged,
        dropped: () => {},
        failed: () => {},
      })
      connection.start()
      return connection
    })
    const expected: string[] = []
    const ending = new AbortController()
    const station = async (device: Device, index: number) => {
      for (let n = 1; !ending.signal.aborted; n += 1) {
        const { t, m } = sayingOf(device, index, n, realClock.now())
        const sequence = numbered(device) ? n : undefined
        expected.push(
          readingId({ device: device.id, observedAt: t, sequence, content: contentOf(m) }),
        )
        lines[index]?.offer([{ t, seq: n, m }])
        await delay(100 + random.next() * 300)
      }
    }
    const said = devices.map((device, index) => station(device, index))
    for (let kill = 0; kill < kills; kill += 1) {
      await delay(800 + random.next() * 800)
      await system.kill()
      system = await launchSystem(options).ready()
    }
    await delay(1_000)
    ending.abort()
    await Promise.all(said)
    await until(
      () => lines.every(({ waiting }) => waiting === 0),
      'all readings are answered',
      120_000,
    )
    await Promise.all(lines.map((line) => line.stop(1_000)))
    await caughtUp(system)
    expect(await system.api('/v1/accounting')).toMatchObject({ balanced: true })
    expect(await system.stop()).toBe(0)
    const kept = await keptIn(data)
    process.stdout.write(`stations-kill: ${answered} readings answered, ${kills} kills\n`)
    expect(answered).toBe(expected.length)
    expect(kept.readings.toSorted(byText)).toEqual(expected.toSorted(byText))
    expect(kept.stored.toSorted(byText)).toEqual(expected.toSorted(byText))
    expect(kept.unread).toEqual([])
  },
)

const byText = (one: string, other: string): number => (one < other ? -1 : 1)
