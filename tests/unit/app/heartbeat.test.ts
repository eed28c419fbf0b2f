/** Signs of life to a watch outside, which is a real HTTP server here. */
import { expect, onTestFinished, test } from 'vitest'

import { createHeartbeat, type Beat } from '../../../app/run/heartbeat.ts'
import { staleAfter, type ThreadStatus } from '../../../app/run/thread-status.ts'
import { minutes, instant, seconds } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { httpServer } from '../../support/http-server.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'

const at = instant(Date.UTC(2026, 2, 13, 2))

interface Heard {
  readonly path: string
  readonly beat: Beat
}

const word = (over: Partial<ThreadStatus> = {}): ThreadStatus => ({
  ...{ thread: 'brain', at, unready: undefined, warning: undefined, events: 0 },
  ...over,
})

async function beating(say: (now: number) => readonly ThreadStatus[], trouble = true) {
  const heard: Heard[] = []
  const answers = { status: 200 }
  const watch = await httpServer(({ path, body }, response) => {
    heard.push({ path, beat: JSON.parse(body) as Beat })
    response.writeHead(answers.status).end()
  })
  const clock = new VirtualClock(at)
  const observer = new RecordingObserver()
  const heartbeat = createHeartbeat({
    ...{ clock, observer, threads: ['brain'], process: 'box:17' },
    board: () => Promise.resolve(say(clock.now())),
    config: {
      hook: `${watch}/alive`,
      troubleHook: trouble ? `${watch}/trouble` : undefined,
      every: minutes(1),
      timeout: seconds(5),
    },
  })
  await heartbeat.start()
  onTestFinished(() => heartbeat.stop())
  const beats = () => observer.count('heartbeat.sent') + observer.count('heartbeat.unheard')
  const minute = async () => {
    const before = beats()
    await expect.poll(() => clock.sleepers).toBe(1)
    clock.advance(minutes(1))
    await expect.poll(() => clock.sleepers).toBe(1)
    return beats() - before
  }
  return { heard, answers, heartbeat, observer, minute }
}

test('come while every part does its work, and say what to look at', async () => {
  const { heard, minute } = await beating((now) => [
    word({ at: now, warning: '1 deadlines passed and were not marked' }),
  ])
  await minute()
  await minute()
  expect(heard.map(({ path }) => path)).toEqual(['/alive', '/alive'])
  expect(heard[0]?.beat).toEqual({
    ...{ process: 'box:17', at: at + minutes(1), status: 'ok', reasons: [] },
    warnings: ['1 deadlines passed and were not marked'],
  })
})

test('go to the other address, with the reason, while a part does not', async () => {
  const { heard, minute } = await beating(() => [word()])
  await minute()
  expect(minutes(1)).toBeGreaterThan(staleAfter)
  expect(heard).toMatchObject([
    { path: '/trouble', beat: { status: 'unready', reasons: ['brain: silent for 60 s'] } },
  ])
})

test('are left out then without that address, and come again with the work', async () => {
  let unready: string | undefined = 'cases: the store is away'
  const { heard, minute } = await beating((now) => [word({ at: now, unready })], false)
  expect(await minute()).toBe(0)
  unready = undefined
  await minute()
  expect(heard.map(({ path }) => path)).toEqual(['/alive'])
})

test('that nobody takes are a warning, until one is taken; the process stays ready', async () => {
  const { answers, heartbeat, observer, minute } = await beating((now) => [word({ at: now })])
  answers.status = 503
  await minute()
  expect(heartbeat.warning?.()).toBe('the watch outside does not hear us: it answered 503')
  expect(heartbeat.unready()).toBeUndefined()
  expect(observer.count('heartbeat.unheard')).toBe(1)
  answers.status = 204
  await minute()
  expect(heartbeat.warning?.()).toBeUndefined()
})
