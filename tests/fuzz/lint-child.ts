/** The other end of `lint-process.ts`: is told folders, answers how their rules are. */
import { lintRules } from '../../rules/tester/tester.ts'

export interface LintAnswer {
  readonly outcome: 'good' | 'mistakes' | 'throws'
  /** With its stack. */
  readonly error?: string
}

const answer = async (folder: string): Promise<LintAnswer> => {
  try {
    return { outcome: (await lintRules(folder)).ok ? 'good' : 'mistakes' }
  } catch (error) {
    return { outcome: 'throws', error: String(error instanceof Error ? error.stack : error) }
  }
}

process.on('message', (folder) => {
  void answer(String(folder)).then((said) => process.send?.(said))
})
process.send?.('ready')
