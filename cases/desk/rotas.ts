/** Rotas of units and desks (值班表): looked at, changed, swapped and taken from a file. */
import type { Actor } from '../../core/actor.ts'
import { filled, type Bilingual, type Words } from '../../core/bilingual.ts'
import { dutyDesk, dutyDesks, isOf, type RotaHolder } from '../../core/duty-desks.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import { plus, type Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { DutyPeople } from '../duty-ports.ts'
import { gaps, onDuty, turns, type Rota, type Shift } from '../life/rota.ts'
import { shiftMistakes, withShifts, withSwap, type Swapping } from '../life/rota-edit.ts'
import { toldOfFile } from '../life/table-mistakes.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { readRotas } from './rota-file.ts'

export interface RotasDeps {
  readonly store: Pick<CaseStore, 'rota' | 'rotas' | 'putRotas' | 'rotaVersions'>
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset' | 'workday'>
  readonly observer: Pick<Observer, 'emit'>
  readonly units: ReadonlyMap<UnitId, unknown>
  readonly people: DutyPeople
  readonly config: Pick<CasesConfig, 'duty'>
}

const shownChanges = 20
const nothing = { shifts: [], swaps: [] } as const

/** Whose rota somebody changes: supervisors and administrators, of the unit alone that they are limited to. */
export const mayEdit = ({ role, unit, areas }: Actor, of: RotaHolder): boolean =>
  (role === 'supervisor' || role === 'administrator') &&
  areas === undefined &&
  (unit === undefined || unit === of)

/** Crews swap among themselves, and the people of a desk. */
export const maySwap = (actor: Actor, of: RotaHolder): boolean =>
  mayEdit(actor, of) ||
  (dutyDesk(of) === undefined
    ? actor.role === 'crew' && actor.unit === of
    : actor.areas === undefined && isOf(of, actor))

const refused = (message: Bilingual, details: readonly Bilingual[]) =>
  new UrbanBrainError('request-invalid', message.en, {
    details: details.map(({ en }) => en),
    chinese: { message: message.zh, details: details.map(({ zh }) => zh) },
  })

const refusalWords = {
  mistakes: { zh: '值班表有错误，未作任何更改', en: 'the rota has mistakes, nothing was changed' },
  row: { zh: '第 {row} 行，{mistake}', en: 'row {row}: {mistake}' },
  noSwap: { zh: '不能这样换班', en: 'there is no such swap' },
} as const satisfies Words

export class Rotas {
  readonly #deps: RotasDeps

  constructor(deps: RotasDeps) {
    this.#deps = deps
  }

  #isKnown(holder: RotaHolder): boolean {
    return dutyDesk(holder) !== undefined || this.#deps.units.has(holder as UnitId)
  }

  async #known(unit: RotaHolder) {
    if (!this.#isKnown(unit)) throw new UrbanBrainError('not-found', `there is no unit ${unit}`)
    const people = (await this.#deps.people()).filter((one) => isOf(unit, one))
    return { people, names: new Set(people.map(({ name }) => name)) }
  }

  #duty(unit: RotaHolder, rota: Rota | undefined, calledBy: ReadonlyMap<string, string>) {
    const { clock, calendar, config } = this.#deps
    const now = clock.now()
    const until = plus(now, config.duty.ahead)
    return {
      unit,
      version: rota?.version ?? 0,
      onDuty: onDuty(rota ?? nothing, now, calendar).map(({ person: name, instead }) => {
        const person = calledBy.get(name)
        const ahead = turns(rota ?? nothing, now, until, calendar)
        const to = ahead.find((turn) => turn.person === name)?.to ?? until
        return {
          ...{ name, until: to },
          ...(person !== undefined && { person }),
          ...(instead !== undefined && { instead }),
        }
      }),
      gaps: rota === undefined ? [] : [...gaps(rota, now, until, calendar)],
    }
  }

  /** Of all desks and units, or of one unit. */
  async all(only?: UnitId) {
    const [rotas, people] = [await this.#deps.store.rotas(), await this.#deps.people()]
    const called = new Map(people.map(({ name, person }) => [name, person]))
    return [...dutyDesks, ...this.#deps.units.keys()]
      .filter((unit) => only === undefined || unit === only)
      .map((unit) =>
        this.#duty(
          unit,
          rotas.find((rota) => rota.unit === unit),
          called,
        ),
      )
  }

  async one(unit: RotaHolder, actor: Actor) {
    const { store, clock, calendar, config } = this.#deps
    const { people } = await this.#known(unit)
    const changes = await store.rotaVersions(unit, shownChanges)
    const [rota] = changes
    const now = clock.now()
    const { shifts, swaps } = rota ?? nothing
    return {
      ...this.#duty(unit, rota, new Map(people.map(({ name, person }) => [name, person]))),
      shifts: [...shifts],
      swaps: swaps.filter(({ to }) => to > now),
      turns: [...turns(rota ?? nothing, now, plus(now, config.duty.ahead), calendar)],
      people: people.map(({ name, person }) => ({ name, person })),
      mayEdit: mayEdit(actor, unit),
      maySwap: maySwap(actor, unit),
      changes: changes.map(({ version, at, by, reason }) => ({ version, at, by, reason })),
    }
  }

  async edit(
    unit: RotaHolder,
    actor: Actor,
    asked: { readonly version: number; readonly shifts: readonly Shift[]; readonly reason: string },
  ): Promise<void> {
    const { names } = await this.#known(unit)
    const mistakes = asked.shifts.flatMap((shift, row) =>
      [...shiftMistakes(shift, names)].map((mistake) =>
        filled(refusalWords.row, { row: row + 1, mistake }),
      ),
    )
    if (mistakes.length > 0) throw refused(refusalWords.mistakes, mistakes)
    const before = await this.#deps.store.rota(unit)
    if ((before?.version ?? 0) !== asked.version)
      throw new UrbanBrainError('version-conflict', `somebody else has changed the rota of ${unit}`)
    await this.#put([withShifts(before, asked.shifts, this.#edited(unit, actor, asked.reason))])
  }

  async swap(
    unit: RotaHolder,
    actor: Actor,
    { reason, ...swap }: Swapping & { readonly reason: string },
  ): Promise<void> {
    const { names } = await this.#known(unit)
    const { store, calendar } = this.#deps
    const edited = this.#edited(unit, actor, reason)
    const swapped = withSwap(await store.rota(unit), swap, edited, names, calendar)
    if ('refusal' in swapped) throw refused(refusalWords.noSwap, [swapped.refusal])
    await this.#put([swapped.rota])
  }

  /** All units of the file or none; of each its rows are those of the file. */
  async fromFile(
    text: string,
    actor: Actor,
    { dryRun, reason }: { readonly dryRun: boolean; readonly reason: string },
  ) {
    const { store, clock, calendar, config } = this.#deps
    const people = await this.#deps.people()
    const { rotas, mistakes } = readRotas(text, (unit) =>
      this.#isKnown(unit) && mayEdit(actor, unit)
        ? new Set(people.filter((one) => isOf(unit, one)).map(({ name }) => name))
        : undefined,
    )
    if (mistakes.length > 0)
      throw new UrbanBrainError(
        'import-invalid',
        `the file has ${mistakes.length} mistake(s), nothing was imported`,
        toldOfFile(mistakes),
      )
    const now = clock.now()
    const changed: Rota[] = []
    const told = []
    for (const [unit, shifts] of rotas) {
      const before = await store.rota(unit)
      const rota = withShifts(before, shifts, this.#edited(unit, actor, reason))
      const [old, anew] = [(before?.shifts ?? []).map(lineOf), shifts.map(lineOf)]
      const added = anew.filter((line) => !old.includes(line)).length
      const removed = old.filter((line) => !anew.includes(line)).length
      const open = gaps(rota, now, plus(now, config.duty.ahead), calendar).length
      told.push({ unit, rows: shifts.length, added, removed, gaps: open })
      if (old.join('\n') !== anew.join('\n')) changed.push(rota)
    }
    if (!dryRun) await this.#put(changed)
    return { dryRun, units: told }
  }

  #edited(unit: RotaHolder, { name }: Actor, reason: string) {
    return { unit, at: this.#deps.clock.now(), by: name, reason }
  }

  async #put(rotas: readonly Rota[]): Promise<void> {
    await this.#deps.store.putRotas(rotas)
    for (const { unit, by, version } of rotas)
      this.#deps.observer.emit('rota.changed', { unit, by, version })
  }
}

const lineOf = ({ person, since, until, days, from, to }: Shift): string =>
  [person, since, until ?? '', days, from, to].join(',')
