/**
 * Holds processes to a share of one processor each, by control groups of Linux (version 1 or 2, as root), so that what several
 * workers do together can be seen on a machine with fewer processors than workers.
 */
import { existsSync } from 'node:fs'
import { mkdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const groups = '/sys/fs/cgroup'
const first = existsSync(join(groups, 'cpu'))
const period = 20_000

/** Resolves with what takes the group away again, once its process has ended. */
export async function holdToShare(pid: number, percent: number): Promise<() => Promise<void>> {
  const group = join(groups, first ? 'cpu' : '', `urban-brain-bench-${pid}`)
  const quota = Math.round((period * percent) / 100)
  await mkdir(group)
  if (first) {
    await writeFile(join(group, 'cpu.cfs_period_us'), String(period))
    await writeFile(join(group, 'cpu.cfs_quota_us'), String(quota))
  } else await writeFile(join(group, 'cpu.max'), `${quota} ${period}`)
  await writeFile(join(group, 'cgroup.procs'), String(pid))
  return () => rmdir(group)
}
