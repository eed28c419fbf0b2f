/** What strangers may take of us: connections, time, bytes. */
import { BlockList, isIP } from 'node:net'
import type { Server } from 'node:http'

import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import type { Observer } from '../../core/observer.ts'
import { seconds } from '../../core/time.ts'

const networkSchema = z.string().refine((text) => {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return most > 0 && Number(bits ?? 0) <= most
}, 'a proxy is an address (10.0.0.7) or a network (10.0.0.0/8)')

export const boundsConfigSchema = z.strictObject({
  /** Proxies whose `X-Forwarded-*` is believed. */
  trustedProxies: z.array(networkSchema).default([]),
  /** Bytes of a body; imports and photos have their own. */
  bodyLimit: z
    .int()
    .min(16 * 1_024)
    .default(256 * 1_024),
  /** From the beginning of a request to the end of its headers, and for a sign-in to its end. */
  headersTimeout: duration(seconds(10)),
  /** To the end of its body: a photo of 8 MiB at 0.5 Mbit/s. */
  requestTimeout: duration(seconds(150)),
  /** How long a connection may wait for another request; longer than proxies keep one, or they meet a closed one. */
  keepAlive: duration(seconds(72)),
  /** Connections at the same time. */
  connections: z.int().min(1).default(4_000),
  /** The same from one address, proxies that are trusted left out. */
  connectionsPerAddress: z.int().min(1).default(1_000),
})

export type BoundsConfig = z.output<typeof boundsConfigSchema>

/** Whether an address is that of a proxy that is believed. */
export function trusting(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => {
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Settings of the server that Node keeps by itself. */
export const timeoutsOf = ({ headersTimeout, requestTimeout, keepAlive }: BoundsConfig) => ({
  requestTimeout: Math.max(requestTimeout, headersTimeout),
  keepAliveTimeout: keepAlive,
  http: { headersTimeout, connectionsCheckingInterval: Math.min(headersTimeout, seconds(1)) },
})

/** Refuses connections beyond the bounds, in all and of each address. */
export function boundConnections(
  server: Server,
  { connections, connectionsPerAddress, trustedProxies }: BoundsConfig,
  observer: Observer,
): void {
  const trusted = trusting(trustedProxies)
  const open = new Map<string, number>()
  server.maxConnections = connections
  server.on('drop', () => observer.emit('http.connection-refused', { reason: 'all' }))
  server.prependListener('connection', (socket) => {
    const { remoteAddress: address } = socket
    if (address === undefined || trusted(address)) return
    const before = open.get(address) ?? 0
    if (before >= connectionsPerAddress) {
      observer.emit('http.connection-refused', { reason: 'address' })
      socket.destroy()
      return
    }
    open.set(address, before + 1)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  })
}

/** What is still taken of a body that nobody reads, so that its sender gets to read the answer. */
const unread = { bytes: 2 ** 20, patience: seconds(5) }

/**
 * An `onSend` hook: after an answer that did not wait for its body the rest of that is thrown away, and soon its connection too. Later
 * than that hook Node takes whatever comes, without telling anybody.
 */
export async function discardUnread({ raw }: FastifyRequest): Promise<void> {
  if (raw.complete || raw.destroyed) return
  let bytes = 0
  const end = () => raw.socket.destroy()
  const timer = setTimeout(end, unread.patience)
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > unread.bytes) end()
  })
  raw.once('close', () => clearTimeout(timer))
  raw.resume()
}

/** Nothing is proved yet by whoever signs in: no body of theirs may take long. */
export function hurry({ raw }: FastifyRequest, patience: number): void {
  const timer = setTimeout(() => raw.socket.destroy(), patience)
  raw.once('close', () => clearTimeout(timer))
}
