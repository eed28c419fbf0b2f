import type { ComponentState } from '../core/component-terms.ts'
import type { UnitId } from '../core/identity.ts'
import type { Cells } from './life/catalogue.ts'
import type { Component } from './life/component.ts'

interface ComponentFilter {
  /** On this day, on the city's clocks. */
  readonly day: string
  /** Head of a code, or a part of a name. */
  readonly text?: string | undefined
  readonly state?: ComponentState | undefined
  /** Owner or who maintains it. */
  readonly unit?: UnitId | undefined
}

/** Components of the city (部件), each by its code. Versions of their table write them (`addCatalogue`). */
export interface ComponentStore {
  component(code: string, day: string): Promise<Component | undefined>
  /** What versions said and will say of it, the newest first. */
  componentVersions(code: string, limit: number): Promise<readonly Component[]>
  /** The rows of those of the codes that there are on the day. */
  componentRows(codes: readonly string[], day: string): Promise<readonly Cells[]>
  /** In the order of their codes, behind `after`. */
  components(filter: ComponentFilter, limit: number, after?: string): Promise<readonly Component[]>
}
