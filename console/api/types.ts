/** What the API answers, by its contracts. Instants are epoch milliseconds. */
import type { Case, CaseCommand } from '../../cases/api/contract.ts'
import type { AnswerOf, With } from './routes.ts'
import type { CityGrid } from '../../devices/api/contract.ts'

export type {
  Alarm,
  Case,
  CaseCommand,
  CaseEvent,
  CaseWithTimeline,
  Collect,
  FeedEvent,
  Summary,
  Standard,
  Unit,
} from '../../cases/api/contract.ts'
export type { DailyReport } from '../../cases/api/report-contract.ts'
export type { Audit } from '../../cases/api/filing-audit-contract.ts'
export type { DeadlineAuditAnswer } from '../../cases/api/deadline-audit-contract.ts'
export type { Rota, RotaImported, UnitDuty } from '../../cases/api/duty-contract.ts'
export type { Patrol, PatrolCommandBody } from '../../cases/api/patrol-contract.ts'
export type { PersonalChoiceShown as PersonalChoice } from '../../cases/api/personal-contract.ts'
export type { ResponsibilityGrid } from '../../cases/api/grid-contract.ts'
export type {
  DutyLogAsked,
  DutyLogView,
  HandOverSheetView,
  HandOverView,
  LogEntryView,
} from '../../cases/api/duty-log-contract.ts'
export type { Frozen, FrozenView } from '../../cases/api/frozen-contract.ts'
export type { Evaluation, FigureCases } from '../../cases/api/evaluation-contract.ts'
export type { Replay } from '../../cases/api/replay-contract.ts'
export type { CaseRecord } from '../../cases/api/record-contract.ts'
export type { Suppression } from '../../cases/api/suppression-contract.ts'
export type {
  BindingUse,
  TriedBinding,
  TriedLettersView as TriedLetters,
  TryBinding,
} from '../../ingest/api/binding-contract.ts'

export type {
  Device,
  DeviceHealth,
  DevicePlace,
  DevicePlaces,
  DevicesSilent,
} from '../../devices/api/contract.ts'

export type { ConfigurationView } from '../../devices/api/configuration-contract.ts'
export type { CommandOffer, CommandView } from '../../devices/api/command-contract.ts'
export type { BatchView } from '../../devices/api/enrolment-contract.ts'
export type { LinkHoldView } from '../../devices/api/link-contract.ts'

export type { DeadLetterHead, Redriven } from '../../ingest/api/contract.ts'
export type {
  AreaRule,
  DeviceRule,
  Rule,
  RuleCheck,
  WrittenRule,
  WrittenVersion,
} from '../../rules/api/contract.ts'
export type {
  Backtesting,
  BacktestReport,
  WhyAnswer,
  WouldBe,
} from '../../rules/api/history-contract.ts'
export type { Rain } from '../../series/api/rain-contract.ts'
export type { Bucket, Reading } from '../../series/api/contract.ts'

export type { City, Person } from '../../app/http/contract.ts'

export type { CityGrid }
export type Cell = CityGrid['features'][number]['properties']
export type Place = Case['place']

export type CommandOf<Name extends CaseCommand['command']> = Extract<
  CaseCommand,
  { readonly command: Name }
>

/** What a device is judged by, and where that comes from. */
export type DeviceNumber =
  AnswerOf<'GET /v1/devices/{id}/rules'>['rules'][number]['numbers'][number]

/** As a command names a photo; `sha256` is of its bytes, in hexadecimal. */
export type PhotoReference = NonNullable<CommandOf<'report'>['photos']>[number]

/** A page of what is read with a cursor. */
export type Page<T> = With<AnswerOf<'GET /v1/cases'>, 'items', readonly T[]>

/** Who reported a problem. */
export type Followed = AnswerOf<'POST /v1/following'>
export type Reporter = AnswerOf<'GET /v1/cases/{id}/reporter'>

/** Of a person. */
export type Account = AnswerOf<'GET /v1/account'>
