/**
 * The devices of a torture run and what they must lead to. Gauges stand on roads and, one after the other, go under water
 * for good, which raises an alarm after a hold; covers find methane on one beat and hydrogen sulphide on a later one, which
 * raise at the first sample and belong to one case. So the alarms and cases are known from what was sent.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { shippedCatalogue } from '../../app/package-root.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import type { DeviceId, ReadingId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { runLoad, type LoadResult } from '../../simulators/load.ts'
import { realClock } from './clocks.ts'
import { PairedLoad } from './paired-load.ts'

const waterRule = 'torture-water'
const gasRules = ['manhole-methane', 'manhole-hydrogen-sulphide'] as const

/** A catalogue of the two gas rules as shipped, and one with a hold that is short enough for a test. */
export async function tortureCatalogue(folder: string): Promise<string> {
  const catalogue = join(folder, 'catalogue')
  await mkdir(catalogue)
  for (const name of [...gasRules, 'limits'])
    await cp(join(shippedCatalogue(), `${name}.yaml`), join(catalogue, `${name}.yaml`))
  await writeFile(
    join(catalogue, `${waterRule}.yaml`),
    [
      `id: ${waterRule}`,
      'title: { zh: 道路积水, en: Standing water on road }',
      'on: { kind: water, site: road }',
      'levels:',
      '  - { severity: yellow, when: depth >= 15, clear: depth < 10, hold: 4s, clearHold: 5m }',
      'case: { category: "0506", filing: automatic, limit: 2 urgent hours, lead: drainage }',
      '',
    ].join('\n'),
  )
  return catalogue
}

/** So that every case is known from what was sent, however many come at once. */
export const noStorm = {
  URBAN_BRAIN_CASES__STORM__CELL: '1000',
  URBAN_BRAIN_CASES__STORM__UNIT: '1000',
} as const

export interface TortureDevices {
  readonly gauges: number
  readonly covers: number
}

export const tortureDevices = ({ gauges, covers }: TortureDevices): readonly Device[] => [
  ...Array.from({ length: gauges }, (_, index) => device('water', index)),
  ...Array.from({ length: covers }, (_, index) => device('manhole', index)),
]

function device(kind: 'water' | 'manhole', index: number): Device {
  const number = String(index + 1).padStart(5, '0')
  return deviceSchema.parse({
    id: `${kind}-${number}`,
    kind,
    site: 'road',
    component: `9901020103${kind === 'water' ? 1 : 2}${number}`,
    longitude: 120,
    latitude: 30,
    cell: '990102001001001',
    // Nobody is silent for as long as a run takes.
    period: 36_000,
    active: true,
  })
}

export interface TortureLoadOptions extends TortureDevices {
  readonly devices: readonly Device[]
  readonly tokens: ReadonlyMap<DeviceId, string>
  readonly port: number
  /** Readings a second. */
  readonly rate: number
  /** Publishes in flight for each device. */
  readonly window: number
}

/** What has begun to be wrong, by `rule/device`: at which publish, and whether that one was acknowledged. */
interface Breach {
  readonly device: number
  readonly n: number
  acknowledged: boolean
}

export class TortureLoad {
  readonly #options: TortureLoadOptions
  readonly #said: PairedLoad
  readonly #breaches = new Map<string, Breach>()
  /** The n of every acknowledged publish, by device. */
  readonly #kept: readonly number[][]
  readonly #ending = new AbortController()
  readonly #running: Promise<LoadResult>
  #acknowledged = 0
  #lastAcknowledged = performance.now()
  #longestSilence = 0
  #beat = 0

  constructor(options: TortureLoadOptions) {
    this.#options = options
    const { devices, tokens, port, rate, window, gauges } = options
    this.#said = new PairedLoad(devices.length)
    this.#kept = devices.map(() => [])
    this.#running = runLoad(
      {
        port,
        devices: devices.map(({ id }) => ({ id, token: tokens.get(id) ?? '' })),
        clock: realClock,
        window,
        rate,
        milliseconds: 86_400_000,
        payload: (index, n, now) =>
          this.#said.body(index, n, now, () =>
            index < gauges ? this.#water(index, n) : this.#gas(index, n),
          ),
        onAcknowledged: (index, n) => this.#heard(index, n),
      },
      this.#ending.signal,
    )
    this.#running.catch(() => {})
  }

  get acknowledged(): number {
    return this.#acknowledged
  }

  /** The longest time in which no publish was acknowledged, in milliseconds. */
  get longestSilence(): number {
    return this.#longestSilence
  }

  /** How many alarms have their cause in what is acknowledged. */
  get causes(): number {
    return [...this.#breaches.values()].filter(({ acknowledged }) => acknowledged).length
  }

  get beats(): number {
    return this.#beat
  }

  /** One more gauge goes under water, one more cover finds methane, and an earlier one hydrogen sulphide. */
  beat(): void {
    this.#beat++
  }

  /** Whether the first reading of every breach so far was acknowledged: only then must its alarm come. */
  get settled(): boolean {
    return [...this.#breaches.values()].every(({ acknowledged }) => acknowledged)
  }

  /** Ends without a word, as devices do; what is not acknowledged may or may not be kept. */
  async end(): Promise<LoadResult> {
    this.#ending.abort()
    return this.#running
  }

  /** Ids of every reading acknowledged so far. */
  identities(): readonly string[] {
    return this.#kept.flatMap((numbers, index) => numbers.map((n) => this.#named(index, n)))
  }

  /** Ids of everything ever sent. */
  everySent(): ReadonlySet<string> {
    return new Set(
      this.#said.counts.flatMap((count, index) =>
        Array.from({ length: count }, (_, n): string => this.#named(index, n)),
      ),
    )
  }

  /** `rule/device/instant` of every alarm that must be there, sorted. */
  alarms(): readonly string[] {
    return [...this.#breaches].map(([key, { device, n }]) => `${key}/${this.#at(device, n)}`).sort()
  }

  /** Devices with a case: one each. */
  cases(): readonly string[] {
    return [...new Set([...this.#breaches.values()].map(({ device }) => this.#id(device)))].sort()
  }

  #water(index: number, n: number): Readonly<Record<string, number>> {
    const under = index < this.#beat
    if (under) this.#note(waterRule, index, n)
    return { depth: under ? 30 + (n % 7) : (n % 17) / 10, battery: 91 }
  }

  #gas(index: number, n: number): Readonly<Record<string, number>> {
    const cover = index - this.#options.gauges
    const methane = cover < this.#beat
    const sulphide = cover < this.#beat - 4
    if (methane) this.#note(gasRules[0], index, n)
    if (sulphide) this.#note(gasRules[1], index, n)
    return { ch4: methane ? 40 : 0, h2s: sulphide ? 25 : 0, tilt: 1, battery: 90 }
  }

  #note(rule: string, device: number, n: number): void {
    const key = `${rule}/${this.#id(device)}`
    if (!this.#breaches.has(key)) this.#breaches.set(key, { device, n, acknowledged: false })
  }

  #heard(index: number, n: number): void {
    const now = performance.now()
    this.#longestSilence = Math.max(this.#longestSilence, now - this.#lastAcknowledged)
    this.#lastAcknowledged = now
    this.#acknowledged++
    this.#kept[index]?.push(n)
    for (const breach of this.#breaches.values())
      if (breach.device === index && breach.n === n) breach.acknowledged = true
  }

  #id(index: number): DeviceId {
    const found = this.#options.devices[index]
    if (found === undefined) throw new RangeError(`no device ${index}`)
    return found.id
  }

  #named(index: number, n: number): ReadingId {
    return this.#said.named(this.#id(index), index, n)
  }

  #at(index: number, n: number): Instant {
    return this.#said.at(index, n)
  }
}
