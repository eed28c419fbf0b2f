/** Bindings as a test writes them, and those that are shipped. */
import { join } from 'node:path'

import { bindingsOf, type WrittenBindings } from '../../core/bindings/bindings.ts'
import { bindingSchema, type BindingDocument } from '../../core/bindings/document.ts'
import { readBindings } from '../../runtime/bindings-folder.ts'

export const shippedBindings = join(import.meta.dirname, '..', '..', 'deploy', 'bindings')

/** What is left out is as little as there may be. */
export const binding = (written: Readonly<Record<string, unknown>>): BindingDocument =>
  bindingSchema.parse({ id: 'tried', topics: ['a/{device}/up'], ...written })

export const bound = (...written: readonly Readonly<Record<string, unknown>>[]): WrittenBindings =>
  bindingsOf(written.map((one, index) => binding({ id: `tried-${index}`, ...one })))

/** One of those that are shipped. */
export async function shipped(id: string): Promise<BindingDocument> {
  const { documents } = await readBindings(shippedBindings)
  const found = documents.find((one) => one.id === id)
  if (found === undefined) throw new TypeError(`no binding ${id} is shipped`)
  return found
}
