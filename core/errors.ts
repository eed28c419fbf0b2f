/**
 * The one error class and its closed list of codes. `retry` is decided where the error is born: `later` means the same
 * call may succeed without anybody changing anything. Expected refusals of a command are values, not errors.
 * docs/errors.md lists exactly these codes; tests/unit/core/errors.test.ts proves it.
 */
export const errorCodes = {
  'config-invalid': {
    retry: 'never',
    http: 400,
    meaning: 'The configuration has mistakes; each is listed with its path.',
  },
  'port-taken': {
    retry: 'never',
    http: 500,
    meaning: 'A TCP port that the configuration names is in use by another program.',
  },
  'data-locked': {
    retry: 'never',
    http: 500,
    meaning: 'Another process runs on the same data folder.',
  },
  'log-full': {
    retry: 'later',
    http: 503,
    meaning: 'The durable log has reached its size limit and nothing may be retired yet.',
  },
  'log-unavailable': {
    retry: 'later',
    http: 503,
    meaning: 'The durable log cannot be written now (disk full or read-only, engine away).',
  },
  'log-corrupt': {
    retry: 'never',
    http: 500,
    meaning: 'Bytes in the durable log are not what this version wrote.',
  },
  'record-newer': {
    retry: 'never',
    http: 500,
    meaning:
      'A newer version of this program wrote the record; the message says what this one knows.',
  },
  'record-damaged': {
    retry: 'never',
    http: 500,
    meaning: 'A kept record is not what this program writes; the message names it and the member.',
  },
  'store-missing': {
    retry: 'never',
    http: 500,
    meaning: 'A store that this installation had is gone; the message names it and what to do.',
  },
  'store-damaged': {
    retry: 'never',
    http: 500,
    meaning: 'A file of this installation is not as it was written; the message names it.',
  },
  'store-foreign': {
    retry: 'never',
    http: 500,
    meaning: 'A store belongs to another installation, or is older than the stores beside it.',
  },
  'folder-unusable': {
    retry: 'never',
    http: 500,
    meaning: 'A file or folder cannot be read or written by this process; the message says why.',
  },
  'batch-revoked': {
    retry: 'never',
    http: 500,
    meaning: 'The partition of a batch went to another worker, which works the batch off instead.',
  },
  'engine-missing': {
    retry: 'never',
    http: 500,
    meaning: 'An engine that the configuration names is not built or not installed here.',
  },
  'engine-mismatch': {
    retry: 'never',
    http: 500,
    meaning: 'An engine is not set up as the configuration says; the message names the difference.',
  },
  'log-closed': {
    retry: 'never',
    http: 503,
    meaning: 'The durable log was closed while a call was under way.',
  },
  'store-unavailable': {
    retry: 'later',
    http: 503,
    meaning: 'A register, the photos or the time-series store cannot be reached or written now.',
  },
  'version-conflict': {
    retry: 'later',
    http: 409,
    meaning: 'Somebody else changed it first (a case, a device); load it again and decide anew.',
  },
  'precondition-failed': {
    retry: 'never',
    http: 412,
    meaning:
      'The case is not as If-Match says; what happened since is listed. Load it and decide anew.',
  },
  'device-unknown': { retry: 'never', http: 404, meaning: 'No device with this id is registered.' },
  'device-command-invalid': {
    retry: 'never',
    http: 400,
    meaning:
      'Devices of this kind take no such command, or its arguments or its reason do not fit; each mistake is listed.',
  },
  'device-command-refused': {
    retry: 'never',
    http: 409,
    meaning: 'The device cannot be given a command as it stands; the message says why.',
  },
  'device-command-unknown': {
    retry: 'never',
    http: 404,
    meaning: 'No command with this number was given to a device.',
  },
  'device-configuration-invalid': {
    retry: 'never',
    http: 400,
    meaning:
      'Devices of this kind have no such setting, or it cannot be set to that value; each mistake is listed.',
  },
  'device-configuration-refused': {
    retry: 'never',
    http: 409,
    meaning: 'No configuration reaches the device as it stands; the message says why.',
  },
  'import-invalid': {
    retry: 'never',
    http: 400,
    meaning: 'An import file has mistakes; each is listed with its line. Nothing was imported.',
  },
  'city-invalid': {
    retry: 'never',
    http: 400,
    meaning: 'The city folder (grid, units, dispatch table) has mistakes; each is listed.',
  },
  'rules-invalid': {
    retry: 'never',
    http: 400,
    meaning: 'Rule documents have mistakes; each is listed with file and line.',
  },
  'bindings-invalid': {
    retry: 'never',
    http: 400,
    meaning: 'Bindings of topics have mistakes; each is listed with file and line.',
  },
  'case-unknown': { retry: 'never', http: 404, meaning: 'No case with this number exists.' },
  'command-refused': {
    retry: 'never',
    http: 409,
    meaning: 'The case cannot take this command in its present stage; the message says why.',
  },
  'request-invalid': {
    retry: 'never',
    http: 400,
    meaning: 'The request does not fit the API; the message names the field.',
  },
  unauthenticated: {
    retry: 'never',
    http: 401,
    meaning: 'The request carries no bearer token or signature, or one that does not count.',
  },
  forbidden: { retry: 'never', http: 403, meaning: 'The role of this token may not do this.' },
  'account-incomplete': {
    retry: 'never',
    http: 403,
    meaning: 'The person must change the password or add a second factor before anything else.',
  },
  'account-unknown': { retry: 'never', http: 404, meaning: 'No account has this name.' },
  'account-exists': {
    retry: 'never',
    http: 409,
    meaning: 'An account, or a token, has this name already; names are never given again.',
  },
  'password-refused': {
    retry: 'never',
    http: 400,
    meaning:
      'The present password is another one, or the new one too easy to guess; the message says why.',
  },
  'second-factor-needed': {
    retry: 'never',
    http: 401,
    meaning:
      'The password is right, and the code of the second factor is missing or does not count.',
  },
  'enrolment-refused': {
    retry: 'never',
    http: 403,
    meaning:
      'A device asked for its credential, and no batch in force has this device and this code, or it has its credential already; which of these is not told.',
  },
  'not-found': { retry: 'never', http: 404, meaning: 'There is nothing at this address.' },
  'not-offered': {
    retry: 'never',
    http: 501,
    meaning:
      'A standard knows what was asked for, this program does not; the message says what it does.',
  },
  'too-many-requests': {
    retry: 'later',
    http: 429,
    meaning: 'This client asks faster than it may.',
  },
  'notice-failed': {
    retry: 'later',
    http: 502,
    meaning: 'A notice could not be delivered to its channel.',
  },
  'server-unreachable': {
    retry: 'later',
    http: 503,
    meaning: 'No Urban Brain answers at the address the command was given.',
  },
  usage: {
    retry: 'never',
    http: 400,
    meaning: 'The command line does not fit the command; its --help says what it takes.',
  },
  internal: {
    retry: 'never',
    http: 500,
    meaning: 'A defect of this program; the log holds the details.',
  },
} as const satisfies Readonly<
  Record<string, { retry: 'never' | 'later'; http: number; meaning: string }>
>

export type ErrorCode = keyof typeof errorCodes

/** What an error says, for people who read Chinese; a detail for each of the others. */
export interface InChinese {
  readonly message: string
  readonly details: readonly string[]
}

export class UrbanBrainError extends Error {
  override readonly name = 'UrbanBrainError'
  readonly code: ErrorCode
  /** One entry for each mistake found, where there can be several. */
  readonly details: readonly string[]
  readonly chinese: InChinese | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: readonly string[]; chinese?: InChinese; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? []
    this.chinese = options.chinese
  }

  get retry(): 'never' | 'later' {
    return errorCodes[this.code].retry
  }
}

export const isRetryable = (error: unknown): boolean =>
  error instanceof UrbanBrainError && error.retry === 'later'

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
