import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core'
import { expect } from 'vitest'
import { base, expectAccessible, picture } from './browser'

const passwords = { clerk: 'demo-clerk-2026', clerk2: 'demo-clerk-2026', supervisor: 'demo-supervisor-2026', supervisor2: 'demo-supervisor-2026', auditor: 'demo-auditor-2026' }
export type Account = keyof typeof passwords

const remembered = new Map<Account, Cookie[]>()

interface Options {
  name: string
  width?: number
  height?: number
}

/** A console in a browser of its own, worked with the keyboard. Whatever the page complains of is a fault. */
export class Console {
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

  private static async open(browser: Browser, options: Options, cookies: Cookie[]): Promise<Console> {
    const viewport = { width: options.width ?? 1440, height: options.height ?? 900 }
    const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce' })
    await context.addCookies(cookies)
    return new Console(context, await context.newPage(), options.name)
  }

  /** A console at its sign-in page. */
  static async at(browser: Browser, path: string, options: Options): Promise<Console> {
    const made = await Console.open(browser, options, [])
    await made.page.goto(base + path)
    await made.page.getByRole('heading', { level: 1, name: '登录' }).waitFor()
    return made
  }

  /** A console of somebody who is signed in. An account signs in once and is remembered, because the server counts. */
  static async of(browser: Browser, account: Account, path: string, options: Options): Promise<Console> {
    if (!remembered.has(account)) {
      const door = await Console.at(browser, path, options)
      await door.signIn(account)
      remembered.set(account, await door.context.cookies())
      await door.close()
    }
    const made = await Console.open(browser, options, remembered.get(account) ?? [])
    await made.page.goto(base + path)
    return made
  }

  /** Signs in without a mouse. */
  async signIn(account: Account): Promise<void> {
    await this.page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'login')
    await this.page.keyboard.type(account)
    await this.page.keyboard.press('Tab')
    await this.page.keyboard.type(passwords[account])
    await this.page.keyboard.press('Enter')
    await this.page.getByRole('heading', { level: 1, name: '登录' }).waitFor({ state: 'detached' })
    if (account === 'auditor') {
      await this.enterCode()
      await this.page.getByRole('heading', { level: 1, name: '第二重验证' }).waitFor({ state: 'detached' })
    }
  }

  /** Shows the second factor again, in the dialog that asks for it. */
  async stepUp(): Promise<void> {
    await this.page.getByRole('dialog', { name: '再验证一次身份' }).waitFor()
    await this.enterCode()
    await this.page.getByRole('dialog', { name: '再验证一次身份' }).waitFor({ state: 'detached' })
    // The session went on under a new cookie.
    remembered.set('auditor', await this.context.cookies())
  }

  /** Enters what the demo staff's device shows. A code is taken once, so that a second one within a minute may have to wait. */
  async enterCode(): Promise<void> {
    const input = this.page.locator('input[name=code]')
    const used = this.page.getByRole('alert').filter({ hasText: '已经用过' })
    for (;;) {
      const device = (await (await fetch(`${base}/api/demo/second-factor`)).json()) as { code: string; nextCode: string; secondsLeft: number }
      for (const code of [device.code, device.nextCode]) {
        await input.fill(code)
        const answered = this.page.waitForResponse((each) => /second-factor|step-up/.test(each.url()) && each.request().method() === 'POST')
        await this.page.keyboard.press('Enter')
        if ((await answered).ok()) return
        await used.waitFor()
      }
      await this.page.waitForTimeout(device.secondsLeft * 1000)
    }
  }

  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  says(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor()
  }

  /** Examines the screen as it stands, and keeps a picture of it. */
  async examine(screen: string): Promise<void> {
    await this.page.waitForTimeout(150)
    await picture(this.page, `${this.name}-${String(++this.shots).padStart(2, '0')}-${screen}`)
    const faults = await this.page.evaluate(measure)
    expect(faults, `sizes on ${screen}`).toEqual([])
    await expectAccessible(this.page, screen)
    expect(this.faults, `complaints on ${screen}`).toEqual([])
  }

  close(): Promise<void> {
    return this.context.close()
  }
}

/** The numbers of the consoles: text from 15 px, targets from 24 px, nothing wider than the window, one main heading. */
function measure(): string[] {
  const faults: string[] = []
  const seen = (element: Element) => element.getClientRects().length > 0 && !element.closest('.hidden-text')
  const name = (element: Element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push(`wider than the window: ${document.documentElement.scrollWidth}`)
  const headings = [...document.querySelectorAll('h1')].filter(seen)
  if (headings.length !== 1) faults.push(`${headings.length} main headings`)
  for (const control of document.querySelectorAll('button, select, input, [role=option]')) {
    if (!seen(control)) continue
    const box = (control.closest('label') ?? control).getBoundingClientRect()
    if (box.height < 24 || box.width < 24) faults.push(`small: ${name(control)} ${Math.round(box.width)}x${Math.round(box.height)}`)
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (!parent || !walker.currentNode.textContent?.trim() || !seen(parent) || parent.closest('svg')) continue
    const size = Number.parseFloat(getComputedStyle(parent).fontSize)
    if (size < 15) faults.push(`font ${size}: ${name(parent)}`)
  }
  return [...new Set(faults)]
}
