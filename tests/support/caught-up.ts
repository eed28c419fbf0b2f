import { setTimeout as delay } from 'node:timers/promises'

import type { RunningSystem } from './running-system.ts'

/** Waits until every stage has worked off what came in before; a tick a second always follows. */
export async function caughtUp(system: RunningSystem): Promise<void> {
  for (let calm = 0; calm < 3;) {
    await delay(500)
    const response = await fetch(`${system.httpUrl}/metrics`, {
      headers: { authorization: `Bearer ${system.token('administrator')}` },
    })
    const lags = [...(await response.text()).matchAll(/^urban_brain_log_lag_records\{.*\} (\d+)/gm)]
    calm = lags.length > 0 && lags.every(([, lag]) => Number(lag) <= 2) ? calm + 1 : 0
  }
}
