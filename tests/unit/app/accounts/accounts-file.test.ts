import { expect, test } from 'vitest'

import { accountsIn } from '../../../../app/accounts/accounts-file.ts'

test('people stand in a file with their unit where they have one', () => {
  const text = '\ufeffname,person,role,unit\nLi.Wei, 李伟 ,inspector,\n\nwang,王芳,crew,lj-road\n'
  expect(accountsIn(text)).toEqual([
    { name: 'li.wei', person: '李伟', role: 'inspector' },
    { name: 'wang', person: '王芳', role: 'crew', unit: 'lj-road' },
  ])
})

test('areas stand in one cell, however people write lists', () => {
  const text =
    'name,person,role,areas\nli,李,operator,330106、330108009 330108010001\nwu,吴,operator,\n'
  expect(accountsIn(text)).toEqual([
    { name: 'li', person: '李', role: 'operator', areas: ['330106', '330108009', '330108010001'] },
    { name: 'wu', person: '吴', role: 'operator' },
  ])
  const wrong = () => accountsIn('name,person,role,areas\nli,李,operator,3301 060\n')
  expect(wrong).toThrow(expect.objectContaining({ code: 'import-invalid' }) as Error)
})

test('every mistake is named with its line, and then nobody is in the file', () => {
  const rows = [
    'operator,A,inspector,',
    'li,李,chief,',
    'wang,王,crew,',
    'li2,李,inspector,',
    'li2,,,',
  ]
  const read = () => accountsIn(['name,person,role,unit', ...rows, 'li2,李,inspector,'].join('\n'))
  let details: readonly string[] = []
  try {
    read()
  } catch (error) {
    expect(error).toMatchObject({ code: 'import-invalid' })
    details = (error as { details: readonly string[] }).details
  }
  expect(details).toEqual([
    'line 2: name: operator is a name of crews, roles or services, and of no person',
    expect.stringContaining('line 3: role: '),
    'line 4: unit: a crew has a unit',
    expect.stringContaining('line 6: person: '),
    expect.stringContaining('line 6: role: '),
    'line 7: li2 stands in line 5 already',
  ])
})

test.each(['', 'a "b\n', 'x\ny\nz,1'])('%j adds nobody', (text) => {
  const read = () => accountsIn(text)
  if (text === '') expect(read()).toEqual([])
  else expect(read).toThrow(expect.objectContaining({ code: 'import-invalid' }) as Error)
})
