/** A platform pushes to the running program: what it answered with 200 is there after a kill, and what is sent again is the same. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { deviceSchema } from '../../core/device.ts'
import { freePort, launchSystem, register, type RunningSystem } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

const token = 'token-of-onenet'
const written = `id: wells
push: { proof: onenet, secret: onenet }
gateway: onenet-1
format: onenet
device: '{/imei}'
values:
  depth: { from: /level, unit: m }
`
const device = (id: string, rest: object) =>
  deviceSchema.parse({
    ...{ id, kind: 'water', site: 'road', longitude: 123.5, latitude: 29.5 },
    ...{ period: 60, active: true, ...rest },
  })

const signed = (points: readonly object[]) => {
  const msg = JSON.stringify(points)
  const signature = createHash('md5').update(`${token}abcdefgh${msg}`).digest('base64')
  return `{"msg":${msg},"msg_signature":"${signature}","nonce":"abcdefgh"}`
}

it(
  'keeps what it answered, over a kill, and asks for the secret before it starts',
  { timeout: 120_000 },
  async () => {
    const data = await temporaryFolder()
    const folder = join(data, 'bindings')
    await mkdir(folder)
    await writeFile(join(folder, 'wells.yaml'), written)
    await register(data, [
      device('onenet-1', { kind: 'gateway', site: 'cabinet' }),
      device('868508064807350', { gateway: 'onenet-1' }),
    ])
    const options = {
      ...{ data, mqttPort: await freePort(), httpPort: await freePort() },
      environment: { URBAN_BRAIN_BINDINGS__FOLDER: folder },
    }
    const refused = launchSystem(options)
    expect(await refused.gone).not.toBe(0)
    expect(refused.said()).toContain("has no 'onenet'")

    const withSecret = {
      ...options,
      environment: { ...options.environment, URBAN_BRAIN_BINDINGS__SECRETS__ONENET: token },
    }
    const start = Date.now() - 60_000
    const batch = (index: number) =>
      signed(
        Array.from({ length: 5 }, (_, n) => ({
          ...{ type: 1, dev_id: 1, imei: '868508064807350', ds_id: 'level' },
          ...{ at: start + index * 5 + n, value: index / 100 },
        })),
      )
    const answered = new Set<number>()
    const push = async ({ httpUrl }: RunningSystem, index: number) => {
      const answer = await fetch(`${httpUrl}/v1/push/wells`, { method: 'POST', body: batch(index) })
      if (answer.status === 200) answered.add(index)
      return answer.status
    }
    const first = launchSystem(withSecret)
    let second: ReturnType<typeof launchSystem> | undefined
    try {
      const system = await first.ready()
      expect(await push(system, 0)).toBe(200)
      const all = Array.from({ length: 200 }, (_, index) => push(system, index).catch(() => 0))
      await until(() => answered.size > 50)
      await first.end('SIGKILL')
      await Promise.all(all)

      second = launchSystem(withSecret)
      const again = await second.ready()
      const wanted = answered.size
      // As a platform does that heard no answer, and as one that did not hear it.
      for (const index of [...answered].slice(0, 20)) expect(await push(again, index)).toBe(200)
      const instants = async () => {
        const path = `/v1/readings?limit=1000&from=0&to=${Date.now() + 60_000}`
        const { readings } = (await again.api(path)) as { readings: { observedAt: number }[] }
        return readings.map(({ observedAt }) => observedAt)
      }
      const kept = [...answered].flatMap((index) =>
        Array.from({ length: 5 }, (_, n) => start + index * 5 + n),
      )
      await until(async () => {
        const found = new Set(await instants())
        return kept.every((at) => found.has(at))
      })
      const found = await instants()
      expect(new Set(found).size).toBe(found.length)
      expect(answered.size).toBe(wanted)
      expect(await again.api('/v1/accounting')).toMatchObject({ balanced: true, deadLetters: 0 })
    } finally {
      await first.end('SIGKILL')
      await second?.end('SIGKILL')
    }
  },
)
