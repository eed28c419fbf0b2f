/** What is remembered of a rule on a device is known as `<rule>/<device>`. No rule begins with `~`, everything else that is remembered does. */
import type { DeviceId, RuleId } from '../../core/identity.ts'
import type { PartitionState } from '../../core/log.ts'
import type { RuleState } from './state.ts'

export const ruleOf = (key: string): RuleId => key.slice(0, key.indexOf('/')) as RuleId

export const deviceOf = (key: string): DeviceId => key.slice(key.indexOf('/') + 1) as DeviceId

export const isOfRule = (key: string): boolean => !key.startsWith('~')

export function* statesIn(
  state: PartitionState,
): Iterable<readonly [key: string, state: RuleState]> {
  for (const [key, value] of state.entries('')) if (isOfRule(key)) yield [key, value as RuleState]
}
