import type { Registry } from '../../core/registry.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { commandRows } from './command-rows.ts'
import { configurationRows } from './configuration-rows.ts'
import { deviceRows } from './device-rows.ts'
import { enrolmentRows } from './enrolment-rows.ts'
import { linkRows } from './link-rows.ts'
import type { RegistryTables } from './registry-schema.ts'
import { ruleVersionRows } from './rule-version-rows.ts'
import { sightings } from './sightings.ts'

/** The register in the words that both engines know. */
export const sqlRegistry = (
  engine: SqlEngine<RegistryTables>,
): Omit<Registry, typeof Symbol.asyncDispose> => ({
  ...deviceRows(engine),
  ...sightings(engine),
  rules: ruleVersionRows(engine),
  commands: commandRows(engine),
  configurations: configurationRows(engine),
  links: linkRows(engine),
  enrolments: enrolmentRows(engine),
})
