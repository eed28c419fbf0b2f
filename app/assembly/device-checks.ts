import type { Bilingual } from '../../core/bilingual.ts'
import type { City } from '../../core/city.ts'
import type { Device } from '../../core/device.ts'
import { instant } from '../../core/time.ts'
import type { DeviceCheck } from '../../devices/register/import-decision.ts'
import type { RuleSet } from '../../rules/in-force/catalogue.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { limitAdvice } from '../../rules/language/device-advice.ts'
import { neverFires } from '../../rules/language/reach.ts'
import { overridesOf } from '../../rules/language/settings.ts'

export interface DeviceFacts {
  /** Units of today. */
  readonly units: { has(id: NonNullable<Device['owner']>): boolean }
  readonly ruleSet: () => Promise<RuleSet>
  readonly city: City
}

/** What an import warns of: whatever units and rules know of a device that will have no effect. */
export async function deviceChecks({
  units,
  ruleSet,
  city,
}: DeviceFacts): Promise<readonly DeviceCheck[]> {
  const rules = await ruleSet()
  const clock = cityClock(city)
  /** Devices that are alike to all rules are looked at once: an import may hold a hundred thousand. */
  const known = new Map<string, readonly Bilingual[]>()
  const watched = (device: Device): readonly Bilingual[] => {
    const { kind, site, zone, period, limits, hours } = device
    const overrides = overridesOf(rules.limits, device).map(({ scope, code }) => [scope, code])
    const key = JSON.stringify([kind, site, zone, period, limits, hours, overrides])
    const before = known.get(key)
    if (before !== undefined) return before
    // In service or not: it will be.
    const found = neverFires(rules, { ...device, active: true }, instant(0), clock)
    known.set(key, found)
    return found
  }
  return [
    ({ owner }) =>
      owner === undefined || units.has(owner)
        ? []
        : [
            {
              zh: `权属单位：没有单位 ${owner}，因此不会有案件派给它`,
              en: `owner: there is no unit ${owner}, so no case goes to it`,
            },
          ],
    (device) => limitAdvice(rules, device),
    watched,
  ]
}
