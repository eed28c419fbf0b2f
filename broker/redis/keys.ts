/**
 * What stands in Redis, behind the configured prefix.
 *
 *     s:<client>     hash    filter -> subscription; a session lives as long as this key
 *     q:<client>     list    names of the waiting messages, `<broker>:<counter>`, oldest first
 *     m:<client>     hash    name -> message; `#<packet number>` -> name
 *     index          hash    `<client> <filter>` -> subscription, of every filter but commands; in memory everywhere
 *     c:<topic>      hash    client -> subscription, of one device's commands; looked up when a command is sent
 *     retained       hash    topic -> message
 *     nodes          set     brokers; node:<id> expires when one gives no sign of life
 *     i:<node>       set     filters somebody listens to at a broker
 *     w:<node>       hash    client -> will;  at: hash client -> node, of clients with a will
 *     d:<name>       hash    client -> node, of the sessions that are connected under a name
 *     o:<name>       zset    client, of the stored sessions of a name, by when it was last here
 *     bus, n:<node>  channels to all brokers and to one
 *
 * An entry of `index` or `c:` may outlive its session. It is proven against `s:` whenever something is queued by it,
 * and removed then.
 */
import { pack, unpack } from 'msgpackr'

import type { Message, OrphanedWill, Subscription } from '../ports.ts'

export const keysOf = (prefix: string) => ({
  subscriptions: (client: string) => `${prefix}s:${client}`,
  queue: (client: string) => `${prefix}q:${client}`,
  messages: (client: string) => `${prefix}m:${client}`,
  index: `${prefix}index`,
  commands: (topic: string) => `${prefix}c:${topic}`,
  retained: `${prefix}retained`,
  nodes: `${prefix}nodes`,
  node: (id: string) => `${prefix}node:${id}`,
  interests: (node: string) => `${prefix}i:${node}`,
  wills: (node: string) => `${prefix}w:${node}`,
  places: `${prefix}at`,
  device: (name: string) => `${prefix}d:${name}`,
  owned: (name: string) => `${prefix}o:${name}`,
  claim: (node: string) => `${prefix}claim:${node}`,
  bus: `${prefix}bus`,
  channel: (node: string) => `${prefix}n:${node}`,
})

export type Keys = ReturnType<typeof keysOf>

/** A filter that names the commands or the configuration of one device: there are as many of them as devices. */
export const isCommandFilter = (filter: string): boolean =>
  (filter.endsWith('/command') || filter.endsWith('/configuration')) && !filter.includes('+')

export const indexField = (client: string, filter: string): string => `${client} ${filter}`

export function splitIndexField(field: string): readonly [client: string, filter: string] {
  const space = field.indexOf(' ')
  return [field.slice(0, space), field.slice(space + 1)]
}

export const messageName = (broker: string, counter: number): string => `${broker}:${counter}`

export const encode = (value: unknown): Buffer => pack(value)

export const decodeMessage = (bytes: Buffer): Message => unpack(bytes) as Message
export const decodeWill = (bytes: Buffer): OrphanedWill => unpack(bytes) as OrphanedWill
export const decodeSubscription = (bytes: Buffer): Subscription => unpack(bytes) as Subscription

/** What one broker says to others. */
export type Word =
  | readonly ['message', from: string, message: Message]
  | readonly ['subscribed', from: string, client: string, subscriptions: readonly Subscription[]]
  | readonly ['unsubscribed', from: string, client: string, filters: readonly string[]]
  | readonly ['interested', from: string, filters: readonly string[]]
  | readonly ['uninterested', from: string, filters: readonly string[]]
  | readonly ['arrived', from: string, client: string]
  | readonly ['left', from: string, node: string]

export const decodeWord = (bytes: Buffer): Word => unpack(bytes) as Word

/** 0 queued, 1 queued and the oldest dropped, -1 the session has no such subscription (any more). */
export const enqueueScript = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return -1 end
if redis.call('HSET', KEYS[3], ARGV[2], ARGV[3]) == 1 then redis.call('RPUSH', KEYS[2], ARGV[2]) end
local left = redis.call('PTTL', KEYS[1])
redis.call('PEXPIRE', KEYS[2], left)
redis.call('PEXPIRE', KEYS[3], left)
if redis.call('LLEN', KEYS[2]) <= tonumber(ARGV[4]) then return 0 end
redis.call('HDEL', KEYS[3], redis.call('LPOP', KEYS[2]))
return 1`

/** Gives a waiting message its packet number. */
export const numberScript = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[2], ARGV[1]) end
return 0`

/** Puts the PUBREL in the place of its message. */
export const releaseScript = `
local name = redis.call('HGET', KEYS[1], ARGV[1])
if name then redis.call('HSET', KEYS[1], name, ARGV[2]) end
return 0`

export const acknowledgeScript = `
local name = redis.call('HGET', KEYS[2], ARGV[1])
if name then
  redis.call('LREM', KEYS[1], 1, name)
  redis.call('HDEL', KEYS[2], name, ARGV[1])
  if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
end
return 0`

/** How many messages of a session were never sent. */
export const unsentScript = `
local all = redis.call('LLEN', KEYS[1])
if all == 0 then return 0 end
return all * 2 - redis.call('HLEN', KEYS[2])`

export const retainScript = `
if redis.call('HLEN', KEYS[1]) < tonumber(ARGV[3]) or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return 0`

/** Forgets where a client with a will is, unless it is at another broker by now. */
export const leaveScript = `
redis.call('HDEL', KEYS[1], ARGV[1])
if redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[2], ARGV[1]) end
return 0`

/** Puts a session of a device in unless living brokers have too many others, and says whether it is in. */
export const takePlaceScript = `
local all = redis.call('HGETALL', KEYS[1])
local others = 0
local known = false
for at = 1, #all, 2 do
  if redis.call('EXISTS', ARGV[3] .. all[at + 1]) == 0 then redis.call('HDEL', KEYS[1], all[at])
  elseif all[at] == ARGV[1] then known = true
  else others = others + 1 end
end
if not known and others >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1`

/** Takes a session of a device out, unless it is at another broker by now, and says whether a living broker has one. */
export const leavePlaceScript = `
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
local all = redis.call('HGETALL', KEYS[1])
local living = 0
for at = 1, #all, 2 do
  if redis.call('EXISTS', ARGV[3] .. all[at + 1]) == 1 then living = 1
  else redis.call('HDEL', KEYS[1], all[at]) end
end
return living`

/**
 * Counts a stored session among those of its name. Above the bound the one that was here the longest ago goes, unless it is
 * connected at a living broker. Returns who went, each with its filters.
 */
export const ownScript = `
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local over = redis.call('ZCARD', KEYS[1]) - ARGV[2]
local gone = {}
for _, client in ipairs(over > 0 and redis.call('ZRANGE', KEYS[1], 0, -1) or {}) do
  if over <= 0 then break end
  local node = redis.call('HGET', KEYS[2], client)
  local here = node and redis.call('EXISTS', ARGV[4] .. node) == 1
  if client ~= ARGV[1] and not here then
    local filters = redis.call('HKEYS', ARGV[5] .. client)
    redis.call('ZREM', KEYS[1], client)
    redis.call('DEL', ARGV[5] .. client, ARGV[6] .. client, ARGV[7] .. client)
    over = over - 1
    if #filters > 0 then table.insert(gone, {client, filters}) end
  end
end
return gone`

/** A stored session left now. */
export const leftScript = `
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`
