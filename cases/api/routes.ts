import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Observer } from '../../core/observer.ts'
import type { UnitId } from '../../core/identity.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { CasesConfig } from '../config.ts'
import type { Catalogue } from '../desk/catalogue.ts'
import type { DutyPeople } from '../duty-ports.ts'
import type { Commits } from '../../runtime/commits.ts'
import type { DeadlineAudit } from '../desk/deadline-audit.ts'
import type { CaseDesk } from '../desk/desk.ts'
import { FilingAudits } from '../desk/filing-audits.ts'
import { PatrolWalks } from '../desk/patrol-walks.ts'
import type { PatrolTasks } from '../desk/patrol-tasks.ts'
import type { CountDeadLetters } from '../desk/hand-over-sheet.ts'
import { FrozenEvaluations } from '../desk/freezing.ts'
import type { CaseRecordDesk } from '../desk/record.ts'
import type { Unit } from '../life/dispatch.ts'
import type { EscalationRow } from '../life/escalation.ts'
import type { CategoryRow } from '../life/windows.ts'
import type { Calendar } from '../life/working-time.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'
import type { NamedCell } from '../report/names.ts'
import type { ReadWorkbook } from '../../core/workbook.ts'
import type { WriteWorkbook } from '../report/sheet.ts'
import { alarmQualityRoutes } from './alarm-quality.ts'
import { alarmListFileRoutes } from './alarm-list-file.ts'
import { alarmRoutes } from './alarms.ts'
import { alikeRoute } from './alike.ts'
import { boundaryRoutes } from './boundaries.ts'
import { catalogueRoutes } from './catalogue.ts'
import { caseListFileRoutes } from './case-list-file.ts'
import { caseFileRoute } from './case-file.ts'
import { caseReadingRoutes } from './cases.ts'
import { collectRoutes } from './collect.ts'
import type { CityGrid } from './collecting.ts'
import { assignmentRoute } from './assignment.ts'
import { commandRoutes } from './commands.ts'
import { componentRoutes } from './components.ts'
import { deadlineAuditRoutes } from './deadline-audit.ts'
import { dutyLogRoutes } from './duty-logs.ts'
import { dutyRoutes } from './duty.ts'
import { escalationRoute } from './escalation.ts'
import { evaluationRoutes } from './evaluation.ts'
import { figureCasesRoute } from './figure-cases.ts'
import { feedRoute, type ListenBeside } from './feed.ts'
import { filingAuditRoutes } from './filing-audits.ts'
import { followCodeRoutes } from './follow-code.ts'
import { followingRoutes } from './following.ts'
import { frozenRoutes } from './frozen.ts'
import { gridRoutes } from './grids.ts'
import { lookRoutes } from './looks.ts'
import { open311Routes } from './open311.ts'
import { overviewRoutes } from './overview.ts'
import { patrolFiguresRoutes } from './patrol-figures.ts'
import { patrolRoutes } from './patrols.ts'
import { patrolWalkRoutes } from './patrol-walks.ts'
import { personalRoutes } from './personal.ts'
import { photoRoutes } from './photos.ts'
import { pushRoutes } from './push.ts'
import { platformRoutes, type PlatformRoutesDeps } from './platform.ts'
import { recordRoutes } from './record.ts'
import { replayRoute } from './replay.ts'
import { reporterRoutes } from './reporter.ts'
import { reportRoutes } from './report.ts'
import { suppressionRoutes } from './suppressions.ts'
import { desks, readers } from './visible-case.ts'

export interface CaseRoutesDeps {
  readonly access: Access
  readonly store: CaseStore
  readonly photos: PhotoStore
  readonly desk: CaseDesk
  readonly commits: Commits
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly categories: readonly CategoryRow[]
  readonly catalogue: Catalogue
  readonly escalation: readonly EscalationRow[]
  readonly directory: Pick<DeviceDirectory, 'get' | 'values'>
  readonly calendar: Pick<Calendar, 'offset' | 'workday'>
  readonly audit: DeadlineAudit
  readonly patrols: PatrolTasks
  /** Who can have duty. */
  readonly people: DutyPeople
  readonly deadLetters: CountDeadLetters
  /** That browsers know calls of push services by. */
  readonly pushKey: () => Promise<string>
  readonly clock: Clock
  readonly observer: Observer
  readonly config: CasesConfig
  readonly record: CaseRecordDesk
  readonly log: DurableLog
  readonly grid?: CityGrid
  /** Of the city, for its clocks. */
  readonly zone: string
  readonly platform?: PlatformRoutesDeps['platform']
  /** Of the grid, for their names. */
  readonly cells: readonly NamedCell[]
  readonly writeWorkbook: WriteWorkbook
  readonly readWorkbook: ReadWorkbook
  readonly listenBeside: ListenBeside
}

/** The case desk over HTTP: cases, their commands, record and photos, alarms, units, counts, reports and the live feed. */
export const caseRoutes =
  (deps: CaseRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    // Cases of other days name units that have gone since.
    const named = { ...deps, units: deps.catalogue.table.known }
    await server.register(caseReadingRoutes(named))
    await server.register(caseListFileRoutes(named))
    await server.register(caseFileRoute(named))
    const walks = new PatrolWalks({
      ...{ ...deps, tasks: deps.patrols },
      cellAt: (longitude, latitude) => deps.grid?.cellAt(longitude, latitude)?.code,
    })
    await server.register(patrolRoutes(deps))
    await server.register(patrolWalkRoutes({ ...deps, walks }))
    await server.register(patrolFiguresRoutes(named))
    await server.register(collectRoutes({ ...deps, walks }))
    await server.register(commandRoutes(deps))
    await server.register(assignmentRoute(deps))
    await server.register(boundaryRoutes(deps, desks))
    await server.register(catalogueRoutes(deps, desks))
    await server.register(componentRoutes(deps, desks))
    await server.register(gridRoutes(deps))
    await server.register(dutyRoutes(deps))
    await server.register(dutyLogRoutes(deps))
    await server.register(deadlineAuditRoutes(deps))
    await server.register(reporterRoutes(deps))
    await server.register(alikeRoute(deps))
    await server.register(followCodeRoutes(deps))
    await server.register(followingRoutes(deps))
    await server.register(open311Routes(deps))
    await server.register(escalationRoute(deps))
    await server.register(personalRoutes(deps))
    await server.register(pushRoutes(deps))
    await server.register(lookRoutes(deps))
    await server.register(overviewRoutes(deps))
    feedRoute(server, deps, readers)
    await server.register(alarmQualityRoutes(deps, desks))
    await server.register(alarmRoutes(deps, desks))
    await server.register(alarmListFileRoutes(named, desks))
    await server.register(replayRoute(deps, desks))
    await server.register(suppressionRoutes(deps, desks))
    await server.register(recordRoutes(deps))
    await server.register(platformRoutes(deps))
    await server.register(photoRoutes(deps))
    await server.register(reportRoutes(named, desks))
    const evaluated = { ...named, ...deps.config.evaluation }
    const frozen = new FrozenEvaluations(evaluated)
    const evaluations = { ...named, evaluated, frozen }
    await server.register(evaluationRoutes(evaluations, desks))
    await server.register(frozenRoutes(evaluations, desks))
    await server.register(figureCasesRoute(evaluations, desks))
    const audits = new FilingAudits(deps)
    await server.register(filingAuditRoutes({ ...named, audits }, desks))
  }
