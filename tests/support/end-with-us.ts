import { findProgram } from '../services/programs.ts'

const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined

/**
 * Node with these arguments, as program and arguments of `spawn`: where the kernel can, the process ends with the one that
 * started it, so that a test which fails between starting and stopping it leaves nothing behind.
 */
export const nodeWithUs = (words: readonly string[]): readonly [string, readonly string[]] =>
  setpriv === undefined
    ? [process.execPath, words]
    : [setpriv, ['--pdeathsig', 'KILL', '--', process.execPath, ...words]]
