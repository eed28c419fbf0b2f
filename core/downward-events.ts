/** What goes down to devices tells the operators; see `programEvents`. */
export const downwardEvents = {
  'device-configuration.set': { level: 'info', help: 'Devices of which something else is desired' },
  'device-configuration.sent': { level: 'info', help: 'Configurations that went out to devices' },
  'device-configuration.reported': {
    level: 'info',
    help: 'Configurations that devices reported',
    label: 'outcome',
  },
  'device-command.given': { level: 'info', help: 'Commands given to devices', label: 'command' },
  'device-command.sent': {
    level: 'info',
    help: 'Commands to devices that went out',
    label: 'command',
  },
  'device-command.reply': {
    level: 'info',
    help: 'Replies of devices to commands',
    label: 'outcome',
  },
  'device-command.expired': {
    level: 'warn',
    help: 'Commands to devices that were not answered in time',
    label: 'command',
  },
} as const
