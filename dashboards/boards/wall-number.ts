import type { Bilingual } from '../../core/bilingual.ts'
import { curves, type Query } from '../parts/influxql.ts'
import { numberPanel, type NumberAbout } from '../parts/number-panel.ts'
import type { Panel } from '../parts/panel.ts'
import { events } from '../parts/schema.ts'

export const city = events('city')

/** What is older than a minute is not of this moment: then the number is grey. */
export const moment = '1m'

type Shown = Omit<NumberAbout, 'title' | 'description' | 'queries' | 'unit' | 'height'>

export const number = (
  title: Bilingual,
  description: Bilingual,
  query: Query,
  { unit = 'short', ...about }: Shown & { readonly unit?: string },
): Panel => numberPanel({ title, description, queries: [query], unit, height: 4, ...about })

export const ofCity = (field: string): Query =>
  curves({ select: `last("${field}") AS "${field}"`, from: city })
