import type { FastifyHelmetOptions } from '@fastify/helmet'

/**
 * Headers of every answer. Pages may load from this server and nowhere else, but for the map tiles that the operator has
 * configured; the map works in a worker of its own file and makes images of its tiles.
 */
export function securityHeaders(tiles: string | undefined): FastifyHelmetOptions {
  const origin = tiles === undefined ? [] : [new URL(tiles.replaceAll(/[{}]/g, '')).origin]
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:', ...origin],
        'connect-src': ["'self'", ...origin],
        'worker-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // Tiles of another origin do not say that they may be embedded.
    crossOriginEmbedderPolicy: false,
    // Browsers heed it over https only.
    strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
    referrerPolicy: { policy: 'same-origin' },
  }
}
