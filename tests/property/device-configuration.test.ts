/** Whatever comes in whatever order, the device ends with the newest version, or the reason why not is known. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { ConfigurationFact, DeviceConfiguration } from '../../core/device-configuration.ts'
import type { DeviceId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import {
  desire,
  hearOfConfiguration,
  noConfiguration,
  stateOfConfiguration,
} from '../../devices/decide/device-configuration.ts'

const id = 'wl-1' as DeviceId

type Step =
  | { readonly do: 'set'; readonly value: number | null }
  | { readonly do: 'send'; readonly arrives: boolean; readonly isNoted: boolean }
  | { readonly do: 'report'; readonly arrives: boolean }
  | { readonly do: 'forget' | 'late' }

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('set' as const),
      value: fc.option(fc.integer({ min: 5, max: 9 })),
    }),
    fc.record({ do: fc.constant('send' as const), arrives: fc.boolean(), isNoted: fc.boolean() }),
    fc.record({ do: fc.constant('report' as const), arrives: fc.boolean() }),
    fc.record({ do: fc.constantFrom('forget' as const, 'late' as const) }),
  ),
  { maxLength: 30 },
)

/** A device that takes what is newer than what it has, clamps at 8 and lacks nothing. */
interface Played {
  version: number
  period: number
}

class Play {
  now = 1_000
  kept: DeviceConfiguration = noConfiguration(id, instant(1_000))
  device: Played = { version: 0, period: 60 }
  sentVersions: number[] = []
  lastReport: ConfigurationFact | undefined

  readonly refuses: boolean

  constructor(refuses: boolean) {
    this.refuses = refuses
  }

  #at(): Instant {
    return instant((this.now += 20_000))
  }

  set(value: number | null): void {
    const order = { device: id, values: { period: value }, by: 'a', at: this.#at(), reason: 'b' }
    this.kept = desire(this.kept, order) ?? this.kept
  }

  send(arrives: boolean, isNoted: boolean): void {
    const at = this.#at()
    if (this.kept.due === undefined || this.kept.due > at) return
    const { version, desired } = this.kept
    this.sentVersions.push(version)
    const period = desired['period']
    if (arrives && version >= this.device.version) {
      this.device.version = version
      if (!this.refuses && period !== undefined) this.device.period = Math.min(8, period)
    }
    if (isNoted) this.tell({ fact: 'sent', version, at })
  }

  report(arrives: boolean): void {
    const { version, period } = this.device
    const refused = this.refuses && version > 0 ? { refused: 'no' } : {}
    const fact = {
      fact: 'reported',
      version,
      values: { period },
      at: this.#at(),
      ...refused,
    } as const
    this.lastReport = fact
    if (arrives) this.tell(fact)
  }

  tell(fact: ConfigurationFact): void {
    this.kept = hearOfConfiguration(this.kept, fact).configuration
  }

  take(step: Step): void {
    if (step.do === 'set') this.set(step.value)
    else if (step.do === 'send') this.send(step.arrives, step.isNoted)
    else if (step.do === 'report') this.report(step.arrives)
    else if (step.do === 'forget') this.device = { version: 0, period: 60 }
    else if (this.lastReport !== undefined) this.tell(this.lastReport)
  }
}

test('in any order of setting, sending, reporting, forgetting and repeating it comes to rest with a reason', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (all, refuses) => {
      const play = new Play(refuses)
      for (const step of all) play.take(step)
      // From here on nothing is lost: it wakes, hears what is due and answers.
      for (let n = 0; n < 3; n += 1) {
        play.report(true)
        play.send(true, true)
        play.report(true)
      }
      const state = stateOfConfiguration(play.kept)
      expect(play.kept.due).toBeUndefined()
      const wanted = play.kept.desired['period']
      if (wanted === undefined) expect(state).toBe('unset')
      else if (refuses) expect(['refused', 'same']).toContain(state)
      else {
        expect(state).toBe(wanted > 8 ? 'different' : 'same')
        expect(play.device.period).toBe(Math.min(8, wanted))
      }
      expect(play.sentVersions).toEqual(play.sentVersions.toSorted((a, b) => a - b))
    }),
  )
})

test('a register of yesterday goes on above the version that the device has', () => {
  const play = new Play(false)
  play.device.version = 7
  play.set(6)
  play.send(true, true)
  expect(play.device.period).toBe(60)
  play.report(true)
  play.send(true, true)
  play.report(true)
  expect([play.kept.version, play.device.period, stateOfConfiguration(play.kept)]).toEqual([
    ...[8, 6],
    'same',
  ])
})

test('pauses between two sendings grow to six hours, and a device that speaks is told sooner, though not at once', () => {
  let kept = noConfiguration(id, instant(0))
  kept =
    desire(kept, { device: id, values: { period: 6 }, by: 'a', at: instant(0), reason: 'b' }) ??
    kept
  const pauses: number[] = []
  for (let n = 0; n < 14; n += 1) {
    const at = kept.due ?? instant(0)
    kept = hearOfConfiguration(kept, { fact: 'sent', version: 1, at }).configuration
    pauses.push(((kept.due ?? 0) - at) / 1_000)
  }
  expect([pauses[0], pauses[1], pauses[2], pauses.at(-1)]).toEqual([10, 20, 40, 21_600])
  const sent = kept.sent?.at ?? 0
  const speaks = (at: number) =>
    hearOfConfiguration(kept, { fact: 'reported', version: 0, values: {}, at: instant(at) })
      .configuration.due
  expect([speaks(sent + 1), speaks(sent + 3_600_000)]).toEqual([sent + 10_000, sent + 3_600_000])
})
