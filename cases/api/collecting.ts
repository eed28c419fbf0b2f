import { randomUUID } from 'node:crypto'

import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CellCode } from '../../core/identity.ts'
import { isInAreas, scopeOf, type Scope } from '../../core/scope.ts'
import { days, plus, type Clock, type Instant } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { caseNumber } from '../desk/case-number.ts'
import type { Catalogue } from '../desk/catalogue.ts'
import type { CaseDesk } from '../desk/desk.ts'
import { hashOf, salted } from '../desk/reporter.ts'
import { requestOf } from '../desk/request.ts'
import type { Case } from '../life/case.ts'
import type { Problem } from '../life/commands.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { stateOf } from './answer.ts'

export interface CollectingDeps {
  readonly store: Pick<CaseStore, 'reported' | 'get' | 'load'>
  readonly catalogue: Pick<Catalogue, 'component'>
  readonly desk: Pick<CaseDesk, 'execute'>
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly clock: Pick<Clock, 'now'>
  readonly grid?: CityGrid | undefined
}

/** Cells of the city; outside all of them there is none. */
export interface CityGrid {
  cellAt(longitude: number, latitude: number): { readonly code: CellCode } | undefined
}

interface Collected {
  readonly state: Case
  /** The same report came before. */
  readonly repeated: boolean
  /** An older version answered it; nothing more is known of it. */
  readonly old?: true
}

/** A problem that a person reports becomes a case, once for each key of whoever tells it. */
export async function collected(
  deps: CollectingDeps,
  actor: Actor,
  told: Problem,
  key: string | undefined,
): Promise<Collected> {
  const { store, desk, calendar, clock, directory, grid, catalogue } = deps
  const now = clock.now()
  // The hash of what was asked stands in the record, and so is not made of who reported it.
  const { reporter, ...problem } = told
  const known = await ofComponent(problem, catalogue)
  const asked = requestOf(key, problem)
  const opener = JSON.stringify(['report', actor.name, key ?? randomUUID()])
  const number = (at: Instant) => caseNumber(opener, at, calendar.offset(at))
  const isKnown = key === undefined || (await store.reported(actor.name, key)) !== undefined
  // An older version kept a key in the number of the case only, which holds the date as well.
  for (const at of isKnown ? [] : [now, plus(now, -days(1))]) {
    const before = await store.get(number(at))
    const [first] = before === undefined ? [] : await store.load(before.id)
    if (before !== undefined && first?.data['request'] === undefined)
      return { state: before, repeated: true, old: true }
  }
  const kept = reporter && salted(reporter)
  const command = {
    command: 'collect',
    ...inCell(located(known, directory, scopeOf(actor)), grid),
    ...(kept && { reporterHash: hashOf(kept) }),
  } as const
  const answer = await desk.execute(number(now), command, actor, { request: asked, reporter: kept })
  const state = stateOf(answer)
  return { state, repeated: answer.refusal === undefined && answer.events.length === 0 }
}

/** What the register knows of the component that a person named; their own words win. */
async function ofComponent(
  problem: Omit<Problem, 'reporter'>,
  catalogue: CollectingDeps['catalogue'],
): Promise<Omit<Problem, 'reporter'>> {
  const known =
    problem.component === undefined ? undefined : await catalogue.component(problem.component)
  // Who says where it is knows better than the census.
  if (known === undefined || problem.longitude !== undefined) return problem
  const { cell, longitude, latitude } = known
  return {
    ...(cell !== undefined && { cell }),
    ...(longitude !== undefined && latitude !== undefined && { longitude, latitude }),
    ...problem,
  }
}

/** Who is out there knows where, and not the number of the cell. */
function inCell<Told extends Omit<Problem, 'reporter'>>(problem: Told, grid?: CityGrid): Told {
  const { cell, longitude, latitude } = problem
  if (cell !== undefined || longitude === undefined || latitude === undefined) return problem
  const found = grid?.cellAt(longitude, latitude)
  return found === undefined ? problem : { ...problem, cell: found.code }
}

/** What the register knows about the device that a person named; their own words win. */
function located(
  problem: Omit<Problem, 'reporter'>,
  directory: CollectingDeps['directory'],
  scope: Scope,
): Omit<Problem, 'reporter'> {
  const found = placed(problem, directory, scope)
  if (!isInAreas(scope, found.cell))
    throw new UrbanBrainError(
      'forbidden',
      `you report for ${scope.areas?.join(', ')}; name a cell or a device there`,
    )
  return found
}

function placed(
  problem: Omit<Problem, 'reporter'>,
  directory: CollectingDeps['directory'],
  scope: Scope,
): Omit<Problem, 'reporter'> {
  if (problem.device === undefined) return problem
  const device = directory.get(problem.device)?.device
  if (device === undefined || !isInAreas(scope, device.cell))
    throw new UrbanBrainError('device-unknown', `there is no device ${problem.device}`)
  const { component, cell, longitude, latitude } = device
  return {
    ...(component !== undefined && { component }),
    ...(cell !== undefined && { cell }),
    longitude,
    latitude,
    ...problem,
  }
}
