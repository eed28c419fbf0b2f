/**
 * What a fixed trace of readings costs, counted and not timed: bytes in at the sockets, durable, judged, in the time series, what is
 * raised in cases. The counts are the same on any machine.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { cityDevices } from '../../../app/assembly/sample-city.ts'
import { stationsOf } from '../../../simulators/station.ts'
import { bytesWritten, countEngines, countSockets, transactionsOf } from './counted-engines.ts'
import { DevicesOnline } from './devices-online.ts'
import { cityFolder, startSmallCity } from './small-city.ts'
import { Tally } from './tally.ts'
import { rounds, traceStart } from './trace.ts'

export type Figures = Readonly<Record<string, number>>

/** Whose bytes on the way to the disk are counted; of the others they are few. */
const writers: ReadonlySet<string> = new Set(['ingest', 'rules', 'series'])

export async function workOf(readings: number): Promise<Figures> {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-work-'))
  try {
    const tally = new Tally()
    await play(data, readings, tally)
    for (const volume of ['intake', 'work'])
      tally.add(`lmdb.${volume}.transactions`, await transactionsOf(join(data, 'log', volume)))
    return tally.figures()
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function play(data: string, readings: number, tally: Tally): Promise<void> {
  const devices = await cityDevices(cityFolder)
  using _engines = countEngines(tally)
  await using city = await startSmallCity(data, devices, traceStart, tally)
  using online = new DevicesOnline()
  for (const { device } of stationsOf(devices))
    await online.connect(city.port, device.id, city.tokens.get(device.id) ?? '')
  tally.forget('sqlite.')
  using _sockets = countSockets(tally, city.port)
  for (const round of rounds(devices, readings)) {
    await city.until(round.at)
    let before = bytesWritten()
    const sent = await online.publish(round)
    tally.add('written.edge.bytes', bytesWritten() - before - sent.bytes)
    tally.add('trace.readings', round.readings)
    tally.add('trace.publishes', sent.publishes)
    tally.add('trace.bytes', sent.bytes)
    for (const [group, workOff] of city.groups) {
      before = bytesWritten()
      await workOff()
      if (writers.has(group)) tally.add(`written.${group}.bytes`, bytesWritten() - before)
    }
  }
}
