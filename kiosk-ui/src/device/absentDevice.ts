import { Aborted, type DevicePort } from './port'

/**
 * The port of a machine whose agent is not connected: every wait lasts until its screen goes away, every act fails as
 * the hardware would. A vendor's adapter takes its place.
 */
export function createAbsentDevice(): DevicePort {
  const never = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Aborted()), { once: true }))
  return {
    awaitDocument: never,
    identify: (_how, signal) => never(signal),
    photograph: never,
    writePermit: () => Promise.resolve({ outcome: 'failed', fault: 'chip-write' }),
    print: () => Promise.resolve({ outcome: 'failed', fault: 'print' }),
  }
}
