/** The receiver that docs/outlets.md shows, run as it stands there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { readingEvent } from '../../../outlets/decide/event.ts'
import { createWebhookOutlet } from '../../../outlets/webhook/receiver.ts'
import { realClock } from '../../support/clocks.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { device, origin, reading } from './samples.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('takes what is signed by the common secret, drops what it has, and refuses the rest', async () => {
  const page = await readFile('docs/outlets.md', 'utf8')
  const file = join(await temporaryFolder(), 'receiver.mjs')
  await writeFile(file, /```js\n([\s\S]+?)```/.exec(page)?.[1] ?? '')
  const port = await freePort()
  const secret = 'a secret of both'
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, SECRET: secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    child.kill()
    if (child.exitCode === null) await once(child, 'exit')
  })
  let told = ''
  child.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()))
  const url = `http://127.0.0.1:${port}/`
  const by = (key: string) => createWebhookOutlet({ url, secret: key, timeout: 10_000 }, realClock)
  const events = [reading(), reading({ sequence: 2 })].map((one) =>
    readingEvent(one, device, origin),
  )
  const { signal } = new AbortController()
  await expect.poll(() => by(secret).send(events, signal)).toEqual({ outcome: 'taken' })
  expect(await by(secret).send(events, signal)).toEqual({ outcome: 'taken' })
  expect(await by('another secret!!').send(events, signal)).toMatchObject({
    ...{ outcome: 'failed', reason: 'it answered 401' },
  })
  const line = 'wl-2 {"depth":{"value":3.2,"unit":"cm","quality":"N"}}\n'
  await expect.poll(() => told).toBe(line + line)
})
