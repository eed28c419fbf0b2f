import type { Kind } from '../../core/kinds.ts'
import { dust } from './signals/dust.ts'
import { fume } from './signals/fume.ts'
import { manhole } from './signals/manhole.ts'
import { noise } from './signals/noise.ts'
import { health, type Signal } from './signals/signal.ts'
import { water } from './signals/water.ts'

/** What each kind of device measures; a new kind is one more entry. */
export const signals: Readonly<Record<Kind, Signal>> = {
  manhole,
  water,
  noise,
  dust,
  fume,
  gateway: health,
}
