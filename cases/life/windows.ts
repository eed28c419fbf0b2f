import { fitsCategory } from '../../core/categories.ts'
import type { Severity } from '../../core/severity.ts'

/** How long what happened to a thing is remembered after its case has ended. */
export interface Windows {
  /** After which an alarm that stood when its case was closed is looked at again. */
  readonly recheck: number
  /** The same for a case that was made void. */
  readonly recheckVoid: number
  /** Within which a new case of the thing says that it follows the one that ended. */
  readonly recurrence: number
  /** Within which a case that was closed can be opened again (复开). */
  readonly reopen: number
}

/** What the settings say of all categories, and a row of one. */
export interface CategoryWindows extends Windows {
  /** Metres within which two devices watch one thing, unless their component codes say otherwise; 0: never. */
  readonly nearby: number
  /** A crew's report needs a picture (结案须附照片). */
  readonly photo: boolean
  /** A case as grave as this, or graver, is an emergency repair (应急抢修). */
  readonly emergency?: Severity
}

/** A row of `categories.yaml`; what it leaves out is as the settings say. `category` may end in `*`. */
export type CategoryRow = Partial<CategoryWindows> & { readonly category: string }

/** Those of a category: by the first row that fits. */
export const windowsOf = (
  rows: readonly CategoryRow[],
  settings: Windows,
  category: string,
): CategoryWindows => ({
  nearby: 0,
  photo: false,
  ...settings,
  ...rows.find((row) => fitsCategory(row.category, category)),
})
