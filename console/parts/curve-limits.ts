import { severityWords } from '../../core/severity.ts'
import type { DeviceRule } from '../api/types.ts'
import { say } from '../words/words.ts'
import type { CurveLimit } from './curve.tsx'
import { limitsOn } from './curve-points.ts'
import { operatorSign, showValue } from './device-names.ts'

/** The limits of a rule on one quantity, with their words. */
export const curveLimits = (quantity: string, rule: DeviceRule): readonly CurveLimit[] =>
  limitsOn(quantity, [rule]).map(({ severity, operator, value }) => ({
    value,
    severity,
    label: `${say(severityWords[severity])} ${operatorSign(operator)} ${showValue(quantity, value)}`,
  }))
