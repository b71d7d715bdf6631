import type { InjectionKey } from 'vue'
import type { components } from '@/api/kiosk'

// What the screens know of the hardware. A vendor's adapter and the demo's simulator both stand behind this port.

export type DocumentKind = components['schemas']['Session']['documentKind']
export type Fault = NonNullable<components['schemas']['ResultReport']['fault']>

/** What happened when something was to be written or printed. */
export type Outcome = { outcome: 'done' } | { outcome: 'failed'; fault: Fault }

/** The signed proofs a session begins with. Both are read at the same moment and live a minute. */
export interface Proofs {
  reading: string
  factor: string
}

/** One paper for the printer. */
export interface Paper {
  title: string
  /** Which print of it this is, 1 for the first. */
  copy: number
  format: 'a4' | '80mm'
  /** Address of the PDF. */
  file: string
  /** Addresses of its pages as pictures. */
  pages: string[]
}

export interface DevicePort {
  /** Waits until an ID card or permit lies on the reader. */
  awaitDocument(signal: AbortSignal): Promise<DocumentKind>
  /** Waits until the camera has looked, or a member of staff has confirmed the holder, and reads the document again. */
  identify(how: 'face' | 'staff', signal: AbortSignal): Promise<Proofs>
  /** Waits for the camera to take a photo. */
  photograph(signal: AbortSignal): Promise<Blob>
  /** Writes the permit in the station, following the server's signed instruction. */
  writePermit(instruction: string): Promise<Outcome>
  print(paper: Paper): Promise<Outcome>
}

export const devicePort: InjectionKey<DevicePort> = Symbol('device')

/** A wait was given up because its screen went away. */
export class Aborted extends Error {
  constructor() {
    super('aborted')
    this.name = 'Aborted'
  }
}
