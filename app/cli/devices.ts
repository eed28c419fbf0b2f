import { readFileSync } from 'node:fs'
import { extname } from 'node:path'

import type { z } from 'zod'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { checksumRules } from '../../core/hj212/checksum.ts'
import { levelOrigins } from '../../core/sl651/gauge.ts'
import {
  adoptedSchema,
  type adoptionSchema,
  credentialSchema,
  type deviceEditsQuerySchema,
  deviceEditsSchema,
  deviceSchema,
  devicesPageSchema,
  type devicesQuerySchema,
  importedSchema,
  type importQuerySchema,
  type unknownDevicesQuerySchema,
  unknownDevicesSchema,
} from '../../devices/api/contract.ts'

import { command, commands, orderOf, outcomeOf } from './device-commands.ts'
import { importText } from './import-text.ts'
import { clientOf, clientOptions, configOf } from './client.ts'
import type { Command, CommandBody, Input } from './command.ts'
import { givenOf } from './fields.ts'
import { clock, print } from './table.ts'

const list: Command = {
  name: 'list',
  summary: 'Lists registered devices, or unknown names that send',
  options: {
    ...clientOptions,
    kind: { type: 'string', value: '<kind>', help: 'of one kind' },
    cell: { type: 'string', value: '<digits>', help: 'first digits of the grid code' },
    after: { type: 'string', value: '<id>', help: 'go on after this device' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 100)' },
    unknown: { type: 'boolean', help: 'names that nobody has registered' },
  },
  async run(input) {
    const client = clientOf(input)
    if (input.flag('unknown')) {
      const { unknown } = unknownDevicesSchema.parse(
        await client.get(
          '/v1/devices-unknown',
          givenOf<keyof typeof unknownDevicesQuerySchema.shape>(input, ['limit']),
        ),
      )
      const rows = unknown.map((row) => ({
        ...row,
        firstSeen: clock(row.firstSeen),
        lastSeen: clock(row.lastSeen),
      }))
      print(input.flag('json'), ['id', 'frames', 'firstSeen', 'lastSeen', 'sample'], rows)
      return
    }
    const query = givenOf<keyof typeof devicesQuerySchema.shape>(input, [
      'kind',
      'cell',
      'after',
      'limit',
    ])
    const { devices, after } = devicesPageSchema.parse(await client.get('/v1/devices', query))
    print(
      input.flag('json'),
      ['id', 'kind', 'site', 'zone', 'cell', 'owner', 'period', 'active', 'credential'],
      devices,
    )
    if (after !== undefined && !input.flag('json')) process.stdout.write(`more: --after ${after}\n`)
  },
}

const importDevices: Command = {
  name: 'import',
  summary: 'Registers the devices of a CSV, XLSX or GeoJSON file, all or none',
  usage: '<file>',
  options: {
    ...clientOptions,
    crs: { type: 'string', value: '<crs>', help: 'wgs84 (default) or gcj02' },
    charset: {
      type: 'string',
      value: '<name>',
      help: 'utf-8, gb18030 (also gbk, gb2312) or utf-16 (default: found out)',
    },
    columns: {
      type: 'string',
      value: '<fields>',
      help: 'what the columns are, in their order: id,kind,-,name (- leaves one out; default: by the headings)',
    },
    'change-kind': { type: 'boolean', help: 'let registered devices become another kind' },
    'dry-run': { type: 'boolean', help: 'only check the file; says all that the import would say' },
  },
  more: [
    'Of a device that is registered only the columns change that the file has; id is the one it needs.',
    'An empty cell clears what is optional, and leaves active as it is. Warnings say by line what will',
    'have no effect, such as a limit that no rule reads.',
    '',
    'Example: urban-brain devices import devices.csv --dry-run',
  ].join('\n'),
  async run(input) {
    const file = only(input, 'a file')
    const geojson = ['.json', '.geojson'].includes(extname(file).toLowerCase())
    const [charset, columns] = [input.text('charset'), input.text('columns')]
    const query = new URLSearchParams({
      format: geojson ? 'geojson' : 'csv',
      crs: input.text('crs') ?? 'wgs84',
      changeKind: String(input.flag('change-kind')),
      dryRun: String(input.flag('dry-run')),
      ...(charset === undefined ? {} : { charset }),
      ...(columns === undefined ? {} : { columns }),
    } satisfies { [Field in keyof typeof importQuerySchema.shape]?: string })
    let bytes: Uint8Array
    try {
      bytes = readFileSync(file)
    } catch (error) {
      throw new UrbanBrainError('usage', `${file} cannot be read: ${messageOf(error)}`)
    }
    const answer = importedSchema.parse(
      await clientOf(input).post(
        `/v1/devices/import?${query.toString()}`,
        bytes,
        geojson ? 'application/geo+json' : 'text/csv',
      ),
    )
    process.stdout.write(input.flag('json') ? `${JSON.stringify(answer)}\n` : importText(answer))
  },
}

const adopt: Command = {
  name: 'adopt',
  summary: 'Registers a device that sends and is not known',
  usage: '<id>',
  options: {
    ...clientOptions,
    kind: { type: 'string', value: '<kind>', help: 'kind of device' },
    site: { type: 'string', value: '<site>', help: 'where it hangs, one of the sites of its kind' },
    longitude: { type: 'string', value: '<degrees>', help: 'WGS-84' },
    latitude: { type: 'string', value: '<degrees>', help: 'WGS-84' },
    name: { type: 'string', value: '<text>', help: 'what people call it' },
    component: { type: 'string', value: '<16 digits>', help: 'component code' },
    zone: { type: 'string', value: '<zone>', help: 'noise zone 0, 1, 2, 3, 4a or 4b' },
    owner: { type: 'string', value: '<unit>', help: 'unit that owns it' },
    gateway: { type: 'string', value: '<id>', help: 'gateway that speaks for it' },
    catchment: { type: 'string', value: '<id>', help: 'catchment that it stands in' },
    power: { type: 'string', value: '<id>', help: 'power feed that it hangs on' },
    mn: { type: 'string', value: '<mn>', help: 'MN of a station that speaks HJ 212' },
    checksum: { type: 'string', value: '<how>', help: `its checksum: ${checksumRules.join(', ')}` },
    concentration: { type: 'string', value: '<unit>', help: 'its unit of particles' },
    'external-id': {
      type: 'string',
      value: '<id>',
      help: 'what its platform calls it: IMEI, DevEUI',
    },
    'station-address': {
      type: 'string',
      value: '<10 digits>',
      help: 'address of a station that speaks SL 651',
    },
    'gauge-zero': { type: 'string', value: '<m>', help: 'zero of its gauge above the datum' },
    'level-origin': {
      type: 'string',
      value: '<origin>',
      help: `its levels count from: ${levelOrigins.join(', ')}`,
    },
  },
  more: 'Example: urban-brain devices adopt MH-9001 --kind manhole --site road --longitude 120.01 --latitude 30.01',
  async run(input) {
    const id = only(input, 'a device id')
    const fields: { [Field in keyof typeof adoptionSchema.shape]?: unknown } = givenOf<
      keyof typeof adoptionSchema.shape
    >(input, [
      'kind',
      'site',
      'name',
      'component',
      'zone',
      'owner',
      'gateway',
      'catchment',
      'power',
      'mn',
      'checksum',
      'concentration',
    ])
    const external = input.text('external-id')
    const address = input.text('station-address')
    const zero = input.text('gauge-zero')
    const origin = input.text('level-origin')
    if (origin !== undefined) fields.levelOrigin = origin
    if (external !== undefined) fields.externalId = external
    if (address !== undefined) fields.stationAddress = address
    if (zero !== undefined) fields.gaugeZero = Number(zero)
    for (const name of ['longitude', 'latitude'] as const) {
      const text = input.text(name)
      if (text !== undefined) fields[name] = Number(text)
    }
    const { warnings } = adoptedSchema.parse(
      await clientOf(input).post(`/v1/devices/${encodeURIComponent(id)}/adopt`, fields),
    )
    for (const { en } of warnings) process.stdout.write(`warning: ${en}\n`)
    process.stdout.write(
      `${id} is registered. Give it a credential: urban-brain devices credential ${id}\n` +
        `Put its dead letters back: urban-brain dead-letters redrive --device ${id}\n`,
    )
  },
}

const credential: Command = {
  name: 'credential',
  summary: 'Gives a device a new credential; its token is printed this once',
  usage: '<id>',
  options: {
    ...clientOptions,
    'password-file': {
      type: 'string',
      value: '<file>',
      help: 'of a station: with the password that it has; - is standard input',
    },
  },
  async run(input) {
    const id = only(input, 'a device id')
    const file = input.text('password-file')
    const client = clientOf(input)
    const path = `/v1/devices/${encodeURIComponent(id)}`
    const body = file === undefined ? undefined : { password: passwordIn(file) }
    const { token } = credentialSchema.parse(await client.post(`${path}/credential`, body))
    const { mn, stationAddress } = deviceSchema.parse(await client.get(path))
    if (input.flag('json')) process.stdout.write(`${JSON.stringify({ id, token })}\n`)
    else if (mn !== undefined) process.stdout.write(`MN ${mn}\nPW ${token}\n`)
    else if (stationAddress !== undefined)
      process.stdout.write(`station address ${stationAddress}\npassword        ${token}\n`)
    else
      process.stdout.write(
        `user name ${id}\npassword  ${token}\n\n` +
          `mosquitto_pub -p ${configOf(input).broker.port} -i ${id} -u ${id} -P ${token} -q 1 -t ub/v1/${id}/telemetry -m '{"m":{"battery":90}}'\n`,
      )
  },
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').trim()
  } catch (error) {
    throw new UrbanBrainError('usage', `${file} cannot be read: ${messageOf(error)}`)
  }
}

const edits: Command = {
  name: 'edits',
  summary: 'Who changed what of a device in the register, newest first',
  usage: '<id>',
  options: {
    ...clientOptions,
    limit: { type: 'string', value: '<n>', help: 'at most so many edits (default 20)' },
  },
  async run(input) {
    const id = only(input, 'a device id')
    const { edits: found } = deviceEditsSchema.parse(
      await clientOf(input).get(
        `/v1/devices/${encodeURIComponent(id)}/edits`,
        givenOf<keyof typeof deviceEditsQuerySchema.shape>(input, ['limit']),
      ),
    )
    print(input.flag('json'), ['at', 'by', 'field', 'before', 'after'], editLines(found), found)
  },
}

type Edit = z.output<typeof deviceEditsSchema>['edits'][number]

interface EditLine extends Partial<Edit['fields'][number]> {
  readonly at: string
  readonly by: string
}

/** A line for each field, and for each word of a command. */
export const editLines = (found: readonly Edit[]): readonly EditLine[] =>
  found.flatMap(({ at, by, added, fields, command: told, configuration }) => {
    const edit = { at: clock(at), by }
    if (told !== undefined)
      return [{ ...edit, field: `(told) ${orderOf(told)}`, after: outcomeOf(told) }]
    if (configuration?.state !== undefined) {
      const { version, state, said } = configuration
      const after = said === undefined ? state : `${state}: ${said}`
      return [{ ...edit, field: `(configuration) version ${version}`, after }]
    }
    return added
      ? [{ ...edit, field: '(registered)' }]
      : fields.map((change) => ({ ...edit, ...change }))
  })

export function only(input: Input, what: string): string {
  const [first, ...others] = input.positionals
  if (first === undefined || others.length > 0)
    throw new UrbanBrainError('usage', `this command takes ${what}`)
  return first
}

export const devices: CommandBody = {
  subcommands: [importDevices, list, adopt, credential, edits, command, commands],
}
