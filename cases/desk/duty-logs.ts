/** Logs of shifts and hand-overs (值班日志、交接班): looked at, written to, handed over and taken over. */
import { createHash } from 'node:crypto'

import type { Actor } from '../../core/actor.ts'
import { dutyDesk, dutyDesks } from '../../core/duty-desks.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import { logDesk, logDeskName, ownLogDesk, type LogDesk } from '../../core/log-desk.ts'
import type { Observer } from '../../core/observer.ts'
import { plus, type Clock, type Instant } from '../../core/time.ts'
import { keptJson, checked } from '../../core/upcast.ts'
import type { CasesConfig } from '../config.ts'
import {
  handOverName,
  type DutyPeople,
  type ListedHandOver,
  type LoggedFact,
} from '../duty-ports.ts'
import {
  logFact,
  mayRead,
  mayWrite,
  refusalOfLog,
  waitsFor,
  wayOf,
  type LogCommand,
} from '../life/duty-log-decide.ts'
import { emptyLog, evolveLog, type DutyLog, type HandOver } from '../life/duty-log.ts'
import { handOverSheetSchema, type HandOverSheet } from '../life/hand-over-sheet.ts'
import { lateTakeOver, lookedBack } from '../life/late-take-over.ts'
import type { Refusal } from '../life/refusals.ts'
import { onDuty, turns, type Rota } from '../life/rota.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { handOverSheet, rotaOf, type SheetDeps } from './hand-over-sheet.ts'

export interface DutyLogsDeps extends Omit<SheetDeps, 'ahead'> {
  readonly store: SheetDeps['store'] &
    Pick<CaseStore, 'rotas' | 'verifyFrozen' | 'appendLog' | 'logTail' | 'loggedDesks'> &
    Pick<CaseStore, 'handOvers' | 'sheet' | 'shiftFacts'>
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset' | 'workday'>
  readonly observer: Pick<Observer, 'emit'>
  readonly units: ReadonlyMap<UnitId, unknown>
  readonly people: DutyPeople
  readonly config: Pick<CasesConfig, 'duty'>
}

type Answer = { readonly refusal: Refusal } | { readonly refusal?: undefined }

/** Others write at the same desk at the same moment; then what it says is decided again. */
const tries = 5

export class DutyLogs {
  readonly #deps: DutyLogsDeps

  constructor(deps: DutyLogsDeps) {
    this.#deps = deps
  }

  /** Of a desk that whoever asks may read; to all others it does not exist. */
  desk(name: string, actor: Actor): LogDesk {
    const desk = logDesk(name)
    const isKnown =
      desk !== undefined &&
      (dutyDesk(desk.holder) !== undefined || this.#deps.units.has(desk.holder as UnitId))
    if (!isKnown || !mayRead(actor, desk))
      throw new UrbanBrainError('not-found', `there is no desk ${name}`)
    return desk
  }

  /** The own one first, then those that have a log or a rota, all that may be read. */
  async desks(actor: Actor): Promise<readonly LogDesk[]> {
    const own = ownLogDesk(actor)
    const { store, units } = this.#deps
    const logged = await store.loggedDesks()
    const named = [...dutyDesks, ...units.keys(), ...logged]
    const names = new Set([...(own === undefined ? [] : [logDeskName(own)]), ...named])
    return [...names].flatMap((name) => {
      const desk = logDesk(name)
      return desk !== undefined && mayRead(actor, desk) ? [desk] : []
    })
  }

  async all(actor: Actor) {
    const desks = await this.desks(actor)
    const { store } = this.#deps
    const [logged, rotas] = [new Set(await store.loggedDesks()), await store.rotas()]
    const called = await this.#called()
    const seen = []
    for (const desk of desks) {
      const name = logDeskName(desk)
      const log = logged.has(name) ? await this.#log(desk) : emptyLog
      const rota = rotas.find(({ unit }) => unit === name)
      seen.push(this.#headOf(desk, log, rota, called))
    }
    return seen
  }

  async one(desk: LogDesk, actor: Actor) {
    const log = await this.#log(desk)
    const rota = await rotaOf(this.#deps, desk)
    return {
      ...this.#headOf(desk, log, rota, await this.#called()),
      ...{ entries: log.entries, followUps: log.open, settled: log.settled },
      ...(log.last !== undefined && { last: log.last }),
      mayWrite: mayWrite(actor, desk),
      ...(waitsFor(log) !== undefined &&
        mayWrite(actor, desk) && { takesOverAs: wayOf(log, actor, desk) }),
    }
  }

  /** As it would be handed over now. */
  async preview(desk: LogDesk): Promise<HandOverSheet> {
    return this.#sheet(desk, await this.#log(desk), this.#deps.clock.now())
  }

  async act(desk: LogDesk, command: LogCommand, actor: Actor): Promise<Answer> {
    const { store, clock, observer } = this.#deps
    const name = logDeskName(desk)
    for (let attempt = 1; ; attempt += 1) {
      const log = await this.#log(desk)
      const now = clock.now()
      const refusal = refusalOfLog(log, command, actor, desk)
      if (refusal !== undefined) return { refusal }
      const sheet =
        command.command === 'handOver'
          ? JSON.stringify(await this.#sheet(desk, log, now))
          : undefined
      const digest = createHash('sha256')
        .update(sheet ?? '')
        .digest('hex')
      const fact = logFact(log, command, { actor, desk, now, digest })
      const shift = fact.event === 'takenOver' ? fact.data.shift : log.shift
      try {
        await store.appendLog(name, log.version, {
          ...{ shift, fact },
          ...(sheet !== undefined && { sheet }),
        })
      } catch (error) {
        const wasBehind = error instanceof UrbanBrainError && error.code === 'version-conflict'
        if (!wasBehind || attempt === tries) throw error
        continue
      }
      if (fact.event === 'handedOver' || fact.event === 'takenOver')
        observer.emit('shift.changed', { desk: name, what: fact.event, shift, by: actor.name })
      return {}
    }
  }

  async list(
    desks: readonly LogDesk[],
    time: { readonly from?: Instant | undefined; readonly to?: Instant | undefined },
    limit: number,
  ): Promise<readonly ListedHandOver[]> {
    return this.#deps.store.handOvers({ desks: desks.map(logDeskName), ...time }, limit)
  }

  /** As it was handed over, and whether it is still what was sealed; undefined when that shift was not. */
  async handOver(
    desk: LogDesk,
    shift: number,
  ): Promise<
    | { readonly handOver: HandOver; readonly sheet: HandOverSheet; readonly intact: boolean }
    | undefined
  > {
    const { store } = this.#deps
    const name = logDeskName(desk)
    const text = await store.sheet(name, shift)
    if (text === undefined) return undefined
    const { last: handOver } = logOf(await store.shiftFacts(name, shift))
    if (handOver === undefined) return undefined
    const what = `the sheet of shift ${shift} of ${name}`
    return {
      handOver,
      sheet: checked(what, handOverSheetSchema, keptJson(what, text)),
      intact: (await store.verifyFrozen(handOverName(name, shift))).length === 0,
    }
  }

  async #log(desk: LogDesk): Promise<DutyLog> {
    return logOf(await this.#deps.store.logTail(logDeskName(desk)))
  }

  #sheet(desk: LogDesk, log: DutyLog, now: Instant): Promise<HandOverSheet> {
    const { ahead } = this.#deps.config.duty.handOver
    return handOverSheet({ ...this.#deps, ahead }, desk, log, now)
  }

  async #called(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.#deps.people()).map(({ name, person }) => [name, person]))
  }

  #headOf(
    desk: LogDesk,
    log: DutyLog,
    rota: Rota | undefined,
    called: ReadonlyMap<string, string>,
  ) {
    const { clock, calendar, config } = this.#deps
    const now = clock.now()
    const named = (name: string) => ({ name, person: called.get(name) ?? name })
    const late = rota && lateOf(log, rota, now, { calendar, config })
    const waits = waitsFor(log)
    return {
      ...{ desk: logDeskName(desk), shift: log.shift },
      ...(log.since !== undefined && { since: log.since }),
      onDuty:
        rota === undefined ? [] : onDuty(rota, now, calendar).map(({ person }) => named(person)),
      ...{ written: log.entries.length, open: log.open.length },
      ...(waits !== undefined && { waits }),
      ...(late !== undefined && { late: { since: late.since, people: late.people.map(named) } }),
    }
  }
}

export const logOf = (facts: readonly LoggedFact[]): DutyLog =>
  facts.reduce((log, { version, fact }) => evolveLog(log, version, fact), emptyLog)

/** Whether nobody took over after the rota's last change of shift. */
export function lateOf(
  log: Pick<DutyLog, 'last'>,
  rota: Rota,
  now: Instant,
  { calendar, config }: Pick<DutyLogsDeps, 'calendar' | 'config'>,
) {
  const past = turns(rota, plus(now, -lookedBack), plus(now, 1), calendar)
  return lateTakeOver(log, past, now, config.duty.handOver.grace)
}
