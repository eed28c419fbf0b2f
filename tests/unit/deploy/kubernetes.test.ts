import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { roleNames } from '../../../app/run/roles.ts'
import {
  configured,
  deploy,
  documentsOf,
  imageEnvironment,
  pinned,
  present,
  rolesOf,
  textOf,
  variablesOf,
  yamlOf,
  type Environment,
} from './files.ts'

const labels = z.record(z.string(), z.string())
const selector = z.object({
  matchLabels: labels.default({}),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .default([]),
})
const probe = z.looseObject({ httpGet: z.object({ path: z.string(), port: z.string() }) })
const reference = z.object({ name: z.string() })

const podSchema = z.looseObject({
  serviceAccountName: z.literal('urban-brain'),
  automountServiceAccountToken: z.literal(false),
  enableServiceLinks: z.literal(false),
  terminationGracePeriodSeconds: z.number().min(30),
  securityContext: z.looseObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.literal(10001),
    seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
  }),
  topologySpreadConstraints: z.array(z.looseObject({ labelSelector: selector })).default([]),
  containers: z.tuple([
    z.looseObject({
      image: z.literal('urban-brain'),
      args: z.array(z.string()),
      envFrom: z.array(
        z.object({ configMapRef: reference.optional(), secretRef: reference.optional() }),
      ),
      env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
      ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
      startupProbe: probe,
      livenessProbe: probe,
      readinessProbe: probe,
      resources: z.object({
        requests: z.object({ cpu: z.string(), memory: z.string() }),
        limits: z.object({ memory: z.string() }),
      }),
      securityContext: z.object({
        allowPrivilegeEscalation: z.literal(false),
        readOnlyRootFilesystem: z.literal(true),
        capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
      }),
      volumeMounts: z.array(z.looseObject({ name: z.string() })),
    }),
  ]),
  volumes: z.array(z.looseObject({ name: z.string() })),
})

const workloadSchema = z.looseObject({
  kind: z.enum(['Deployment', 'StatefulSet']),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    replicas: z.number().optional(),
    selector,
    template: z.object({ metadata: z.object({ labels }), spec: podSchema }),
    volumeClaimTemplates: z.array(z.looseObject({ metadata: reference })).default([]),
  }),
})
type Workload = z.output<typeof workloadSchema>

const serviceSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    selector: labels,
    ports: z.array(z.object({ name: z.string(), port: z.number(), targetPort: z.string() })),
  }),
})
const rulePorts = z.array(z.object({ protocol: z.string(), port: z.number() }))
const policySchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    podSelector: selector.prefault({}),
    policyTypes: z.array(z.string()),
    ingress: z.array(z.looseObject({ ports: rulePorts })).default([]),
    egress: z.array(z.looseObject({ ports: rulePorts })).default([]),
  }),
})
const scalerSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ name: z.string() }),
    minReplicas: z.number(),
    maxReplicas: z.number(),
    metrics: z.array(
      z.looseObject({
        external: z.looseObject({
          metric: z.object({ name: z.string(), selector: z.object({ matchLabels: labels }) }),
        }),
      }),
    ),
  }),
})
const budgetSchema = z.looseObject({ spec: z.looseObject({ selector }) })
const secretSchema = z.looseObject({ metadata: reference.loose(), stringData: labels })
const kustomizationSchema = z.looseObject({
  resources: z.array(z.string()),
  configMapGenerator: z.array(z.looseObject({ envs: z.tuple([z.string()]) })).default([]),
  patches: z.array(z.looseObject({ path: z.string() })).default([]),
  images: z.array(z.object({ name: z.string(), newTag: z.string() })).default([]),
})

const folders = ['common', 'base', 'overlays/single', 'overlays/metropolis'] as const
const kustomization = (folder: string) =>
  kustomizationSchema.parse(yamlOf(textOf('kubernetes', folder, 'kustomization.yaml')))
const kindOf = (document: unknown) => z.looseObject({ kind: z.string() }).parse(document).kind

/** The documents a folder's kustomization brings together, before its patches. */
function documentsIn(folder: string): readonly unknown[] {
  return kustomization(folder).resources.flatMap((resource) =>
    resource.endsWith('.yaml')
      ? documentsOf('kubernetes', folder, resource)
      : documentsIn(join(folder, resource)),
  )
}
const ofKind = <T>(folder: string, schema: z.ZodType<T>, ...kinds: readonly string[]) =>
  documentsIn(folder)
    .filter((document) => kinds.includes(kindOf(document)))
    .map((document) => schema.parse(document))

const workloads = (folder: string) =>
  ofKind(folder, workloadSchema, 'Deployment', 'StatefulSet').map(
    (one) => [one.metadata.name, one] as const,
  )
const settings = (folder: string): Environment =>
  variablesOf(textOf('kubernetes', folder, 'settings.env'))
const secrets = documentsOf('kubernetes', 'base', 'secrets.example.yaml').map((document) =>
  secretSchema.parse(document),
)

const picks = ({ matchLabels, matchExpressions }: z.output<typeof selector>, pod: Environment) =>
  Object.entries(matchLabels).every(([key, value]) => pod[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(pod[key] ?? ''))
const podLabels = ({ spec }: Workload): Environment => spec.template.metadata.labels
const container = ({ spec }: Workload) => spec.template.spec.containers[0]

/** What a container is given: image, settings, secrets, its own variables. */
const environment = (folder: string, workload: Workload): Environment => ({
  ...imageEnvironment(),
  ...settings(folder),
  ...Object.fromEntries(
    container(workload).envFrom.flatMap(({ secretRef }) => {
      const secret = secrets.find(({ metadata }) => metadata.name === secretRef?.name)
      if (secretRef !== undefined && secret === undefined) throw new Error(secretRef.name)
      return Object.entries(secret?.stringData ?? {})
    }),
  ),
  ...Object.fromEntries(container(workload).env.map(({ name, value }) => [name, value])),
})

describe.each(folders)('the kustomization %s', (folder) => {
  test('names every file of its folder, and only files that exist', () => {
    const { resources, configMapGenerator, patches } = kustomization(folder)
    const named = [
      ...resources,
      ...configMapGenerator.flatMap((g) => g.envs),
      ...patches.map((p) => p.path),
    ]
    for (const path of named)
      expect([path, existsSync(deploy('kubernetes', folder, path))]).toEqual([path, true])
    const there = readdirSync(deploy('kubernetes', folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.example.'))
      .map(({ name }) => name)
    expect(there.filter((name) => name !== 'kustomization.yaml' && !named.includes(name))).toEqual(
      [],
    )
  })

  test('pins the image', () => {
    for (const { name, newTag } of kustomization(folder).images)
      expect(`${name}:${newTag}`).toMatch(pinned)
    if (folder !== 'common') expect(kustomization(folder).images).toHaveLength(1)
  })
})

describe.each(['base', 'overlays/single'])('the pods of %s', (folder) => {
  const all = workloads(folder)

  test('cover every role exactly once', () => {
    expect(all.length).toBeGreaterThan(0)
    const roles = all.flatMap(([, workload]) => rolesOf(container(workload).args))
    expect(roles.sort()).toEqual([...roleNames].sort())
  })

  test.each(all)('%s is selected by its own labels and spread by them', (_, workload) => {
    expect(picks(workload.spec.selector, podLabels(workload))).toBe(true)
    expect(Object.keys(workload.spec.selector.matchLabels)).toHaveLength(2)
    const { topologySpreadConstraints } = workload.spec.template.spec
    if (workload.kind === 'Deployment' && workload.spec.replicas !== 1)
      expect(topologySpreadConstraints).toHaveLength(2)
    for (const { labelSelector } of topologySpreadConstraints)
      expect(picks(labelSelector, podLabels(workload))).toBe(true)
  })

  test.each(all)('%s is probed on a port it has and mounts volumes it has', (_, workload) => {
    const { startupProbe, livenessProbe, readinessProbe, ports, volumeMounts } = container(workload)
    for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe])
      expect(ports.map(({ name }) => name)).toContain(httpGet.port)
    expect(livenessProbe.httpGet.path).toBe('/health/live')
    expect(readinessProbe.httpGet.path).toBe('/health/ready')
    const { volumeClaimTemplates, template } = workload.spec
    const volumes = [...template.spec.volumes, ...volumeClaimTemplates.map((v) => v.metadata)]
    expect(volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.map((v) => v.name).sort())
  })

  test.each(all)('%s has a configuration the program accepts, and its ports', (name, workload) => {
    const config = configured(name, environment(folder, workload))
    const roles = rolesOf(container(workload).args)
    const ports = container(workload).ports.map(({ containerPort }) => containerPort)
    const { broker, http } = config
    const wanted = [
      ...(roles.includes('broker') ? [broker.port, broker.webSocketPort] : []),
      roles.includes('api') ? http.port : 9464,
    ]
    expect(ports).toEqual(wanted)
  })

  test('are reached by Services whose ports they have', () => {
    const services = ofKind(folder, serviceSchema, 'Service')
    expect(services.length).toBeGreaterThan(1)
    for (const { spec } of services) {
      const behind = all.filter(([, w]) =>
        picks(selector.parse({ matchLabels: spec.selector }), podLabels(w)),
      )
      expect(behind).toHaveLength(1)
      for (const [, workload] of behind)
        for (const { port, targetPort } of spec.ports)
          expect(container(workload).ports).toContainEqual({
            name: targetPort,
            containerPort: port,
          })
    }
  })

  test('are closed but for flows between ports that exist', () => {
    const policies = ofKind(folder, policySchema, 'NetworkPolicy')
    const closing = policies.find(({ metadata }) => metadata.name === 'deny-all')?.spec
    expect(closing).toMatchObject({ policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] })
    expect(closing?.podSelector).toEqual({ matchLabels: {}, matchExpressions: [] })
    for (const { spec } of policies) {
      const chosen = all.filter(([, workload]) => picks(spec.podSelector, podLabels(workload)))
      expect(chosen.length).toBeGreaterThan(0)
      const open = spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => port))
      const have = chosen.flatMap(([, w]) => container(w).ports.map((p) => p.containerPort))
      expect(have).toEqual(expect.arrayContaining(open))
    }
    for (const { metadata, spec } of ofKind(folder, serviceSchema, 'Service')) {
      const open = policies
        .filter((policy) => policy.spec.policyTypes.includes('Ingress'))
        .filter((policy) => picks(policy.spec.podSelector, spec.selector))
        .flatMap((policy) => policy.spec.ingress.flatMap(({ ports }) => ports.map((p) => p.port)))
      expect([metadata.name, open]).toEqual([
        metadata.name,
        expect.arrayContaining(spec.ports.map(({ port }) => port)),
      ])
    }
  })
})

describe('the flows of the distributed run', () => {
  const policies = ofKind('base', policySchema, 'NetworkPolicy')
  const wayOut = (component: string): ReadonlySet<number> =>
    new Set(
      policies
        .filter(({ spec }) =>
          picks(spec.podSelector, {
            'app.kubernetes.io/name': 'urban-brain',
            'app.kubernetes.io/component': component,
          }),
        )
        .flatMap(({ spec }) => spec.egress.flatMap(({ ports }) => ports.map(({ port }) => port))),
    )
  const everybody = [53, 9092, 9093, 5432, 8086]

  test.each([
    ['edge', [6379]],
    ['ingest', []],
    ['rules', []],
    ['series', []],
    ['desk', [1883, 443]],
    ['api', []],
  ])('%s goes only where it must', (component, own) => {
    expect(wayOut(component)).toEqual(new Set([...everybody, ...own]))
  })

  test('reach every store the settings name', () => {
    for (const [name, workload] of workloads('base')) {
      const values = environment('base', workload)
      const ports = [...wayOut(name)].map(String)
      const port = (variable: string) => /:(\d+)(\/|$)/.exec(values[variable] ?? '')?.[1]
      expect(ports).toContain(port('URBAN_BRAIN_KAFKA__BROKERS'))
      expect(ports).toContain(port('URBAN_BRAIN_POSTGRES__URL'))
      if (values['URBAN_BRAIN_REDIS__URL'] !== undefined)
        expect(ports).toContain(port('URBAN_BRAIN_REDIS__URL'))
      expect(ports).toContain(port('URBAN_BRAIN_INFLUX__URL'))
    }
  })

  test('let the desk find the MQTT Service by its name', () => {
    const desk = workloads('base').find(([name]) => name === 'desk')?.[1]
    if (desk === undefined) throw new Error('no desk')
    const host = environment('base', desk)['URBAN_BRAIN_BROKER__HOST']
    const names = ofKind('base', serviceSchema, 'Service').map(({ metadata }) => metadata.name)
    expect(names).toContain(host)
  })
})

describe('the budgets and autoscalers', () => {
  const deployments = workloads('base')

  test('hold one budget for each group', () => {
    const budgets = ofKind('base', budgetSchema, 'PodDisruptionBudget')
    for (const [, workload] of deployments)
      expect(budgets.filter(({ spec }) => picks(spec.selector, podLabels(workload)))).toHaveLength(
        1,
      )
    expect(budgets).toHaveLength(deployments.length)
  })

  test('scale deployments that leave the number to them, by a group that has a lag', () => {
    const scalers = ofKind('base', scalerSchema, 'HorizontalPodAutoscaler')
    expect(scalers.map(({ metadata }) => metadata.name).sort()).toEqual([
      'ingest',
      'rules',
      'series',
    ])
    const metricName = z
      .looseObject({
        rules: z.looseObject({
          external: z.array(z.looseObject({ name: z.object({ as: z.string() }) })),
        }),
      })
      .parse(yamlOf(textOf('kubernetes', 'prometheus-adapter.values.yaml'))).rules.external[0]
      ?.name.as
    for (const { metadata, spec } of scalers) {
      const target = deployments.find(([name]) => name === spec.scaleTargetRef.name)?.[1]
      expect(target?.spec.replicas).toBeUndefined()
      const metric = spec.metrics[0]?.external.metric
      expect(metric?.name).toBe(metricName)
      expect(metric?.selector.matchLabels).toEqual({ group: metadata.name })
    }
  })

  test('never ask for more workers than there are partitions', () => {
    const bounds = ofKind('base', scalerSchema, 'HorizontalPodAutoscaler').map(
      (s) => s.spec.maxReplicas,
    )
    expect(Math.max(...bounds)).toBeLessThanOrEqual(
      Number(settings('base')['URBAN_BRAIN_KAFKA__PARTITIONS']),
    )
    const patch = z
      .array(z.object({ op: z.string(), path: z.string(), value: z.number() }))
      .parse(yamlOf(textOf('kubernetes', 'overlays/metropolis', 'workers.yaml')))
    const highest = patch.find(({ path }) => path === '/spec/maxReplicas')?.value
    expect(highest).toBeLessThanOrEqual(
      Number(settings('overlays/metropolis')['URBAN_BRAIN_KAFKA__PARTITIONS']),
    )
  })
})

if (present('kubectl', 'version', '--client'))
  test.each(folders)('kubectl kustomize renders %s', (folder) => {
    const text = execFileSync('kubectl', ['kustomize', deploy('kubernetes', folder)], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    for (const [, image] of text.matchAll(/^\s*image: (\S+)$/gm)) expect(image).toMatch(pinned)
    expect(text).toContain('kind: NetworkPolicy')
  })

test('no other file lies among the manifests', () => {
  const top = readdirSync(deploy('kubernetes'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(deploy('kubernetes'), join(entry.parentPath, entry.name)))
  const outside = top.filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)))
  expect(outside).toEqual(['prometheus-adapter.values.yaml'])
})
