/** What a device says as a timed report of SL 651 in HEX/BCD, in as many packets as are wanted. */
import { beijingDigits } from '../../core/beijing-time.ts'
import { writeBody } from '../../core/sl651/body.ts'
import { frameBytes, type Frame } from '../../core/sl651/frame.ts'
import type { Item } from '../../core/sl651/items.ts'
import type { TelemetryItem } from '../script/telemetry.ts'

export interface HydrologicalName {
  readonly address: string
  readonly password: string
}

interface PacketFrame {
  /** Of the message, four hexadecimal digits. */
  readonly serial: string
  readonly number: number
  readonly bytes: Buffer
  /** A packet that was asked for ends its exchange (6.3.1.2). */
  readonly asked: Buffer
}

interface Word {
  readonly word: string
  readonly bytes: number
  readonly decimals: number
  /** What one of ours is in the unit of the element. */
  readonly scale: number
}

const words: ReadonlyMap<string, Word> = new Map([
  ['stage', { word: 'Z', bytes: 4, decimals: 3, scale: 1 }],
  ['depth', { word: 'Z', bytes: 4, decimals: 3, scale: 0.01 }],
  ['rain', { word: 'P1', bytes: 3, decimals: 1, scale: 1 }],
  ['rainTotal', { word: 'PT', bytes: 3, decimals: 1, scale: 1 }],
  ['discharge', { word: 'Q', bytes: 5, decimals: 3, scale: 1 }],
  ['supplyVoltage', { word: 'VT', bytes: 2, decimals: 2, scale: 1 }],
])

const timedReport = 0x32
const mostSerials = 65_535

/** Values that have no element, such as a battery, are left out; with none left there is no frame. An instant is of a minute. */
export function hydrologicalFrames(
  { t, seq, m }: Pick<TelemetryItem, 't' | 'seq' | 'm'>,
  { address, password }: HydrologicalName,
  packets: number,
): readonly PacketFrame[] {
  const values = Object.entries(m).flatMap(([quantity, value]) => {
    const word = words.get(quantity)
    return word === undefined ? [] : [itemOf(Number(value), word)]
  })
  if (values.length === 0) return []
  const time = beijingDigits(t).slice(2)
  const serial = 1 + (seq % mostSerials)
  const body = writeBody(
    {
      ...{ serial, sentAt: time },
      items: [
        { type: 'station', station: address, category: 'H' },
        { type: 'time', time: time.slice(0, 10) },
        ...values,
      ],
    },
    'hex',
  )
  const size = Math.ceil(body.length / packets)
  const count = Math.ceil(body.length / size)
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1
    const frame = (ending: Frame['ending']) =>
      frameBytes({
        ...{ encoding: 'hex', direction: 'up', centre: 1, station: address, password },
        ...{ command: timedReport, ending },
        ...(count > 1 && { packet: { count, number } }),
        body: body.subarray(index * size, number * size),
      })
    return {
      serial: body.toString('hex', 0, 2).toUpperCase(),
      number,
      bytes: frame(number < count ? 'etb' : 'etx'),
      asked: frame('etx'),
    }
  })
}

/** FF in front of what is below zero. */
function itemOf(value: number, { word, bytes, decimals, scale }: Word): Item {
  const digits = Math.abs(value * scale)
    .toFixed(decimals)
    .replace('.', '')
  const data =
    value < 0 ? `FF${digits.padStart(bytes * 2 - 2, '0')}` : digits.padStart(bytes * 2, '0')
  return { type: 'value', word, data, decimals }
}
