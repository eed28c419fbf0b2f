import type { UnitId } from '../core/identity.ts'
import type { Rota } from './life/rota.ts'

/** Rotas of units (值班表): each change is a version, and none is ever taken away. */
export interface DutyStore {
  rota(unit: UnitId): Promise<Rota | undefined>
  /** The newest version of each, by unit. */
  rotas(): Promise<readonly Rota[]>
  /** All of them or none. Rejects with `version-conflict` when a version is there already. */
  putRotas(rotas: readonly Rota[]): Promise<void>
  /** Newest first. */
  rotaVersions(unit: UnitId, limit: number): Promise<readonly Rota[]>
}

/** Who can have duty: accounts of people that can sign in, by name. */
interface DutyPerson {
  readonly name: string
  readonly person: string
  readonly unit: UnitId
}
export type DutyPeople = () => Promise<readonly DutyPerson[]>
