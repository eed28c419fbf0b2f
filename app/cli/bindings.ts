/** Checks bindings (接入映射) and tries one on a message, without a running system. */
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'

import { longestBound } from '../../core/bindings/bindings.ts'
import type { BindingDocument } from '../../core/bindings/document.ts'
import { pushTopic } from '../../core/bindings/push.ts'
import { levelsOf } from '../../core/bindings/topics.ts'
import { deadLetterReasons } from '../../core/dead-letter.ts'
import { readDetail } from '../../core/dead-letter-details.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { isQuantity } from '../../core/quantities.ts'
import { instant, type Instant } from '../../core/time.ts'
import { deadLetterSchema, deadLettersPageSchema } from '../../ingest/api/contract.ts'
import { playSample, tryBinding } from '../../ingest/try-binding.ts'
import { bindingsInvalid, readBinding, readBindings } from '../../runtime/bindings-folder.ts'
import { readWrittenText } from '../../runtime/written-file.ts'
import { findingLines, type Mistake } from '../../runtime/yaml-source.ts'
import { bindingsFolder } from '../assembly/city-bindings.ts'
import { learnCityKinds } from '../assembly/city-kinds.ts'
import { systemClock } from '../run/system-clock.ts'

import { clientOf, clientOptions, configOf } from './client.ts'
import type { Command, CommandBody, Input, OptionSpec } from './command.ts'
import { only } from './devices.ts'
import { languageOf, languageOption, type Language } from './language.ts'
import { print } from './table.ts'

const configOption: Readonly<Record<string, OptionSpec>> = {
  config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
}
const fileBytes = 262_144

/** What its samples say that does not come of them, a line each. */
const wrongSamples = (binding: BindingDocument): readonly string[] =>
  binding.samples.flatMap((sample, index) => {
    const { wanted, found } = playSample(binding, sample, systemClock.now())
    const name = `${binding.id}.yaml: sample ${index + 1}`
    return [
      ...wanted.filter((one) => !found.includes(one)).map((one) => `${name} does not give ${one}`),
      ...found.filter((one) => !wanted.includes(one)).map((one) => `${name} gives ${one}`),
      ...(wanted.length === found.length
        ? []
        : [`${name} gives ${found.length}, not ${wanted.length}`]),
    ]
  })

const check: Command = {
  name: 'check',
  summary: 'Checks every binding of a folder and plays its samples; all mistakes at once',
  usage: '[folder]',
  options: { ...configOption, ...languageOption('what it says') },
  more: 'Without a folder it is that of the configuration.\nExample: urban-brain bindings check deploy/bindings',
  async run(input) {
    const config = configOf(input)
    await learnCityKinds(config.city)
    const folder = resolve(input.positionals[0] ?? bindingsFolder(config).folder)
    const { documents, mistakes } = await readBindings(folder)
    const wrong = mistakes.length > 0 ? [] : documents.flatMap(wrongSamples)
    const samples = documents.reduce((count, one) => count + one.samples.length, 0)
    const lines = [...findingLines(mistakes, [], languageOf(input)), ...wrong]
    const summary = `${documents.length} bindings, ${samples} samples, ${lines.length} mistakes`
    process.stdout.write(`${[...lines, summary].join('\n')}\n`)
    if (lines.length > 0) process.exitCode = 1
  },
}

async function bindingOf(file: string): Promise<BindingDocument> {
  const mistakes: Mistake[] = []
  const text = await readWrittenText(file, fileBytes)
  const binding = readBinding(basename(file), text, [], mistakes)
  if (binding === undefined || mistakes.length > 0) throw bindingsInvalid(file, mistakes)
  return binding
}

interface Message {
  /** Where its dead letter stands. */
  readonly letter?: number
  readonly topic: string
  readonly body: Uint8Array
  readonly receivedAt: Instant
}

interface Row {
  readonly letter: string
  readonly device: string
  readonly at: string
  /** The timing of a reading, or the reason of a letter. */
  readonly becomes: string
  readonly says: string
}

function rowsOf(binding: BindingDocument, message: Message, language: Language): readonly Row[] {
  const { readings, letters } = tryBinding(binding, message)
  const letter = message.letter === undefined ? '' : String(message.letter)
  if (readings.length + letters.length === 0)
    return [{ letter, device: '', at: '', becomes: 'no reading', says: '' }]
  return [
    ...readings.map(({ device, observedAt, timing, values, quality = {} }) => ({
      letter,
      device,
      at: new Date(observedAt).toISOString(),
      becomes: timing,
      says: Object.keys(values)
        .filter(isQuantity)
        .map((name) => `${name} ${values[name]} ${quality[name] ?? ''}`.trim())
        .join(', '),
    })),
    ...letters.map(({ device = '', reason, detail }) => ({
      ...{ letter, device, at: '', becomes: reason },
      says: readDetail(detail)[language],
    })),
  ]
}

const isOf = (binding: BindingDocument, topic: string): boolean =>
  binding.topics.some((pattern) => levelsOf(pattern, topic.split('/')) !== undefined)

/** The dead letters of the running system that came on a topic of the binding, newest first. */
async function lettersFor(input: Input, binding: BindingDocument): Promise<readonly Message[]> {
  const client = clientOf(input)
  const { deadLetters } = deadLettersPageSchema.parse(
    await client.get('/v1/dead-letters', { limit: '1000' }),
  )
  const found: Message[] = []
  for (const { offset, topic } of deadLetters.filter((one) => isOf(binding, one.topic))) {
    const { body, receivedAt } = deadLetterSchema.parse(
      await client.get(`/v1/dead-letters/${offset}`),
    )
    const bytes = Buffer.from(body, 'base64')
    found.push({ letter: offset, topic, body: bytes, receivedAt: instant(receivedAt) })
  }
  return found
}

async function givenMessage(input: Input, binding: BindingDocument): Promise<Message> {
  const topic = input.text('topic') ?? (binding.push && pushTopic(binding.id))
  if (topic === undefined)
    throw new UrbanBrainError('usage', 'say on which --topic it came, or --letters')
  if (!isOf(binding, topic))
    throw new UrbanBrainError('usage', `the binding ${binding.id} is not for the topic ${topic}`)
  const file = input.text('payload')
  const body = file === undefined ? await buffer(process.stdin) : await readFile(file)
  if (body.length > longestBound)
    throw new UrbanBrainError('usage', `a message has ${longestBound} bytes at most`)
  return { topic, body, receivedAt: systemClock.now() }
}

const test: Command = {
  name: 'test',
  summary:
    'Says what a message, or each dead letter of its topics, becomes by a binding; whoever it names counts as registered',
  usage: '<file>',
  options: {
    ...clientOptions,
    topic: {
      type: 'string',
      value: '<topic>',
      help: 'the topic that the message came on; left out where a platform pushes it',
    },
    payload: { type: 'string', value: '<file>', help: 'its bytes (default: standard input)' },
    letters: {
      type: 'boolean',
      help: 'of the newest 1,000 dead letters of the running system those of its topics',
    },
    ...languageOption('reasons'),
  },
  more: 'Example: urban-brain bindings test smart-manhole.yaml --topic /city/shanghai/well/status/well_0x7a3b --payload message.json',
  async run(input) {
    await learnCityKinds(configOf(input).city)
    const binding = await bindingOf(only(input, 'the file of a binding'))
    const messages = input.flag('letters')
      ? await lettersFor(input, binding)
      : [await givenMessage(input, binding)]
    const language = languageOf(input)
    const rows = messages.flatMap((message) => rowsOf(binding, message, language))
    print(input.flag('json'), ['letter', 'device', 'at', 'becomes', 'says'], rows)
    if (rows.some(({ becomes }) => isReason(becomes))) process.exitCode = 1
  },
}

const isReason = (word: string): boolean => deadLetterReasons.some((reason) => reason === word)

export const bindings: CommandBody = {
  subcommands: [check, test],
}
