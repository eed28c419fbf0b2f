import type { ServerOptions } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { constants } from 'node:zlib'

import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type FastifyPluginAsyncZod,
} from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { people } from '../../core/actor.ts'
import { Certificate, type CertificateFiles } from '../../runtime/certificate.ts'
import type { Component } from '../../runtime/component.ts'
import { errorCodes, messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { actRoutes, recordActs, type ActsDeps } from './acts.ts'
import {
  boundConnections,
  discardUnread,
  timeoutsOf,
  trusting,
  type BoundsConfig,
} from './bounds.ts'
import { asksForPage, builtConsole, sendPage, serveConsole } from './console.ts'
import type { ConsoleConfig } from './console-config.ts'
import { languageOf } from './decide/language.ts'
import { asyncApiDocument } from './asyncapi.ts'
import { completed, rolesOf, type OpenRoute } from './openapi.ts'
import { problemOf, problemType, type Told } from './problem.ts'
import { securityHeaders } from './security.ts'

export interface HttpServerOptions {
  readonly host: string
  readonly port: number
  /** What sets the port, for whoever finds it taken. Default `http.port`. */
  readonly setting?: string
  /** HTTPS, with a certificate that is renewed while it runs; without it the server speaks in the clear. */
  readonly tls?: CertificateFiles | undefined
  readonly clock: Clock
  readonly bounds: BoundsConfig
  readonly access: Access
  readonly observer: Observer
  readonly routes: readonly FastifyPluginAsyncZod[]
  /** Without it, no act is written down. */
  readonly acts?: ActsDeps
  /** Without it, no pages are served. */
  readonly console?: ConsoleConfig
}

export interface HttpServer extends Component {
  /** `http://host:port` after start. */
  url(): string
  /** Everything it answers, after start. */
  routes(): readonly OpenRoute[]
}

/** The HTTP server: what the folders offer as routes, one error shape, the OpenAPI document at `/docs`. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { host, port, setting = 'http.port' } = options
  let server: FastifyInstance | undefined
  let certificate: Certificate | undefined
  let address = ''
  const answered: OpenRoute[] = []
  return {
    name: 'http',
    async start() {
      const { tls: files, clock, observer } = options
      if (files !== undefined)
        certificate = await Certificate.open({ setting: 'http.tls', files, clock, observer })
      server = await build(options, certificate, answered)
      address = await listen(server, host, port, setting)
    },
    async stop() {
      await server?.close()
      await certificate?.stop()
    },
    warning: () => certificate?.warning(),
    unready: () => (address === '' ? 'not listening' : undefined),
    url: () => address,
    routes: () => answered,
  }
}

const nothingAt = ({ method, url }: FastifyRequest): UrbanBrainError =>
  new UrbanBrainError('not-found', `nothing at ${method} ${url.split('?', 1)[0]}`)

const controlCharacter = /%(?:[01][\da-f]|7f)/i

async function build(
  { access, observer, routes, acts, console, bounds }: HttpServerOptions,
  certificate: Certificate | undefined,
  answered: OpenRoute[],
): Promise<FastifyInstance> {
  const server = begun(certificate, {
    ...timeoutsOf(bounds),
    bodyLimit: bounds.bodyLimit,
    trustProxy: trusting(bounds.trustedProxies),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  })
  boundConnections(server.server, bounds, observer)
  server.addHook('onSend', discardUnread)
  server.addHook('onRoute', ({ method, url, onRequest }) => {
    const roles = rolesOf(onRequest)
    for (const one of [method].flat()) answered.push({ method: one, url, roles })
  })
  speakZod(server, observer)
  const pages = console?.enabled === true ? builtConsole() : undefined
  const isPage = (request: FastifyRequest) => console?.enabled === true && asksForPage(request)
  // Also for files of the pages that are not there.
  server.setNotFoundHandler((request, reply) => {
    if (isPage(request)) return sendPage(reply, pages)
    throw nothingAt(request)
  })
  await server.register(helmet, securityHeaders(console?.tiles))
  server.addHook('onRequest', async (request) => {
    // Nothing that we name holds one, and what holds one wants into a header or a log line.
    if (controlCharacter.test(request.url))
      throw new UrbanBrainError('request-invalid', 'the address holds a control character')
    // Before its body is read.
    if (request.is404 && !isPage(request)) throw nothingAt(request)
  })
  // In long lists of like things 5 finds repeats that the library's own 4 does not, for a third more time.
  const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
  await server.register(compress, { threshold: 2_048, encodings: ['br', 'gzip'], brotliOptions })
  if (pages !== undefined) await serveConsole(server, pages)
  server.addHook('onResponse', async (request, reply) => {
    observer.measure(
      'http.request.seconds',
      reply.elapsedTime / 1_000,
      request.routeOptions.url ?? 'unknown',
    )
  })
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Urban Brain 城市大脑',
        description: 'Readings, alarms and grid cases of a city.',
        version: '1',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (made) =>
      'openapiObject' in made ? completed(made.openapiObject, answered) : made.swaggerObject,
  })
  const readDocs = access.allowLimited(...people, 'service')
  await server.register(async (docs) => {
    docs.addHook('onRequest', readDocs)
    await docs.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
    docs.get('/docs/asyncapi.json', { schema: { hide: true } }, () => asyncApiDocument())
  })
  if (acts !== undefined) {
    recordActs(server, acts)
    await server.register(actRoutes(acts))
  }
  for (const route of routes) await server.register(route)
  return server
}

type Bounds = Pick<
  FastifyServerOptions,
  | 'bodyLimit'
  | 'forceCloseConnections'
  | 'keepAliveTimeout'
  | 'requestTimeout'
  | 'routerOptions'
  | 'trustProxy'
>

/** In the clear, or over TLS with whatever certificate is in force. */
function begun(
  certificate: Certificate | undefined,
  { http, ...options }: Bounds & { readonly http: ServerOptions },
): FastifyInstance {
  if (certificate === undefined) return fastify({ ...options, http })
  const server = fastify<HttpsServer>({ ...options, https: { ...http, ...certificate.context } })
  certificate.follow(server.server)
  return server
}

/** Requests and answers are checked by schemas of zod, and every refusal has one shape. */
export function speakZod(server: FastifyInstance, observer: Observer): void {
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const told = describe(error)
    const { code } = told
    if (code === 'internal')
      observer.emit('http.failed', {
        method: request.method,
        route: request.routeOptions.url,
        message: messageOf(error),
      })
    else observer.emit('http.refused', { code, route: request.routeOptions.url })
    const language = languageOf(request.headers['accept-language'])
    // As text: whatever a route says of its answers, this is how it refuses.
    return reply
      .status(errorCodes[code].http)
      .header('content-language', language)
      .header('vary', 'accept-language')
      .type(`${problemType}; charset=utf-8`)
      .send(JSON.stringify(problemOf(told, language)))
  })
}

export function describe(error: FastifyError): Told {
  if (error instanceof UrbanBrainError)
    return {
      code: error.code,
      message: error.message,
      details: error.details,
      chinese: error.chinese,
    }
  // Who asked has left in the middle of the answer, which is no defect of ours.
  if (error.code === 'ERR_STREAM_PREMATURE_CLOSE')
    return {
      code: 'request-invalid',
      message: 'the connection was closed before the answer was whole',
      details: [],
    }
  if (error.validation !== undefined) {
    const details = error.validation.map(
      ({ instancePath, message }) => `${instancePath}: ${message}`,
    )
    return {
      code: 'request-invalid',
      message: `the ${error.validationContext ?? 'request'} is not valid`,
      details,
    }
  }
  if (error.statusCode !== undefined && error.statusCode < 500)
    return {
      code: error.statusCode === 404 ? 'not-found' : 'request-invalid',
      message: error.message,
      details: [],
    }
  return {
    code: 'internal',
    message: 'a defect of this program; the log holds the details',
    details: [],
  }
}

async function listen(
  server: FastifyInstance,
  host: string,
  port: number,
  setting: string,
): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new UrbanBrainError(
        'port-taken',
        `HTTP port ${port} is taken; set ${setting} or URBAN_BRAIN_${setting.toUpperCase().replace('.', '__')} to another one`,
      )
    throw new UrbanBrainError(
      'config-invalid',
      `${setting}: cannot listen on ${host}:${port} (${messageOf(error)})`,
      { cause: error },
    )
  }
}
