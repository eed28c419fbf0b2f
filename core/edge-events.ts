/** What the edge tells the operators of MQTT, of stations and of certificates; see `programEvents`. */
export const edgeEvents = {
  'tls.certificate-read': { level: 'info', help: 'Certificates that came in force while we run' },
  'tls.certificate-refused': {
    level: 'error',
    help: 'Certificates that could not be used; the one of before stays',
  },

  'broker.connected': { level: 'debug', help: 'MQTT sessions opened' },
  'broker.disconnected': { level: 'debug', help: 'MQTT sessions closed' },
  'broker.refused': { level: 'info', help: 'MQTT connections refused', label: 'reason' },
  'broker.frame': { level: 'none', help: 'Frames made durable and acknowledged' },
  'broker.frame-refused': {
    level: 'info',
    help: 'Publishes taken for good as dead letters',
    label: 'reason',
  },
  'broker.unstored': {
    level: 'warn',
    help: 'Publishes not acknowledged because they could not be stored',
  },
  'broker.lane-closed': {
    level: 'warn',
    help: 'Times judging fell so far behind that kinds which are not urgent wait at the edge',
  },
  'broker.lane-opened': {
    level: 'info',
    help: 'Times it had caught up, and nothing waits at the edge any more',
  },
  'broker.subscribe-refused': { level: 'info', help: 'Subscriptions refused' },
  'broker.client-error': { level: 'info', help: 'Sessions closed by a protocol error or limit' },
  'broker.violation': {
    level: 'info',
    help: 'Connections closed by a packet that breaks the standard, by its clause',
    label: 'clause',
  },
  'broker.forward-dropped': {
    level: 'info',
    help: 'Messages left out for readers that are too slow or were away too long',
    label: 'reason',
  },
  'broker.session-displaced': {
    level: 'info',
    help: 'Stored MQTT sessions that gave way because there were too many',
    label: 'reason',
  },
  'broker.will-suppressed': {
    level: 'info',
    help: 'Last wills that would have called a connected device offline',
    label: 'reason',
  },
  'broker.accept-failed': {
    level: 'warn',
    help: 'Sockets refused because too many were open, or their address pauses',
  },
  'broker.address-paused': {
    level: 'warn',
    help: 'Addresses that pause after too many wrong names, tokens or passwords',
  },

  'hj212.frame': {
    level: 'none',
    help: 'Frames of stations that proved who they are',
    label: 'kind',
  },
  'hj212.answered': { level: 'none', help: 'Frames of stations that were answered' },
  'hj212.refused': {
    level: 'debug',
    help: 'Bytes sent to the listener for stations that no station proved to be its own',
    label: 'reason',
  },
  'hj212.closed': {
    level: 'debug',
    help: 'Connections of stations that we closed',
    label: 'reason',
  },

  'sl651.frame': {
    level: 'none',
    help: 'Frames of hydrological stations that proved who they are',
    label: 'kind',
  },
  'sl651.answered': { level: 'none', help: 'Frames of hydrological stations that were answered' },
  'sl651.refused': {
    level: 'debug',
    help: 'Bytes sent to the listener for hydrological stations that no station proved to be its own',
    label: 'reason',
  },
  'sl651.closed': {
    level: 'debug',
    help: 'Connections of hydrological stations that we closed',
    label: 'reason',
  },
} as const
