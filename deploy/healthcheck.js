#!/usr/bin/env node
// Asks the process of this container whether it does its work now: node healthcheck.js [port]. A process with the API
// answers on 8080, every other one on 9464; without a port the one that answers counts.
const given = process.argv[2]
const ports = given === undefined ? [8080, 9464] : [Number(given)]

/** The reasons it is not ready; none when it is. */
async function reasonsAt(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
    signal: AbortSignal.timeout(4_000),
  })
  if (answer.ok) return []
  const { reasons = [] } = await answer.json().catch(() => ({}))
  return reasons.length === 0 ? [`status ${answer.status}`] : reasons
}

const answers = await Promise.allSettled(ports.map(reasonsAt))
const heard = answers.find(({ status }) => status === 'fulfilled')
const reasons = heard?.value ?? [`nothing answers on port ${ports.join(' or ')}`]
for (const reason of reasons) process.stderr.write(`${reason}\n`)
process.exitCode = reasons.length === 0 ? 0 : 1
