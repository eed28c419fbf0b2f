import { z } from 'zod'

/** What an import and its dry run answer. */
export const importAnswer = z.object({
  devices: z.number(),
  dryRun: z.boolean(),
  new: z.number().default(0),
  changed: z.number().default(0),
  unchanged: z.number().default(0),
  fields: z.record(z.string(), z.number()).default({}),
  warnings: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
})

/** The same lines for a dry run and for the import, but for the first one. */
export function importText(answer: z.output<typeof importAnswer>): string {
  const { devices, dryRun, changed, unchanged, warnings, notes } = answer
  const fields = Object.entries(answer.fields).map(([name, count]) => `${name} ${count}`)
  const which = fields.length === 0 ? '' : ` (${fields.join(', ')})`
  const lines = [
    `${devices} devices ${dryRun ? 'are fine, nothing was imported' : 'imported'}`,
    `new ${answer.new}, changed ${changed}${which}, unchanged ${unchanged}`,
    ...notes.map((words) => `note: ${words}`),
    ...warnings.map((words) => `warning: ${words}`),
  ]
  return `${lines.join('\n')}\n`
}
