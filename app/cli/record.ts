/** Proves the record: of one case, of all against their seals, and these against what somebody outside kept. */
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import { verificationSchema } from '../../cases/api/contract.ts'
import { acceptedSchema, recordSchema, sealsPageSchema } from '../../cases/api/record-contract.ts'
import type { RecordFault } from '../../cases/desk/record-fault.ts'
import { checkOutside, sealLines, type OutsideCheck } from '../../cases/desk/seals-outside.ts'
import type { CaseSeal } from '../../core/case-seal.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { caseSealSchema } from '../../core/record-schemas.ts'

import { clientOf, clientOptions, type Client } from './client.ts'
import type { Command, Input } from './command.ts'
import { only } from './devices.ts'
import { progressLines } from './progress.ts'
import { print } from './table.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'Proves that nobody changed the record of a case, or of all',
  usage: '<case> | --all',
  options: {
    ...clientOptions,
    all: {
      type: 'boolean',
      help: 'the whole record, against its seals; needs supervisor, manager or administrator',
    },
    seals: {
      type: 'string',
      value: '<file>',
      help: 'with --all: seals that somebody outside kept, held against those that the system has',
    },
  },
  more: 'Example: urban-brain cases verify --all --seals /mnt/audit/seals.jsonl',
  async run(input) {
    if (input.flag('all')) return verifyAll(input)
    if (input.text('seals') !== undefined)
      throw new UrbanBrainError('usage', '--seals goes with --all')
    const id = only(input, 'the number of a case')
    const answer = verificationSchema.parse(
      await clientOf(input).get(`/v1/cases/${encodeURIComponent(id)}/verify-record`),
    )
    for (const { version, fault } of answer.faults)
      process.stdout.write(`version ${version}: ${fault}\n`)
    process.stdout.write(`${answer.events} events, ${answer.intact ? 'intact' : 'CHANGED'}\n`)
    if (!answer.intact) process.exitCode = 1
  },
}

/** Begins a check, or joins the one that runs, and waits for its end. */
async function verifyAll(input: Input): Promise<void> {
  if (input.positionals.length > 0) throw new UrbanBrainError('usage', 'a case or --all, not both')
  const client = clientOf(input)
  const kept = input.text('seals')
  const outside = kept === undefined ? undefined : await checkKept(client, kept)
  const say = progressLines()
  let state = recordSchema.parse(await client.post('/v1/case-record/check', {}))
  const begun = state.running?.startedAt
  while (state.running !== undefined && state.running.startedAt === begun) {
    say('check', `${state.running.events} sealed events looked at`)
    await delay(500)
    state = recordSchema.parse(await client.get('/v1/case-record'))
  }
  const { check, message } = state.last ?? {}
  if (input.flag('json'))
    process.stdout.write(`${JSON.stringify({ ...state.last, outside }, null, 2)}\n`)
  else if (check === undefined) process.stdout.write(`the check could not be ended: ${message}\n`)
  else {
    printFaults(check.faults)
    const { cases, events, seals, sealed, evaluations, looks, faults } = check
    const verdict = faults.length === 0 ? 'intact' : 'NOT AS SEALED'
    process.stdout.write(
      `${cases} cases, ${events} events, ${sealed} of them under ${seals} seals; ` +
        `${evaluations} events of evaluations, ${looks} looks: ${verdict}\n`,
    )
  }
  if (outside !== undefined && !input.flag('json')) {
    printFaults(outside.faults)
    const verdict = outside.faults.length === 0 ? 'as they are here' : 'NOT AS THEY ARE HERE'
    process.stdout.write(`${outside.seals} seals in ${kept}: ${verdict}\n`)
  }
  if ((check?.faults.length ?? 1) + (outside?.faults.length ?? 0) > 0) process.exitCode = 1
}

function printFaults(faults: readonly RecordFault[]): void {
  const rows = faults.map(({ fault, case: id, evaluation, look, ...where }) => ({
    ...{ fault, ...where },
    of: id ?? evaluation ?? (look === undefined ? undefined : `look ${look}`),
  }))
  if (rows.length > 0) print(false, ['fault', 'of', 'version', 'page', 'seal'], rows)
}

/** The seals of the file against all that the system has. */
async function checkKept(client: Client, file: string): Promise<OutsideCheck> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UrbanBrainError('usage', `${file}: ${messageOf(error)}`, { cause: error })
  })
  const outside = sealLines(text)
  const inside = new Map<number, CaseSeal>()
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = sealsPageSchema.parse(
      await client.get('/v1/case-record/seals', { after: String(after), limit: '1000' }),
    )
    for (const seal of page.items) inside.set(seal.number, caseSealSchema.parse(seal))
    after = page.next
  }
  return checkOutside(outside, inside)
}

export const acceptRecord: Command = {
  name: 'accept-record',
  summary: 'Seals the record as it is now, after a backup was restored',
  options: {
    ...clientOptions,
    reason: { type: 'string', value: '<words>', help: 'why it is not what was sealed (required)' },
  },
  async run(input) {
    const reason = input.text('reason')
    if (reason === undefined) throw new UrbanBrainError('usage', 'say why: --reason <words>')
    const answer = acceptedSchema.parse(
      await clientOf(input).post('/v1/case-record/accept', { reason }),
    )
    process.stdout.write(`seal ${answer.seal} covers all ${answer.events} events\n`)
  },
}
