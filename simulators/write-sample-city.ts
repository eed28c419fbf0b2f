/** `npx tsx simulators/write-sample-city.ts deploy/sample-city` */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { sampleCity } from './sample-city.ts'

const folder = process.argv[2]
if (folder === undefined) throw new TypeError('say which folder to write')
mkdirSync(folder, { recursive: true })
for (const [name, content] of sampleCity().files) writeFileSync(join(folder, name), content)
