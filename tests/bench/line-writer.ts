/**
 * What somebody writes in an afternoon: a subscriber that puts each reading as line protocol into InfluxDB 1.x, a thousand lines in a
 * request. It acknowledges as messages come; what it holds is lost with it. Run as a process: `line-writer.ts <broker> <InfluxDB>`.
 */
import { setTimeout as delay } from 'node:timers/promises'

import mqtt from 'mqtt'

const [, , broker = '', influx = ''] = process.argv
const most = 1_000
const pause = 50

const lines: string[] = []
const client = await mqtt.connectAsync(broker, { clientId: 'line-writer', clean: false })
client.on('message', (topic, body) => {
  const { t, seq, m } = JSON.parse(body.toString()) as {
    readonly t: number
    readonly seq: number
    readonly m: Readonly<Record<string, number>>
  }
  const fields = Object.entries(m).map(([name, value]) => `${name}=${value}`)
  // Readings of one device in one millisecond stay apart, as they do with us.
  const time = BigInt(t) * 1_000_000n + BigInt(seq % 1_000_000)
  lines.push(`water,device=${topic.split('/')[2] ?? ''} ${fields.join(',')} ${time}`)
})
await client.subscribeAsync('ub/v1/+/telemetry', { qos: 1 })
process.send?.('ready')

for (;;) {
  if (lines.length === 0) {
    await delay(pause)
    continue
  }
  const body = lines.splice(0, most).join('\n')
  const response = await fetch(`${influx}/write?db=peer`, { method: 'POST', body })
  if (!response.ok) throw new Error(`InfluxDB answered ${response.status}`)
}
