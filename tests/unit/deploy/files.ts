/** Reads what lies in `deploy/` as its tools would, for the tests that check it. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'

import { loadConfig, type Config } from '../../../app/config.ts'
import { run } from '../../../app/cli/run.ts'
import { simulate } from '../../../app/cli/simulate.ts'
import { rolesSchema, type Role } from '../../../app/run/roles.ts'
import { UrbanBrainError } from '../../../core/errors.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
export const deploy = (...path: readonly string[]): string => join(root, 'deploy', ...path)
export const textOf = (...path: readonly string[]): string => readFileSync(deploy(...path), 'utf8')

/** Every document of a YAML file; a mistake in one is an error. */
export const documentsOf = (...path: readonly string[]): readonly unknown[] =>
  parseAllDocuments(textOf(...path), { merge: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path.join('/')}: ${String(document.errors)}`)
    return document.toJS() as unknown
  })

export const yamlOf = (text: string): unknown => parse(text, { merge: true })

/** `NAME=value` lines, as Compose, kustomize and systemd read them; a comment begins a line. */
export function variablesOf(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^[#;]/.test(line))
  return Object.fromEntries(
    lines.map((line) => {
      const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)
      if (match === null) throw new Error(`not a variable: ${line}`)
      return [match[1] ?? '', match[2] ?? ''] as const
    }),
  )
}

export type Environment = Readonly<Record<string, string>>

/** What the image itself sets, below what a container is given. */
export const imageEnvironment = (): Environment => {
  const block = /^ENV ((?:.*\\\n)*.*)$/m.exec(textOf('Dockerfile'))?.[1] ?? ''
  return Object.fromEntries(
    block.split(/\s*\\?\n\s*/).map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** The real check of the configuration, with its list of mistakes in the message. */
export function configured(where: string, environment: Environment): Config {
  try {
    return loadConfig({ environment })
  } catch (error) {
    if (!(error instanceof UrbanBrainError)) throw error
    throw new Error(`${where}: ${error.message}\n  ${error.details.join('\n  ')}`, { cause: error })
  }
}

const commands = { run, simulate }

/** Checks a command line of the program against the options it has; gives the roles of `run`. */
export function rolesOf(words: readonly string[]): readonly Role[] {
  const [name, ...rest] = words
  const command = z.enum(['run', 'simulate']).parse(name)
  const { options = {} } = commands[command]
  const known = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2))
  for (const option of known)
    if (!Object.hasOwn(options, option)) throw new Error(`${command} has no --${option}`)
  if (command === 'simulate') return []
  const at = rest.indexOf('--roles')
  return at === -1
    ? ['broker', 'ingest', 'rules', 'series', 'cases', 'notify', 'api']
    : rolesSchema.parse(rest[at + 1])
}

/** A released version: a tag that names numbers, never `latest` or none. */
export const pinned = /^[a-z0-9./-]+:v?\d+\.\d+[\w.-]*$/

/** Whether a tool answers on this machine; its check exists only where it does. */
export function present(program: string, ...words: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore', timeout: 20_000 })
    return true
  } catch {
    return false
  }
}
