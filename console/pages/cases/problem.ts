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
}

/** A title in one language stands for both: whoever reports writes it once. */
export function problemBody(fields: ProblemFields, photos: readonly PhotoReference[]): Collect {
  const { source, work, category, severity, amount, clock, lead, standard } = fields
  const zh = fields.titleZh.trim()
  const en = fields.titleEn.trim()
  const given = (name: 'text' | 'device' | 'cell' | 'description') => {
    const value = fields[name].trim()
    return value === '' ? undefined : value
  }
  const degrees = (name: 'longitude' | 'latitude') => {
    const value = fields[name].trim()
    return value === '' ? undefined : Number(value)
  }
  return withoutUndefined<Collect>({
    source,
    work,
    category: category.trim(),
    title: { zh: zh || en, en: en || zh },
    severity,
    ...(standard === '' ? { limit: `${amount.trim()} ${clock}`, lead } : { standard }),
    text: given('text'),
    photos,
    device: given('device'),
    cell: given('cell'),
    longitude: degrees('longitude'),
    latitude: degrees('latitude'),
    description: given('description'),
  })
}
