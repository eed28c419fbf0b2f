import { sql, type Kysely } from 'kysely'

import type { AlarmId, DeviceId, RuleId } from '../../core/identity.ts'
import { wholeCity, type Scope } from '../../core/scope.ts'
import { days, instant, type Instant } from '../../core/time.ts'
import type { AlarmQualityFacts } from '../report/alarm-quality.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { alarmWithin, caseLying } from './scope.ts'

const page = 1_000
const mostStanding = 1_000

/** Alarms raised and cases collected from `from` until before `to`, and what stands now. */
export const qualityFacts = async (
  database: Kysely<CaseTables>,
  from: Instant,
  to: Instant,
  scope: Scope = wholeCity,
): Promise<AlarmQualityFacts> => ({
  raised: await raisedByDay(database, from, to, scope),
  cases: await casesOfSensors(database, from, to, scope),
  standing: await oldestStanding(database, scope),
})

async function raisedByDay(
  database: Kysely<CaseTables>,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<AlarmQualityFacts['raised']> {
  const day = sql<number>`(raised_at - ${sql.lit(from)}) / ${sql.lit(days(1))}`
  const rows = await database
    .selectFrom('alarms')
    .select((row) => ['rule', 'device', day.as('day'), row.fn.countAll<number>().as('count')])
    .where('raised_at', '>=', from)
    .where('raised_at', '<', to)
    .where('outcome', '!=', 'before-raised')
    .where(alarmWithin(scope))
    .groupBy(['rule', 'device', day])
    .execute()
  return rows.map(({ rule, device, ...rest }) => ({
    rule: rule as RuleId,
    device: device as DeviceId,
    ...rest,
  }))
}

async function casesOfSensors(
  database: Kysely<CaseTables>,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<AlarmQualityFacts['cases']> {
  const found: AlarmQualityFacts['cases'][number][] = []
  for (let last = ''; ;) {
    const rows = await database
      .selectFrom('cases')
      .select(['id', 'device', 'stage', 'state'])
      .where('collected_at', '>=', from)
      .where('collected_at', '<', to)
      .where('device', 'is not', null)
      .where(caseLying(scope))
      .where('id', '>', last)
      .orderBy('id')
      .limit(page)
      .execute()
    for (const { device, stage, state } of rows) {
      const [alarm] = caseIn(state).alarms
      // A person may name a device as well; a sensor's case has an alarm, `<rule>/<device>/<began>`.
      if (alarm === undefined) continue
      found.push({
        rule: alarm.slice(0, alarm.indexOf('/')) as RuleId,
        device: device as DeviceId,
        voided: stage === 'void',
      })
    }
    const end = rows.at(-1)
    if (end === undefined || rows.length < page) return found
    last = end.id
  }
}

async function oldestStanding(
  database: Kysely<CaseTables>,
  scope: Scope,
): Promise<AlarmQualityFacts['standing']> {
  const rows = await database
    .selectFrom('alarms')
    .select(['id', 'rule', 'device', 'raised_at'])
    .where('standing', '=', 1)
    .where(alarmWithin(scope))
    .orderBy('raised_at')
    .orderBy('id')
    .limit(mostStanding)
    .execute()
  return rows.map(({ id, rule, device, raised_at: at }) => ({
    alarm: id as AlarmId,
    rule: rule as RuleId,
    device: device as DeviceId,
    raisedAt: instant(at),
  }))
}
