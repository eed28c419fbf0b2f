import type cog from '@grafana/grafana-foundation-sdk/cog'
import dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Kind } from '../../core/kinds.ts'
import { dataSource, points, type Query } from './influxql.ts'
import { events, inDistrict, ofDevice, ofKind, zone } from './schema.ts'
import { severityColour } from './thresholds.ts'
import { words, type Say } from './words.ts'

export type Annotation = (say: Say) => dashboard.AnnotationQueryBuilder

interface Marks {
  readonly name: Bilingual
  readonly colour: string
  readonly query: (say: Say) => Query
  readonly text: (say: Say) => string
  readonly tags: readonly string[]
}

const mostMarks = 500

const asTarget = (target: object): cog.Builder<cog.Dataquery> => ({
  build: () => ({ ...target, _implementsDataqueryVariant: () => {} }),
})

/** Marks on every curve of a dashboard. The shape of the target is that of Grafana's InfluxDB plugin. */
const marks =
  ({ name, colour, query, text, tags }: Marks): Annotation =>
  (say) =>
    new dashboard.AnnotationQueryBuilder()
      .name(say(name))
      .datasource(dataSource)
      .enable(true)
      .hide(false)
      .iconColor(colour)
      .target(
        asTarget({
          refId: 'Anno',
          fromAnnotations: true,
          queryType: 'tags',
          rawQuery: true,
          query: query(say).text,
          textColumn: text(say),
          tagsColumn: tags.join(','),
          titleColumn: '',
          timeEndColumn: '',
          limit: mostMarks,
          matchAny: false,
          tags: [],
          type: '',
        }),
      )

const alarmMarks = (where: readonly string[]): Annotation =>
  marks({
    name: words('告警', 'Alarms'),
    colour: severityColour.orange,
    query: (say) =>
      points(
        [`title_${say.code}`, 'device'],
        events('alarm'),
        [`("transition" = 'raised' OR "transition" = 'escalated')`, ...where],
        mostMarks,
      ),
    text: (say) => `title_${say.code}`,
    // The text has the words; of the codes a mark shows those that are names.
    tags: ['device'],
  })

export const alarmsOf = (kind: Kind): Annotation => alarmMarks([ofKind(kind), ofDevice])
export const alarmsOfDevice: Annotation = alarmMarks([ofDevice])
export const allAlarms: Annotation = alarmMarks([inDistrict])

export const filedCases: Annotation = marks({
  name: words('立案', 'Cases filed'),
  colour: severityColour.blue,
  query: (say) =>
    points(
      [`title_${say.code}`, 'case'],
      events('case'),
      [`"event" = 'filed'`, inDistrict],
      mostMarks,
    ),
  text: (say) => `title_${say.code}`,
  tags: ['case'],
})

/** Shades the nights, in which other limits hold; 22:00-06:00 is the default of GB 3096-2008. */
export const nights: Annotation = (say) =>
  new dashboard.AnnotationQueryBuilder()
    .name(say(words('夜间', 'Night')))
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .enable(true)
    .hide(false)
    .iconColor('rgba(60, 90, 160, 0.35)')
    .target(
      asTarget({
        refId: 'Night',
        queryType: 'timeRegions',
        timeRegion: { from: '22:00', to: '06:00', timezone: zone },
        limit: 100,
        matchAny: false,
        tags: [],
        type: 'tags',
      }),
    )
