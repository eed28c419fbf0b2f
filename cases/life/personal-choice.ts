/** By which ways a person is told, of what, in which hours: as the person chose. Pure. */
import { z } from 'zod'

import { minutesOf } from '../../core/city.ts'
import {
  gravest,
  personalChannels,
  silencedGrades,
  type PersonalChannel,
} from '../../core/personal-terms.ts'
import { instantSchema } from '../../core/record-schemas.ts'
import type { Severity } from '../../core/severity.ts'

const grades = z.array(z.enum(silencedGrades)).readonly()

const wayChosenSchema = z
  .looseObject({
    channel: z.enum(personalChannels),
    /** Of a webhook its URL; of a robot how the group knows the person. */
    address: z.string().exactOptional(),
    /** What comes by it, and what comes in quiet hours. */
    grades,
    quietGrades: grades,
  })
  .readonly()

export const personalChoiceSchema = z
  .looseObject({
    /** The name of an account. */
    person: z.string(),
    /** Grows by one with each change. */
    version: z.number(),
    at: instantSchema,
    /** On the clocks of the city; hours that end before they begin go over midnight. */
    quiet: z.object({ from: z.string(), to: z.string() }).readonly().exactOptional(),
    /** In the order in which they are tried. */
    ways: z.array(wayChosenSchema).readonly(),
  })
  .readonly()
export type PersonalChoice = z.infer<typeof personalChoiceSchema>

const minutesOfDay = 1_440

/** `minute` since midnight, on the clocks of the city. */
function isQuiet({ quiet }: Pick<PersonalChoice, 'quiet'>, minute: number): boolean {
  if (quiet === undefined) return false
  const { from, to } = minutesOf(quiet)
  return (minute >= from && minute < to) || minute + minutesOfDay < to
}

/**
 * The ways by which a person hears of something so grave now, in the order in which they are tried. The gravest comes by all of
 * them at any hour. The console makes no noise and takes everything, behind the others unless the person put it before them.
 */
export function waysFor(
  choice: Pick<PersonalChoice, 'quiet' | 'ways'> | undefined,
  severity: Severity,
  minute: number,
): readonly PersonalChannel[] {
  const ways = choice?.ways ?? []
  const quiet = choice !== undefined && isQuiet(choice, minute)
  const chosen = ways
    .filter(
      ({ channel, grades, quietGrades }) =>
        channel === 'console' ||
        severity === gravest ||
        (quiet ? quietGrades : grades).some((grade) => grade === severity),
    )
    .map(({ channel }) => channel)
  return chosen.includes('console') ? chosen : [...chosen, 'console']
}

export const addressOf = (
  choice: Pick<PersonalChoice, 'ways'> | undefined,
  channel: PersonalChannel,
): string | undefined => choice?.ways.find((way) => way.channel === channel)?.address
