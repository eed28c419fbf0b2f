/** The audit of what was not filed (应立未立). */
import { auditSchema, type AuditAsked } from '../../cases/api/filing-audit-contract.ts'
import { verdicts } from '../../cases/report/filing-audit.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { clientOf, clientOptions } from './client.ts'
import type { Command, Input } from './command.ts'
import { only } from './devices.ts'
import { clock, print } from './table.ts'

export const audit: Command = {
  name: 'audit',
  summary:
    'Audits what was not filed in a period (应立未立): draws a sample, marks one of it, shows it',
  usage: '<period>',
  options: {
    ...clientOptions,
    draw: { type: 'string', value: '<n>', help: 'draw a sample of so many' },
    mark: { type: 'string', value: '<subject>', help: 'of the sample; with --verdict, --reason' },
    verdict: { type: 'string', value: '<word>', help: verdicts.join(' or ') },
    reason: { type: 'string', value: '<words>', help: 'why' },
  },
  more: 'Example: urban-brain cases audit 2026-03-01_2026-03-31 --draw 50 --token <supervisor token>',
  async run(input) {
    const period = only(input, 'a period, such as 2026-03-01_2026-03-31')
    const path = `/v1/filing-audits/${encodeURIComponent(period)}`
    const client = clientOf(input)
    const asked = askedOf(input)
    const answer = await (asked === undefined
      ? client.get(path)
      : client.post(`${path}/commands`, asked))
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
      return
    }
    const { sample, candidates, sampled, audited, should, missedRate } = auditSchema.parse(answer)
    const rows = sample.map(({ at, title, mark, ...row }) => ({
      ...row,
      at: clock(at),
      title: title?.zh,
      verdict: mark?.verdict,
      reason: mark?.reason,
    }))
    print(false, ['subject', 'at', 'why', 'title', 'verdict', 'reason'], rows)
    const rate = missedRate === undefined ? '' : `, ${(missedRate * 100).toFixed(1)}% missed`
    process.stdout.write(
      `${candidates} not filed, ${sampled} drawn, ${audited} looked at, ${should} should have been filed${rate}\n`,
    )
  },
}

function askedOf(input: Input): AuditAsked | undefined {
  const [draw, subject] = [input.text('draw'), input.text('mark')]
  if (draw !== undefined) return { command: 'draw', size: Number(draw) }
  if (subject === undefined) return undefined
  const verdict = verdicts.find((one) => one === input.text('verdict'))
  const reason = input.text('reason')
  if (verdict === undefined || reason === undefined)
    throw new UrbanBrainError('usage', `--mark takes --verdict ${verdicts.join('|')} and --reason`)
  return { command: 'mark', subject, verdict, reason }
}
