import type { z } from 'zod'

import type { RegisteredDevice } from '../../core/registry.ts'
import { visible } from '../../core/plain-text.ts'
import type { ImportedTable } from '../import.ts'
import type { importCheckSchema } from './contract.ts'

/** More than a person reads; the counts are of all. */
const mostMistakes = 10_000
const mostRows = 500

/** What a look at a file answers. */
export function checkView(
  { columns, mistakes, devices, rows, changes, warnings, notes }: ImportedTable,
  registered: Iterable<RegisteredDevice>,
): z.input<typeof importCheckSchema> {
  const answer = {
    columns: columns.map((column) => ({ ...column })),
    mistakes: mistakes.slice(0, mostMistakes).map(({ place, field, said }) => ({
      ...place,
      ...(field !== undefined && { field }),
      ...{ message: visible(said.en), zh: visible(said.zh) },
    })),
    mistaken: mistakes.length,
    warned: warnings.length,
    ...{ warnings: warnings.slice(0, mostRows), notes: [...notes] },
  }
  if (mistakes.length > 0) return answer
  const named = new Set<string>(devices.map(({ id }) => id))
  const gone = Array.from(registered, ({ device }) => device.id).filter((id) => !named.has(id))
  return {
    ...answer,
    difference: {
      ...{ devices: devices.length, ...changes, fields: { ...changes.fields } },
      rows: rows.slice(0, mostRows).map(({ place, device: { id, name }, fields }) => ({
        ...{ ...place, id, ...(name !== undefined && { name }) },
        ...{ added: fields === undefined, fields: fields === undefined ? [] : [...fields] },
      })),
      ...{ gone: gone.length, goneIds: gone.slice(0, mostRows) },
    },
  }
}
