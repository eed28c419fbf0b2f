/** What the API answers, as far as several pages use it; the server's schemas at /docs are the source. Instants are epoch milliseconds. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Severity } from '../../core/severity.ts'
import type { Kind } from '../../core/kinds.ts'
import type { Case } from '../../cases/api/contract.ts'

export type {
  Alarm,
  Case,
  CaseCommand,
  CaseEvent,
  CaseWithTimeline,
  Collect,
  DailyReport,
  FeedEvent,
  Summary,
  Unit,
  Verification,
} from '../../cases/api/contract.ts'

export type {
  Device,
  DeviceHealth,
  DevicePlace,
  DevicesHealth,
  UnknownDevice,
} from '../../devices/api/contract.ts'

export type Place = Case['place']

export interface City {
  readonly name: Bilingual
  /** IANA zone of the city's clocks. */
  readonly zone: string
  readonly night: { readonly from: string; readonly to: string }
  /** Tiles under the map when the operator has configured some; without them the map is the grid on a blank ground. */
  readonly map: { readonly tiles?: string; readonly attribution?: string }
  /** Address of the dashboards, when the operator has told it. */
  readonly grafana?: string
  readonly kinds: Readonly<
    Record<
      Kind,
      {
        readonly zh: string
        readonly en: string
        readonly sites: readonly string[]
        readonly quantities: readonly string[]
      }
    >
  >
  readonly quantities: Readonly<
    Record<string, { readonly zh: string; readonly en: string; readonly unit: string }>
  >
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}

export interface Reading {
  readonly id: string
  readonly device: string
  readonly kind?: string
  readonly cell?: string
  readonly observedAt: number
  readonly receivedAt: number
  readonly values: Readonly<Record<string, number>>
  readonly quality?: Readonly<Record<string, string>>
  readonly timing: string
}

export interface Bucket {
  readonly at: number
  readonly count: number
  readonly mean: number
  readonly min: number
  readonly max: number
}

export interface Rule {
  readonly id: string
  readonly title: Bilingual
  readonly version: string
  readonly on: {
    readonly kind: string
    readonly sites: readonly string[]
    readonly zones: readonly string[]
  }
  readonly levels: readonly {
    readonly severity: Severity
    readonly when: string
    readonly clear: string
    readonly holdSeconds: number
    readonly clearHoldSeconds: number
    readonly filing: 'automatic' | 'confirm' | 'none'
    readonly limit: string
  }[]
  readonly standing: number
}

/** A rule as it applies to one device: its limits as numbers where they are numbers, and how it stands. */
export interface DeviceRule {
  readonly id: string
  readonly title: Bilingual
  readonly levels: readonly {
    readonly severity: Severity
    readonly when: string
    readonly limits: readonly {
      readonly quantity: string
      readonly operator: '>' | '>=' | '<' | '<='
      readonly value: number
    }[]
  }[]
  /** Why levels can never be raised by this device. */
  readonly neverFires?: readonly string[]
  readonly state: { readonly severity?: Severity; readonly since?: number }
}
