/** Entry of a thread that judges some devices of a backtest: batches of records in, what became of each out. */
import { parentPort, workerData } from 'node:worker_threads'

import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { BothSets } from '../../rules/backtest/both-sets.ts'
import { devicesOf } from '../../rules/backtest/replay.ts'
import { checkCatalogue, type RuleSet, type RuleSources } from '../../rules/in-force/catalogue.ts'
import { rulesInvalid } from '../../rules/in-force/catalogue.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { yieldToOthers } from '../run/thread-priority.ts'
import type { BacktestWork } from './backtest-threads.ts'
import { learnCityKinds } from './city-kinds.ts'

/** What devices say now comes first. */
yieldToOthers(19)

const { folder, city, ruleSet, against, registered } = workerData as BacktestWork
async function work(): Promise<void> {
  await learnCityKinds(folder)
  const sets = new BothSets(
    made(ruleSet),
    against && made(against),
    devicesOf(registered),
    cityClock(city, chineseCalendar(city)),
  )
  parentPort?.on('message', (records: readonly ReadingRecord[]) => {
    parentPort?.postMessage(sets.take(records))
  })
}

function made({ texts, chosen }: RuleSources): RuleSet {
  const { ruleSet: found, mistakes } = checkCatalogue({ texts, mistakes: [] }, chosen)
  if (found === undefined) throw rulesInvalid('the backtest', mistakes)
  return found
}

void work()
