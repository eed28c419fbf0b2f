import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { before, dashboardAddress } from '../../../console/parts/dashboard-address.ts'

const folders = { zh: 'zh-CN', en: 'en' } as const
const languages = ['zh', 'en'] as const

interface Dashboard {
  readonly uid: string
  readonly templating: { readonly list: readonly { readonly name: string }[] }
}

function dashboard(language: (typeof languages)[number], uid: string): Dashboard {
  const file = new URL(`../../../dashboards/json/${folders[language]}/${uid}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Dashboard
}

describe.each(languages)('the way to a dashboard (%s)', (language) => {
  test('leads to one that there is, and sets variables that it has', () => {
    const boards = [{ name: 'device', device: 'wl-1' }, { name: 'cases' }] as const
    for (const board of boards) {
      const { pathname, searchParams } = new URL(
        dashboardAddress('https://grafana.example', board, language),
      )
      const uid = pathname.slice('/d/'.length)
      const found = dashboard(language, uid)
      expect(found.uid).toBe(uid)
      const names = found.templating.list.map(({ name }) => `var-${name}`)
      for (const name of searchParams.keys()) expect(names).toContain(name)
    }
  })
})

test('a span is looked at from before it until its end, or until now', () => {
  const from = before(Date.UTC(2026, 2, 15, 6))
  expect(from).toBe(Date.UTC(2026, 2, 15))
  const address = (to?: number) =>
    dashboardAddress(
      'https://g.example/sub',
      { name: 'device', device: 'a&b', from, ...(to === undefined ? {} : { to }) },
      'en',
    )
  expect(address()).toBe(
    `https://g.example/sub/d/ub-device-en?var-device=a%26b&from=${from}&to=now`,
  )
  expect(address(from + 1)).toContain(`&to=${from + 1}`)
})
