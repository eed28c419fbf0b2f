import { callRobot } from '../../cases/webhook/robot.ts'
import type { RobotMessage } from '../../cases/webhook/robot-call.ts'
import type { CasesConfig } from '../../cases/config.ts'
import { messageOf } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'

const trial: Readonly<Record<'zh' | 'en', Omit<RobotMessage, 'url'>>> = {
  zh: { title: '城市大脑试发', lines: ['本群将收到案件通知。'] },
  en: { title: 'Urban Brain: a trial', lines: ['This group will be told of cases.'] },
}

/** Sends a trial message to each of these robots; `failure` says why one did not take it. */
export async function* tryRobots(
  { robots, webhook, baseUrl }: CasesConfig['notices'],
  clock: Pick<Clock, 'now'>,
): AsyncIterable<CasesConfig['notices']['robots'][number] & { readonly failure?: string }> {
  for (const robot of robots) {
    const message = { ...trial[robot.language], url: baseUrl }
    const failure = await callRobot(
      robot,
      message,
      clock,
      webhook.timeout,
      new AbortController().signal,
    ).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    )
    yield { ...robot, ...(failure !== undefined && { failure }) }
  }
}
