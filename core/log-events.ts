/** What the durable log tells the operators; see `programEvents`. */
export const logEvents = {
  'log.partitions-taken': { level: 'info', help: 'Times a worker was given partitions' },
  'log.partitions-given-up': { level: 'info', help: 'Times partitions went to another worker' },
  'log.membership-lost': {
    level: 'warn',
    help: 'Times a worker had to join its consumer group anew',
  },
  'log.transaction-undone': {
    level: 'warn',
    help: 'Batches whose outputs, state and offset were taken back together',
  },
  'log.kafka-trouble': { level: 'warn', help: 'Errors the Kafka client reported and goes on from' },
  'log.expired': {
    level: 'error',
    help: 'Records that were deleted before a group had read them',
    label: 'group',
  },
  'log.set-back': {
    level: 'warn',
    help: 'Readers set back to what their store still holds, to read the rest again',
    label: 'group',
  },
  'log.retired': { level: 'debug', help: 'Records retired from the log' },
} as const
