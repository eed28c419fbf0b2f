import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Minutes a file. Some of them mostly wait for servers and processes, others keep a processor busy: they go well beside each other. */
const minutes = ['long', 'servers', 'browser']

/** What is left: many files of seconds. */
const seconds = ['quick', 'quick-alone', 'gates']

/**
 * Files of minutes before files of seconds, so that at the end of a run no processor stands idle beside one long file; and those of
 * minutes by turns of their groups, each spread over the whole time.
 * vitest's own order is by the names of the groups, and by the sizes of files where nothing is remembered of a run.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inGroups = await super.sort(files)
    const places = new Map<TestSpecification, number>()
    for (const group of [...minutes, ...seconds]) {
      const own = inGroups.filter(({ project }) => project.name === group)
      // Of the long ones below 1, as a part of their group.
      const after = minutes.includes(group) ? 0 : 1 + seconds.indexOf(group)
      for (const [index, file] of own.entries())
        places.set(file, after + (index + 0.5) / own.length)
    }
    const placeOf = (file: TestSpecification): number => places.get(file) ?? 0
    return inGroups.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}
