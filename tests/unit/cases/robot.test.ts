/** Robots of chat groups: what they are sent, what their answers mean, and no more a minute than a group takes. */
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { robotKinds, type Address } from '../../../cases/life/addressee.ts'
import type { Notice } from '../../../cases/life/notice.ts'
import { robotCall, robotMessage, type Robot } from '../../../cases/webhook/robot-call.ts'
import { createRobotNotifier } from '../../../cases/webhook/robot.ts'
import type { CaseId, CellCode, UnitId } from '../../../core/identity.ts'
import { plus, timeOf, type Instant } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'
import { start } from './fixtures.ts'

const notice: Notice = {
  id: 'C1/4',
  occasion: 'dispatched',
  case: 'C1' as CaseId,
  version: 4,
  to: { unit: 'drainage' as UnitId },
  at: start,
  title: { zh: '道路积水', en: 'Standing water' },
  text: { zh: '退回：[点此](http://evil)\n# 假', en: 'Returned: [click](http://evil)\n# no' },
  category: '0506',
  severity: 'orange',
  stage: 'dispatched',
  where: { cell: '330106001002003' as CellCode, name: '解放路下穿' },
  deadline: { kind: 'handling', at: plus(start, 3_600_000) },
  url: 'http://console/crew/C1',
}
const date = (at: Instant) => timeOf(at, () => 8 * 3_600_000)
const robot = (kind: Robot['kind'], more: Partial<Robot> = {}): Robot => ({
  ...{ kind, hook: 'http://robot/send?key=1', language: 'zh' as const },
  ...more,
})
interface Body {
  readonly markdown?: { readonly content: string }
  readonly timestamp?: string
  readonly sign?: string
}
const called = (one: Robot, told: Notice = notice) => {
  const { url, body } = robotCall(one, robotMessage(told, one.language, date), start)
  return { url: new URL(url), body: JSON.parse(body) as Body }
}

describe('what a group reads', () => {
  test('title, text, place, deadline on the clocks of the city, and the link', () => {
    const { body } = called(robot('wecom'))
    const content = body.markdown?.content ?? ''
    expect(content.split('\n\n')).toEqual([
      expect.stringMatching(/^### .+：道路积水 C1$/),
      '退回：［点此］（http://evil） ＃ 假',
      '地点：解放路下穿 · 330106001002003',
      expect.stringMatching(/^处置.*：2\d{3}-\d\d-\d\d \d\d:\d\d$/),
      '[查看](http://console/crew/C1)',
    ])
    expect(content).toContain(date(plus(start, 3_600_000)))
  })

  test.each(robotKinds)('%s: in English, and a text of any length fits', (kind) => {
    const long = { ...notice, text: { zh: '', en: '泛'.repeat(5_000) } }
    const { body } = called(robot(kind, { language: 'en' }), long)
    const text = JSON.stringify(body)
    expect(text).toContain('Place: 解放路下穿')
    expect(text).toContain('泛…')
    expect(Buffer.byteLength(text)).toBeLessThan(4_096)
  })

  test('DingTalk is signed in its address, Feishu in its body, as their makers say', () => {
    const signed = called(robot('dingtalk', { secret: 'SEC1' })).url.searchParams
    expect(signed.get('key')).toBe('1')
    expect(signed.get('timestamp')).toBe(String(start))
    const expected = createHmac('sha256', 'SEC1').update(`${start}\nSEC1`).digest('base64')
    expect(signed.get('sign')).toBe(expected)

    const { timestamp, sign } = called(robot('feishu', { secret: 'SEC1' })).body
    expect(timestamp).toBe(String(start / 1_000))
    const key = `${String(timestamp)}\nSEC1`
    expect(sign).toBe(createHmac('sha256', key).update('').digest('base64'))
    expect(called(robot('feishu')).body).not.toHaveProperty('sign')
  })
})

describe('a robot that is called', () => {
  let server: Server
  let answer: { status: number; body: string }
  let bodies: string[]
  const open = new AbortController().signal
  const id = 'drainage' as Address

  beforeEach(async () => {
    bodies = []
    answer = { status: 200, body: '{"errcode":0,"errmsg":"ok"}' }
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        bodies.push(body)
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  )
  const notifier = (clock = new VirtualClock(start), perMinute = 20) => {
    const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send?key=hidden`
    const robots = new Map([[id, { ...robot('dingtalk', { hook }), perMinute }]])
    return createRobotNotifier({ clock, robots, date, timeout: 2_000 })
  }

  test('has taken what it answers with zero', async () => {
    expect(await notifier().deliver(notice, { id }, open)).toBe('received')
    answer = { status: 200, body: '{"StatusCode":0,"StatusMessage":"success","code":0}' }
    expect(await notifier().deliver(notice, { id }, open)).toBe('received')
    expect(bodies).toHaveLength(2)
    expect(notifier().serves({ id: '@dispatcher' })).toBe(false)
  })

  test.each([
    [200, '{"errcode":310000,"errmsg":"sign not match"}', 'answered 310000'],
    [200, '{"code":19021,"msg":"sign match fail"}', 'answered 19021'],
    [200, '<html>', 'without a code'],
    [502, '{"errcode":0}', 'answered 502'],
  ])('has not taken what it answers with %i %s', async (status, body, words) => {
    answer = { status, body }
    await expect(notifier().deliver(notice, { id }, open)).rejects.toMatchObject({
      code: 'notice-failed',
      message: expect.stringContaining(words) as string,
    })
  })

  test('gets no more a minute than its group takes, and the rest when the minute is over', async () => {
    const clock = new VirtualClock(start)
    const paced = notifier(clock, 3)
    const told = [1, 2, 3, 4, 5].reduce(
      (before) => before.then(() => paced.deliver(notice, { id }, open)),
      Promise.resolve<unknown>(undefined),
    )
    await until(() => bodies.length === 3, 'three calls')
    clock.advance(59_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(bodies).toHaveLength(3)
    clock.advance(1_000)
    await told
    expect(bodies).toHaveLength(5)
  })
})
