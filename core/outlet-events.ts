/** What outlets (数据外送) tell the operators; see `programEvents`. */
export const outletEvents = {
  'outlet.sent': {
    level: 'none',
    help: 'Events that the receiver of an outlet took',
    label: 'outlet',
  },
  'outlet.unsent': {
    level: 'warn',
    help: 'Calls by which the receiver of an outlet took nothing; they are tried again',
    label: 'outlet',
  },
  'outlet.late': {
    level: 'error',
    help: 'Times that the receiver of an outlet took nothing for longer than its late',
    label: 'outlet',
  },
  'outlet.refused': {
    level: 'error',
    help: 'Events that the receiver of an outlet refused, each by itself, and that were passed over',
    label: 'outlet',
  },
} as const
