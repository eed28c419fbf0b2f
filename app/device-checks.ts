import type { Device } from '../core/device.ts'
import type { DeviceCheck } from '../ingest/import-decision.ts'
import { limitAdvice, missingAdvice } from '../rules/device-advice.ts'
import type { RuleSet } from '../rules/catalogue.ts'

export interface DeviceFacts {
  /** Units of `units.yaml`. */
  readonly units: { has(id: NonNullable<Device['owner']>): boolean }
  readonly ruleSet: () => Promise<Pick<RuleSet, 'rules' | 'limits'>>
}

/** What an import warns of: whatever units and rules know of a device that will have no effect. */
export async function deviceChecks({
  units,
  ruleSet,
}: DeviceFacts): Promise<readonly DeviceCheck[]> {
  const rules = await ruleSet()
  return [
    ({ owner }) =>
      owner === undefined || units.has(owner)
        ? []
        : [`owner: units.yaml has no unit ${owner}, so no case goes to it`],
    (device) => limitAdvice(rules, device),
    (device) => missingAdvice(rules, device),
  ]
}
