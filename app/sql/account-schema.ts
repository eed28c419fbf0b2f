export interface AccountTables {
  readonly account: {
    readonly id: string
    readonly name: string
    readonly version: number
    readonly document: string
    readonly signed_in: number | null
    readonly failures: number
    readonly code_used: number
  }
  readonly account_change: {
    readonly account: string
    readonly version: number
    readonly at: number
    readonly document: string
  }
}
