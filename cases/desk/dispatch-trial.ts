/** Which unit would get a case (试派): by the tables that hold on a day, and by those of a file. */
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CellCode } from '../../core/identity.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { CasesConfig } from '../config.ts'
import type { Place } from '../life/case.ts'
import type { Cells } from '../life/catalogue.ts'
import { unitOf as unitOfComponent } from '../life/component.ts'
import { placeOfDevice } from '../life/correlate.ts'
import { assign, type Assignment, type Task } from '../life/dispatch.ts'
import { holdsOn } from '../life/standards.ts'
import type { CaseStore } from '../ports.ts'
import type { Catalogue } from './catalogue.ts'
import { standardOf } from './standards-file.ts'
import { tableOn, withRows } from './tables-of-day.ts'

export interface DispatchTrialDeps {
  readonly catalogue: Catalogue
  readonly store: Pick<CaseStore, 'boundariesOf'>
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly config: Pick<CasesConfig, 'componentUnit'>
}

export interface TrialAsked {
  readonly category: string
  /** That of the filing standard when left out. */
  readonly lead?: string | undefined
  readonly cell?: string | undefined
  readonly device?: string | undefined
  /** Today when left out. */
  readonly from?: string | undefined
}

export interface Tried {
  readonly lead: string
  readonly inForce: Assignment
  readonly file?: Assignment
}

/** As for an incident that an alarm opens on that day. */
export async function tryDispatch(
  { catalogue, store, directory, config }: DispatchTrialDeps,
  { category, lead, cell, device, from = catalogue.today }: TrialAsked,
  file?: { readonly table: CatalogueTable; readonly rows: readonly Cells[] },
): Promise<Tried> {
  const known = device === undefined ? undefined : directory.get(device)?.device
  if (device !== undefined && known === undefined)
    throw new UrbanBrainError('not-found', `there is no device ${device}`)
  const place: Place =
    known === undefined
      ? { ...(cell !== undefined && { cell: cell as CellCode }) }
      : placeOfDevice(known)
  const { component } = place
  const owned = component === undefined ? undefined : await catalogue.component(component)
  const { rows } = await catalogue.heldOn('standards', from)
  const standard = rows
    .map(standardOf)
    .find((one) => one.category === category && holdsOn(one, from))
  const task: Task = {
    ...{ work: 'incident', category, lead: lead ?? standard?.lead ?? '' },
    ...{
      cell: place.cell,
      owner: known?.owner ?? unitOfComponent(owned, config.componentUnit),
      place,
    },
  }
  const boundaries = await store.boundariesOf(category)
  const held = await tableOn(catalogue, from)
  return {
    lead: task.lead,
    inForce: assign(held, task, boundaries),
    ...(file && { file: assign(withRows(held, file.table, file.rows), task, boundaries) }),
  }
}
