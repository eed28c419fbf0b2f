import type { ActorRole } from '../core/actor.ts'
import type { RotaHolder } from '../core/duty-desks.ts'
import type { UnitId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'
import type { DutyLogFact, HandOver } from './life/duty-log.ts'
import type { Rota } from './life/rota.ts'

/** Rotas of units and desks (值班表): each change is a version, and none is ever taken away. */
export interface DutyStore {
  rota(unit: RotaHolder): Promise<Rota | undefined>
  /** The newest version of each, by unit. */
  rotas(): Promise<readonly Rota[]>
  /** All of them or none. Rejects with `version-conflict` when a version is there already. */
  putRotas(rotas: readonly Rota[]): Promise<void>
  /** Newest first. */
  rotaVersions(unit: RotaHolder, limit: number): Promise<readonly Rota[]>
}

/** Who can have duty: accounts of people that can sign in, by name. */
interface DutyPerson {
  readonly name: string
  readonly person: string
  readonly role: ActorRole
  /** Of somebody at a desk: none. */
  readonly unit?: UnitId
}
export type DutyPeople = () => Promise<readonly DutyPerson[]>

/** A fact of the log of a desk, under its version there, from 1. */
export interface LoggedFact {
  readonly version: number
  readonly fact: DutyLogFact
}

export interface ListedHandOver extends HandOver {
  readonly desk: string
}

/**
 * Logs of shifts (值班日志). Facts and sheets are append-only; the facts of a desk are hash-chained, and of each hand-over and whoever took it
 * over the hash stands among the events of evaluations, which are sealed with the record of cases.
 */
export interface DutyLogStore {
  /** The newest hand-over and what came behind it, oldest first; all when nothing was handed over. */
  logTail(desk: string): Promise<readonly LoggedFact[]>
  /**
   * Durable when it resolves. `shift`: that it belongs to; `sheet`: of a hand-over, whose SHA-256 the fact holds. Rejects with
   * `version-conflict` when the log has another version by now; then nothing was written.
   */
  appendLog(
    desk: string,
    expectedVersion: number,
    entry: { readonly shift: number; readonly fact: DutyLogFact; readonly sheet?: string },
  ): Promise<void>
  /** Desks that have a log. */
  loggedDesks(): Promise<readonly string[]>
  /** Of these desks, from `from` until before `to`, newest first. */
  handOvers(
    filter: {
      readonly desks: readonly string[]
      readonly from?: Instant | undefined
      readonly to?: Instant | undefined
    },
    limit: number,
  ): Promise<readonly ListedHandOver[]>
  /** All that belongs to a shift, its hand-over and who took it over among it, oldest first. */
  shiftFacts(desk: string, shift: number): Promise<readonly LoggedFact[]>
  sheet(desk: string, shift: number): Promise<string | undefined>
}

/** Under which name the hashes of a hand-over stand among the events of evaluations. */
export const handOverName = (desk: string, shift: number): string => `hand-over/${desk}/${shift}`
