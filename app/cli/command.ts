import { parseArgs, type ParseArgsConfig } from 'node:util'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  /** Shown in the help, `<url>`. */
  readonly value?: string
  readonly help: string
}

export interface Input {
  readonly positionals: readonly string[]
  text(option: string): string | undefined
  texts(option: string): readonly string[]
  flag(option: string): boolean
}

/** What a command is beside its name and summary. */
export interface CommandBody {
  /** Positionals as shown in the usage line. */
  readonly usage?: string
  readonly options?: Readonly<Record<string, OptionSpec>>
  readonly subcommands?: readonly (Command | LaterCommand)[]
  /** Examples and anything more to say. */
  readonly more?: string
  run?(input: Input): Promise<void>
}

interface Named {
  readonly name: string
  readonly summary: string
}

export interface Command extends Named, CommandBody {}

/** One whose code is loaded when it is called. */
interface LaterCommand extends Named {
  readonly load: () => Promise<CommandBody>
}

export const later = (
  name: string,
  summary: string,
  load: () => Promise<CommandBody>,
): LaterCommand => ({ name, summary, load })

const helpOption: OptionSpec = { type: 'boolean', short: 'h', help: 'say what this command does' }

/** Finds the command the words name, parses the rest and runs it; `--help` at every level. */
export async function execute(root: Command, words: readonly string[]): Promise<void> {
  let command = root
  const path = [root.name]
  let rest = [...words]
  for (;;) {
    const [word, ...others] = rest
    const next = command.subcommands?.find(({ name }) => name === word)
    if (next === undefined) break
    command = 'load' in next ? { ...next, ...(await next.load()) } : next
    path.push(next.name)
    rest = others
  }
  if (
    rest.includes('--help') ||
    rest.includes('-h') ||
    (command.run === undefined && rest.length === 0)
  ) {
    process.stdout.write(helpText(path, command))
    return
  }
  if (command.run === undefined)
    throw new UrbanBrainError(
      'usage',
      `${path.join(' ')} has no command "${rest[0]}"; it has ${(command.subcommands ?? []).map(({ name }) => name).join(', ')}`,
    )
  await command.run(parse(path, command, rest))
}

function parse(path: readonly string[], command: Command, words: readonly string[]): Input {
  const options: NonNullable<ParseArgsConfig['options']> = {}
  for (const [name, { type, short, multiple }] of Object.entries(command.options ?? {}))
    options[name] = {
      type,
      ...(short === undefined ? {} : { short }),
      ...(multiple === true ? { multiple } : {}),
    }
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: command.usage !== undefined,
      strict: true,
    })
    const texts = (name: string) =>
      [values[name]].flat().filter((value) => typeof value === 'string')
    return {
      positionals,
      texts,
      text: (name) => texts(name).at(-1),
      flag: (name) => values[name] === true,
    }
  } catch (error) {
    throw new UrbanBrainError('usage', `${messageOf(error)}\nSee: ${path.join(' ')} --help`)
  }
}

function helpText(path: readonly string[], command: Command): string {
  const lines = [command.summary, '']
  const usage = [path.join(' ')]
  if (command.subcommands !== undefined) usage.push('<command>')
  if (command.usage !== undefined) usage.push(command.usage)
  usage.push('[options]')
  lines.push(`Usage: ${usage.join(' ')}`)
  if (command.subcommands !== undefined) {
    const width = Math.max(...command.subcommands.map(({ name }) => name.length))
    lines.push('', 'Commands:')
    for (const { name, summary } of command.subcommands)
      lines.push(`  ${name.padEnd(width)}  ${summary}`)
  }
  const options = Object.entries({ ...command.options, help: helpOption }).map(([name, option]) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `
    const value = option.value === undefined ? '' : ` ${option.value}`
    return [`  ${short}--${name}${value}`, option.help] as const
  })
  const width = Math.max(...options.map(([left]) => left.length))
  lines.push('', 'Options:', ...options.map(([left, help]) => `${left.padEnd(width)}  ${help}`))
  if (command.more !== undefined) lines.push('', command.more)
  return `${lines.join('\n')}\n`
}
