import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Kiosk } from './support/kiosk'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** Brings a person to the code that has to be paid for an endorsement. */
async function toPayment(kiosk: Kiosk, person: string) {
  await kiosk.identify(person, 'hkm-permit')
  await kiosk.openService('办理港澳签注')
  await kiosk.heading(/要去哪里/)
  await kiosk.choose('澳门')
  await kiosk.proceed()
  await kiosk.choose(/团队旅游/)
  await kiosk.proceed()
  await kiosk.page.getByRole('radio').first().check()
  await kiosk.proceed()
  await kiosk.heading('办理中有事打哪个电话？')
  await kiosk.proceed()
  await kiosk.heading('提交前，看一遍')
  await kiosk.product.locator('.actions .primary').click()
  await kiosk.heading('用手机扫码付款')
  await kiosk.page.locator('[data-qr]').waitFor()
}

describe('when something fails', () => {
  it('finds a payment whose notice never came, and repairs a write that failed', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'faults' })
    await toPayment(kiosk, '黄冈户籍，只能办团队旅游')
    await kiosk.hands(async (drawer) => {
      await drawer.getByRole('button', { name: '下一次写入失败' }).click()
      await drawer.getByRole('button', { name: '付款但不发通知' }).click()
    })
    await kiosk.page.getByRole('heading', { level: 1, name: /办好了|需要工作人员帮您完成/ }).waitFor({ timeout: 60_000 })
    await kiosk.examine('after-a-failed-write')
    // Whoever paid is never asked to pay again.
    expect(await kiosk.page.locator('[data-qr]').count()).toBe(0)
    await kiosk.context.close()
  })

  it('lets a person pay later: a slip now, and the payment again at the next visit', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'pay-later' })
    await toPayment(kiosk, '居住证但已中止')
    await kiosk.demo('扫码后拒绝')
    await kiosk.page.waitForTimeout(3000)
    await kiosk.examine('refused')
    await kiosk.press('以后再付')
    await kiosk.page.getByRole('dialog', { name: '以后再付，可以吗？' }).waitFor()
    await kiosk.examine('dialog')
    await kiosk.press('打印回执并离开')
    await kiosk.heading('这次办得满意吗？')
    await kiosk.hands(async (drawer) => {
      await drawer.locator('[data-paper]').first().waitFor()
    })
    await kiosk.press('不评价')
    await kiosk.heading('办好了，再见')
    await kiosk.press('开始新的办理')
    await kiosk.identify('居住证但已中止', 'hkm-permit')
    await kiosk.press('我没办完的事项')
    await kiosk.product.locator('.application').first().click()
    await kiosk.page.getByRole('heading', { level: 1, name: /用手机扫码付款|二维码已过期/ }).waitFor()
    await kiosk.context.close()
  })

  it('takes itself out of service when the server is away, and comes back by itself', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'out', fakeClock: true })
    await kiosk.page.route('**/api/**', (route) => route.abort())
    await kiosk.page.clock.fastForward(31_000)
    await kiosk.heading('这台机器暂时不能用')
    await kiosk.examine('of-service')
    await kiosk.page.unroute('**/api/**')
    await kiosk.page.clock.fastForward(6_000)
    await kiosk.heading('最多跑一次，在这里办')
    await kiosk.context.close()
  })
})
