/** What a person wrote in the form for a new device, as the API wants it. Pure. */
import { withoutUndefined } from '../../api/without-undefined.ts'
import type { BodyOf } from '../../api/routes.ts'

type AdoptionBody = BodyOf<'POST /v1/devices/{id}/adopt'>

type Texts =
  | 'kind'
  | 'site'
  | 'name'
  | 'component'
  | 'longitude'
  | 'latitude'
  | 'cell'
  | 'owner'
  | 'gateway'
  | 'catchment'
  | 'power'
  | 'mn'
  | 'stationAddress'
  | 'externalId'
  | 'gaugeZero'
  | 'period'
  | 'limits'

export interface AdoptionFields
  extends Required<Pick<AdoptionBody, 'crs' | 'active'>>, Readonly<Record<Texts, string>> {
  readonly zone: NonNullable<AdoptionBody['zone']> | ''
  readonly checksum: NonNullable<AdoptionBody['checksum']>
  readonly concentration: NonNullable<AdoptionBody['concentration']>
  readonly levelOrigin: NonNullable<AdoptionBody['levelOrigin']>
}

type NumberField = 'longitude' | 'latitude' | 'period' | 'gaugeZero'

export type Mistake =
  | { readonly mistake: 'missing' | 'number'; readonly field: NumberField }
  | { readonly mistake: 'limits'; readonly line: number }

/** The body, or what is wrong with what was written; whether the values are true the API decides. */
export function adoptionBody(fields: AdoptionFields): AdoptionBody | readonly Mistake[] {
  const mistakes: Mistake[] = []
  const number = (field: NumberField): number | undefined => {
    const written = fields[field].trim()
    const value = Number(written)
    if (written !== '' && Number.isFinite(value)) return value
    if (written !== '') mistakes.push({ mistake: 'number', field })
    else if (field !== 'period' && field !== 'gaugeZero')
      mistakes.push({ mistake: 'missing', field })
    return undefined
  }
  const longitude = number('longitude')
  const latitude = number('latitude')
  const period = number('period')
  const isHydrological = fields.stationAddress.trim() !== ''
  const gaugeZero = isHydrological ? number('gaugeZero') : undefined
  const limits = ownLimits(fields.limits, mistakes)
  if (mistakes.length > 0 || longitude === undefined || latitude === undefined) return mistakes
  const text = (
    name:
      | 'name'
      | 'component'
      | 'cell'
      | 'owner'
      | 'gateway'
      | 'catchment'
      | 'power'
      | 'externalId',
  ) => {
    const written = fields[name].trim()
    return written === '' ? undefined : written
  }
  return withoutUndefined<AdoptionBody>({
    // Chosen from what there is; what is none the API refuses.
    kind: fields.kind,
    site: fields.site,
    crs: fields.crs,
    active: fields.active,
    longitude,
    latitude,
    name: text('name'),
    component: text('component'),
    cell: text('cell'),
    zone: fields.zone === '' ? undefined : fields.zone,
    owner: text('owner'),
    gateway: text('gateway'),
    catchment: text('catchment'),
    power: text('power'),
    externalId: text('externalId'),
    ...(fields.mn.trim() !== '' && {
      mn: fields.mn.trim(),
      checksum: fields.checksum,
      concentration: fields.concentration,
    }),
    ...(isHydrological && {
      stationAddress: fields.stationAddress.trim().toUpperCase(),
      levelOrigin: fields.levelOrigin,
      ...(gaugeZero !== undefined && { gaugeZero }),
    }),
    period,
    limits: limits.length === 0 ? undefined : Object.fromEntries(limits),
  })
}

export const isMistaken = (body: AdoptionBody | readonly Mistake[]): body is readonly Mistake[] =>
  Array.isArray(body)

function ownLimits(text: string, mistakes: Mistake[]): (readonly [string, number])[] {
  const limits: (readonly [string, number])[] = []
  for (const [index, written] of text.split('\n').entries()) {
    if (written.trim() === '') continue
    const [name = '', value = '', ...rest] = written.split('=').map((part) => part.trim())
    const number = Number(value)
    if (name === '' || value === '' || rest.length > 0 || !Number.isFinite(number))
      mistakes.push({ mistake: 'limits', line: index + 1 })
    else limits.push([name, number])
  }
  return limits
}
