import type { Kind } from '../core/kinds.ts'
import { addedKind } from './boards/added-kind.ts'
import { alarms } from './boards/alarms.ts'
import { cases } from './boards/cases.ts'
import { device } from './boards/device.ts'
import { dust } from './boards/dust.ts'
import { fume } from './boards/fume.ts'
import { health } from './boards/health.ts'
import { manhole } from './boards/manhole.ts'
import { noise } from './boards/noise.ts'
import { pipeline } from './boards/pipeline.ts'
import { wall } from './boards/wall.ts'
import { water } from './boards/water.ts'
import type { Limits } from './limits.ts'
import { compose, type Board } from './parts/board.ts'
import { nameless, type CityNames } from './parts/city.ts'
import { languages, sayIn } from './parts/words.ts'

const allBoards = (limits: Limits, added: readonly Kind[]): readonly Board[] => [
  wall(limits),
  manhole(limits),
  water(limits),
  noise(limits),
  dust(limits),
  fume(limits),
  ...added.map(addedKind),
  device(),
  cases,
  health(),
  pipeline,
  alarms(),
]

export interface Drawn {
  readonly limits: Limits
  /** Empty when the console is served by Grafana's host. */
  readonly consoleUrl?: string
  /** Kinds that the city adds. */
  readonly added?: readonly Kind[]
  readonly names?: CityNames
}

/** File name below the output folder -> its text. */
export function rendered(drawn: Drawn): ReadonlyMap<string, string> {
  const { limits, consoleUrl = '', added = [], names = nameless } = drawn
  const files = new Map<string, string>()
  for (const language of languages) {
    for (const board of allBoards(limits, added)) {
      const model = compose(board, sayIn(language, names), consoleUrl)
      files.set(`${language}/${model.uid}.json`, `${JSON.stringify(model, undefined, 2)}\n`)
    }
  }
  return files
}
