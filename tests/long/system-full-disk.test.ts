/** The whole program on a disk that is filled, to the reserve and to the last byte, and freed, again and again. */
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { caughtUp } from '../support/caught-up.ts'
import { keptIn } from '../support/kept-in.ts'
import { comesToRest, healthOf, loadDisk, type LoadedDisk } from '../support/loaded-disk.ts'
import { smallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

const rounds = Number(process.env['URBAN_BRAIN_FILLINGS'] ?? 3)
const reserve = 16 << 20
const environment = { URBAN_BRAIN_STORAGE__RESERVE: String(reserve) }

const report = {
  category: '0506',
  title: { zh: '积水', en: 'Water' },
}

/** Opens a case as an operator does; the number of the case, or the refusal. */
async function openCase({ system }: LoadedDisk) {
  const response = await fetch(`${system.httpUrl}/v1/cases`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${system.token('operator')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(report),
  })
  const body = (await response.json()) as { id?: string; code?: string; error?: string }
  return { status: response.status, body }
}

const missing = (wanted: readonly string[], found: readonly string[]): readonly string[] => {
  const known = new Set(found)
  return wanted.filter((one) => !known.has(one))
}

const twice = (all: readonly string[]): readonly string[] =>
  all.length === new Set(all).size
    ? []
    : all.toSorted().filter((one, index, list) => one === list[index - 1])

test(
  `${rounds} times full: refused, red, cases within the reserve; green again; nothing lost and nothing twice`,
  { timeout: 120_000 + rounds * 60_000 },
  async () => {
    const disk = await smallDisk(256)
    const load = await loadDisk(disk.folder, environment)
    const opened: string[] = []
    const red = () =>
      until(
        async () => (await healthOf(load.system)).status === 503,
        () => `still ready with ${disk.free()} bytes free`,
      )
    const green = () =>
      until(
        async () => (await healthOf(load.system)).status === 200,
        () => `not ready again with ${disk.free()} bytes free`,
      )
    const goesOn = async () => {
      const before = load.acknowledged()
      await until(
        async () => load.acknowledged() > before + 500,
        () => 'nothing is acknowledged any more',
      )
    }
    for (let round = 0; round < rounds; round += 1) {
      await goesOn()
      disk.fill(reserve * 0.6)
      await red()
      await comesToRest(load)
      const { reasons } = await healthOf(load.system)
      expect(reasons.join()).toMatch(/disk: [\d.]+ MiB free of the 16 MiB reserve/)
      const within = await openCase(load)
      expect(within).toMatchObject({ status: 201 })
      opened.push(String(within.body.id))
      disk.fill(0)
      await delay(2_000)
      const beyond = await openCase(load)
      if (beyond.status === 201) opened.push(String(beyond.body.id))
      else expect(beyond).toMatchObject({ status: 503, body: { code: 'store-unavailable' } })
      await comesToRest(load)
      disk.empty()
      await green()
      await goesOn()
    }

    // Killed and started again on the full disk: it says why it waits, and starts by itself.
    disk.fill(0)
    await red()
    await load.system.kill()
    const again = load.launch()
    await until(
      async () => again.said().includes('engine.awaited'),
      () => `it does not say that it waits: ${again.said()}`,
    )
    expect(again.said()).toMatch(/disk: /)
    await delay(1_000)
    disk.empty()
    const system = await again.ready()
    await goesOn()

    const { acknowledged, result } = await load.finish()
    await caughtUp(system)
    expect(await system.stop()).toBe(0)
    const left = await keptIn(disk.folder)
    process.stdout.write(
      `system-full-disk: ${acknowledged.length} acknowledged, ${left.stored.length} stored, ` +
        `${result.resent} publishes sent again, ${rounds} fillings, ${opened.length} cases\n`,
    )
    expect(left.unread).toEqual([])
    expect(missing(acknowledged, left.readings)).toEqual([])
    expect(missing(acknowledged, left.stored)).toEqual([])
    expect({ stored: twice(left.stored), readings: twice(left.readings) }).toEqual({
      stored: [],
      readings: [],
    })
    expect(left.cases.map(({ id }) => String(id)).toSorted()).toEqual(opened.toSorted())
    expect(left.faults).toEqual([])
  },
)
