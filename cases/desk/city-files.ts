import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

import { categoryPatternSchema, fitsCategory } from '../../core/categories.ts'
import { lengthOfTime } from '../../core/duration.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { severities } from '../../core/severity.ts'
import type { UnitId } from '../../core/identity.ts'
import { readOrMistake } from '../../runtime/written-file.ts'
import {
  mistakeAt,
  mistakeText,
  readYaml,
  schemaMistakes,
  type Mistake,
} from '../../runtime/yaml-source.ts'
import { dispatchSchema } from './dispatch-file.ts'
import { escalationFile, readEscalation } from './escalation-file.ts'
import { readPatrols } from './patrols-file.ts'
import { readStandards } from './standards-file.ts'
import { unitsSchema } from './units-file.ts'
import type { Address, Addressee } from '../life/addressee.ts'
import type { DispatchRow, DispatchTable, Unit } from '../life/dispatch.ts'
import type { CategoryRow } from '../life/windows.ts'

const category = categoryPatternSchema

const window = lengthOfTime().optional()
const categoriesSchema = z.array(
  z
    .strictObject({
      category,
      recheck: window,
      recheckVoid: window,
      recurrence: window,
      reopen: window,
      nearby: z.number().min(0).max(1_000).optional(),
      photo: z.boolean().optional(),
      emergency: z.enum(severities).optional(),
    })
    .refine(
      (row) => Object.keys(row).length > 1,
      'a row sets recheck, recheckVoid, recurrence, reopen, nearby, photo or emergency of its category',
    ),
)

const fileBytes = 1_048_576

/**
 * Reads `units.yaml`, `dispatch.yaml` and, where there are any, `categories.yaml`, `standards.csv`, `escalation.yaml` and `patrols.csv` of a city
 * folder; every mistake of all of them at once in `city-invalid`. `cells`: codes of the grid, against which plans of patrols are held.
 */
export async function loadDispatchTable(
  folder: string,
  cells?: ReadonlySet<string>,
): Promise<DispatchTable> {
  const mistakes: Mistake[] = []
  const readOptional = (name: string) =>
    readOrMistake(join(folder, name), name, fileBytes, mistakes)
  const read = async (name: string): Promise<string> => (await readOptional(name)) ?? ''
  const units = await read('units.yaml')
  const dispatch = await read('dispatch.yaml')
  const categories = existsSync(join(folder, 'categories.yaml'))
    ? await read('categories.yaml')
    : ''
  const readSheet = async (name: string) =>
    existsSync(join(folder, name)) ? await readOptional(name) : undefined
  const standards = await readSheet('standards.csv')
  const patrols = await readSheet('patrols.csv')
  const escalation = existsSync(join(folder, escalationFile)) ? await read(escalationFile) : ''
  return parseDispatchTable(
    {
      ...{ units, dispatch, categories, escalation },
      ...(standards !== undefined && { standards }),
      ...(patrols !== undefined && { patrols }),
    },
    mistakes,
    cells,
  )
}

/** The same from texts; `mistakes` found before are reported together with those found here. */
export function parseDispatchTable(
  texts: {
    readonly units: string
    readonly dispatch: string
    readonly categories?: string
    readonly standards?: string
    readonly escalation?: string
    readonly patrols?: string
  },
  mistakes: Mistake[] = [],
  cells: ReadonlySet<string> = new Set(),
): DispatchTable {
  const units = new Map<UnitId, Unit>()
  parse('units.yaml', texts.units, unitsSchema, mistakes, (rows, mistake) => {
    for (const [index, { webhook, ...unit }] of rows.entries()) {
      if (units.has(unit.id)) mistake(`the unit ${unit.id} stands here twice`, [index, 'id'])
      units.set(unit.id, { ...unit, ...(webhook !== undefined && { webhook }) })
    }
  })
  const rows: DispatchRow[] = []
  parse('dispatch.yaml', texts.dispatch, dispatchSchema, mistakes, (found, mistake) => {
    for (const [index, { unit, category, cell, duty }] of found.entries()) {
      if (!units.has(unit)) mistake(`there is no unit ${unit} in units.yaml`, [index, 'unit'])
      rows.push({
        unit,
        ...(category !== undefined && { category }),
        ...(cell !== undefined && { cell }),
        ...(duty !== undefined && { duty }),
      })
    }
  })
  const categories: CategoryRow[] = []
  parse('categories.yaml', texts.categories ?? '', categoriesSchema, mistakes, (found, mistake) => {
    for (const [index, row] of found.entries()) {
      const { category, recheck, recheckVoid, recurrence, reopen, nearby, photo, emergency } = row
      const before = categories.find((one) => fitsCategory(one.category, category))
      if (before !== undefined)
        mistake(`the row of ${before.category} before it fits all that this one fits`, [index])
      categories.push({
        category,
        ...(recheck !== undefined && { recheck }),
        ...(recheckVoid !== undefined && { recheckVoid }),
        ...(recurrence !== undefined && { recurrence }),
        ...(reopen !== undefined && { reopen }),
        ...(nearby !== undefined && { nearby }),
        ...(photo !== undefined && { photo }),
        ...(emergency !== undefined && { emergency }),
      })
    }
  })
  const duties = new Set([...units.values()].flatMap((unit) => unit.duties))
  const read =
    texts.standards === undefined
      ? { standards: [], mistakes: [] }
      : readStandards(texts.standards, duties)
  mistakes.push(
    ...read.mistakes.map(({ line, message }) => mistakeAt('standards.csv', line, message)),
  )
  // Responsibility grids come with their versions, after the files: a plan of the folder names cells.
  const plans =
    texts.patrols === undefined
      ? { rows: [], mistakes: [] }
      : readPatrols(texts.patrols, { cells, grids: new Set() })
  mistakes.push(
    ...plans.mistakes.map(({ line, message }) => mistakeAt('patrols.csv', line, message)),
  )
  const { rows: escalation, mistakes: wrongChains } = readEscalation(texts.escalation ?? '')
  mistakes.push(...wrongChains)
  const desks = new Map<Address, Addressee>()
  if (mistakes.length > 0)
    throw new UrbanBrainError(
      'city-invalid',
      `units, dispatch table, categories, standards, escalation and patrols have ${mistakes.length} mistakes`,
      { details: mistakes.map(mistakeText) },
    )
  const { standards } = read
  return { units, rows, categories, standards, escalation, patrols: plans.rows, desks }
}

function parse<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  mistakes: Mistake[],
  check: (value: T, mistake: (message: string, path: readonly PropertyKey[]) => void) => void,
): void {
  const source = readYaml(file, text)
  mistakes.push(...source.mistakes)
  if (source.mistakes.length > 0) return
  const parsed = schema.safeParse(source.value ?? [])
  if (parsed.success) check(parsed.data, (message, path) => mistakes.push(source.at(path, message)))
  else mistakes.push(...schemaMistakes(source, parsed.error))
}
