/**
 * Several brokers that act as one over Redis: they share sessions (redis-sessions.ts), know what the others want to hear
 * (redis-neighbours.ts) and publish the wills of one that died (redis-wills.ts) unless the device is elsewhere (redis-presence.ts). Devices' readings do not need any of
 * it: they go into the durable log, and an acknowledgement waits for nothing else.
 */
import { randomUUID } from 'node:crypto'

import type { Redis } from 'ioredis'

import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { Cluster, ClusterMember, ClusterOptions, JoinCluster } from '../ports.ts'
import type { RedisConfig } from './config.ts'
import { decodeWord, encode, keysOf, type Word } from './keys.ts'
import { RedisLink } from './link.ts'
import { RedisNeighbours } from './neighbours.ts'
import { RedisPresence } from './presence.ts'
import { RedisSessions } from './sessions.ts'
import { Wills } from './wills.ts'

export interface RedisClusterDeps {
  readonly config: RedisConfig
  readonly clock: Clock
  readonly observer: Observer
}

const component = 'broker-cluster'

export const redisCluster =
  (deps: RedisClusterDeps): JoinCluster =>
  (options) =>
    joined(deps, options)

function joined({ config, clock, observer }: RedisClusterDeps, options: ClusterOptions): Cluster {
  const keys = keysOf(config.prefix)
  const self = randomUUID()
  const stopped = new AbortController()
  let member: ClusterMember | undefined
  let beating: Promise<void> | undefined
  const failed = (message: string) => observer.emit('component.failed', { component, message })

  const link = new RedisLink({
    config,
    channels: [keys.bus, keys.channel(self)],
    heard: (bytes) => hear(decodeWord(bytes)),
    back,
    changed: (trouble) => {
      if (trouble === undefined) observer.emit('component.started', { component })
      else failed(trouble)
    },
  })
  const neighbours = new RedisNeighbours({ link, keys, self })
  const presence = new RedisPresence({ link, keys, self })
  const wills = new Wills({ link, keys, kindOf: options.kindOf, self, failed })
  const sessions = new RedisSessions({ link, keys, options, wills, clock, self })

  function hear(word: Word): void {
    const [what, from] = word
    if (what === 'arrived') {
      if (neighbours.takenOver(from, word[2])) member?.moved(word[2])
      return
    }
    if (from === self) return
    if (what === 'message') member?.received(word[2])
    else if (what === 'subscribed') sessions.mirror.add(word[2], word[3])
    else if (what === 'unsubscribed') sessions.mirror.remove(word[2], word[3])
    else if (what === 'interested') neighbours.interested(from, word[2])
    else if (what === 'uninterested') neighbours.uninterested(from, word[2])
    else neighbours.forget(word[2])
  }

  async function back(commands: Redis): Promise<void> {
    await signOfLife(commands)
    await rejoin(commands)
  }

  /** Redis was away, has lost its memory, or the others took this broker for dead. */
  async function rejoin(commands: Redis): Promise<void> {
    await neighbours.restore(commands, await others(commands))
    await wills.restore(commands)
    await presence.restore(commands)
    await sessions.restore(commands)
    for (const client of await sessions.missed(commands)) member?.recall(client)
  }

  /** Whether nothing was left of the last sign. */
  async function signOfLife(commands: Redis): Promise<boolean> {
    await commands.sadd(keys.nodes, self)
    return (await commands.set(keys.node(self), '', 'PX', config.nodeTimeout, 'GET')) === null
  }

  const others = async (commands: Redis) =>
    (await commands.smembers(keys.nodes)).filter((node) => node !== self)

  async function beat(commands: Redis): Promise<void> {
    if (await signOfLife(commands)) await rejoin(commands)
    for (const other of await others(commands)) {
      if ((await commands.exists(keys.node(other))) === 0) await bury(commands, other)
    }
  }

  /** One of the survivors publishes the wills; all of them stop sending there. */
  async function bury(commands: Redis, dead: string): Promise<void> {
    neighbours.forget(dead)
    const mine = await commands.set(keys.claim(dead), self, 'PX', config.nodeTimeout * 4, 'NX')
    if (mine === null) return
    if (member === undefined || !(await wills.inherit(commands, dead, member))) return
    await forget(commands, dead)
    await commands.publish(keys.bus, encode(['left', self, dead] satisfies Word))
  }

  const forget = async (commands: Redis, node: string) =>
    commands
      .multi()
      .srem(keys.nodes, node)
      .del(keys.node(node), keys.interests(node), keys.wills(node), keys.claim(node))
      .exec()

  async function keepBeating(): Promise<void> {
    for (;;) {
      await clock.sleep(config.nodeTimeout / 3, stopped.signal).catch(() => {})
      if (stopped.signal.aborted) return
      await link.check()
      await link.run(beat).catch(() => {})
      const dropped = sessions.takeDropped() + neighbours.takeDropped()
      if (dropped > 0) options.dropped('cluster-away', dropped)
    }
  }

  return {
    sessions,
    neighbours,
    presence,
    async start(broker) {
      member = broker
      await link.open()
      if (link.trouble !== undefined) failed(link.trouble)
      beating = keepBeating()
    },
    async stop() {
      stopped.abort()
      await beating
      await link
        .run(async (commands) => {
          await forget(commands, self)
          await commands.publish(keys.bus, encode(['left', self, self] satisfies Word))
        })
        .catch(() => {})
      link.close()
    },
    unready: () => (link.trouble === undefined ? undefined : `Redis is away: ${link.trouble}`),
  }
}
