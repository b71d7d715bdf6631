import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import type { Locator } from 'playwright-core'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import type { Kiosk } from './kiosk'

/** What came out of a printer, as a scanner reads it. */
export interface Paper {
  title: string
  copy: number
  /** What the QR code says. */
  code: string
  /** What the line code of a sheet says, "" where it has none. */
  bar: string
}

/** As many dots as a phone's camera has across a sheet. */
const dotsAcross = 1800

// The decoder comes from the installed package and not from the network.
const decoder = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
let ready: Promise<unknown> | undefined
const prepare = async () => {
  const binary = await readFile(decoder)
  return prepareZXingModule({ overrides: { wasmBinary: binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength) as ArrayBuffer }, fireImmediately: true })
}

/** Photographs the pages of a paper that stands on a screen, and reads their codes. */
export async function readCodes(pages: Locator): Promise<{ code: string; bar: string }> {
  await (ready ??= prepare())
  const read = { code: '', bar: '' }
  for (const page of await pages.all()) {
    const found = await readBarcodes(await photograph(page), { formats: ['QRCode', 'Code128'], tryHarder: true })
    const text = (format: string) => found.find((each) => each.format === format)?.text ?? ''
    read.code ||= text('QRCode')
    read.bar ||= text('Code128')
  }
  return read
}

async function photograph(picture: Locator): Promise<Uint8Array<ArrayBuffer>> {
  const shot = await picture.evaluate(async (element, width) => {
    const drawn = element as HTMLImageElement
    await drawn.decode()
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = Math.round((width * drawn.naturalHeight) / drawn.naturalWidth)
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('no canvas')
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(drawn, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL('image/png').split(',')[1] ?? ''
  }, dotsAcross)
  return Uint8Array.from(Buffer.from(shot, 'base64'))
}

/** Takes the newest paper out of a kiosk's tray, once so many came out, and reads it. */
export async function newest(kiosk: Kiosk, count: number): Promise<Paper> {
  return (await lastPapers(kiosk, count, 1))[0] as Paper
}

/** Reads the last few papers of a kiosk's tray, oldest first, once so many came out altogether. */
export async function lastPapers(kiosk: Kiosk, count: number, few = count): Promise<Paper[]> {
  const list: Paper[] = []
  await kiosk.hands(async (drawer) => {
    const sheets = drawer.locator('[data-paper]')
    await sheets.nth(count - 1).waitFor()
    for (let place = few - 1; place >= 0; place--) {
      const words = (await sheets.nth(place).locator('.title').textContent()) ?? ''
      const [, title = '', copy = '0'] = /^(.*) · (\d+)$/.exec(words.trim()) ?? []
      list.push({ title, copy: Number(copy), ...(await readCodes(sheets.nth(place).locator('img'))) })
    }
  })
  return list
}

/** The hall's public key of papers, which whoever checks them was given. */
export const paperKey = process.env['ONEVISIT_PAPER_KEY'] ?? ''

/** Checks a code as somebody elsewhere would: the real program, no database, no settings, no network. */
export function checkPaper(code: string): Promise<{ genuine: boolean; said: string }> {
  const binary = process.env['ONEVISIT_BINARY']
  if (!binary || !paperKey) throw new Error('ONEVISIT_BINARY and ONEVISIT_PAPER_KEY are not set: scripts/e2e.sh does')
  return new Promise((resolve) => {
    execFile(binary, ['paper', 'check', code, '--key', paperKey], { cwd: tmpdir(), env: { ONEVISIT_DATA: '/nonexistent' } }, (error, out, err) =>
      resolve({ genuine: error === null, said: out + err }),
    )
  })
}
