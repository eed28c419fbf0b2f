import { stringify } from 'yaml'

import { redacted } from '../config.ts'
import { settingsOf } from '../settings.ts'

import { configuredOf } from './client.ts'
import type { CommandBody } from './command.ts'
import { print } from './table.ts'

export const config: CommandBody = {
  subcommands: [
    {
      name: 'print',
      summary: 'Prints it with every default, secrets redacted',
      options: {
        config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
        json: { type: 'boolean', help: 'as JSON' },
        sources: { type: 'boolean', help: 'a line each, with where its value is written' },
      },
      run(input) {
        const configured = configuredOf(input)
        const json = input.flag('json')
        const shown = redacted(configured.config)
        if (input.flag('sources'))
          print(json, ['name', 'value', 'source', 'otherwise', 'variable'], settingsOf(configured))
        else process.stdout.write(json ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown))
        return Promise.resolve()
      },
    },
  ],
}
