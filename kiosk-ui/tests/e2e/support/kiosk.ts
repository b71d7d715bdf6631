import { type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { type Panel, panels, type TextMode } from '@/styles/sizes'
import { base, expectAccessible, expectFits, picture } from './browser'

export type Document = 'id-card' | 'hkm-permit'

// Enrolments are few in a hall, and the server refuses many: one serves all tests of a file.
let credential: Awaited<ReturnType<BrowserContext['storageState']>> | undefined

interface Options {
  /** A second machine, not the same one again. */
  another?: boolean
  /** A code a supervisor made, instead of one the drawer offers: the machine is of that supervisor's hall. */
  code?: string
  panel?: Panel
  size?: TextMode
  /** The page's clock can be moved on; it runs by itself otherwise. */
  fakeClock?: boolean
  /** Put before the names of the pictures. */
  name?: string
}

/** A kiosk in a browser, worked by its visible words; the hands of the visitor are the demo drawer. */
export class Kiosk {
  page: Page
  readonly context: BrowserContext
  readonly panel: Panel
  readonly size: TextMode
  private readonly name: string
  private shots = 0

  private constructor(context: BrowserContext, page: Page, options: Options) {
    this.context = context
    this.page = page
    this.panel = options.panel ?? 'portrait'
    this.size = options.size ?? 'default'
    this.name = options.name ?? 'kiosk'
  }

  /** A browser enrolled as a kiosk of the demo hall. Unless another is asked for, it is the same kiosk in a new profile. */
  static async enrolled(browser: Browser, options: Options = {}): Promise<Kiosk> {
    const { width, height } = panels[options.panel ?? 'portrait']
    const known = options.another ? undefined : credential
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...(known ? { storageState: known } : {}) })
    const page = await context.newPage()
    const kiosk = new Kiosk(context, page, options)
    if (options.fakeClock) await page.clock.install()
    await page.goto(base)
    if (!known) {
      await kiosk.heading('登记这台机器')
      if (options.code) await page.locator('#enrol-code').fill(options.code)
      else await kiosk.demo('取一个登记码')
      if (kiosk.size === 'default' && !options.code) await kiosk.examine('enrol')
      await kiosk.press('登记')
    }
    await kiosk.heading('最多跑一次，在这里办')
    if (!options.code) credential ??= await context.storageState()
    return kiosk
  }

  /** The browser died and was started again: the same profile, a new page. */
  async crash(): Promise<void> {
    await this.page.close()
    this.page = await this.context.newPage()
    await this.page.goto(base)
  }

  heading(text: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name: text }).waitFor()
  }

  /** The product, without the drawer. */
  get product(): Locator {
    return this.page.locator('[data-panel]')
  }

  async press(name: string | RegExp): Promise<void> {
    await this.product.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
  }

  async choose(label: string | RegExp): Promise<void> {
    const option = this.product.getByRole('radio', { name: label }).or(this.product.getByRole('checkbox', { name: label })).first()
    await option.check()
  }

  /** Types on the screen's own keyboard. */
  async type(characters: string): Promise<void> {
    for (const character of characters) await this.page.locator('[data-pad]').getByRole('button', { name: character, exact: true }).click()
  }

  /** Types Chinese: letters on the keyboard, then the character among the candidates. */
  async spell(syllables: [letters: string, character: string][]): Promise<void> {
    const pad = this.page.locator('[data-pad]')
    for (const [letters, character] of syllables) {
      await this.type(letters)
      const candidate = pad.getByRole('button', { name: character, exact: true })
      while ((await candidate.count()) === 0) await pad.getByRole('button', { name: '后面的字' }).click()
      await candidate.click()
    }
  }

  /** Uses the drawer: opens it, works it, puts it away. */
  async hands(work: (drawer: Locator) => Promise<void>): Promise<void> {
    const drawer = this.page.locator('[data-demo]')
    const tab = drawer.locator('.tab')
    await tab.click()
    await work(drawer)
    await tab.click()
  }

  demo(name: string): Promise<void> {
    return this.hands((drawer) => drawer.getByRole('button', { name }).click())
  }

  /** Puts somebody's document on the reader. Who it is is said by what the drawer says they show. */
  async put(person: string, document: Document): Promise<void> {
    await this.hands(async (drawer) => {
      await select(drawer, person)
      await drawer.getByRole('button', { name: document === 'id-card' ? '放身份证' : '放通行证' }).click()
    })
  }

  /** Waits for the menu, in whichever language it is. */
  menu(): Promise<void> {
    return this.product.locator('[data-group]').first().waitFor()
  }

  /** From the menu into a service, by the whole title the menu gives it, or by something only it has. */
  async openService(title: string | RegExp): Promise<void> {
    const name = typeof title === 'string' ? this.page.getByText(title, { exact: true }) : this.page.getByText(title)
    const card = this.product.locator('.service').filter({ has: name }).first()
    const groups = this.product.locator('[data-group]')
    await this.menu()
    for (let i = 0; i < (await groups.count()); i++) {
      await groups.nth(i).click()
      await this.product.locator('.service').first().waitFor()
      const more = this.product.locator('[data-more]:enabled')
      while (!(await card.isVisible()) && (await more.count()) > 0) await this.turn(more)
      if (await card.isVisible()) return card.click()
      await this.product.locator('.actions .button').first().click()
      await this.menu()
    }
    throw new Error(`no service ${String(title)} on the menu`)
  }

  /** Turns a page of a list, and waits until the next one stands. */
  private async turn(more: Locator): Promise<void> {
    const before = await more.first().textContent()
    // A second touch within 350 ms is the same touch.
    await this.page.waitForTimeout(400)
    await more.first().click()
    await this.page.waitForFunction((text) => document.querySelector('[data-more]')?.textContent !== text, before)
  }

  /** From the attract screen to the menu. */
  async identify(person: string, document: Document): Promise<void> {
    await this.page.getByRole('button', { name: this.size === 'large' ? '大字版，开始办理' : '开始办理', exact: true }).click()
    await this.heading('把证件放在读卡区')
    await this.put(person, document)
    await this.heading('需要确认是您本人')
    await this.press('同意拍照')
    await this.heading('看着屏幕上方的镜头')
    await this.demo('本人，比对通过')
    await this.heading('今天想办什么？')
    await this.menu()
  }

  /** Answers the page and goes on. */
  async proceed(): Promise<void> {
    const before = await this.page.locator('h1').textContent()
    await this.press('继续')
    await this.page.waitForFunction((text) => document.querySelector('h1')?.textContent !== text, before)
  }

  /** Examines the screen as it stands, and keeps a picture of it. */
  async examine(screen: string): Promise<void> {
    await this.page.waitForTimeout(100)
    await picture(this.page, `${this.name}-${String(++this.shots).padStart(2, '0')}-${screen}`)
    await expectFits(this.page, screen, this.panel, this.size)
    await expectAccessible(this.page, screen, 'AAA')
  }

  /** What a visitor after the visit could find in this browser. */
  async leftovers(): Promise<string> {
    const inPage = await this.page.evaluate(async () => {
      const databases = 'databases' in indexedDB ? await indexedDB.databases() : []
      return JSON.stringify({
        // The drawer lists everybody in the demo hall: it is not the product.
        dom: [...document.querySelectorAll('head, [data-panel]')].map((part) => part.outerHTML).join(''),
        values: [...document.querySelectorAll('[data-panel] input')].map((each) => (each as HTMLInputElement).value),
        title: document.title,
        address: location.href,
        state: history.state as unknown,
        local: { ...localStorage },
        session: { ...sessionStorage },
        databases,
        caches: await caches.keys(),
      })
    })
    return inPage + JSON.stringify(await this.context.cookies())
  }
}

/** Selects somebody in the drawer by what they show, so that a person who is added before them changes nothing. */
export async function select(drawer: Locator, person: string): Promise<void> {
  const found = drawer.locator('option').filter({ hasText: person }).first()
  await found.waitFor({ state: 'attached' })
  await drawer.locator('select').selectOption(await found.getAttribute('value'))
}
