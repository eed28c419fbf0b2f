import { setTimeout as delay } from 'node:timers/promises'

import mqtt from 'mqtt'

import type { RunningSystem } from '../support/running-system.ts'

/**
 * Publishes one breach for each device (methane, a rule without hold) and watches the live feed for the dispatch of its
 * case. Milliseconds from the publish to the event at the reader.
 */
export async function caseLatency(
  system: Pick<RunningSystem, 'httpUrl' | 'mqttPort' | 'token'>,
  devices: readonly { readonly id: string; readonly token: string }[],
  pause: number,
): Promise<{
  readonly cases: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}> {
  const published = new Map<string, number>()
  const latencies: number[] = []
  const feed = new AbortController()
  const response = await fetch(`${system.httpUrl}/v1/feed`, {
    headers: { authorization: `Bearer ${system.token('operator')}` },
    signal: feed.signal,
  })
  const reading = read(response, (line) => {
    if (!line.includes('"dispatched"') && !line.includes('"collected"')) return
    for (const [device, at] of published)
      if (line.includes(`"${device}"`)) {
        latencies.push(Date.now() - at)
        published.delete(device)
      }
  })
  for (const { id, token } of devices) {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${system.mqttPort}`, {
      clientId: id,
      username: id,
      password: token,
    })
    published.set(id, Date.now())
    await client.publishAsync(
      `ub/v1/${id}/telemetry`,
      JSON.stringify({ t: Date.now(), m: { ch4: 60 } }),
      { qos: 1 },
    )
    await client.endAsync()
    await delay(pause)
  }
  for (let waited = 0; published.size > 0 && waited < 20_000; waited += 100) await delay(100)
  feed.abort()
  await reading
  latencies.sort((a, b) => a - b)
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN
  return { cases: latencies.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}

async function read(response: Response, line: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true })
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const each of lines) line(each)
    }
  } catch {
    // The feed was closed by us.
  }
}
