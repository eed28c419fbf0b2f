/** What a person wrote in the form for a new device, as the API wants it (devices/api/adoption.ts). Pure. */
const adoptionTexts = [
  'name',
  'component',
  'longitude',
  'latitude',
  'cell',
  'zone',
  'owner',
  'gateway',
  'period',
  'limits',
] as const

export interface AdoptionFields extends Readonly<Record<(typeof adoptionTexts)[number], string>> {
  readonly kind: string
  readonly site: string
  readonly crs: string
  readonly active: boolean
}

export type Mistake =
  | { readonly mistake: 'missing' | 'number'; readonly field: 'longitude' | 'latitude' | 'period' }
  | { readonly mistake: 'limits'; readonly line: number }

export type AdoptionBody = Readonly<Record<string, unknown>>

/** The body, or what is wrong with what was written; whether the values are true the API decides. */
export function adoptionBody(fields: AdoptionFields): AdoptionBody | readonly Mistake[] {
  const mistakes: Mistake[] = []
  const number = (field: 'longitude' | 'latitude' | 'period', needed: boolean) => {
    const written = fields[field].trim()
    if (written === '') {
      if (needed) mistakes.push({ mistake: 'missing', field })
      return undefined
    }
    const value = Number(written)
    if (Number.isFinite(value)) return value
    mistakes.push({ mistake: 'number', field })
    return undefined
  }
  const longitude = number('longitude', true)
  const latitude = number('latitude', true)
  const period = number('period', false)
  const limits = ownLimits(fields.limits, mistakes)
  if (mistakes.length > 0) return mistakes
  const texts = (['name', 'component', 'cell', 'zone', 'owner', 'gateway'] as const)
    .map((name) => [name, fields[name].trim()] as const)
    .filter(([, text]) => text !== '')
  return {
    kind: fields.kind,
    site: fields.site,
    crs: fields.crs,
    active: fields.active,
    longitude,
    latitude,
    ...Object.fromEntries(texts),
    ...(period === undefined ? {} : { period }),
    ...(limits.length === 0 ? {} : { limits: Object.fromEntries(limits) }),
  }
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
