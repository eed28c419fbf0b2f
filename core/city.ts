import { z } from 'zod'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a clock time is written HH:MM')

/**
 * What is true for the whole city (`city.yaml` of a city folder). Night hours are a decision of the local government;
 * 22:00-06:00 is the default of GB 3096-2008 and HJ 212-2017 Table 4.
 */
export const citySchema = z.strictObject({
  name: z.strictObject({ zh: z.string(), en: z.string() }),
  /** IANA time zone of the city's clocks. */
  zone: z.string().default('Asia/Shanghai'),
  night: z.strictObject({ from: clockTime, to: clockTime }).default({ from: '22:00', to: '06:00' }),
  /** Working hours for 工作时 clocks, and days that differ from the calendar of the State Council. */
  working: z
    .strictObject({
      hours: z.array(z.strictObject({ from: clockTime, to: clockTime })).min(1),
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
