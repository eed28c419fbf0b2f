import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'

import { runConfig } from '../../../app/cli/run-config.ts'
import { loadConfig, redacted } from '../../../app/config.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const failure = (work: () => unknown): UrbanBrainError => {
  try {
    work()
  } catch (error) {
    if (error instanceof UrbanBrainError) return error
    throw error
  }
  throw new Error('it should have been refused')
}

describe('the configuration of a run of the sample city', () => {
  test('is its own folder, also when that is named, and refuses another', () => {
    const own = fileURLToPath(new URL('../../../deploy/sample-city', import.meta.url))
    const of = (environment: Record<string, string>) =>
      runConfig({ sample: true, file: undefined, environment }).config
    expect(of({})).toMatchObject({ city: own, broker: { host: '127.0.0.1' } })
    expect(of({ URBAN_BRAIN_CITY: own }).city).toBe(own)
    const refused = failure(() => of({ URBAN_BRAIN_CITY: '/srv/linjiang' }))
    expect(refused).toMatchObject({ code: 'usage' })
    expect(refused.message).toContain('/srv/linjiang')
    const plain = runConfig({
      sample: false,
      file: undefined,
      environment: { URBAN_BRAIN_CITY: '/srv/linjiang' },
    })
    expect(plain.config.city).toBe('/srv/linjiang')
  })

  test('is no run beside another broker, which the played devices do not know', () => {
    const environment = { URBAN_BRAIN_EXTERNAL_BROKER__URL: 'mqtt://127.0.0.1:1884' }
    const refused = failure(() => runConfig({ sample: true, file: undefined, environment }))
    expect(refused).toMatchObject({ code: 'usage' })
    expect(refused.message).toContain('externalBroker')
  })
})

describe('the configuration', () => {
  test('is complete without a file', () => {
    const config = loadConfig({ environment: {} })
    expect(config.broker.port).toBe(1883)
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8080, tokens: [] })
    expect(config.ingest.futureSkew).toBe(60_000)
  })

  test('takes the environment over the file and flags over both', async () => {
    const file = join(await temporaryFolder(), 'city.yaml')
    await writeFile(
      file,
      stringify({ broker: { port: 2001 }, http: { port: 2002 }, data: 'from-file' }),
    )
    const config = loadConfig({
      file,
      environment: {
        URBAN_BRAIN_HTTP__PORT: '3002',
        URBAN_BRAIN_DATA: 'from-environment',
        URBAN_BRAIN_BROKER__MAX_PAYLOAD_BYTES: '2048',
        URBAN_BRAIN_BROKER__WEB_SOCKET_PORT: 'null',
        URBAN_BRAIN_TOKEN: 'is not configuration',
      },
      overrides: { data: 'from-flag' },
    })
    expect(config.broker).toMatchObject({ port: 2001, maxPayloadBytes: 2048, webSocketPort: null })
    expect(config.http.port).toBe(3002)
    expect(config.data).toBe('from-flag')
  })

  test('reports every mistake at once with its path', () => {
    const error = failure(() =>
      loadConfig({
        environment: {
          URBAN_BRAIN_HTTP__PORT: '99999',
          URBAN_BRAIN_BROKER__PORT: 'twelve',
          URBAN_BRAIN_PROGRAM_LOG__LEVEL: 'loud',
          URBAN_BRAIN_NO_SUCH_THING: '1',
          URBAN_BRAIN_INGEST__ANCIENT: 'a long time',
        },
      }),
    )
    expect(error.code).toBe('config-invalid')
    expect(error.details).toHaveLength(5)
    for (const path of [
      'http.port',
      'broker.port',
      'programLog.level',
      'ingest.ancient',
      'noSuchThing',
    ])
      expect(error.details.join('\n')).toContain(path)
  })

  test('says what a setting is called now', () => {
    const { details } = failure(() =>
      loadConfig({ environment: { URBAN_BRAIN_LOG__LEVEL: 'info' } }),
    )
    expect(details.join()).toContain('log.level: is programLog.level now')
  })

  test('names the line of what is no YAML, nested without end too', async () => {
    const file = join(await temporaryFolder(), 'config.yaml')
    for (const [text, words] of [
      ['broker:\n  port: [', /config\.yaml:2: /],
      [`broker:\n  port: ${'['.repeat(20_000)}`, /config\.yaml:2: is nested deeper than 32/],
      ['broker: {}\nbroker: {}', /config\.yaml:2: 'broker' stands here twice/],
    ] as const) {
      await writeFile(file, text)
      const { code, details } = failure(() => loadConfig({ file, environment: {} }))
      expect(code).toBe('config-invalid')
      expect(details).toContainEqual(expect.stringMatching(words))
    }
  })

  test('says which file cannot be read, and that a list is no configuration', async () => {
    expect(failure(() => loadConfig({ file: '/no/such/file', environment: {} })).message).toContain(
      '/no/such/file',
    )
    const file = join(await temporaryFolder(), 'list.yaml')
    await writeFile(file, '- 1\n')
    expect(failure(() => loadConfig({ file, environment: {} })).message).toContain(
      'not a YAML mapping',
    )
  })

  test('is shown without its secrets', () => {
    const hash = 'ab'.repeat(32)
    const config = loadConfig({
      environment: {},
      overrides: {
        http: { tokens: [{ name: 'desk', role: 'operator', hash }] },
        broker: {
          provisioningToken: 'a provisioning token',
          serviceTokens: [{ name: 'wall', tokenHash: hash }],
        },
        cases: {
          notices: {
            webhook: { secret: 'a secret of webhooks' },
            robots: [{ to: 'drainage', kind: 'wecom', hook: 'https://chat/send?key=of-the-robot' }],
          },
        },
      },
    })
    const text = JSON.stringify(redacted(config))
    for (const secret of [hash, 'a provisioning token', 'a secret of webhooks', 'of-the-robot'])
      expect(text).not.toContain(secret)
    expect(text).toContain('"name":"desk"')
    expect(JSON.stringify(config)).toContain(hash)
  })
})
