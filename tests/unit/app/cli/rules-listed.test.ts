import { expect, onTestFinished, test, vi } from 'vitest'

import { execute } from '../../../../app/cli/command.ts'
import { rules } from '../../../../app/cli/rules.ts'

async function said(...words: string[]): Promise<string> {
  let text = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  onTestFinished(() => spy.mockRestore())
  await execute({ name: 'rules', summary: '', ...rules }, words)
  spy.mockRestore()
  return text
}

test('lists the rules with their sources', async () => {
  expect(await said('list')).toMatch(
    /^noise-night-peak +夜间突发噪声 +noise +yellow +second-hand +yes +GB 3096-2008/m,
  )
})

test('shows a rule as written, and where its numbers come from', async () => {
  const text = await said('show', 'fume-concentration')
  expect(text).toContain('fume10: { of: fume, aggregate: mean')
  expect(text).toMatch(/^fume\.concentration +2 +mg\/m3 +second-hand +GB 18483-2001/m)
})

test('lists the profiles with source and certainty', async () => {
  const found = JSON.parse(await said('profiles', '--json')) as object[]
  expect(found).toContainEqual({
    profile: 'shaanxi',
    title: '陕西施工场界扬尘排放限值',
    chosen: '',
    limit: 'dust_means.minutes',
    value: 60,
    certainty: 'second-hand',
    source: 'DB61/1078-2017, means of one hour',
  })
})

test('prints the schemas, and says what there is of what it does not know', async () => {
  expect(JSON.parse(await said('schema'))).toMatchObject({ properties: { levels: {} } })
  expect(JSON.parse(await said('schema', 'limits'))).toMatchObject({
    properties: { profiles: {} },
  })
  await expect(said('schema', 'cases')).rejects.toThrow(/of rule, area, limits/)
  await expect(said('show', 'nothing')).rejects.toThrow(/no rule 'nothing'.*rules list/)
  await expect(said('show')).rejects.toThrow(/say which rule/)
})
