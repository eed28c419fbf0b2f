/** What threads know of each other: the boards of several threads of a process, which are those of one here. */
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { createObserver } from '../../../app/run/observer.ts'
import { StatusBoard, total } from '../../../app/run/thread-status.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { until } from '../../support/until.ts'

async function boards() {
  const folder = await temporaryFolder()
  const open = () => {
    const board = new StatusBoard(folder)
    onTestFinished(() => board[Symbol.dispose]())
    return board
  }
  const speaking = (thread: string, troubles: { unready?: string; warning?: string } = {}) => {
    const observer = createObserver({ destination: join(folder, 'log'), level: 'error' }, thread)
    const board = open()
    board.speak({
      ...{ thread, observer, speaker: false },
      unready: () => troubles.unready,
      warning: () => troubles.warning,
    })
    return { board, observer }
  }
  return { open, speaking }
}

const settled = 'urban_brain_rules_judged_total'

test('each word is on the board of every thread, the own one included, and a change follows', async () => {
  const { open, speaking } = await boards()
  const listener = open()
  const troubles: { unready?: string; warning?: string } = { unready: 'not started' }
  const { board } = speaking('brain', troubles)
  speaking('desk')
  const words = () =>
    listener
      .latest()
      .map(({ thread, unready, warning }) => [thread, unready, warning])
      .toSorted(([one = ''], [other = '']) => one.localeCompare(other))
  await until(() => words().length === 2, 'both have spoken')
  expect(words()).toEqual([
    ['brain', 'not started', undefined],
    ['desk', undefined, undefined],
  ])
  expect(board.latest().map(({ thread }) => thread)).toContain('brain')
  delete troubles.unready
  troubles.warning = 'the disk fills'
  await until(() => words()[0]?.[2] === 'the disk fills', 'the change is heard')
  expect(words()[0]).toEqual(['brain', undefined, 'the disk fills'])
})

test('metrics are those of the moment at which somebody asks, and whoever asks at the same time gets the same', async () => {
  const { open, speaking } = await boards()
  const listener = open()
  expect(await listener.metrics()).toEqual([])
  const brain = speaking('brain')
  const desk = speaking('desk')
  await until(() => listener.latest().length === 2, 'both have spoken')
  for (const [count, asking] of [listener, brain.board, listener].entries()) {
    brain.observer.emit('rules.judged', {}, 1)
    desk.observer.emit('rules.judged', {}, 10)
    const [told, again] = await Promise.all([asking.metrics(), asking.metrics()])
    expect(told.map(({ thread }) => thread).toSorted()).toEqual(['brain', 'desk'])
    expect(total(told, settled)).toBe(11 * (count + 1))
    expect(again).toEqual(told)
  }
})

test('a thread that is gone is told of as it was last', async () => {
  const { open, speaking } = await boards()
  const listener = open()
  const { board, observer } = speaking('brain')
  speaking('desk')
  observer.emit('rules.judged', {}, 5)
  await until(() => listener.latest().length === 2, 'both have spoken')
  expect(total(await listener.metrics(), settled)).toBe(5)
  board[Symbol.dispose]()
  expect(total(await listener.metrics(), settled)).toBe(5)
})

test('what was worth a line since a word is in the next one, what comes in masses is not', async () => {
  const { open, speaking } = await boards()
  const listener = open()
  const { observer } = speaking('brain')
  const events = () => listener.latest()[0]?.events
  await until(() => events() === 0, 'it has spoken')
  observer.emit('rules.judged', {}, 1)
  observer.emit('rules.loaded', { rules: 1, version: 'x' })
  await until(() => events() === 1, 'the next word')
})
