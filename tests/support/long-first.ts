import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Minutes a file, mostly spent waiting for servers and processes; what is left is many files of seconds. */
const order = ['long', 'servers', 'browser', 'quick', 'quick-alone', 'gates']

/**
 * Files of minutes before files of seconds, so that at the end of a run no processor stands idle beside one long file.
 * vitest's own order is by the names of the groups, and by the sizes of files where nothing is remembered of a run.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inGroups = await super.sort(files)
    return inGroups.toSorted((a, b) => rank(a) - rank(b))
  }
}

const rank = ({ project }: TestSpecification): number => order.indexOf(project.name)
