import { setTimeout as delay } from 'node:timers/promises'

import { instant, type Clock } from '../../core/time.ts'

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) =>
    delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
}
