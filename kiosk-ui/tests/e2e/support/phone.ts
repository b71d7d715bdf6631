import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { expectAccessible, picture } from './browser'

interface Options {
  name: string
  locale?: string
}

/** A citizen's phone with a link in its messages, worked by what the page shows. */
export class Phone {
  readonly page: Page
  readonly context: BrowserContext
  readonly faults: string[] = []
  private readonly name: string
  private shots = 0

  private constructor(context: BrowserContext, page: Page, name: string) {
    this.context = context
    this.page = page
    this.name = name
    page.on('pageerror', (error) => this.faults.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy|\[Vue warn\]|\[intlify\]/.test(message.text())) this.faults.push(message.text())
    })
  }

  static async open(browser: Browser, link: string, options: Options): Promise<Phone> {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
      locale: options.locale ?? 'zh-CN',
      reducedMotion: 'reduce',
    })
    const phone = new Phone(context, await context.newPage(), options.name)
    await phone.page.goto(link)
    return phone
  }

  heading(text: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name: text }).waitFor()
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
  }

  /** Types on the page's own keys. */
  async type(characters: string): Promise<void> {
    for (const character of characters) await this.page.locator('[data-pad]').getByRole('button', { name: character, exact: true }).click()
  }

  /** The phone's camera gives this picture. */
  async photograph(name: string, buffer: Buffer): Promise<void> {
    await this.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/jpeg', buffer })
  }

  /** A photo of a face, as far as a machine is concerned, drawn in the browser. */
  async drawn(width: number, height: number): Promise<Buffer> {
    const url = await this.page.evaluate(
      ([w, h]) => {
        const canvas = document.createElement('canvas')
        canvas.width = w
        canvas.height = h
        const pen = canvas.getContext('2d')
        if (!pen) throw new Error('no canvas')
        pen.fillStyle = '#dfe8f5'
        pen.fillRect(0, 0, w, h)
        pen.fillStyle = '#c99b77'
        pen.beginPath()
        pen.ellipse(w / 2, h * 0.4, w * 0.2, h * 0.2, 0, 0, 7)
        pen.fill()
        pen.fillStyle = '#22304f'
        pen.beginPath()
        pen.ellipse(w / 2, h, w * 0.42, h * 0.36, 0, 0, 7)
        pen.fill()
        return canvas.toDataURL('image/jpeg', 0.9)
      },
      [width, height] as const,
    )
    return Buffer.from(url.split(',')[1] ?? '', 'base64')
  }

  /** Examines the page as it stands in both sizes of type, and keeps pictures of it. */
  async examine(screen: string): Promise<void> {
    const number = String(++this.shots).padStart(2, '0')
    for (const size of ['default', 'large'] as const) {
      await this.page.evaluate((value) => (document.documentElement.dataset['size'] = value), size)
      await this.page.waitForTimeout(100)
      await picture(this.page, `${this.name}-${number}-${screen}${size === 'large' ? '-large' : ''}`)
      expect(await this.page.evaluate(measure), `sizes on ${screen}, ${size} type`).toEqual([])
      await expectAccessible(this.page, `${screen}, ${size} type`, 'AAA')
    }
    await this.page.evaluate(() => (document.documentElement.dataset['size'] = 'default'))
    expect(this.faults, `complaints on ${screen}`).toEqual([])
  }

  /** What whoever finds the phone could find in this browser. */
  async leftovers(): Promise<string> {
    const inPage = await this.page.evaluate(async () => {
      const databases = 'databases' in indexedDB ? await indexedDB.databases() : []
      return JSON.stringify({
        dom: document.documentElement.outerHTML,
        values: [...document.querySelectorAll('input')].map((each) => each.value),
        title: document.title,
        address: location.href,
        state: history.state as unknown,
        local: { ...localStorage },
        session: { ...sessionStorage },
        databases,
        caches: 'caches' in globalThis ? await caches.keys() : [],
      })
    })
    return inPage + JSON.stringify(await this.context.cookies())
  }

  close(): Promise<void> {
    return this.context.close()
  }
}

/** The numbers of the phone page: targets from 48 px, text from 17 px, nothing wider than the screen, one main heading. */
function measure(): string[] {
  const faults: string[] = []
  const name = (element: Element) => (element.textContent ?? '').trim().slice(0, 24)
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`wider than the screen: ${document.documentElement.scrollWidth}`)
  const headings = document.querySelectorAll('h1')
  if (headings.length !== 1) faults.push(`${headings.length} main headings`)
  const title = headings[0]?.textContent?.trim() ?? ''
  if (!document.title.replace(/^(错误：|Error: )/, '').startsWith(title)) faults.push(`title ${document.title} does not begin with ${title}`)
  for (const control of document.querySelectorAll('button, input, a')) {
    if (control.closest('[inert]')) continue
    const box = (control.closest('label') ?? control).getBoundingClientRect()
    if (box.width === 0) continue
    if (box.height < 47.5 || box.width < 47.5) faults.push(`small: ${name(control)} ${Math.round(box.width)}x${Math.round(box.height)}`)
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (!parent || !walker.currentNode.textContent?.trim() || parent.closest('.hidden-visually')) continue
    const font = Number.parseFloat(getComputedStyle(parent).fontSize)
    if (font < 17) faults.push(`font ${font}: ${name(parent)}`)
  }
  for (const part of document.querySelectorAll('h1, h2, p, dd, li, button, label')) {
    if (part.closest('.hidden-visually') || getComputedStyle(part).display === 'inline') continue
    if (part.scrollWidth > part.clientWidth + 2) faults.push(`cut off: ${name(part)}`)
  }
  return [...new Set(faults)]
}
