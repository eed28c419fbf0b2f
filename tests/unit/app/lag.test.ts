import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { assemble } from '../../../app/assembly/assemble.ts'
import { watchedGroups } from '../../../app/run/periodic-tasks.ts'
import { loadConfig } from '../../../app/config.ts'
import { openBackends } from '../../../app/engines/engines.ts'
import { createObserver } from '../../../app/run/observer.ts'
import { roleNames } from '../../../app/run/roles.ts'
import type { ConsumeOptions, DurableLog, Topic } from '../../../core/log.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const named = (groups: ReturnType<typeof watchedGroups>) =>
  groups.map(({ topic, group }) => `${topic} ${group}`).sort()

describe('the watch of what is behind', () => {
  test('covers every group of docs/architecture.md', async () => {
    const page = await readFile(new URL('../../../docs/architecture.md', import.meta.url), 'utf8')
    const table = [
      ...page.matchAll(/^\| `([a-z-]+)` \|[^|]*\|[^|]*\|[^|]*\| ([^|]*) \|/gm),
    ].flatMap(([, topic = '', groups = '']) =>
      [...groups.matchAll(/`([a-z-]+)`/g)].map(([, group = '']) => `${topic} ${group}`),
    )
    expect(table.length).toBeGreaterThan(5)
    const all = { operations: true, webhook: true, robots: true, push: true, 'seal post': true }
    expect(named(watchedGroups(all))).toEqual(table.sort())
  })

  test.each([
    { webhook: false, robots: false, push: false, post: false },
    { webhook: true, robots: false, push: true, post: false },
    { webhook: false, robots: true, push: false, post: false },
    { webhook: false, robots: false, push: false, post: true },
    { webhook: false, robots: false, push: false, post: false, outlets: ['city', 'river'] },
  ])(
    'covers every group that a system reads by, webhook: $webhook, robots: $robots, push: $push, seals: $post, outlets: $outlets',
    async ({ webhook, robots, push, post, outlets = [] }) => {
      const config = loadConfig({
        environment: {},
        overrides: {
          data: join(await temporaryFolder(), 'data'),
          outlets: Object.fromEntries(
            outlets.map((name) => [
              name,
              {
                ...(name === 'river' && { what: ['alarms'] }),
                webhook: { url: 'http://127.0.0.1:1/', secret: 'sixteen letters!' },
              },
            ]),
          ),
          cases: {
            ...(post && {
              seals: { post: { url: 'http://127.0.0.1:1/', secret: 'sixteen letters!' } },
            }),
            notices: {
              push: { enabled: push },
              ...(webhook && { webhook: { secret: 'sixteen letters!' } }),
              ...(robots && {
                robots: [{ to: '@dispatcher', kind: 'wecom', hook: 'http://127.0.0.1:1/' }],
              }),
            },
          },
        },
      })
      const observer = createObserver(
        { destination: join(config.data, 'log.json'), level: 'error' },
        'test',
      )
      await using backends = await openBackends(config, observer)
      const read = new Set<string>()
      const log = Object.create(backends.log) as DurableLog
      log.consume = <T>(
        topic: Topic<T>,
        group: string,
        options: ConsumeOptions,
        signal: AbortSignal,
      ) => {
        read.add(`${topic.name} ${group}`)
        return backends.log.consume(topic, group, options, signal)
      }
      const { components } = await assemble({
        roles: new Set(roleNames.filter((role) => role !== 'broker' && role !== 'api')),
        config,
        backends: { ...backends, log },
        observer,
        catalogue: 'rules/catalogue',
        tokens: [],
        services: [],
        notifier: { url: 'mqtt://127.0.0.1:1', clientId: 'n', username: 'n', password: 't' },
        board: () => Promise.resolve([]),
        metrics: () => Promise.resolve([]),
        threads: [],
      })
      for (const component of components) await component.start()
      const having = { operations: false, webhook, robots, push, 'seal post': post }
      const expected = named(watchedGroups(having, config.outlets))
      expect(expected.filter((one) => one.includes('outlet-'))).toHaveLength(
        outlets.length === 0 ? 0 : 3,
      )
      await expect.poll(() => read.size).toBe(expected.length)
      for (const component of [...components].reverse()) await component.stop()
      expect([...read].sort()).toEqual(expected)
    },
  )
})
