import { reactive } from 'vue'
import { pictureAt } from '@/api/picture'
import { Aborted, type DevicePort, type Outcome, type Paper } from '../port'
import type { DemoApi, DemoDocument, Person, PhotoQuality } from './demoApi'

const writingMilliseconds = 2500
const printingMilliseconds = 500

/** A paper in the tray: its pages as pictures. */
export interface Printed {
  title: string
  copy: number
  format: Paper['format']
  pages: string[]
}

/** What the visitor of a demo hall holds in their hands: everything here happens outside the machine. */
export interface Hands {
  person: Person | undefined
  onReader: DemoDocument | undefined
  /** What the camera was asked for and nobody has done yet. */
  cameraWaits: 'face' | 'staff' | 'photo' | undefined
  station: 'idle' | 'busy'
  papers: Printed[]
  failNextWrite: boolean
  failNextPrint: boolean
  put(person: Person, document: DemoDocument): void
  take(): void
  look(matches: boolean): void
  shoot(quality: PhotoQuality): void
  toggleWriteFault(): void
  togglePrintFault(): void
}

/** The device port of a demo hall, and the hands that work it. */
export function createSimulator(api: DemoApi): { port: DevicePort; hands: Hands } {
  const document = expectation<DemoDocument>()
  const holder = expectation<boolean>()
  const photo = expectation<PhotoQuality>()

  const hands = reactive<Hands>({
    person: undefined,
    onReader: undefined,
    cameraWaits: undefined,
    station: 'idle',
    papers: [],
    failNextWrite: false,
    failNextPrint: false,
    put(person, kind) {
      hands.person = person
      hands.onReader = kind
      document.fulfil(kind)
    },
    take() {
      hands.onReader = undefined
    },
    look: (matches) => holder.fulfil(matches),
    shoot: (quality) => photo.fulfil(quality),
    toggleWriteFault() {
      hands.failNextWrite = !hands.failNextWrite
    },
    togglePrintFault() {
      hands.failNextPrint = !hands.failNextPrint
    },
  })

  function present(): { person: Person; kind: DemoDocument } {
    if (!hands.person || !hands.onReader) throw new Error('there is no document on the reader')
    return { person: hands.person, kind: hands.onReader }
  }

  async function asked<T>(what: NonNullable<Hands['cameraWaits']>, wait: Promise<T>): Promise<T> {
    hands.cameraWaits = what
    try {
      return await wait
    } finally {
      hands.cameraWaits = undefined
    }
  }

  const port: DevicePort = {
    awaitDocument: (signal) => (hands.onReader ? Promise.resolve(hands.onReader) : document.wait(signal)),
    async identify(how, signal) {
      const matches = await asked(how, holder.wait(signal))
      const { person, kind } = present()
      // Read at the last moment: the proofs live a minute, and people take their time.
      const reading = await api.reading(person.id, kind)
      // The factor is about the document that was read: one after the other.
      return { reading, factor: await api.factor(person.id, matches) }
    },
    async photograph(signal) {
      const quality = await asked('photo', photo.wait(signal))
      return api.photo(present().person.id, quality)
    },
    async writePermit() {
      hands.station = 'busy'
      await pause(writingMilliseconds)
      hands.station = 'idle'
      const fails = hands.failNextWrite
      hands.failNextWrite = false
      return outcome(fails ? 'chip-write' : undefined)
    },
    async print(paper) {
      await pause(printingMilliseconds)
      const fails = hands.failNextPrint
      hands.failNextPrint = false
      if (!fails) hands.papers.unshift({ title: paper.title, copy: paper.copy, format: paper.format, pages: await Promise.all(paper.pages.map(pictureAt)) })
      return outcome(fails ? 'jam' : undefined)
    },
  }
  return { port, hands }
}

function outcome(fault: 'chip-write' | 'jam' | undefined): Outcome {
  return fault ? { outcome: 'failed', fault } : { outcome: 'done' }
}

/** Something one side waits for and the other side does. Done before anyone waits, it is not kept. */
function expectation<T>() {
  let resolve: ((value: T) => void) | undefined
  return {
    wait: (signal: AbortSignal) =>
      new Promise<T>((fulfil, reject) => {
        resolve = fulfil
        signal.addEventListener('abort', () => reject(new Aborted()), { once: true })
      }),
    fulfil(value: T) {
      resolve?.(value)
      resolve = undefined
    },
  }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
