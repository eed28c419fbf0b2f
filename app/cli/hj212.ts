/** Looks at frames of HJ 212 that a station sent, and makes one, without a running system. */
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'

import { UrbanBrainError } from '../../core/errors.ts'
import { checksumModes, type ChecksumMode } from '../../core/hj212/checksum.ts'
import { concentrations, type Concentration } from '../../core/hj212/factors.ts'
import { frameOf, longestSegment } from '../../core/hj212/framing.ts'
import type { Command, CommandBody, Input } from './command.ts'
import { only } from './devices.ts'
import { framesOf } from './hj212-frames.ts'
import { print } from './table.ts'

function oneOf<Word extends string>(
  input: Input,
  option: string,
  words: readonly Word[],
  usual: Word,
): Word {
  const text = input.text(option) ?? usual
  const word = words.find((each) => each === text)
  if (word === undefined)
    throw new UrbanBrainError('usage', `--${option} takes ${words.join(', ')}; not "${text}"`)
  return word
}

const check: Command = {
  name: 'check',
  summary:
    'Says what the frames in a capture are: checksum, station, readings, and why one is none',
  usage: '[file]',
  options: {
    concentration: {
      type: 'string',
      value: '<unit>',
      help: 'in which the station sends particles: ng/m3, ug/m3 or mg/m3 (default); a frame does not say',
    },
    json: { type: 'boolean', help: 'as JSON' },
  },
  more: 'Without a file the capture is read from standard input.\nExample: urban-brain hj212 check station.txt --concentration ug/m3',
  async run(input) {
    const [file] = input.positionals
    const unit = oneOf<Concentration>(input, 'concentration', concentrations, 'mg/m3')
    const bytes = file === undefined ? await buffer(process.stdin) : await readFile(file)
    const found = framesOf(bytes, unit)
    const rows = found.map(({ values = {}, notes, ...row }) => ({
      ...row,
      readings: Object.entries(values)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
      notes: notes.join('; '),
    }))
    const columns = [
      'station',
      'command',
      'checksum',
      'edition',
      'at',
      'readings',
      'notes',
    ] as const
    print(input.flag('json'), columns, rows, found)
  },
}

const frame: Command = {
  name: 'frame',
  summary: 'Makes a frame of a data segment, to be sent to a station or to us',
  usage: '<segment>',
  options: {
    checksum: {
      type: 'string',
      value: '<mode>',
      help: 'standard (default), or as some stations have it: swapped, modbus',
    },
  },
  more: "Example: urban-brain hj212 frame 'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&'",
  run(input) {
    const segment = Buffer.from(only(input, 'a data segment'))
    if (segment.length > longestSegment)
      throw new UrbanBrainError(
        'usage',
        `a data segment has ${longestSegment} bytes at the most, this one has ${segment.length}`,
      )
    process.stdout.write(
      frameOf(segment, oneOf<ChecksumMode>(input, 'checksum', checksumModes, 'standard')),
    )
    return Promise.resolve()
  },
}

export const hj212: CommandBody = {
  subcommands: [check, frame],
}
