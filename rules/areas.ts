/** The rules over areas at work: members of areas in, alarm transitions out. */
import { consumers } from '../core/consumers.ts'
import type { Observer } from '../core/observer.ts'
import type { DurableLog } from '../core/log.ts'
import type { Clock } from '../core/time.ts'
import type { Component } from '../runtime/component.ts'
import { stage } from '../runtime/stage.ts'
import { announce } from './announce.ts'
import { judgeAreas } from './judging/area-judge.ts'

export interface AreasDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
}

export const createAreas = ({ log, clock, observer }: AreasDependencies): Component =>
  stage({
    ...{ log, clock, observer },
    name: 'areas',
    consumer: consumers.areas,
    work({ records, state }) {
      const { effects, transitions } = judgeAreas(
        records.map(({ value }) => value),
        state,
      )
      return { effects, told: transitions }
    },
    committed: (transitions) => announce(transitions, observer, clock),
  })
