import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'

import { fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'

import { createAccess } from '../../../app/http/access.ts'
import { probes } from '../../../app/http/probes.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import {
  configured,
  deploy,
  documentsOf,
  imageEnvironment,
  pinned,
  root,
  textOf,
  variablesOf,
} from './files.ts'

const dockerfile = textOf('Dockerfile').replaceAll(/^#.*\n/gm, '')
const instructions = dockerfile
  .replaceAll(/\s*\\\n\s*/g, ' ')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '')
const final = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM')))
const argumentsOf = (word: string, lines: readonly string[] = instructions): readonly string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))

/** What the probes of a running process answer, as the real plug-in registers them. */
async function probePaths(): Promise<readonly string[]> {
  const urls: string[] = []
  const server = fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.addHook('onRoute', ({ url }) => void urls.push(url))
  const board = () => Promise.resolve([])
  await server.register(
    probes({ access: createAccess([]), board, metrics: board, threads: [], now: () => Date.now() }),
  )
  await server.ready()
  await server.close()
  return urls
}

describe('the image', () => {
  test('is built in stages from one pinned Node', () => {
    const [argument] = argumentsOf('ARG')
    expect(argument).toMatch(/^NODE_IMAGE=node:24\.\d+\.\d+-bookworm-slim$/)
    expect(argument?.slice('NODE_IMAGE='.length)).toMatch(pinned)
    const stages = argumentsOf('FROM')
    expect(stages.length).toBe(3)
    for (const stage of stages) expect(stage.startsWith('${NODE_IMAGE}')).toBe(true)
  })

  test('runs without root, ends on SIGTERM and says how it is', () => {
    expect(argumentsOf('USER', final)).toEqual(['10001:10001'])
    expect(argumentsOf('STOPSIGNAL', final)).toEqual(['SIGTERM'])
    expect(argumentsOf('HEALTHCHECK', final)[0]).toContain('/opt/urban-brain/deploy/healthcheck.js')
    expect(argumentsOf('ENTRYPOINT', final)).toEqual(['["node", "/opt/urban-brain/app/bin.js"]'])
    expect(argumentsOf('VOLUME', final)).toEqual([])
  })

  test('sets what the configuration accepts, and opens the ports it has', () => {
    const config = configured('image', imageEnvironment())
    expect(config.data).toBe('/data')
    const exposed = argumentsOf('EXPOSE', final)[0]?.split(' ').map(Number)
    const { broker, http } = config
    expect(exposed).toEqual([broker.port, broker.webSocketPort, http.port, 9464])
  })

  test('is made from files that exist and that .dockerignore lets in', () => {
    const lines = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
    const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
    expect(lines).toContain('*')
    expect(allowed.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const copied = argumentsOf('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1))
    expect(copied.length).toBeGreaterThan(10)
    for (const path of copied) {
      expect([path, existsSync(join(root, path))]).toEqual([path, true])
      const inside = allowed.some((folder) => path === folder || path.startsWith(`${folder}/`))
      expect([path, inside]).toEqual([path, true])
    }
    const sources = readFileSync(join(root, 'app/sources.json'), 'utf8')
    expect(copied).toEqual(expect.arrayContaining(z.array(z.string()).parse(JSON.parse(sources))))
    expect(lines).toEqual(expect.arrayContaining(['deploy/.env', 'deploy/secrets']))
  })

  test('keeps of the Kafka client what it loads', () => {
    const kept = ['librdkafka.js', 'node-librdkafka.node', 'librdkafka.so.1', 'librdkafka++.so.1']
    for (const file of kept) expect(dockerfile).toContain(file)
    expect(dockerfile).toContain('node -e "require(\'node-rdkafka\')"')
  })
})

interface Ended {
  readonly code: number | null
  readonly said: string
}

async function ended(script: string, ...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [deploy(script), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  await once(child, 'close')
  return { code: child.exitCode, said }
}

/** A server that answers as the probes do; gives its port and the paths it was asked. */
async function answering(status: number, body: unknown) {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
  })
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return { port, asked }
}

describe('the health check of the container', () => {
  test('passes when the process is ready, and asks a path the probes have', async () => {
    const { port, asked } = await answering(200, { status: 'ok', reasons: [] })
    expect(await ended('healthcheck.js', `${port}`)).toEqual({ code: 0, said: '' })
    expect(await probePaths()).toEqual(expect.arrayContaining(asked))
  })

  test('fails with the reasons when it is not', async () => {
    const { port } = await answering(503, { status: 'unready', reasons: ['edge: no disk'] })
    expect(await ended('healthcheck.js', `${port}`)).toEqual({ code: 1, said: 'edge: no disk\n' })
  })

  test('fails when nothing answers', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = z.object({ port: z.number() }).parse(server.address())
    server.close()
    await once(server, 'close')
    const { code, said } = await ended('healthcheck.js', `${port}`)
    expect([code, said]).toEqual([1, `nothing answers on port ${port}\n`])
  })
})

describe('the preparation of compose', () => {
  test('fills every secret once, readable by its owner only, and leaves what is there', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'secrets'))
    await writeFile(join(folder, 'secrets', 'tokens.json'), '[]')
    expect(await ended('prepare.js', folder)).toEqual({ code: 0, said: '' })
    const file = join(folder, '.env')
    const text = readFileSync(file, 'utf8')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const values = variablesOf(text)
    const before = variablesOf(textOf('.env.example'))
    expect(Object.keys(values)).toEqual(Object.keys(before))
    const made = Object.keys(before).filter((name) => before[name] === '')
    for (const name of made) expect(values[name]).toMatch(/^[a-z][0-9a-f]{48}$/)
    expect(new Set(made.map((name) => values[name])).size).toBe(made.length)
    await ended('prepare.js', folder)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('writes where git does not look', () => {
    expect(textOf('.gitignore').split('\n')).toEqual(expect.arrayContaining(['.env', 'secrets/']))
  })
})

test('every probe in the manifests is a path the process answers', async () => {
  const text = ['edge', 'ingest', 'rules', 'series', 'desk', 'api']
    .map((name) => documentsOf('kubernetes', 'base', `${name}.yaml`))
    .concat([documentsOf('kubernetes', 'overlays', 'single', 'stateful-set.yaml')])
    .map((documents) => JSON.stringify(documents))
  const paths = text.flatMap((one) => [...one.matchAll(/"path":"([^"]+)"/g)].map(([, p]) => p))
  expect(paths.length).toBe(21)
  expect(await probePaths()).toEqual(expect.arrayContaining([...new Set(paths)]))
  const balancer = /httpchk GET (\S+)/.exec(textOf('haproxy', 'haproxy.cfg'))?.[1]
  expect(await probePaths()).toContain(balancer)
})
