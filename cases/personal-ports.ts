import type { PersonalChoice } from './life/personal-choice.ts'

/** What people chose of how they are told. */
export interface PersonalStore {
  personalChoice(person: string): Promise<PersonalChoice | undefined>
  /** False when somebody else made that version first; the first one is 1. */
  putPersonalChoice(choice: PersonalChoice): Promise<boolean>
}
