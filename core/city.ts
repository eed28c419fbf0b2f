import { z } from 'zod'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a clock time is written HH:MM')

const closingTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a clock time is written HH:MM, until 24:00')

const workingHours = z.array(z.strictObject({ from: clockTime, to: closingTime })).min(1)

/**
 * What is true for the whole city (`city.yaml` of a city folder). Night hours are a decision of the local government;
 * 22:00-06:00 is the default of GB 3096-2008 and HJ 212-2017 Table 4.
 */
export const citySchema = z.strictObject({
  name: z.strictObject({ zh: z.string(), en: z.string() }),
  /** IANA time zone of the city's clocks. */
  zone: z.string().default('Asia/Shanghai'),
  /** Profiles of limits that the city judges by (docs/rules.md). */
  profile: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((chosen): readonly string[] => [chosen].flat()),
  night: z.strictObject({ from: clockTime, to: clockTime }).default({ from: '22:00', to: '06:00' }),
  /**
   * Working hours for 工作时 clocks, and days that differ from the calendar of the State Council. Hours that end before they
   * begin go over midnight, and belong to the day they began on.
   */
  working: z
    .strictObject({
      hours: workingHours.superRefine((periods, context) => {
        for (const { index, message } of mistakesIn(periods))
          context.addIssue({ code: 'custom', path: [index], message })
      }),
      holidays: z.array(z.iso.date()).default([]),
      workdays: z.array(z.iso.date()).default([]),
    })
    .default({
      hours: [
        { from: '08:00', to: '12:00' },
        { from: '14:00', to: '18:00' },
      ],
      holidays: [],
      workdays: [],
    }),
})

export type City = z.output<typeof citySchema>

/** Minutes since midnight of `HH:MM`. */
export const minuteOfDay = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

interface Period {
  readonly from: string
  readonly to: string
}

/** In minutes since the midnight before `from`; what goes over midnight ends after 1440. */
export function minutesOf({ from, to }: Period): { readonly from: number; readonly to: number } {
  const [opens, closes] = [minuteOfDay(from), minuteOfDay(to)]
  return { from: opens, to: closes < opens ? closes + 1_440 : closes }
}

function mistakesIn(
  periods: readonly Period[],
): readonly { readonly index: number; readonly message: string }[] {
  const spans = periods.map(minutesOf)
  return spans.flatMap(({ from, to }, index) => {
    const before = spans[index - 1]
    const next = index + 1 < spans.length ? undefined : spans[0]
    const mistakes = [
      from === to && 'these hours are empty; the whole day is 00:00 to 24:00',
      before !== undefined && from < before.from && 'hours stand in the order of the day',
      before !== undefined &&
        from >= before.from &&
        from < before.to &&
        'these hours overlap the ones before',
      next !== undefined &&
        to - 1_440 > next.from &&
        'these hours reach into the first ones of the next day',
    ]
    return mistakes.flatMap((message) => (message === false ? [] : [{ index, message }]))
  })
}
