import type { Kind } from '../../core/kinds.ts'
import type { BuiltInKind } from '../../core/kinds/built-in.ts'
import { dust } from './signals/dust.ts'
import { fume } from './signals/fume.ts'
import { manhole } from './signals/manhole.ts'
import { noise } from './signals/noise.ts'
import { health, type Signal } from './signals/signal.ts'
import { water } from './signals/water.ts'

/** What each kind of device measures. */
export const signals: Readonly<Record<BuiltInKind, Signal>> = {
  manhole,
  water,
  noise,
  dust,
  fume,
  gateway: health,
}

const known: ReadonlyMap<string, Signal> = new Map(Object.entries(signals))

/** A kind of the city that nobody wrote a signal for says how its battery and radio are. */
export const signalOf = (kind: Kind): Signal => known.get(kind) ?? health
