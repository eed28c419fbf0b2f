/** What a person fills in to report a problem, and the body of POST /v1/cases that it becomes. Pure. */
import type { ReportedSource } from '../../../core/case-terms.ts'
import type { Severity } from '../../../core/severity.ts'
import { withoutUndefined } from '../../api/without-undefined.ts'
import type { Collect, PhotoReference } from '../../api/types.ts'
import type { Limit } from './limit-input.tsx'

export interface ProblemFields extends Limit {
  readonly source: ReportedSource
  readonly work: 'incident' | 'maintenance'
  readonly category: string
  readonly titleZh: string
  readonly titleEn: string
  readonly severity: Severity
  /** Row of the filing standard; empty where the category has none. */
  readonly standard: string
  readonly lead: string
  readonly text: string
  readonly device: string
  readonly cell: string
  readonly longitude: string
  readonly latitude: string
  readonly description: string
  /** What was done about it on the spot; empty: nothing. */
  readonly handled: string
  /** Who told of it: number of the call, name and telephone. */
  readonly callNumber: string
  readonly callerName: string
  readonly callerPhone: string
}

/** Of a part of the form. */
export interface ProblemPartProps {
  readonly fields: ProblemFields
  readonly set: (changed: Partial<ProblemFields>) => void
}

export const emptyProblem: ProblemFields = {
  source: 'manual',
  work: 'incident',
  category: '',
  titleZh: '',
  titleEn: '',
  severity: 'blue',
  amount: '2',
  clock: 'working hours',
  standard: '',
  lead: '',
  text: '',
  device: '',
  cell: '',
  longitude: '',
  latitude: '',
  description: '',
  handled: '',
  callNumber: '',
  callerName: '',
  callerPhone: '',
}

type CallerField = 'callNumber' | 'callerName' | 'callerPhone'

/** Of these sources somebody else told the person who reports it. */
export const hasReporter = (source: ReportedSource): boolean =>
  source !== 'manual' && source !== 'patrol'

function reporterOf(given: (name: CallerField) => string | undefined): Collect['reporter'] {
  const reporter = withoutUndefined<NonNullable<Collect['reporter']>>({
    number: given('callNumber'),
    name: given('callerName'),
    phone: given('callerPhone'),
  })
  return Object.keys(reporter).length === 0 ? undefined : reporter
}

/** A title in one language stands for both: whoever reports writes it once. */
export function problemBody(
  fields: ProblemFields,
  photos: readonly PhotoReference[],
  after: readonly PhotoReference[] = [],
): Collect {
  const { source, work, category, severity, amount, clock, lead, standard } = fields
  const byHand = standard === ''
  const zh = fields.titleZh.trim()
  const en = fields.titleEn.trim()
  type Text = 'text' | 'device' | 'cell' | 'description' | CallerField
  const given = (name: Text) => {
    const value = fields[name].trim()
    return value === '' ? undefined : value
  }
  const degrees = (name: 'longitude' | 'latitude') => {
    const value = fields[name].trim()
    return value === '' ? undefined : Number(value)
  }
  const handled = fields.handled.trim()
  return withoutUndefined<Collect>({
    selfHandled: handled === '' ? undefined : { text: handled, photos: after },
    source,
    work,
    category: category.trim(),
    title: { zh: zh || en, en: en || zh },
    severity,
    standard: byHand ? undefined : standard,
    limit: byHand ? `${amount.trim()} ${clock}` : undefined,
    lead: byHand ? lead : undefined,
    text: given('text'),
    photos,
    device: given('device'),
    cell: given('cell'),
    longitude: degrees('longitude'),
    latitude: degrees('latitude'),
    description: given('description'),
    reporter: hasReporter(source) ? reporterOf(given) : undefined,
  })
}
