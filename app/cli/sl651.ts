/** Looks at frames of SL 651 that a station sent, and makes one, without a running system. */
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'

import { UrbanBrainError } from '../../core/errors.ts'
import { frameBytes, longestBody } from '../../core/sl651/frame.ts'
import type { Command, CommandBody, Input } from './command.ts'
import { only } from './devices.ts'
import { framesOf } from './sl651-frames.ts'
import { print } from './table.ts'

const hexForm = /^(?:[0-9A-Fa-f]{2})+$/

const check: Command = {
  name: 'check',
  summary:
    'Says what the frames in a capture are: station, function, elements, and why one is none',
  usage: '[file]',
  options: { json: { type: 'boolean', help: 'as JSON' } },
  more: 'Without a file the capture is read from standard input: bytes as they came, or hexadecimal text.\nExample: urban-brain sl651 check station.bin',
  async run(input) {
    const [file] = input.positionals
    const bytes = file === undefined ? await buffer(process.stdin) : await readFile(file)
    const found = framesOf(capturedBytes(bytes))
    const rows = found.map(({ elements = {}, notes, ...row }) => ({
      ...row,
      elements: Object.entries(elements)
        .map(([word, figures]) => `${word} ${figures.join(' ')}`)
        .join(', '),
      notes: notes.join('; '),
    }))
    const columns = ['station', 'command', 'encoding', 'at', 'elements', 'notes'] as const
    print(input.flag('json'), columns, rows, found)
  },
}

/** People pass frames on as hexadecimal text, in lines and with blanks. */
function capturedBytes(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1').replaceAll(/\s/g, '')
  return hexForm.test(text) ? Buffer.from(text, 'hex') : bytes
}

function digits(input: Input, option: string, form: RegExp, usual: string): string {
  const text = input.text(option) ?? usual
  if (!form.test(text))
    throw new UrbanBrainError('usage', `--${option} takes hexadecimal digits, not "${text}"`)
  return text.toUpperCase()
}

const frame: Command = {
  name: 'frame',
  summary: 'Makes a frame in HEX/BCD around a body, as a station sends it',
  usage: '<body>',
  options: {
    station: { type: 'string', value: '<address>', help: 'its address, ten digits (0012345678)' },
    password: { type: 'string', value: '<digits>', help: 'four hexadecimal digits (1234)' },
    function: {
      type: 'string',
      value: '<code>',
      help: 'two hexadecimal digits (32, timed report)',
    },
    centre: {
      type: 'string',
      value: '<address>',
      help: 'of the centre, two hexadecimal digits (01)',
    },
    text: { type: 'boolean', help: 'as hexadecimal text, to be looked at' },
  },
  more: 'The body is hexadecimal.\nExample: urban-brain sl651 frame --station 0012345678 0003260315083000F1F1001234567848F0F0260315083039230000012738121115',
  run(input) {
    const said = only(input, 'a body')
    if (!hexForm.test(said) || said.length / 2 > longestBody)
      throw new UrbanBrainError(
        'usage',
        `a body is hexadecimal, of ${longestBody} bytes at the most`,
      )
    const bytes = frameBytes({
      ...{ encoding: 'hex', direction: 'up', ending: 'etx' },
      station: digits(input, 'station', /^[0-9A-Fa-f]{10}$/, '0012345678'),
      password: digits(input, 'password', /^[0-9A-Fa-f]{4}$/, '1234'),
      command: Number.parseInt(digits(input, 'function', /^[0-9A-Fa-f]{2}$/, '32'), 16),
      centre: Number.parseInt(digits(input, 'centre', /^[0-9A-Fa-f]{2}$/, '01'), 16),
      body: Buffer.from(said, 'hex'),
    })
    process.stdout.write(input.flag('text') ? `${bytes.toString('hex').toUpperCase()}\n` : bytes)
    return Promise.resolve()
  },
}

export const sl651: CommandBody = {
  subcommands: [check, frame],
}
