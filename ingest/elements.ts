/** Which of our quantities the elements of SL 651 (编码要素) are, of a device. */
import type { Device } from '../core/device.ts'

export interface Meaning {
  readonly quantity: string
  readonly valueOf: (figure: number) => number
}

/** Rain of a time is an intensity: millimetres of so many minutes, as those of an hour. */
const rain = (times: number): Meaning => ({ quantity: 'rain', valueOf: (figure) => figure * times })
const plain = (quantity: string): Meaning => ({ quantity, valueOf: (figure) => figure })

/** The one that counts where several say the same quantity stands before the others. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['PN01', rain(60)],
  ['PN05', rain(12)],
  ['DRP', rain(12)],
  ['PN10', rain(6)],
  ['PN30', rain(2)],
  ['P1', rain(1)],
  ['PJ', plain('rainToday')],
  ['PT', plain('rainTotal')],
  ['Q', plain('discharge')],
  ['VT', plain('supplyVoltage')],
  ['AI', plain('temperature')],
  ['MST', plain('humidity')],
  ['US', plain('windSpeed')],
])
const levels = ['Z', 'ZU', 'DRZ1']
/** 相对水位: above the zero of the gauge, whatever the others count from. */
const isRelative = (word: string): boolean => word === 'DRZ1'

const order: ReadonlyMap<string, number> = new Map(
  [...meanings.keys(), ...levels].map((word, index) => [word, index]),
)
/** The lower one counts. */
export const rankOf = (word: string): number => order.get(word) ?? 0

/** Undefined of an element that is none of our quantities. */
export const meaningOf = (word: string, device: Device): Meaning | undefined =>
  levels.includes(word) ? levelOf(isRelative(word), device) : meanings.get(word)

/** At a river the level above the datum, in metres; on roads and in underpasses how deep the water stands, in centimetres. */
function levelOf(
  relative: boolean,
  { site, gaugeZero = 0, levelOrigin = 'datum' }: Device,
): Meaning {
  const fromZero = relative || levelOrigin === 'gauge'
  return site === 'river'
    ? { quantity: 'stage', valueOf: (figure) => (fromZero ? figure + gaugeZero : figure) }
    : {
        quantity: 'depth',
        // Below the zero the road is dry.
        valueOf: (figure) => Math.max(0, (fromZero ? figure : figure - gaugeZero) * 100),
      }
}
