import { checkCatalogue, type CatalogueReport } from './catalogue.ts'
import { folderHash } from './rule-source.ts'

/** What is in force, and the last good rules while that is broken. */
const mostKept = 2

/**
 * Checks as `checkCatalogue` does, and files that are as they were not again: a check of the shipped rules takes a tenth of a
 * second of the thread, on a busy machine more. Files of which one could not be read are checked each time.
 */
export function checkOnce(): typeof checkCatalogue {
  const reports = new Map<string, CatalogueReport>()
  return (files, chosen) => {
    if (files.mistakes.length > 0) return checkCatalogue(files, chosen)
    const key = JSON.stringify([folderHash(files.texts), chosen])
    const report = reports.get(key) ?? checkCatalogue(files, chosen)
    // The one that was asked for longest ago goes.
    reports.delete(key)
    reports.set(key, report)
    const [oldest] = reports.keys()
    if (oldest !== undefined && reports.size > mostKept) reports.delete(oldest)
    return report
  }
}
