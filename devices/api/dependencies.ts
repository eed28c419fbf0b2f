import type { FastifyReply } from 'fastify'

import type { Access } from '../../core/access.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { Observer } from '../../core/observer.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Registry } from '../../core/registry.ts'
import type { SeriesStore } from '../../core/series.ts'
import type { ReadWorkbook } from '../../core/workbook.ts'
import type { Clock } from '../../core/time.ts'
import type { Commits } from '../../runtime/commits.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { Grid } from '../register/grid.ts'
import type { DeviceCheck } from '../register/import-decision.ts'

/** Answers a table as a file for a spreadsheet, row by row. */
type SendTable = (
  reply: FastifyReply,
  table: {
    readonly name: string
    readonly type: 'csv' | 'xlsx'
    readonly language: 'zh' | 'en'
    readonly title: Bilingual
    readonly head: readonly Bilingual[]
    readonly rows: Iterable<readonly (string | number | undefined)[]>
  },
) => Promise<FastifyReply>

export interface DevicesApiDependencies {
  readonly access: Access
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly registry: Registry
  readonly directory: DeviceDirectory
  /** Wakes whoever looks at commands to devices. */
  readonly commandsChanged: Commits
  readonly grid: Grid
  /** Of the city, by their identifiers. */
  readonly units?: ReadonlyMap<string, { readonly name: Bilingual }>
  readonly series: SeriesStore
  readonly sendTable: SendTable
  readonly readWorkbook: ReadWorkbook
  /** What units and rules know of a device that will have no effect; an import warns of it. */
  readonly deviceChecks?: () => Promise<readonly DeviceCheck[]>
}
