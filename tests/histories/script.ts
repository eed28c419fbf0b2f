/**
 * The day that a history records: something of every kind of device, fact and case. Nothing here may change once a version
 * has recorded it; what a later version needs beside it becomes a script of its own.
 */
import type { Actor } from '../../core/actor.ts'
import type { Frame } from '../../core/frame.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { HostClock } from '../support/host-clock.ts'
import { duration, frameOf, item, type Saying, type Values } from '../support/sayings.ts'
import { clockTime } from '../support/world.ts'

import type { Happening } from './happenings.ts'

export const start = '2026-06-01T20:00:00+08:00'
export const devices = [
  ...['mh-0001', 'mh-0002', 'wl-0001', 'wl-0002'],
  ...['ns-0001', 'ns-0026', 'du-0001', 'fu-0001'],
]
const end = '23:00'
/** Seconds between two ticks: sparser than in the running system, which keeps the history small. */
const step = 10

export function recordedDay(): readonly Happening[] {
  const host = new HostClock()
  const frames: Frame[] = []
  const deeds: Happening[] = []
  const said = new Map<string, number>()
  const at = (text: string): Instant => clockTime(start, text)

  const says = (id: string, when: string, values: Values, more: Saying = {}) => {
    frames.push(frameOf(id, 'telemetry', item(said, id, values, at(when), more), at(when)))
  }
  const keeps = (id: string, from: string, until: string, every: string, values: Values) => {
    for (let when = at(from); when < at(until); when = instant(when + duration(every)))
      frames.push(frameOf(id, 'telemetry', item(said, id, values, when, {}), when))
  }
  const sends = (id: string, when: string, body: unknown) =>
    frames.push(frameOf(id, 'telemetry', body, at(when)))
  const person = (role: Actor['role']): Actor => ({ name: role, role })
  const crew = (unit: string): Actor => ({
    name: `crew-${unit}`,
    role: 'crew',
    unit: unitIdSchema.parse(unit),
  })
  const does = (
    when: string,
    device: string,
    by: Actor,
    command: { readonly command: string } & Readonly<Record<string, unknown>>,
  ) => deeds.push({ at: at(when), device, by, command })

  // A cover is stolen: filed, handled, failed, reworked, closed; and stolen again.
  const water = crew('lj-water-supply')
  keeps('mh-0001', '20:00', '20:05', '60s', { tilt: 2, battery: 90 })
  keeps('mh-0001', '20:05', '20:50', '60s', { tilt: 40, battery: 89 })
  keeps('mh-0001', '20:50', '22:20', '60s', { tilt: 1, battery: 89 })
  keeps('mh-0001', '22:20', '23:00', '60s', { tilt: 42, battery: 88 })
  does('20:07', 'mh-0001', water, { command: 'acceptOrder' })
  does('20:20', 'mh-0001', water, {
    command: 'arrive',
    position: { longitude: 123.5274, latitude: 29.4994 },
  })
  does('20:25', 'mh-0001', person('operator'), {
    command: 'comment',
    text: '请注意行人',
  })
  does('20:30', 'mh-0001', water, reports('已复位'))
  does('20:40', 'mh-0001', person('inspector'), verifies(false, '井盖松动'))
  does('20:45', 'mh-0001', water, { command: 'acceptOrder' })
  does('21:00', 'mh-0001', water, reports('重新固定'))
  does('21:10', 'mh-0001', person('inspector'), verifies(true, '已复核'))

  // One second, two facts; a part, a correction, a repeat, no instant, gas that goes and comes back, a false alarm.
  keeps('mh-0002', '20:00', '22:00', '60s', { tilt: 2, ch4: 1, battery: 70 })
  const second = at('20:10')
  sends('mh-0002', '20:10', { t: second, m: { coverOpen: true } })
  sends('mh-0002', '20:11', { t: at('20:11'), m: { ch4: 25, battery: 70 } })
  sends('mh-0002', '20:11', { t: at('20:11'), m: { ch4: 26 } })
  sends('mh-0002', '20:12', { m: { coverOpen: true } })
  sends('mh-0002', '20:12', { m: { coverOpen: true } })
  does('20:15', 'mh-0002', person('dispatcher'), {
    command: 'void',
    reason: '检修开盖',
    despite: '检修人员在场',
  })

  // The road floods, by several levels, beside a road that stays dry and falls silent.
  keeps('wl-0001', '20:00', '20:20', '30s', { depth: 2, battery: 80 })
  keeps('wl-0001', '20:20', '20:40', '30s', { depth: 18, battery: 80 })
  keeps('wl-0001', '20:40', '21:10', '30s', { depth: 55, battery: 79 })
  keeps('wl-0001', '21:10', '23:00', '30s', { depth: 1, battery: 79 })
  keeps('wl-0002', '20:00', '20:30', '30s', { depth: 0, battery: 15 })
  does('21:00', 'wl-0001', crew('lj-drainage-west'), { command: 'acceptOrder' })
  does('21:30', 'wl-0001', crew('lj-drainage-west'), reports('已排水'))

  // A construction site and a street by day and by night; dust and fume.
  keeps('ns-0001', '20:00', '23:00', '60s', { laeq: 66, lafmax: 75 })
  keeps('ns-0026', '20:00', '23:00', '60s', { laeq: 60, lafmax: 65 })
  keeps('du-0001', '20:00', '21:00', '60s', { pm10: 700, tsp: 900 })
  keeps('du-0001', '21:00', '22:00', '60s', { pm10: 80, tsp: 120 })
  keeps('fu-0001', '20:00', '21:00', '60s', { fume: 3, fan: true, purifier: false })
  keeps('fu-0001', '21:00', '22:00', '60s', { fume: 0.2, fan: true, purifier: true })

  // What cannot be used, is old, is from tomorrow, or is nobody's.
  sends('wl-0002', '20:31', '{"m":')
  sends('wl-0002', '20:32', { t: at('20:32'), m: { depth: null, unheardOf: 4 } })
  sends('wl-0002', '20:33', { t: at('20:33'), m: { depth: 'deep' } })
  says('wl-0002', '20:34', { depth: 1 }, { old: '2h' })
  says('wl-0002', '20:35', { depth: 1 }, { old: '-2h' })
  says('wl-0002', '20:36', { depth: 1, battery: 14 }, { quality: { depth: 'S' } })
  sends('zz-0001', '20:37', { t: at('20:37'), m: { depth: 1 } })
  frames.push(frameOf('wl-0002', 'status', 'offline', at('20:38')))

  // Our own misfortunes.
  deeds.push({ at: at('21:20'), restart: true })
  const setAt = at('21:40')
  host.isSet(setAt, -120_000)
  deeds.push({ at: setAt, clockSetBy: -120_000 })
  host.isAway(at('22:05'), at('22:10'))

  return inOrder(host, frames, deeds, at(end))
}

const reports = (text: string) => ({ command: 'report', text, photos: [] })
const verifies = (passed: boolean, text: string) => ({
  command: 'verify',
  passed,
  text,
  photos: [],
  ...(passed ? { despite: '传感器待检' } : {}),
})

/** As the broker would write it down, tick by tick; what people do comes after the tick of its instant. */
function inOrder(
  host: HostClock,
  frames: readonly Frame[],
  deeds: readonly Happening[],
  end: Instant,
): readonly Happening[] {
  const arriving = frames
    .map((frame) => ({ ...frame, receivedAt: host.arrival(frame.receivedAt) }))
    .toSorted((a, b) => a.receivedAt - b.receivedAt)
  const happened: Happening[] = []
  for (let from = clockTime(start, '20:00'); from < end;) {
    const to = instant(from + step * 1_000)
    const since = from
    const received = arriving.filter(({ receivedAt }) => receivedAt >= since && receivedAt < to)
    for (const record of host.records(from, to, received)) happened.push({ at: to, record })
    for (const deed of deeds)
      if (deed.at >= from && deed.at < to) happened.push({ ...deed, at: to })
    from = to
  }
  return happened
}
