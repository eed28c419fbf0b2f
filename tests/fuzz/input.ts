/** What was sent, in a form that can be kept and sent again. Bytes are base64, so that every byte survives. */
import { readFile, writeFile } from 'node:fs/promises'

import { z } from 'zod'

export const targets = ['mqtt', 'hj212', 'sl651', 'http', 'rules'] as const
export type Target = (typeof targets)[number]

const wire = {
  /** One write to the socket each. */
  writes: z.array(z.base64()),
  /** Milliseconds between two writes. */
  pause: z.int().min(0).max(1_000),
  /** What the client does when all is written: `end` closes its half, `destroy` resets, `stay` waits for an answer. */
  after: z.enum(['end', 'destroy', 'stay']),
}

const inputSchema = z.discriminatedUnion('target', [
  z.strictObject({ target: z.literal('mqtt'), ...wire }),
  z.strictObject({ target: z.literal('hj212'), ...wire }),
  z.strictObject({ target: z.literal('sl651'), ...wire }),
  z.strictObject({ target: z.literal('http'), ...wire }),
  z.strictObject({
    target: z.literal('rules'),
    /** Of a catalogue folder; the others are as shipped. */
    files: z.record(z.string().regex(/^[a-z0-9-]+(\.test)?\.yaml$/), z.base64()),
  }),
])

export type Input = z.output<typeof inputSchema>
export type WireInput = Extract<Input, { target: 'mqtt' | 'hj212' | 'sl651' | 'http' }>
export type RulesInput = Extract<Input, { target: 'rules' }>

const corpusSchema = z.strictObject({
  /** What was wrong when it was found. */
  found: z.string().min(1),
  inputs: z.array(inputSchema).min(1),
})

export type CorpusFile = z.output<typeof corpusSchema>

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export const readCorpusFile = async (path: string): Promise<CorpusFile> =>
  corpusSchema.parse(JSON.parse(await readFile(path, 'utf8')))

export const writeCorpusFile = (path: string, file: CorpusFile): Promise<void> =>
  writeFile(path, `${JSON.stringify(file, undefined, 2)}\n`)
