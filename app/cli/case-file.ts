/** Case files (案卷): taken from a running system, and checked without one. */
import { readFile, writeFile } from 'node:fs/promises'

import { checkCaseFile } from '../../cases/desk/case-file-check.ts'
import { caseFileIn, caseFilePage } from '../../cases/report/case-file-page.ts'
import { caseFileSchema } from '../../cases/report/case-file-schema.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { checked, checkedJson } from '../../core/upcast.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { only } from './devices.ts'
import { print } from './table.ts'

export const exportFile: Command = {
  name: 'export',
  summary: 'Writes a case file (案卷): record, alarms, pictures and what proves them',
  usage: '<case>',
  options: {
    ...clientOptions,
    out: { type: 'string', value: '<file>', help: 'default: <case>.html; .json writes JSON' },
  },
  async run(input) {
    const id = only(input, 'the number of a case')
    const answer = await clientOf(input).get(`/v1/cases/${encodeURIComponent(id)}/file`)
    const file = checked('the case file', caseFileSchema, answer)
    const out = input.text('out') ?? `${id}.html`
    const json = input.flag('json') || out.endsWith('.json')
    const text = json ? `${JSON.stringify(file)}\n` : caseFilePage(file)
    await writeFile(out, text, { mode: 0o600 }).catch((error: unknown) => {
      throw new UrbanBrainError('folder-unusable', `${out}: ${messageOf(error)}`, { cause: error })
    })
    const left = file.photos.filter(({ content }) => content === undefined)
    process.stdout.write(
      `${out}: ${file.events.length} events, ${file.alarms.length} alarms, ${file.photos.length - left.length} pictures` +
        `${file.seal === undefined ? ', not sealed yet' : `, seal ${file.seal.seal.number}`}\n`,
    )
    for (const { sha256, missing } of left) process.stdout.write(`without ${sha256}: ${missing}\n`)
  },
}

export const checkFile: Command = {
  name: 'check-file',
  summary: 'Proves that a case file is as the city sealed it; needs no system',
  usage: '<file>',
  options: {
    key: {
      type: 'string',
      value: '<public key>',
      help: 'that the city has made known (GET /v1/case-record); another one does not count',
    },
    json: { type: 'boolean', help: 'print what was found as JSON' },
  },
  async run(input) {
    const path = only(input, 'a case file')
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new UrbanBrainError('usage', `${path}: ${messageOf(error)}`, { cause: error })
    })
    const held = caseFileIn(text)
    const file = checkedJson(path, caseFileSchema, held ?? text)
    const key = input.text('key')
    const { faults: found, sealed } = checkCaseFile(file, key)
    // The proof is over what the page holds, not over what it shows.
    const shows = held === undefined || text === caseFilePage(file)
    const faults = [...found, ...(shows ? [] : [{ fault: 'page-differs' }])]
    if (faults.length > 0) process.exitCode = 1
    const { seal } = file.seal ?? {}
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify({ case: file.case.id, sealed, seal, faults })}\n`)
      return
    }
    if (faults.length > 0)
      print(
        false,
        ['fault', 'version', 'photo'],
        faults.map((fault) => ({ ...fault })),
      )
    const verdict = faults.length === 0 ? 'whole' : 'NOT AS IT WAS'
    process.stdout.write(
      `${file.case.id}: ${file.events.length} events, ${sealed} of them under a seal: ${verdict}\n`,
    )
    if (seal !== undefined && key === undefined)
      process.stdout.write(
        `sealed by ${seal.key}; compare it with the key that the city has made known, or give --key\n`,
      )
  },
}
