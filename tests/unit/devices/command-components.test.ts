/** From the register to the broker and from replies to the register: also when somebody dies between two steps. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { CommandReply } from '../../../core/command-reply.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { DeviceId } from '../../../core/identity.ts'
import type { Registry } from '../../../core/registry.ts'
import { instant } from '../../../core/time.ts'
import { deadLettersTopic, repliesTopic } from '../../../core/topics.ts'
import { createCommandReplies } from '../../../devices/command-replies.ts'
import { createCommandSender } from '../../../devices/command-sender.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { Commits } from '../../../runtime/commits.ts'
import type { Component } from '../../../runtime/component.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { deviceCommand } from '../../contract/device-commands.suite.ts'
import { device } from '../../contract/registry.suite.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { until } from '../../support/until.ts'

const at = 1_000_000
let clock: VirtualClock
let log: MemoryLog
let registry: Registry
let observer: RecordingObserver
let running: Component[]

beforeEach(async () => {
  clock = new VirtualClock(instant(at))
  log = new MemoryLog()
  registry = await openSqliteRegistry(':memory:')
  observer = new RecordingObserver()
  running = []
  await registry.put([device('wl-1')])
})
afterEach(async () => {
  for (const component of running) await component.stop()
  await registry[Symbol.asyncDispose]()
})

const give = (id: string, more: Parameters<typeof deviceCommand>[2] = {}) =>
  registry.commands.give(deviceCommand(id, at, { until: instant(at + 30_000), ...more }))
const find = (id: string) => registry.commands.find(id)

async function sending(send: (to: DeviceId, message: string) => Promise<void>, over = registry) {
  const sender = createCommandSender({
    ...{ clock, observer, send },
    commands: over.commands,
    changed: new Commits(clock),
    underLease: (_, work, signal) => work(signal),
  })
  running.push(sender)
  await sender.start()
  return sender
}

async function hearing() {
  const directory = new DeviceDirectory(registry)
  const changed = new Commits(clock)
  const replies = createCommandReplies({
    ...{ clock, log, observer, registry, directory, changed },
  })
  running.push(replies)
  await replies.start()
}

const reply = (command: string, after: number, more: Partial<CommandReply> = {}): CommandReply => ({
  ...{ type: 'reply', source: 'wl-1' as DeviceId, command, result: 'done' },
  ...{ at: instant(at + after), frame: '0:1', topic: 'ub/v1/wl-1/reply', body: 'e30=' },
  ...more,
})

async function said(...replies: readonly CommandReply[]) {
  await log.append(repliesTopic, replies)
  await until(async () => {
    const [position] = await log.positions('replies', 'device-commands')
    return position !== undefined && position.next === position.committed
  })
}

const outcomes = () =>
  observer.events.flatMap(({ event, fields }) =>
    event === 'device-command.reply' ? [fields['outcome']] : [],
  )

test('each goes out once, oldest first, as its device is to read it, and is sent when the broker has it', async () => {
  await give('b', { given: instant(at + 1) })
  await give('a')
  await give('over', { until: instant(at - 1) })
  await give('to a station', { exchange: '1' })
  await give('c', { device: 'mh-1' as DeviceId, to: 'gw-1' as DeviceId, given: instant(at + 2) })
  const messages: [string, unknown][] = []
  await sending((to, message) => {
    messages.push([to, JSON.parse(message)])
    return Promise.resolve()
  })
  await until(async () => (await find('c'))?.sent !== undefined)
  const whole = { command: 'interval', arguments: { seconds: 30 }, until: at + 30_000 }
  expect(messages).toEqual([
    ['wl-1', { id: 'a', ...whole, given: at }],
    ['wl-1', { id: 'b', ...whole, given: at + 1 }],
    ['gw-1', { id: 'c', device: 'mh-1', ...whole, given: at + 2 }],
  ])
  expect((await find('over'))?.sent).toBeUndefined()
})

test('without a broker it waits; one that died before it wrote down what it sent sends it again, under the same number', async () => {
  await give('a')
  let away = true
  const sent: string[] = []
  const send = (_: DeviceId, message: string) => {
    if (away) return Promise.reject(new UrbanBrainError('notice-failed', 'no broker'))
    sent.push((JSON.parse(message) as { id: string }).id)
    return Promise.resolve()
  }
  const dying: Registry = {
    ...registry,
    commands: { ...registry.commands, tell: () => new Promise(() => {}) },
  }
  await sending(send, dying)
  await until(() => observer.events.some(({ event }) => event === 'task.failed'))
  away = false
  await until(() => {
    clock.advance(100)
    return sent.length > 0
  })
  running.length = 0
  await sending(send)
  await until(async () => (await find('a'))?.sent !== undefined)
  expect(sent).toEqual(['a', 'a'])
})

test('answers count once, late ones are late, and what nobody answers expires', async () => {
  for (const id of ['a', 'b', 'c']) await give(id)
  await hearing()
  await said(
    reply('a', 9),
    reply('a', 9),
    reply('b', 30_001, { result: 'refused', reason: 'busy' }),
  )
  expect(await find('a')).toMatchObject({ answer: { at: at + 9, result: 'done' } })
  expect(await find('b')).toMatchObject({
    answer: { result: 'refused', reason: 'busy', late: true },
  })
  expect(outcomes()).toEqual(['done', 'known', 'late'])
  await until(async () => {
    clock.advance(1_000)
    return (await find('c'))?.expired !== undefined
  })
  expect((await find('c'))?.expired).toBeGreaterThan(at + 30_000)
  expect((await find('a'))?.expired).toBeUndefined()
  await said(reply('c', 29_999))
  expect((await find('c'))?.answer).toEqual({ at: at + 29_999, result: 'done' })
})

test('a station answers in two steps by its exchange; each counts once, and its interval is that of the register', async () => {
  await give('a', { exchange: '20260315083000001' })
  await hearing()
  const step = (result: CommandReply['result'], after: number, more: Partial<CommandReply> = {}) =>
    reply('20260315083000001', after, { exchange: true, result, ...more })
  await said(step('accepted', 1), step('accepted', 1), step('done', 2), step('done', 2))
  expect(outcomes()).toEqual(['accepted', 'known', 'done', 'known'])
  expect(await find('a')).toMatchObject({ accepted: at + 1, answer: { at: at + 2 } })
  expect((await registry.changes(0, 9))[0]?.device.period).toBe(30)
  await said(step('done', 3, { source: 'wl-2' as DeviceId }))
  const [letter] = await log.read(deadLettersTopic, 0, 0, 9)
  expect(letter?.value).toMatchObject({ reason: 'unknown-command', source: 'wl-2' })
})

test('an answer to what nobody gave, or gave to another device, is a letter with its bytes', async () => {
  await give('a')
  await hearing()
  await said(reply('none', 1), reply('a', 2, { source: 'wl-2' as DeviceId }))
  const letters = await log.read(deadLettersTopic, 0, 0, 9)
  const shared = { channel: 'reply', topic: 'ub/v1/wl-1/reply', frame: '0:1', body: 'e30=' }
  expect(letters.map(({ value }) => value)).toMatchObject([
    {
      reason: 'unknown-command',
      source: 'wl-1',
      detail: 'nobody gave the command none',
      ...shared,
    },
    { reason: 'not-your-device', source: 'wl-2', device: 'wl-1', ...shared },
  ])
  expect(outcomes()).toEqual(['unknown', 'not-asked'])
  expect((await find('a'))?.answer).toBeUndefined()
})

test('a device that reports at another interval now is looked for by it, also when the batch came again', async () => {
  const period = async () => (await registry.changes(0, 9))[0]?.device.period
  await give('a')
  await give('refused')
  await give('b', { command: 'siren-on', arguments: { seconds: 99 } })
  // Told before the one that told it died, and never taken over.
  const answer = reply('a', 9)
  await registry.commands.tell('a', { fact: 'answered', ...answer })
  await hearing()
  await said(reply('refused', 1, { result: 'refused' }), reply('b', 2))
  expect(await period()).toBe(60)
  await said(answer)
  expect(await period()).toBe(30)
  const edits = await registry.edits('wl-1' as DeviceId, 9)
  const field = { field: 'period', before: '60', after: '30' }
  expect(edits[0]).toMatchObject({ by: 'operator', fields: [field] })
})
