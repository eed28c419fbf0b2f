import { stringify } from 'yaml'

import { redacted } from '../config.ts'

import { configOf } from './client.ts'
import type { CommandBody } from './command.ts'

export const config: CommandBody = {
  subcommands: [
    {
      name: 'print',
      summary: 'Prints it with every default, secrets redacted',
      options: {
        config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
        json: { type: 'boolean', help: 'as JSON' },
      },
      run(input) {
        const shown = redacted(configOf(input))
        process.stdout.write(
          input.flag('json') ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown),
        )
        return Promise.resolve()
      },
    },
  ],
}
