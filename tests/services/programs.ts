/** Where the servers' programs are (on the PATH, in `sbin`, and PostgreSQL's where Debian puts them) and their data go. */
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const debianPostgres = '/usr/lib/postgresql'

/** The full path, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const folders = [...postgresFolders(), ...path, '/usr/sbin', '/usr/local/sbin', '/usr/bin']
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

export function program(name: string): string {
  const found = findProgram(name)
  if (found === undefined) {
    throw new Error(`${name} is not installed; run: bash tests/services/install.sh`)
  }
  return found
}

/** The newest first. */
const postgresFolders = (): readonly string[] =>
  attempt(() => readdirSync(debianPostgres), [])
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianPostgres, version, 'bin'))

function isProgram(path: string): boolean {
  return attempt(() => {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  }, false)
}

/** PostgreSQL refuses to run as root, so root runs it as the user of the Debian package. */
export function userUnlessRoot(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`))
  const [uid, gid] = line?.split(':').slice(2, 4).map(Number) ?? []
  if (uid === undefined || gid === undefined) throw new Error(`there is no user ${name}`)
  return { uid, gid }
}

/** Names the folder of a test run to its worker processes. The run deletes it, whatever became of them; see shared.ts. */
export const runFolderVariable = 'TEST_SERVICES_RUN'

export const serverFolder = (name: string): Promise<string> =>
  mkdtemp(join(process.env[runFolderVariable] ?? tmpdir(), `urban-brain-${name}-`))

function attempt<T>(task: () => T, otherwise: T): T {
  try {
    return task()
  } catch {
    return otherwise
  }
}
