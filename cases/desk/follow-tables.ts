/** Units and dispatch table as versions of them say, in each process that reads them: what another one put in force, and what begins at midnight. */
import type { Observer } from '../../core/observer.ts'
import { seconds, type Clock } from '../../core/time.ts'
import { background, repeated } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import { nextTurn } from '../../runtime/turns.ts'
import type { Catalogue } from './catalogue.ts'

export interface FollowTablesDeps {
  readonly clock: Clock
  readonly observer: Observer
  readonly catalogue: Pick<Catalogue, 'follow'>
}

const every = seconds(2)

export function followTables({ clock, observer, catalogue }: FollowTablesDeps): Component {
  return background('tables', observer, {
    tables: repeated('tables', { clock, observer }, async (signal) => {
      await nextTurn(clock, every, signal)
      if (!signal.aborted) await catalogue.follow()
    }),
  })
}
