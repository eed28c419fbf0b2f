/** What a binding is to a captured message, as it is answered. */
import type { z } from 'zod'

import type { WrittenBindings } from '../../core/bindings/bindings.ts'
import type { BindingDocument } from '../../core/bindings/document.ts'
import { levelsOf, patternOf } from '../../core/bindings/topics.ts'
import { usesOf, type WrittenUses } from '../../core/bindings/uses.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import { readDetail } from '../../core/dead-letter-details.ts'
import { isQuantity, quantityOf } from '../../core/quantities.ts'
import type { Reading } from '../../core/reading.ts'
import { checkedBinding } from '../../runtime/bindings-folder.ts'
import { readYaml, type Mistake, type YamlSource } from '../../runtime/yaml-source.ts'
import type { DeviceLookup } from '../denied.ts'
import { tryBinding } from '../try-binding.ts'
import { covers, messageOfLetter, offeredIn } from '../try-letters.ts'
import type { triedBindingSchema } from './binding-contract.ts'

const mostListed = 100

/** A text that somebody writes, as far as it can be read. */
export interface CheckedText {
  readonly source: YamlSource
  readonly written: WrittenUses
  /** Without any mistake. */
  readonly binding: BindingDocument | undefined
  readonly mistakes: readonly Mistake[]
}

/** Beside the bindings in force, in the place of the one that is called so too. */
export function checkedText(
  text: string,
  bindings: WrittenBindings,
  secrets: ReadonlySet<string>,
): CheckedText {
  const source = readYaml('binding', text)
  const written = usesOf(source.value)
  const others = bindings.written().map(({ binding }) => binding)
  const mistakes: Mistake[] = []
  const beside = others.filter(({ id }) => id !== written.id)
  const binding = checkedBinding(source, beside, mistakes, secrets)
  return { source, written, binding: mistakes.length > 0 ? undefined : binding, mistakes }
}

type Tried = z.input<typeof triedBindingSchema>

export function triedOn(
  letter: DeadLetter,
  { source, written, binding, mistakes }: CheckedText,
  bindings: WrittenBindings,
  directory: DeviceLookup,
): Tried {
  const message = messageOfLetter(letter)
  const { id, format, each, uses } = written
  const offered = offeredIn(message, format, each)
  const isCovered = binding !== undefined && covers(binding, letter.topic)
  const { readings, letters } = isCovered
    ? tryBinding(binding, message, directory)
    : { readings: [], letters: [] }
  return {
    text: source.text,
    ...(id !== undefined && { id }),
    topic: letter.topic,
    levels: levelsFor(letter.topic, written.topics),
    covers: isCovered,
    inForce: inForceOf(binding, bindings),
    mistakes: mistakes.map(({ line, message: said, zh }) => ({ line, message: said, zh })),
    ...('reason' in offered
      ? { unreadable: readDetail(offered.detail), places: [], lists: [] }
      : { places: [...offered.places], lists: [...offered.lists] }),
    ...(each !== undefined && { each: each.text }),
    uses: uses.map((use) => ({ ...use })),
    count: readings.length,
    readings: readings
      .slice(0, mostListed)
      .map((one) => shown(one, directory.get(one.device) !== undefined)),
    refused: letters.slice(0, mostListed).map(({ device, reason, detail }) => ({
      ...(device !== undefined && { device }),
      ...{ reason, detail: readDetail(detail) },
    })),
  }
}

/** As a file that says the same has it: comments say nothing. */
export function inForceOf(
  binding: BindingDocument | undefined,
  bindings: WrittenBindings,
): Tried['inForce'] {
  const found = binding && bindings.written().find((one) => one.binding.id === binding.id)
  if (found === undefined) return 'none'
  return JSON.stringify(found.binding) === JSON.stringify(binding) ? 'same' : 'other'
}

function levelsFor(topic: string, topics: readonly string[]): Tried['levels'] {
  const words = topic.split('/')
  const pattern = topics
    .map((text) => patternOf(text))
    .find((one) => one !== undefined && levelsOf(one, words) !== undefined)
  return words.map((text, index) => {
    const level = pattern?.levels[index]
    return typeof level === 'object' && 'name' in level ? { text, name: level.name } : { text }
  })
}

function shown(
  { device, observedAt, timing, values, quality = {} }: Reading,
  registered: boolean,
): Tried['readings'][number] {
  return {
    ...{ device, registered, observedAt, late: timing === 'late' },
    values: Object.entries(values).flatMap(([quantity, value]) => {
      if (!isQuantity(quantity) || value === undefined) return []
      const said = quality[quantity]
      const { unit } = quantityOf(quantity)
      return [{ quantity, value, unit, ...(said !== undefined && { quality: said }) }]
    }),
  }
}
