/** What a list of cases is asked for, as the store has it. */
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { categoryWords } from '../../core/categories.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import { scopeOf } from '../../core/scope.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { searchTerms, type SearchTerm } from '../life/case-search.ts'
import type { Unit } from '../life/dispatch.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import type { caseQuerySchema } from './contract.ts'
import { daysIn } from './decide/days.ts'
import { scopeInGrid, type GridFilterDeps } from './grid-filter.ts'

export interface CaseQuestionDeps extends GridFilterDeps {
  readonly access: Access
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly directory: Pick<DeviceDirectory, 'values'>
  readonly calendar: Pick<Calendar, 'offset'>
}

type Asked = Omit<z.output<typeof caseQuerySchema>, 'limit' | 'cursor' | 'order'>

function* devicesIn(directory: CaseQuestionDeps['directory']) {
  for (const { device } of directory.values()) yield device
}

/** Whoever is limited, as a crew is, is answered of their own cases only. */
export const caseQuestion =
  ({ access, units, directory, calendar, catalogue }: CaseQuestionDeps) =>
  async (request: object, asked: Asked): Promise<Parameters<CaseStore['list']>[0]> => {
    const {
      stage,
      unit,
      supporting,
      q,
      cell,
      category,
      severity,
      overdue,
      suspended,
      given,
      device,
      waiting,
      grid,
      ...dates
    } = asked
    const searched = (text: string): readonly SearchTerm[] => {
      const terms = searchTerms(text, {
        categories: categoryWords(),
        units: units.values(),
        devices: devicesIn(directory),
      })
      if (terms === undefined)
        throw new UrbanBrainError(
          'request-invalid',
          'q has no word of two letters and no two characters side by side',
        )
      return terms
    }
    const scope = await scopeInGrid({ catalogue }, scopeOf(access.actor(request)), grid)
    const asks = { stages: stage, cell, category, severity, overdue }
    // Whoever is limited to a unit is answered of what that one supports, whichever is named.
    const whose =
      supporting === undefined
        ? { scope, unit: scope.unit ?? unit }
        : { scope: { areas: scope.areas }, unit, supporting: scope.unit ?? supporting }
    return {
      ...asks,
      ...whose,
      ...{ suspended, given, device, waiting, collected: daysIn(dates, calendar.offset) },
      search: q === undefined ? undefined : searched(q),
    }
  }
