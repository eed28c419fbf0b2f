/** What the console asks of the API, each with its query, body and answer by the contracts. Types only. */
import type * as acts from '../../app/http/act-contract.ts'
import type * as setting from '../../app/http/setting-contract.ts'
import type * as account from '../../app/http/account-contract.ts'
import type * as app from '../../app/http/contract.ts'
import type * as alike from '../../cases/api/alike-contract.ts'
import type * as boundaries from '../../cases/api/boundary-contract.ts'
import type * as catalogue from '../../cases/api/catalogue-contract.ts'
import type * as quality from '../../cases/api/alarm-quality-contract.ts'
import type * as components from '../../cases/api/component-contract.ts'
import type * as grids from '../../cases/api/grid-contract.ts'
import type * as cases from '../../cases/api/contract.ts'
import type * as devices from '../../devices/api/contract.ts'
import type * as audit from '../../cases/api/filing-audit-contract.ts'
import type * as frozen from '../../cases/api/frozen-contract.ts'
import type * as deadlineAudit from '../../cases/api/deadline-audit-contract.ts'
import type * as duty from '../../cases/api/duty-contract.ts'
import type * as escalation from '../../cases/api/escalation-contract.ts'
import type * as evaluation from '../../cases/api/evaluation-contract.ts'
import type * as looks from '../../cases/api/look-contract.ts'
import type * as follow from '../../cases/api/follow-contract.ts'
import type * as personal from '../../cases/api/personal-contract.ts'
import type * as push from '../../cases/api/push-contract.ts'
import type * as photos from '../../cases/api/photo-contract.ts'
import type * as record from '../../cases/api/record-contract.ts'
import type * as replay from '../../cases/api/replay-contract.ts'
import type * as report from '../../cases/api/report-contract.ts'
import type * as reporter from '../../cases/api/reporter-contract.ts'
import type * as suppressions from '../../cases/api/suppression-contract.ts'
import type * as rules from '../../rules/api/contract.ts'
import type * as history from '../../rules/api/history-contract.ts'
import type { CommandRoutes } from './command-routes.ts'
import type { DeviceWritingRoutes } from './device-writing-routes.ts'
import type { HandOverRoutes } from './hand-over-routes.ts'
import type { LetterRoutes } from './letter-routes.ts'
import type { PatrolRoutes } from './patrol-routes.ts'
import type { SeriesRoutes } from './series-routes.ts'
import type { Answer, Body, Query } from './route-shapes.ts'

/** With another type for the property of that name, if there is one. */
export type With<Whole, Name extends string, Part> = {
  readonly [Each in keyof Whole]: Each extends Name ? Part : Whole[Each]
}

interface Routes
  extends
    CommandRoutes,
    DeviceWritingRoutes,
    HandOverRoutes,
    LetterRoutes,
    PatrolRoutes,
    SeriesRoutes {
  'GET /v1/session': { readonly answer: app.Person }
  'POST /v1/session': { readonly body: Body<typeof app.signInSchema>; readonly answer: app.Person }
  'DELETE /v1/session': { readonly answer: undefined }
  'GET /v1/session/ways': { readonly answer: Answer<typeof app.waysSchema> }
  'GET /v1/session/sample': { readonly answer: Answer<typeof app.entrancesSchema> }
  'POST /v1/session/sample': {
    readonly body: Body<typeof app.entranceSchema>
    readonly answer: app.Person
  }
  'GET /v1/accounts': {
    readonly query: Query<typeof account.accountsQuerySchema>
    readonly answer: Answer<typeof account.accountsPageSchema>
  }
  'POST /v1/accounts': {
    readonly body: Body<typeof account.newAccountSchema>
    readonly answer: Answer<typeof account.oneTimeSchema>
  }
  'POST /v1/accounts/{name}': {
    readonly body: Body<typeof account.profileSchema>
    readonly answer: Answer<typeof account.accountSchema>
  }
  'POST /v1/accounts/{name}/reset': {
    readonly body: Body<typeof account.resetSchema>
    readonly answer: Answer<typeof account.oneTimeSchema>
  }
  'POST /v1/accounts/{name}/disable': { readonly answer: Answer<typeof account.accountSchema> }
  'POST /v1/accounts/{name}/enable': { readonly answer: Answer<typeof account.accountSchema> }
  'GET /v1/account': { readonly answer: Answer<typeof account.accountSchema> }
  'POST /v1/account/password': {
    readonly body: Body<typeof account.ownPasswordSchema>
    readonly answer: undefined
  }
  'GET /v1/account/second-factor': {
    readonly answer: Answer<typeof account.newSecondFactorSchema>
  }
  'POST /v1/account/second-factor': {
    readonly body: Body<typeof account.ownSecondFactorSchema>
    readonly answer: Answer<typeof account.recoverySchema>
  }
  'POST /v1/account/second-factor/remove': {
    readonly body: Body<typeof account.withoutSecondFactorSchema>
    readonly answer: undefined
  }
  'GET /v1/account/channels': { readonly answer: personal.PersonalChoiceShown }
  'POST /v1/account/channels': {
    readonly body: Body<typeof personal.personalChoiceAskedSchema>
    readonly answer: personal.PersonalChoiceShown
  }
  'GET /v1/account/push': { readonly answer: Answer<typeof push.pushDevicesSchema> }
  'POST /v1/account/push': {
    readonly body: Body<typeof push.pushAllowedSchema>
    readonly answer: Answer<typeof push.pushDevicesSchema>
  }
  'POST /v1/account/push/{id}/end': { readonly answer: undefined }
  'GET /v1/account/orders': { readonly answer: Answer<typeof personal.personalOrdersSchema> }
  'GET /v1/personal-channels/{name}': { readonly answer: personal.PersonalChoiceShown }
  'GET /v1/city': { readonly answer: app.City }
  'GET /v1/grid': { readonly answer: devices.CityGrid }

  'GET /v1/cases': {
    readonly query: Query<typeof cases.caseQuerySchema>
    readonly answer: Answer<typeof cases.casePageSchema>
  }
  'GET /v1/standards': { readonly answer: readonly cases.Standard[] }
  'POST /v1/cases': { readonly body: cases.Collect; readonly answer: cases.Case }
  'GET /v1/cases/{id}': { readonly answer: cases.CaseWithTimeline }
  'POST /v1/cases/{id}/commands': {
    readonly body: cases.CaseCommand
    /** None, when whoever asked no longer sees the case. */
    readonly answer: cases.Case | undefined
  }
  'GET /v1/cases/{id}/assignment': { readonly answer: Answer<typeof cases.assignmentSchema> }
  'GET /v1/cases/{id}/alike': { readonly answer: Answer<typeof alike.alikeSchema> }
  'GET /v1/cases/{id}/escalation': { readonly answer: Answer<typeof escalation.escalationSchema> }
  'GET /v1/cases/{id}/receipts': { readonly answer: personal.PersonalReceiptsShown }
  'POST /v1/cases/{id}/read': { readonly answer: undefined }
  'GET /v1/cases/{id}/reporter': { readonly answer: Answer<typeof reporter.reporterSchema> }
  'POST /v1/cases/{id}/reporter/reveal': {
    readonly body: Body<typeof looks.revealSchema>
    readonly answer: Answer<typeof reporter.reporterSchema>
  }
  'POST /v1/cases/{id}/follow-code': { readonly answer: Answer<typeof follow.followCodeSchema> }
  'GET /v1/cases/{id}/rating': { readonly answer: Answer<typeof follow.saidSchema> }
  'POST /v1/following': {
    readonly body: Body<typeof follow.followSchema>
    readonly answer: Answer<typeof follow.followedSchema>
  }
  'POST /v1/following/rating': {
    readonly body: Body<typeof follow.rateSchema>
    readonly answer: Answer<typeof follow.followedSchema>
  }
  'GET /v1/administrative-acts': {
    readonly query: Query<typeof acts.actsQuerySchema>
    readonly answer: Answer<typeof acts.actsSchema>
  }
  'GET /v1/settings': { readonly answer: Answer<typeof setting.settingsSchema> }
  'GET /v1/personal-looks': {
    readonly query: Query<typeof looks.looksQuerySchema>
    readonly answer: Answer<typeof looks.looksPageSchema>
  }
  'GET /v1/personal-looks/proof': { readonly answer: Answer<typeof looks.looksProofSchema> }
  'GET /v1/cases/{id}/verify-record': { readonly answer: cases.Verification }
  'GET /v1/boundaries': { readonly answer: Answer<typeof boundaries.boundariesSchema> }
  'POST /v1/boundaries/{id}/revoke': {
    readonly path: { readonly id: string }
    readonly body: Body<typeof boundaries.revokeSchema>
    readonly answer: Answer<typeof boundaries.boundarySchema>
  }
  'GET /v1/catalogue/{table}': { readonly answer: Answer<typeof catalogue.catalogueSchema> }
  'GET /v1/catalogue/{table}/versions/{version}': {
    readonly answer: Answer<typeof catalogue.catalogueVersionSchema>
  }
  'POST /v1/catalogue/{table}/check': {
    readonly query: Query<typeof catalogue.catalogueCheckQuerySchema>
    readonly body: Blob
    readonly answer: Answer<typeof catalogue.catalogueCheckSchema>
  }
  'POST /v1/catalogue/{table}/versions': {
    readonly query: Query<typeof catalogue.cataloguePutQuerySchema>
    readonly body: Blob
    readonly answer: Answer<typeof catalogue.cataloguePutSchema>
  }
  'POST /v1/catalogue/{table}/restore': {
    readonly body: Body<typeof catalogue.catalogueRestoreSchema>
    readonly answer: Answer<typeof catalogue.cataloguePutSchema>
  }
  'POST /v1/catalogue/{table}/try': {
    readonly query: Query<typeof catalogue.catalogueTryQuerySchema>
    readonly body: Blob
    readonly answer: Answer<typeof catalogue.catalogueTrySchema>
  }
  'GET /v1/deadline-audit': { readonly answer: deadlineAudit.DeadlineAuditAnswer }
  'POST /v1/deadline-audit/check': { readonly answer: deadlineAudit.DeadlineAuditAnswer }
  'GET /v1/duty': { readonly answer: Answer<typeof duty.dutiesSchema> }
  'GET /v1/duty/{unit}': { readonly answer: Answer<typeof duty.rotaSchema> }
  'POST /v1/duty/{unit}': {
    readonly body: Body<typeof duty.rotaEditSchema>
    readonly answer: Answer<typeof duty.rotaSchema>
  }
  'POST /v1/duty/{unit}/swap': {
    readonly body: Body<typeof duty.swapSchema>
    readonly answer: Answer<typeof duty.rotaSchema>
  }
  'POST /v1/duty-import': {
    readonly query: Query<typeof duty.rotaImportQuerySchema>
    readonly body: Blob
    readonly answer: Answer<typeof duty.rotaImportedSchema>
  }
  'GET /v1/components': {
    readonly query: Query<typeof components.componentQuerySchema>
    readonly answer: Answer<typeof components.componentsSchema>
  }
  'GET /v1/responsibility-grids': { readonly answer: readonly grids.ResponsibilityGrid[] }
  'GET /v1/components/{code}': { readonly answer: Answer<typeof components.componentViewSchema> }
  'POST /v1/photos': { readonly body: Blob; readonly answer: Answer<typeof photos.photoSchema> }
  'GET /v1/alarms': {
    readonly query: Query<typeof cases.alarmQuerySchema>
    readonly answer: Answer<typeof cases.alarmPageSchema>
  }
  'GET /v1/alarms-replay': { readonly answer: replay.Replay }
  'GET /v1/alarms/{id}': { readonly answer: cases.Alarm }
  'GET /v1/alarms/quality': {
    readonly query: Query<typeof quality.alarmQualityQuerySchema>
    readonly answer: Answer<typeof quality.alarmQualitySchema>
  }
  'POST /v1/alarms/{id}/acknowledge': {
    readonly body: cases.Acknowledge
    readonly answer: cases.Alarm
  }
  'GET /v1/suppressions': {
    readonly query: Query<typeof suppressions.suppressionQuerySchema>
    readonly answer: Answer<typeof suppressions.suppressionPageSchema>
  }
  'GET /v1/suppressions/{id}': { readonly answer: suppressions.Suppression }
  'POST /v1/suppressions': {
    readonly body: suppressions.SuppressionAsked
    readonly answer: suppressions.Suppression
  }
  'POST /v1/suppressions/preview': {
    readonly body: suppressions.SuppressionAsked
    readonly answer: Answer<typeof suppressions.previewSchema>
  }
  'POST /v1/suppressions/{id}/end': {
    readonly body: { readonly reason: string }
    readonly answer: suppressions.Suppression
  }
  'GET /v1/case-record': { readonly answer: record.CaseRecord }
  'POST /v1/case-record/check': { readonly answer: record.CaseRecord }
  'GET /v1/units': {
    readonly query: Query<typeof cases.unitsQuerySchema>
    readonly answer: readonly cases.Unit[]
  }
  'GET /v1/summary': { readonly answer: cases.Summary }
  'GET /v1/report/daily': {
    readonly query: Query<typeof report.reportQuerySchema>
    readonly answer: report.DailyReport
  }
  'GET /v1/evaluations': {
    readonly query: Query<typeof evaluation.evaluationQuerySchema>
    readonly answer: evaluation.Evaluation
  }
  'GET /v1/evaluations/cases': {
    readonly query: Query<typeof evaluation.figureQuerySchema>
    readonly answer: evaluation.FigureCases
  }
  'GET /v1/filing-audits': { readonly answer: audit.AuditList }
  'GET /v1/filing-audits/{id}': { readonly answer: audit.Audit }
  'POST /v1/filing-audits/{id}/commands': {
    readonly body: audit.AuditAsked
    readonly answer: audit.Audit
  }
  'GET /v1/evaluations/frozen': { readonly answer: { readonly items: readonly frozen.Frozen[] } }
  'GET /v1/evaluations/frozen/{id}': {
    readonly query: Query<typeof frozen.frozenQuerySchema>
    readonly answer: frozen.FrozenView
  }
  'POST /v1/evaluations/frozen/{id}/commands': {
    readonly body: frozen.FrozenAsked
    readonly answer: frozen.Frozen
  }

  'GET /v1/devices': {
    readonly query: Query<typeof devices.devicesQuerySchema>
    readonly answer: With<
      Answer<typeof devices.devicesPageSchema>,
      'devices',
      readonly devices.Device[]
    >
  }
  'GET /v1/devices-places': {
    readonly query: Query<typeof devices.devicePlacesQuerySchema>
    readonly answer: Answer<typeof devices.devicePlacesPageSchema>
  }
  'GET /v1/devices-unknown': {
    readonly query: Query<typeof devices.unknownDevicesQuerySchema>
    readonly answer: Answer<typeof devices.unknownDevicesSchema>
  }
  'GET /v1/devices-health': {
    readonly query: Query<typeof devices.devicesHealthQuerySchema>
    readonly answer: devices.DevicesHealth
  }
  'GET /v1/devices-silent': {
    readonly query: Query<typeof devices.devicesHealthQuerySchema>
    readonly answer: devices.DevicesSilent
  }
  'GET /v1/devices/{id}': { readonly answer: devices.Device }
  'GET /v1/devices/{id}/edits': {
    readonly query: Query<typeof devices.deviceEditsQuerySchema>
    readonly answer: Answer<typeof devices.deviceEditsSchema>
  }
  'GET /v1/devices/{id}/neighbours': {
    readonly query: Query<typeof devices.neighboursQuerySchema>
    readonly answer: With<
      Answer<typeof devices.neighboursSchema>,
      'neighbours',
      readonly With<
        Answer<typeof devices.neighboursSchema>['neighbours'][number],
        'device',
        devices.Device
      >[]
    >
  }
  'GET /v1/devices/{id}/rules': { readonly answer: Answer<typeof rules.deviceRulesSchema> }

  'GET /v1/rules': { readonly answer: Answer<typeof rules.rulesSchema> }
  'GET /v1/rules/{id}': { readonly answer: rules.WrittenRule }

  'GET /v1/rules/versions': {
    readonly query: Query<typeof rules.ruleVersionsQuerySchema>
    readonly answer: Answer<typeof rules.ruleVersionsSchema>
  }
  'GET /v1/rules/versions/{version}': { readonly answer: rules.WrittenVersion }
  'POST /v1/rules/drafts': {
    readonly body: rules.RuleDraft
    readonly answer: rules.RuleVersion
  }
  'POST /v1/rules/versions/{version}/check': { readonly answer: rules.RuleCheck }
  'POST /v1/rules/versions/{version}/in-force': {
    readonly body: Body<typeof rules.rulePutSchema>
    readonly answer: Answer<typeof rules.ruleVersionsSchema>
  }
  'GET /v1/rules/shadow': { readonly answer: Answer<typeof rules.ruleShadowSchema> }
  'POST /v1/rules/versions/{version}/shadow': {
    readonly body: Body<typeof rules.rulePutSchema>
    readonly answer: Answer<typeof rules.ruleShadowSchema>
  }
  'POST /v1/rules/back': {
    readonly body: Body<typeof rules.ruleBackSchema>
    readonly answer: Answer<typeof rules.ruleVersionsSchema>
  }

  'GET /v1/rules/backtests': { readonly answer: Answer<typeof history.backtestsSchema> }
  'POST /v1/rules/backtests': {
    readonly body: Body<typeof history.backtestBodySchema>
    readonly answer: history.Backtesting
  }
  'GET /v1/rules/backtests/{id}': { readonly answer: history.Backtesting }
  'POST /v1/rules/backtests/{id}/stop': { readonly answer: history.Backtesting }
  'GET /v1/rules/why': {
    readonly query: Query<typeof history.whyQuerySchema>
    readonly answer: Answer<typeof history.whySchema>
  }
}

export type Route = keyof Routes
export type AnswerOf<Name extends Route> = Routes[Name]['answer']
export type QueryOf<Name extends Route> = Routes[Name] extends {
  readonly query: infer Asked
}
  ? Asked
  : never
export type BodyOf<Name extends Route> = Routes[Name] extends { readonly body: infer Sent }
  ? Sent
  : never
