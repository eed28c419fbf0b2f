/** Looks at what lies in a data folder and changes nothing; whoever calls holds its lock. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

import { relayPlace } from '../../cases/sql/case-relay-place.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { plus } from '../../core/time.ts'
import type { Config } from '../config.ts'
import { systemClock } from '../run/system-clock.ts'

import { decide, restoreCommand, type Decision, type Seen } from './decide/decide.ts'
import { placesMustFit, relayMustFit } from './decide/fit.ts'
import { logFacts, type LogFacts } from './log-facts.ts'
import { readManifest, type Manifest } from './manifest.ts'
import { casesName, seriesName, storesOf, volumeNames } from './stores.ts'

interface Examined {
  readonly known: Manifest | undefined
  readonly seen: readonly Seen[]
  readonly facts: LogFacts | undefined
  readonly decision: Decision
  /** The relay of the case register has to go back to where the log ends. */
  readonly relay: { readonly from: number; readonly to: number } | undefined
}

/** Throws what refuses a start. A damaged time series does not, where `seriesDamaged` takes it: the log fills another one. */
export async function examine(
  config: Config,
  seriesDamaged?: (error: UrbanBrainError) => void,
): Promise<Examined> {
  const { data } = config
  try {
    const known = readManifest(data)
    const { seen, facts } = await lookAt(config, seriesDamaged)
    const decision = decide(data, known, seen, randomUUID())
    if (facts !== undefined) placesMustFit(data, facts.places)
    return { known, seen, facts, decision, relay: await relayOf(data, seen, facts) }
  } catch (error) {
    throw isDamage(error) ? advised(error) : error
  }
}

export const isThere =
  (wanted: string) =>
  ({ name, there }: Seen): boolean =>
    name === wanted && there

/** The log first: it says what the others must hold. */
async function lookAt(
  config: Config,
  seriesDamaged: ((error: UrbanBrainError) => void) | undefined,
): Promise<{ readonly seen: readonly Seen[]; readonly facts: LogFacts | undefined }> {
  const seen: Seen[] = []
  let facts: LogFacts | undefined
  for (const store of storesOf(config)) {
    try {
      seen.push(await store.look(() => facts?.stored))
    } catch (error) {
      const fillable = store.name === seriesName && facts !== undefined
      if (!isDamage(error) || !fillable || seriesDamaged === undefined) throw error
      seriesDamaged(error)
      seen.push({ name: seriesName, there: false, refillable: true })
    }
    if (facts === undefined && volumeNames.every((name) => seen.some(isThere(name)))) {
      const since = plus(systemClock.now(), -config.ingest.series.retention)
      facts = await logFacts(config.data, since)
    }
  }
  return { seen, facts }
}

async function relayOf(
  data: string,
  seen: readonly Seen[],
  facts: LogFacts | undefined,
): Promise<Examined['relay']> {
  const newest = facts?.newestCaseEvent
  if (newest === undefined || !seen.some(isThere(casesName))) return undefined
  const register = await relayPlace(join(data, casesName), newest)
  const to = register === undefined ? undefined : relayMustFit(data, newest, register)
  return register === undefined || to === undefined ? undefined : { from: register.relayed, to }
}

const isDamage = (error: unknown): error is UrbanBrainError =>
  error instanceof UrbanBrainError &&
  (error.code === 'log-corrupt' || error.code === 'store-damaged')

/** Some damage has an advice of its own. */
const advised = (error: UrbanBrainError): UrbanBrainError =>
  error.message.includes(';')
    ? error
    : new UrbanBrainError(
        error.code,
        `${error.message}; put the whole backup back: ${restoreCommand}`,
        { cause: error },
      )
