import { statSync } from 'node:fs'

import { UrbanBrainError } from '../core/errors.ts'

/** What the operating system refuses, in one line that names the file; undefined for any other error. */
export function systemError(error: unknown): UrbanBrainError | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  const { code } = error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined
  if (path === undefined || typeof code !== 'string') return undefined
  return new UrbanBrainError('folder-unusable', `${path}: ${why(code, path, error.message)}`, {
    cause: error,
  })
}

function why(code: string, path: string, message: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `permission denied; this process is user ${process.geteuid?.() ?? '?'}${ownerOf(path)}`
    case 'EROFS':
      return 'the file system is mounted read-only'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no room is left on the disk; make room and start again'
    case 'EEXIST':
    case 'ENOTDIR':
      return 'this is a file, and a folder is needed'
    case 'ENOENT':
      return 'it is not there, or the folder above it takes nothing new'
    case 'EISDIR':
      return 'this is a folder, and a file is needed'
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open; raise the limit (ulimit -n)'
    default:
      return message
  }
}

function ownerOf(path: string): string {
  try {
    return `, and it belongs to user ${statSync(path).uid}`
  } catch {
    return ''
  }
}
