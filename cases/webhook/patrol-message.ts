/** Missed and unended patrols as a chat group reads them. Nobody is named: who it was stands on the page. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Instant } from '../../core/time.ts'
import type { PatrolTask } from '../life/patrol-task.ts'
import type { Robot, RobotMessage } from './robot-call.ts'

const most = 10

export function patrolMessage(
  tasks: readonly PatrolTask[],
  language: Robot['language'],
  date: (at: Instant) => string,
  baseUrl: string,
): RobotMessage {
  const missed = tasks.filter(({ started }) => started === undefined).length
  const unended = tasks.length - missed
  const title: Bilingual = {
    zh: `巡查：漏巡 ${missed} 项，未结束 ${unended} 项`,
    en: `Patrols: ${missed} missed, ${unended} not ended`,
  }
  const more: Bilingual = {
    zh: `另有 ${tasks.length - most} 项`,
    en: `and ${tasks.length - most} more`,
  }
  const lines = tasks
    .slice(0, most)
    .map(({ name, grid, from, to }) =>
      [name, grid, `${date(from)} – ${date(to)}`].filter((part) => part !== undefined).join(' · '),
    )
  return {
    title: title[language],
    lines: tasks.length > most ? [...lines, more[language]] : lines,
    url: `${baseUrl.replace(/\/+$/, '')}/patrols`,
  }
}
