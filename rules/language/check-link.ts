/** The mistakes in what a rule has devices do, which its schema cannot see. */
import { deviceCommandSpec } from '../../core/device-command-table.ts'
import { isKind, kindOf, type Kind } from '../../core/kinds.ts'
import { linkCommands, type LinkCommand } from '../../core/link-template.ts'
import type { Mistake, YamlSource } from '../../runtime/yaml-source.ts'
import { wrong } from './mistake-words.ts'
import { recordOf } from './record-of.ts'
import type { Rule } from './rule.ts'

export function checkLink(
  source: YamlSource,
  raw: Readonly<Record<string, unknown>>,
  own: Kind | undefined,
  mistakes: Mistake[],
): void {
  if (raw['link'] === undefined) return
  const link = recordOf(raw['link'])
  const at = (word: string, said: ReturnType<typeof wrong>) =>
    mistakes.push(source.at(['link', word], said))
  const command = linkCommands.find((one) => one === link['command'])
  if (command !== undefined) {
    const { seconds } = recordOf(link['arguments'])
    const { min, max } = boundsOf(command)
    if (typeof seconds === 'number' && (seconds < min || seconds > max))
      at('arguments', wrong('linkSeconds', { min, max }))
    const kind = kindTold(link['to'], own)
    if (kind !== undefined && !kindOf(kind).commands.includes(command))
      at('to', wrong('linkKind', { kind, command }))
  }
  const levels = [raw['levels']].flat().map((level) => recordOf(level)['severity'])
  if (link['from'] !== undefined && !levels.includes(link['from'])) at('from', wrong('linkFrom'))
  if ([link['unless']].flat().includes(raw['id'])) at('unless', wrong('linkUnlessItself'))
}

function boundsOf(command: LinkCommand): { readonly min: number; readonly max: number } {
  const { seconds } = deviceCommandSpec(command).arguments
  return seconds?.type === 'seconds' ? seconds : { min: 0, max: 0 }
}

/** Undefined where they are named: the register knows what they are. */
function kindTold(to: unknown, own: Kind | undefined): Kind | undefined {
  if (to === undefined || to === 'own') return own
  const { kind } = recordOf(to)
  return typeof kind === 'string' && isKind(kind) ? kind : undefined
}

export interface StrangeInterlock {
  readonly rule: Rule
  /** Place in its `unless`. */
  readonly index: number
  readonly named: string
}

/** Interlocks by rules that there are not: they would hold nothing. */
export function strangeInterlocks(
  rules: readonly Rule[],
  areas: readonly { readonly id: string }[],
): readonly StrangeInterlock[] {
  const known = new Set<string>([...rules, ...areas].map(({ id }) => id))
  return rules.flatMap((rule) =>
    (rule.document.link?.unless ?? []).flatMap((named, index) =>
      known.has(named) ? [] : [{ rule, index, named }],
    ),
  )
}
