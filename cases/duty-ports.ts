import type { ActorRole } from '../core/actor.ts'
import type { RotaHolder } from '../core/duty-desks.ts'
import type { UnitId } from '../core/identity.ts'
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
