/** What a device says as frames of HJ 212, in as many packets as are wanted; and a frame that was changed on the way. */
import { systemCode } from '../../core/hj212/answer.ts'
import { checksumModeOf, type ChecksumMode } from '../../core/hj212/checksum.ts'
import { factors, micrograms, type Concentration, type Factor } from '../../core/hj212/factors.ts'
import { frameOf } from '../../core/hj212/framing.ts'
import { beijingDigits } from '../../core/beijing-time.ts'
import { writeMessage } from '../../core/hj212/message.ts'
import type { TelemetryItem } from '../script/telemetry.ts'

export interface StationName {
  readonly mn: string
  readonly password: string
  readonly mode?: ChecksumMode | undefined
  readonly concentration: Concentration
}

export interface StationFrame {
  /** Of its answer. */
  readonly qn: string
  readonly bytes: Buffer
}

/** The factor of a quantity, which is the first one of it. */
const factorOf = new Map<string, readonly [string, Factor]>(
  [...factors].toReversed().map(([name, factor]) => [factor.quantity, [name, factor]]),
)

/** 2017, an answer wanted; split into packets. */
const [plain, split] = [5, 7]

/** Values that have no factor, such as a battery, are left out; with none left there is no frame. */
export function stationFrames(
  { t, m }: Pick<TelemetryItem, 't' | 'm'>,
  station: StationName,
  packets: number,
): readonly StationFrame[] {
  const measured: string[] = []
  const running: string[] = []
  for (const [quantity, value] of Object.entries(m)) {
    const [name, factor] = factorOf.get(quantity) ?? []
    if (name === undefined || factor === undefined) continue
    if (factor.form === 'running') running.push(`${name}-RS=${Number(value)}`)
    else measured.push(`${name}-Rtd=${written(Number(value), factor, station)},${name}-Flag=N`)
  }
  const states = running.length === 0 ? [] : messageOf(t, station, '2021', [running], 0)
  const areas = cut(measured, packets)
  return [...messageOf(t, station, '2011', areas, states.length), ...states]
}

/** Places behind the point as far as a number needs them. */
const written = (value: number, { form }: Factor, { concentration }: StationName): string =>
  String(form === 'particles' ? Number((value / micrograms[concentration]).toPrecision(12)) : value)

function cut(groups: readonly string[], packets: number): readonly (readonly string[])[] {
  const size = Math.max(1, Math.ceil(groups.length / packets))
  return Array.from({ length: Math.ceil(groups.length / size) }, (_, index) =>
    groups.slice(index * size, (index + 1) * size),
  )
}

function messageOf(
  t: TelemetryItem['t'],
  { mn, password, mode }: StationName,
  cn: string,
  areas: readonly (readonly string[])[],
  from: number,
): readonly StationFrame[] {
  const milliseconds = String(t % 1_000).padStart(3, '0')
  return areas.map((groups, index) => {
    // Packets have numbers of their own (C.49), here behind those of the state of equipment.
    const qn = `${beijingDigits(t)}${milliseconds}${from + index}`
    const text = writeMessage({
      ...{ qn, st: '39', cn, pw: password, mn, flag: areas.length > 1 ? split : plain },
      ...(areas.length > 1 && { parts: { pnum: areas.length, pno: index + 1 } }),
      area: [`DataTime=${beijingDigits(t)}${milliseconds}`, ...groups].join(';'),
    })
    return { qn, bytes: frameOf(Buffer.from(text), mode) }
  })
}

/** What a station answers to a request: a code of 9011 or 9012. */
export function returnFrame(
  { qn, cn, area }: { readonly qn: string; readonly cn: '9011' | '9012'; readonly area: string },
  { mn, password, mode }: StationName,
): Buffer {
  const text = writeMessage({ qn, st: systemCode, cn, pw: password, mn, flag: 4, area })
  return frameOf(Buffer.from(text), mode)
}

/** With one byte changed, of which no checksum knows: of the standard's one change in 256 passes, and the right value is gone. */
export function corrupted(bytes: Buffer, at: number): Buffer {
  const [head, tail] = [6, 6]
  const length = bytes.length - head - tail
  for (let step = 0; step < length; step += 1) {
    const changed = Buffer.from(bytes)
    const place = head + ((at + step) % length)
    changed[place] = (changed[place] ?? 0) ^ 1
    const segment = changed.subarray(head, head + length)
    const checksum = changed.toString('latin1', head + length, head + length + 4)
    if (checksumModeOf(segment, checksum) === undefined) return changed
  }
  return bytes.subarray(0, head)
}
