import type { Imported } from '../../devices/api/contract.ts'

/** The same lines for a dry run and for the import, but for the first one. */
export function importText(answer: Omit<Imported, 'added'>): string {
  const { devices, dryRun, changed, unchanged, warnings, notes } = answer
  const fields = Object.entries(answer.fields).map(([name, count]) => `${name} ${count}`)
  const which = fields.length === 0 ? '' : ` (${fields.join(', ')})`
  const lines = [
    `${devices} devices ${dryRun ? 'are fine, nothing was imported' : 'imported'}`,
    `new ${answer.new}, changed ${changed}${which}, unchanged ${unchanged}`,
    ...notes.map(({ en }) => `note: ${en}`),
    ...warnings.map(({ en }) => `warning: ${en}`),
  ]
  return `${lines.join('\n')}\n`
}
