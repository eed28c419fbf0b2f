/** Which rules and devices are shown. Pure. */
import type { Bilingual } from '../../../core/bilingual.ts'
import type { Device } from '../../api/types.ts'

export interface RuleChoice {
  readonly text: string
  /** Empty: all kinds. */
  readonly kind: string
  /** Only rules of which an alarm stands. */
  readonly standing: boolean
}

interface Choosable {
  readonly id: string
  readonly title: Bilingual
  readonly on: { readonly kind: string }
  readonly standing: number
}

/** Most standing alarms first, then by name. */
export function chosenRules<T extends Choosable>(
  rules: readonly T[],
  { text, kind, standing }: RuleChoice,
): readonly T[] {
  const words = text.trim().toLowerCase()
  return rules
    .filter(
      (rule) =>
        (kind === '' || rule.on.kind === kind) &&
        (!standing || rule.standing > 0) &&
        `${rule.id}\n${rule.title.zh}\n${rule.title.en}`.toLowerCase().includes(words),
    )
    .toSorted((a, b) => b.standing - a.standing || (a.id < b.id ? -1 : 1))
}

/** Whether a rule is for a device, as `applies` of rules/language/rule.ts says; no sites or no zones means any. */
export const isFor = (
  { sites, zones }: { readonly sites: readonly string[]; readonly zones: readonly string[] },
  { site, zone }: Pick<Device, 'site' | 'zone'>,
): boolean =>
  (sites.length === 0 || sites.includes(site)) &&
  (zones.length === 0 || (zone !== undefined && zones.includes(zone)))
