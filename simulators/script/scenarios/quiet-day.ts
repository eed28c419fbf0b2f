import { hours } from '../../../core/time.ts'
import type { Scenario } from '../scenario.ts'

export const quietDay: Scenario = {
  name: 'quiet-day',
  description: {
    zh: '平静的一天：没有任何事件，不应产生案件',
    en: 'Nothing happens; no case may open',
  },
  duration: hours(24),
  repeats: true,
  incidents: [],
}
