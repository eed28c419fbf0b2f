import type { Scenario } from './scenario.ts'
import { cloudburst } from './scenarios/cloudburst.ts'
import { ordinaryDay } from './scenarios/ordinary-day.ts'
import { quietDay } from './scenarios/quiet-day.ts'
import { stolenCover } from './scenarios/stolen-cover.ts'

/** Every scenario that ships, in the order `--help` lists them. */
export const scenarios: readonly Scenario[] = [ordinaryDay, quietDay, cloudburst, stolenCover]

export const scenarioNames: readonly string[] = scenarios.map(({ name }) => name)

export const findScenario = (name: string): Scenario | undefined =>
  scenarios.find((scenario) => scenario.name === name)
