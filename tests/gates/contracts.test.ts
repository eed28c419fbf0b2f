import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders =
  'core runtime storage broker devices ingest series rules cases simulators outlets app console'

const whose = {
  server: /^(?:devices|ingest|series|rules|cases|app\/http)\//,
  'command line': /^app\/cli\//,
  console: /^console\//,
}
type Who = keyof typeof whose

/**
 * A field of what an API takes or answers; its name stands first after these words of the file. Of what a route answers in a union,
 * or inside something else that is renamed, the compiler names no field: the server is not asked there.
 */
type Field = readonly [what: string, file: string, after: string, field: string, seenBy: Who[]]

const cases = 'cases/api/contract.ts'
const report = 'cases/api/report-contract.ts'
const commands = 'cases/life/commands.ts'
const devices = 'devices/api/contract.ts'
const ingest = 'ingest/api/contract.ts'
const everybody: Who[] = ['server', 'command line', 'console']
const inBrowser: Who[] = ['server', 'console']

const fields: readonly Field[] = [
  ['a case of a list', cases, 'caseSchema =', 'collectedAt', everybody],
  ['a filter of cases', cases, 'caseQuerySchema =', 'category', everybody],
  ['the command verify', commands, "z.literal('verify')", 'passed', everybody],
  ['the command return', commands, "z.literal('return')", 'reason', everybody],
  ['a reported problem', commands, 'collectSchema =', 'lead', inBrowser],
  ['the daily report', report, 'reportSchema =', 'onTime', inBrowser],
  ['the day of a report', report, 'reportQuerySchema =', 'date', inBrowser],
  ['an alarm', cases, 'alarmSchema =', 'raisedAt', everybody],
  ['the evidence of an alarm', cases, 'alarmWithEvidenceSchema =', 'condition', ['console']],
  ['a filter of alarms', cases, 'alarmQuerySchema =', 'standing', everybody],
  ['a unit', cases, 'unitsSchema =', 'duties', inBrowser],
  ['a summary', cases, 'summarySchema =', 'standingAlarms', inBrowser],
  ['a proof of a record', cases, 'verificationSchema =', 'intact', everybody],
  ['a photo', 'cases/api/photo-contract.ts', 'photoSchema =', 'sha256', inBrowser],
  ['a device', devices, 'deviceSchema =', 'period', everybody],
  ['a filter of devices', devices, 'filterQuery =', 'after', everybody],
  ['an adoption', 'core/device.ts', 'deviceSchema =', 'owner', everybody],
  ['an adopted device', devices, 'adoptedSchema =', 'warnings', everybody],
  ['a name that nobody knows', devices, 'unknownDevicesSchema =', 'firstSeen', everybody],
  ['the health of a device', devices, 'healthView =', 'silent', inBrowser],
  ['a neighbour', devices, 'neighboursSchema =', 'metres', inBrowser],
  ['a cell of the grid', 'devices/register/grid.ts', 'featureSchema =', 'street', inBrowser],
  ['a dead letter', ingest, 'letterView =', 'receivedAt', everybody],
  ['the bytes of a dead letter', ingest, 'deadLetterSchema =', 'body', ['command line', 'console']],
  ['a filter of dead letters', ingest, 'deadLettersQuerySchema =', 'before', everybody],
  ['what to put back', ingest, 'redriveSchema =', 'offsets', ['command line', 'console']],
  ['what was put back', ingest, 'redrivenSchema =', 'skipped', everybody],
  ['a rule', 'rules/api/contract.ts', 'ruleSchema =', 'levels', inBrowser],
  ['a written rule', 'rules/api/contract.ts', 'ruleDocumentSchema =', 'document', inBrowser],
  ['a rule of a device', 'rules/api/contract.ts', 'deviceRuleSchema =', 'neverFires', inBrowser],
  ['a reading', 'series/api/contract.ts', 'readingView =', 'observedAt', everybody],
  ['a bucket', 'series/api/contract.ts', 'bucketView =', 'mean', ['command line', 'console']],
  [
    'a filter of readings',
    'series/api/contract.ts',
    'readingsQuerySchema =',
    'quantity',
    everybody,
  ],
  ['who is signed in', 'app/http/contract.ts', 'personSchema =', 'role', inBrowser],
  ['a token to sign in', 'app/http/contract.ts', 'byTokenSchema =', 'token', inBrowser],
  ['the city', 'app/http/contract.ts', 'citySchema =', 'zone', inBrowser],
]

let copy = ''

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  for (const name of [...folders.split(' '), 'package.json', 'tsconfig.json'])
    await cp(join(root, name), join(copy, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rm(copy, { recursive: true, force: true }))

/** Each fault that the compiler finds in the server and the command line, and in the console, with its details. */
async function faults(): Promise<readonly string[]> {
  const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc')
  const texts = await Promise.all(
    ['tsconfig.json', join('console', 'tsconfig.json')].map(
      (project) =>
        new Promise<string>((done) => {
          const words = [compiler, '--pretty', 'false', '--project', project]
          execFile(process.execPath, words, { cwd: copy, maxBuffer: 2 ** 26 }, (_, text) =>
            done(text),
          )
        }),
    ),
  )
  return texts.flatMap((text) => text.split(/\n(?=\S)/))
}

/** Names the field as it was, or as it is now. */
const tellsOf = (field: string): RegExp => new RegExp(`['"]${field}(?:Renamed)?['"]`)

describe('a field that is renamed in a contract', () => {
  // All at once, for the compiler reads the whole program each time: its words say which field it misses.
  it('does not compile where it is used', { timeout: 300_000 }, async () => {
    for (const [, file, after, field] of fields) {
      const path = join(copy, file)
      const text = await readFile(path, 'utf8')
      const place = new RegExp(`\\b${field}(?=[:,])`, 'g')
      place.lastIndex = text.indexOf(after)
      expect(place.lastIndex, `${after} in ${file}`).toBeGreaterThan(-1)
      const at = place.exec(text)?.index ?? -1
      expect(at, `${field} after ${after} in ${file}`).toBeGreaterThan(-1)
      const end = at + field.length
      await writeFile(path, `${text.slice(0, end)}Renamed${text.slice(end)}`)
    }
    const told = await faults()
    const missed = fields.flatMap(([what, , , field, seenBy]) =>
      seenBy
        .filter(
          (who) => !told.some((fault) => whose[who].test(fault) && tellsOf(field).test(fault)),
        )
        .map((who) => `${what}: ${who}`),
    )
    expect(missed).toEqual([])
  })
})
