/** MQTT over TLS: who is let in by what, certificates that are renewed, and strangers who never shake hands. */
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'

import { connectAsync, type IClientOptions } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest'

import type { BrokerConfig } from '../../broker/config.ts'
import { Authority, type Signed } from '../support/certificates.ts'
import { FakeRegistry, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { connectPacket, RawClient } from '../support/mqtt-raw.ts'
import { StationClient, stationFrame } from '../support/station-client.ts'

let folder: string
let authority: Authority
let server: Signed
let running: TestBroker

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'urban-brain-tls-'))
  authority = await Authority.make(folder)
  server = await authority.sign('broker', ['localhost'])
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(async () => {
  await running[Symbol.asyncDispose]()
})

type Tls = Partial<NonNullable<BrokerConfig['tls']>>

async function start(tls: Tls = {}, config: Partial<BrokerConfig> = {}): Promise<TestBroker> {
  const whole = { host: '127.0.0.1', port: 0, webSocketPort: 0, ...server, ...tls }
  return (running = await startBroker({ config: { ...config, tls: whole } }))
}

const securePort = (): number => running.broker.ports().secureMqtt ?? 0

const ofDevice = async ({ cert, key }: Signed): Promise<ConnectionOptions> => ({
  cert: await readFile(cert),
  key: await readFile(key),
})

async function shakeHands(options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connectTls({
    port: securePort(),
    host: '127.0.0.1',
    ca: await readFile(authority.ca),
    ...options,
  })
  await once(socket, 'secureConnect')
  return socket
}

/** The code of CONNACK; undefined when the connection closed without one. */
async function codeOf(
  options: Parameters<typeof connectPacket>[0],
  proof: ConnectionOptions = {},
): Promise<number | undefined> {
  const socket = await shakeHands(proof)
  const client = new RawClient(socket)
  client.send(connectPacket(options))
  await client.until(() => client.received.length > 0 || client.closed)
  client.end()
  return client.received[0]?.body[1]
}

const byToken = { userName: 'wl-1', password: 'token-1' }

describe('MQTT over TLS', () => {
  it.each(['mqtts', 'wss'] as const)('takes what a device publishes (%s)', async (scheme) => {
    await start()
    const { secureMqtt, secureWebSocket } = running.broker.ports()
    const port = scheme === 'wss' ? secureWebSocket : secureMqtt
    const options: IClientOptions = {
      username: 'wl-1',
      password: 'token-1',
      clientId: 'wl-1',
      reconnectPeriod: 0,
      ca: await readFile(authority.ca),
    }
    const client = await connectAsync(`${scheme}://127.0.0.1:${port}`, options)
    await client.publishAsync('ub/v1/wl-1/telemetry', '{"m":{"level":12}}', { qos: 1 })
    const big = `{"m":{"level":13},"x":"${'x'.repeat(200_000)}"}`
    await client.publishAsync('ub/v1/wl-1/telemetry', big, { qos: 1 })
    await client.endAsync()
    const frames = await running.frames()
    expect(frames.map(({ body }) => body.length)).toEqual([18, big.length])
    await expect.poll(() => running.broker.sessions()).toBe(0)
  })

  it('refuses a wrong token as it does in the clear, and versions of TLS before 1.2', async () => {
    await start()
    expect(await codeOf({ ...byToken, password: 'token-2' })).toBe(4)
    await expect(
      shakeHands({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }),
    ).rejects.toThrow(/protocol version/)
    await expect.poll(() => running.observer.count('broker.refused', 'tls')).toBe(1)
  })

  it('presents a renewed certificate without dropping anybody, and keeps the old one beside a broken one', async () => {
    const files = { cert: join(folder, 'served.pem'), key: join(folder, 'served.key') }
    const serve = (from: Signed) =>
      Promise.all([copyFile(from.cert, files.cert), copyFile(from.key, files.key)])
    await serve(await authority.sign('old', [], 10))
    await start(files)
    const stays = await RawClient.open(running.port)
    stays.send(connectPacket(byToken))
    const staysSecure = new RawClient(await shakeHands())
    staysSecure.send(connectPacket({ ...byToken, clientId: 'wl-1/b' }))
    await staysSecure.until(() => staysSecure.received.length > 0)
    const presented = async () => {
      const socket = await shakeHands()
      const { CN } = socket.getPeerCertificate().subject
      socket.destroy()
      return CN
    }
    expect(await presented()).toBe('old')
    expect(running.broker.warning?.()).toContain('broker.tls: the certificate ends on')
    await serve(await authority.sign('new'))
    await expect.poll(presented, { timeout: 15_000 }).toBe('new')
    expect(running.broker.warning?.()).toBeUndefined()
    const other = await authority.sign('other')
    await copyFile(other.cert, files.cert)
    await expect
      .poll(() => running.broker.warning?.(), { timeout: 15_000 })
      .toMatch(/the files cannot be used, the certificate of before stays \(.*mismatch/)
    expect(await presented()).toBe('new')
    await copyFile(other.key, files.key)
    await expect.poll(presented, { timeout: 15_000 }).toBe('other')
    staysSecure.send(Buffer.from([0xc0, 0]))
    await staysSecure.until(() => staysSecure.of(13).length === 1 || staysSecure.closed)
    expect([stays.closed, staysSecure.closed]).toEqual([false, false])
    stays.end()
    staysSecure.end()
  })

  it('refuses a start with files that do not go together, and says which', async () => {
    const other = await authority.sign('other')
    running = await startBroker()
    const broken = { ...server, key: other.key, host: '127.0.0.1', port: 0 } as BrokerConfig['tls']
    await expect(startBroker({ config: { tls: broken } })).rejects.toThrow(
      /^broker\.tls: .*mismatch/,
    )
    const missing = { ...server, key: join(folder, 'nowhere.key') } as BrokerConfig['tls']
    await expect(startBroker({ config: { tls: missing } })).rejects.toThrow(/nowhere\.key/)
  })

  it('closes sockets that never shake hands, or send something else', async () => {
    await start({}, { connectTimeout: 300, strangersPerAddress: 2 })
    const ends = async (send: string) => {
      const socket = connectTcp(securePort(), '127.0.0.1')
      socket.on('error', () => {})
      socket.resume()
      if (send !== '') socket.write(send)
      await once(socket, 'close')
    }
    await Promise.all([ends(''), ends('GET / HTTP/1.1\r\n\r\n')])
    const silent = await shakeHands()
    silent.resume()
    await once(silent, 'close')
    // Their places are free again.
    expect(await codeOf(byToken)).toBe(0)
    expect(await codeOf({ ...byToken, clientId: 'wl-1/b' })).toBe(0)
  })
})

test('stations of HJ 212 may come over TLS as well as in the clear', async () => {
  const registry = new FakeRegistry()
  registry.station('du-1', '123456', { mn: 'M-1' })
  const tls = { ...server, host: '127.0.0.1', port: 0 }
  running = await startBroker({ registry, stations: { tls, strangersPerAddress: 1 } })
  const { hj212 = 0, secureHj212 = 0 } = running.broker.ports()
  const ca = await readFile(authority.ca)
  const area = 'DataTime=20260315083000;a34001-Rtd=0.412,a34001-Flag=N'
  for (const [port, by] of [
    [secureHj212, ca],
    [hj212, undefined],
    [secureHj212, ca],
  ] as const) {
    const client = await StationClient.connect(port, by)
    client.send(stationFrame({}, area))
    const answers = await client.answered(1)
    expect(answers.map(({ cn }) => cn)).toEqual(['9014'])
    // One stranger at a time: whoever has sent a frame is none any more.
  }
  expect((await running.frames()).filter(({ channel }) => channel === 'telemetry')).toHaveLength(3)
  expect(running.observer.gauges.get('hj212.connections')).toBe(3)
})

describe('a certificate of a device', () => {
  const clients = () => ({ ca: authority.ca, crl: authority.crl, required: true })

  it('lets in the device that it names, and nobody else', async () => {
    await start({ clients: clients() })
    const wl1 = await ofDevice(await authority.sign('wl-1'))
    const gateway = await ofDevice(await authority.sign('cabinet 7', ['wl-2']))
    expect(await codeOf({ userName: 'wl-1' }, wl1)).toBe(0)
    expect(await codeOf({ clientId: 'wl-1' }, wl1)).toBe(0)
    expect(await codeOf({ userName: 'wl-2', clientId: 'wl-2/a' }, gateway)).toBe(0)
    // Not under another's name, though its token be known; nor is a token asked for.
    expect(await codeOf({ userName: 'wl-2', password: 'token-2' }, wl1)).toBe(4)
    expect(await codeOf({ userName: 'wl-1', password: 'whatever' }, wl1)).toBe(0)
  })

  it('is asked for: none, one of another authority, one that was revoked get no session', async () => {
    await start({ clients: clients() })
    const stranger = await (await Authority.make(folder, 'stranger')).sign('wl-1')
    const lost = await authority.sign('wl-1')
    expect(await codeOf({ userName: 'wl-1' }, await ofDevice(lost))).toBe(0)
    await authority.revoke(lost)
    await expect
      .poll(async () => codeOf({ userName: 'wl-1' }, await ofDevice(lost)), { timeout: 15_000 })
      .toBeUndefined()
    expect(await codeOf(byToken)).toBeUndefined()
    expect(await codeOf(byToken, await ofDevice(stranger))).toBeUndefined()
    expect(await codeOf(byToken, await ofDevice(await authority.sign('wl-1')))).toBe(0)
  })

  it('can stand beside tokens', async () => {
    await start({ clients: { ca: authority.ca, required: false } })
    const stranger = await (await Authority.make(folder, 'another')).sign('wl-1')
    expect(await codeOf(byToken)).toBe(0)
    expect(await codeOf({ userName: 'wl-1' })).toBe(4)
    expect(await codeOf({ userName: 'wl-1' }, await ofDevice(stranger))).toBe(4)
    expect(await codeOf({ userName: 'wl-1' }, await ofDevice(await authority.sign('wl-1')))).toBe(0)
  })

  it('is worth nothing once its device is out of service', async () => {
    await start({ clients: clients() })
    const proof = await ofDevice(await authority.sign('wl-1'))
    const client = new RawClient(await shakeHands(proof))
    client.send(connectPacket({ userName: 'wl-1' }))
    await client.until(() => client.received.length > 0 || client.closed)
    running.registry.set('wl-1', 'token-1', false)
    await client.until(() => client.closed)
    expect(await codeOf({ userName: 'wl-1' }, proof)).toBe(5)
  })
})
