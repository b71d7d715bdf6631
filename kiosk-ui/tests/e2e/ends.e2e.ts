import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, picture } from './support/browser'
import { Kiosk } from './support/kiosk'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const typedNumber = '13755512345'

/** Brings a person to the phone page with a marked number typed, and collects what the server said about them. */
async function inTheMiddle(kiosk: Kiosk): Promise<string[]> {
  const marks = new Set([typedNumber])
  kiosk.page.on('response', (response) => {
    if (!/\/api\/kiosk\/(session|applications)/.test(response.url()) || !response.ok()) return
    response.json().then(
      (body: Record<string, unknown>) => {
        for (const name of ['holder', 'id', 'number']) if (typeof body[name] === 'string') marks.add(body[name])
      },
      () => undefined,
    )
  })
  await kiosk.identify('广州户籍，可办个人旅游签注', 'hkm-permit')
  await kiosk.openService('办理港澳签注')
  // A second visit finds the draft of the first.
  const fresh = kiosk.product.getByRole('button', { name: /重新开始/ })
  await kiosk.product.getByRole('heading', { level: 1, name: /要去哪里|接着上次/ }).waitFor()
  if (await fresh.count()) await fresh.click()
  await kiosk.heading(/要去哪里/)
  await kiosk.choose('香港')
  await kiosk.proceed()
  await kiosk.choose(/团队旅游/)
  await kiosk.proceed()
  await kiosk.page.getByRole('radio').first().check()
  await kiosk.proceed()
  await kiosk.heading('办理中有事打哪个电话？')
  await kiosk.press('全部删除')
  await kiosk.type(typedNumber)
  expect(marks.size).toBeGreaterThanOrEqual(4)
  return [...marks]
}

async function expectNothingLeft(kiosk: Kiosk, marks: string[]) {
  const left = await kiosk.leftovers()
  for (const mark of marks) expect(left).not.toContain(mark)
  // What is left of the session's cookie opens nothing any more.
  const session = await kiosk.page.evaluate(async () => (await fetch('/api/kiosk/session')).status)
  expect(session).toBe(401)
}

describe('nothing of a citizen is left when the visit ends', () => {
  it('by ending it, after being asked', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'end' })
    const marks = await inTheMiddle(kiosk)
    await kiosk.press('结束办理')
    await kiosk.page.getByRole('dialog', { name: '要结束办理吗？' }).waitFor()
    await kiosk.examine('dialog')
    await kiosk.page.getByRole('dialog').getByRole('button', { name: '结束办理' }).click()
    await kiosk.heading('已结束')
    await expectNothingLeft(kiosk, marks)
    await kiosk.page.goBack().catch(() => undefined)
    const before = await kiosk.page.content()
    for (const mark of marks) expect(before).not.toContain(mark)
    await kiosk.context.close()
  })

  it('by walking away: a warning first, more time as often as asked for, then the wipe', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'idle', fakeClock: true })
    const marks = await inTheMiddle(kiosk)
    const warning = kiosk.page.getByRole('alertdialog', { name: '您还在吗？' })
    for (let round = 0; round < 10; round++) {
      await kiosk.page.clock.fastForward(61_000)
      await warning.waitFor()
      if (round === 0) await kiosk.examine('warning')
      await kiosk.press('我还要用')
      await warning.waitFor({ state: 'detached' })
    }
    expect(await kiosk.product.getByRole('textbox').inputValue()).toBe(typedNumber)
    await kiosk.page.clock.fastForward(61_000)
    await warning.waitFor()
    await kiosk.page.clock.fastForward(31_000)
    await kiosk.heading('已自动结束')
    await picture(kiosk.page, 'idle-wiped')
    await expectNothingLeft(kiosk, marks)
    await kiosk.context.close()
  })

  it('by a reload', async () => {
    const kiosk = await Kiosk.enrolled(browser)
    const marks = await inTheMiddle(kiosk)
    await kiosk.page.reload()
    await kiosk.heading('最多跑一次，在这里办')
    await expectNothingLeft(kiosk, marks)
    await kiosk.context.close()
  })

  it('by a crash of the browser', async () => {
    const kiosk = await Kiosk.enrolled(browser)
    const marks = await inTheMiddle(kiosk)
    await kiosk.crash()
    await kiosk.heading('最多跑一次，在这里办')
    await expectNothingLeft(kiosk, marks)
    await kiosk.context.close()
  })

  it('and language and type size are as for the first person again', async () => {
    const kiosk = await Kiosk.enrolled(browser, { size: 'large' })
    await kiosk.identify('上海户籍，可办个人旅游签注', 'id-card')
    await kiosk.press('English')
    await kiosk.heading('What would you like to do today?')
    await kiosk.press('End visit')
    await kiosk.page.getByRole('dialog').getByRole('button', { name: 'End visit' }).click()
    await kiosk.heading('已结束')
    expect(await kiosk.page.locator('html').getAttribute('data-size')).toBe('default')
    expect(await kiosk.page.locator('html').getAttribute('lang')).toBe('zh-CN')
    await kiosk.context.close()
  })
})

describe('what a shaky hand or a broken line does', () => {
  it('submits once however often the button is touched', async () => {
    const kiosk = await Kiosk.enrolled(browser)
    await inTheMiddle(kiosk)
    await kiosk.proceed()
    await kiosk.heading('提交前，看一遍')
    const sent: string[] = []
    kiosk.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/submission')) sent.push(request.headers()['idempotency-key'] ?? '')
    })
    const submit = kiosk.product.getByRole('button', { name: /提交申请/ })
    await submit.evaluate((button: HTMLButtonElement) => {
      for (let touch = 0; touch < 20; touch++) button.click()
    })
    await kiosk.heading('用手机扫码付款')
    expect(sent).toHaveLength(1)
    await kiosk.context.close()
  })

  it('says what became of the answers when the network is down, and repeats the same act with the same key', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'offline' })
    await inTheMiddle(kiosk)
    const keys: string[] = []
    kiosk.page.on('request', (request) => {
      if (request.method() === 'PUT') keys.push(request.headers()['idempotency-key'] ?? '')
    })
    await kiosk.context.setOffline(true)
    await kiosk.press('继续')
    await kiosk.page.getByText(/已保存的内容都在/).waitFor()
    await kiosk.examine('step')
    expect(await kiosk.product.getByRole('textbox').inputValue()).toBe(typedNumber)
    await kiosk.context.setOffline(false)
    await kiosk.press('再试一次')
    await kiosk.heading('提交前，看一遍')
    expect(new Set(keys).size).toBe(1)
    await kiosk.context.close()
  })
})
