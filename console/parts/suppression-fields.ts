/** The form of a suppression as it is filled in, and the body it becomes. Pure. */
import { suppressionKinds, type SuppressionKind } from '../../core/case-terms.ts'
import type { Severity } from '../../core/severity.ts'
import type { BodyOf } from '../api/routes.ts'
import { withoutUndefined } from '../api/without-undefined.ts'

export interface SuppressionFields {
  readonly kind: SuppressionKind
  /** Names with spaces or commas between. */
  readonly devices: string
  readonly cells: string
  readonly rules: string
  readonly upTo: Severity | undefined
  readonly reason: string
  readonly permit: string
  readonly count: string
  readonly unit: 'hours' | 'days'
  readonly daily: string
}

/** What is known from where the form was opened. */
export type SuppressionSubject = Partial<Pick<SuppressionFields, 'devices' | 'cells' | 'rules'>>

export const emptySuppression: SuppressionFields = {
  kind: suppressionKinds[0],
  devices: '',
  cells: '',
  rules: '',
  upTo: undefined,
  reason: '',
  permit: '',
  count: '8',
  unit: 'hours',
  daily: '',
}

const unitLength = { hours: 3_600_000, days: 86_400_000 } as const

type Body = BodyOf<'POST /v1/suppressions'>

export function suppressionBody(fields: SuppressionFields, now: number): Body {
  const { kind, upTo, reason, permit, count, unit, daily } = fields
  return withoutUndefined<Body>({
    kind,
    matcher: withoutUndefined<Body['matcher']>({
      devices: namesIn(fields.devices),
      cells: namesIn(fields.cells),
      rules: namesIn(fields.rules),
    }),
    upTo,
    reason: reason.trim(),
    permit: kind === 'permit' ? permit.trim() : undefined,
    until: Math.round(now + Number(count) * unitLength[unit]),
    repeat: daily.trim() === '' ? undefined : { hours: daily.trim() },
  })
}

function namesIn(text: string): readonly string[] | undefined {
  const names = text.split(/[\s,，、]+/).filter((name) => name !== '')
  return names.length === 0 ? undefined : names
}
