import { expect, test } from 'vitest'

import { checkCatalogue, type CatalogueReport } from '../../../rules/in-force/catalogue.ts'
import { checkOnce } from '../../../rules/in-force/check-once.ts'
import { readRuleFiles } from '../../../rules/in-force/rule-files.ts'

/** What two checks of the same have in common; judges are functions. */
const said = ({ ruleSet, mistakes, warnings, tests, texts }: CatalogueReport) => ({
  version: ruleSet?.version,
  ...{ mistakes, warnings, tests, texts },
})

test('checks files again when one of them, or what the city chose, is another', async () => {
  const files = await readRuleFiles('rules/catalogue')
  const same = await readRuleFiles('rules/catalogue')
  const check = checkOnce()
  const first = check(files)
  expect(said(first)).toEqual(said(checkCatalogue(files)))
  expect(check(same)).toBe(first)

  const name = 'water-road-depth.yaml'
  const texts = new Map(files.texts).set(name, `${files.texts.get(name)}\nwrong: true`)
  const broken = { texts, mistakes: [] }
  expect(said(check(broken))).toEqual(said(checkCatalogue(broken)))
  expect(check(broken).ruleSet).toBeUndefined()
  // The last good ones are asked for beside it.
  expect(check(same)).toBe(first)
  expect(said(check(files, ['beijing']))).toEqual(said(checkCatalogue(files, ['beijing'])))

  const unread = { texts: files.texts, mistakes: check(broken).mistakes }
  expect(check(unread).ruleSet).toBeUndefined()
  expect(check(unread)).not.toBe(check(unread))
})
