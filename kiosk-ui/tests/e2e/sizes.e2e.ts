import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Panel, TextMode } from '@/styles/sizes'
import { launch } from './support/browser'
import { Kiosk } from './support/kiosk'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const views: { panel: Panel; size: TextMode }[] = [
  { panel: 'portrait', size: 'large' },
  { panel: 'landscape', size: 'default' },
  { panel: 'landscape', size: 'large' },
]

describe.each(views)('screens on the $panel panel in $size type', ({ panel, size }) => {
  it('keep their sizes and have no violation, in both languages', async () => {
    const kiosk = await Kiosk.enrolled(browser, { panel, size, name: `${panel}-${size}` })
    await kiosk.page.getByRole('button', { name: size === 'large' ? '大字版，开始办理' : '开始办理', exact: true }).click()
    await kiosk.heading('把证件放在读卡区')
    await kiosk.examine('document')
    await kiosk.put('三项都能办', 'hkm-permit')
    await kiosk.heading('需要确认是您本人')
    await kiosk.examine('consent')
    await kiosk.press('同意拍照')
    await kiosk.examine('face')
    await kiosk.demo('不是本人')
    await kiosk.page.getByText(/这次没有认出您/).waitFor()
    await kiosk.examine('mismatch')
    await kiosk.press('请工作人员核对')
    await kiosk.demo('工作人员确认本人')
    await kiosk.heading('今天想办什么？')
    await kiosk.menu()
    await kiosk.examine('menu')
    await kiosk.press('English')
    await kiosk.heading('What would you like to do today?')
    await kiosk.menu()
    await kiosk.examine('menu-en')
    await kiosk.press('Help')
    await kiosk.examine('help-en')
    await kiosk.press('Close')
    await kiosk.openService('Get a Hong Kong or Macau endorsement')
    await kiosk.product.getByRole('heading', { level: 1, name: /Where do you want to go|Carry on, or start again/ }).waitFor()
    const fresh = kiosk.product.getByRole('button', { name: /Start again/ })
    if (await fresh.count()) {
      await kiosk.examine('resume-en')
      await fresh.click()
      await kiosk.heading('Where do you want to go?')
    }
    await kiosk.press('Continue')
    await kiosk.page.getByRole('alert').waitFor()
    await kiosk.examine('error-en')
    await kiosk.page.getByRole('checkbox', { name: 'Hong Kong' }).check()
    await kiosk.press('Continue')
    await kiosk.heading('What is the trip for?')
    await kiosk.examine('category-en')
    await kiosk.page.getByRole('radio', { name: /group/ }).check()
    await kiosk.press('Continue')
    await kiosk.heading(/how often/)
    await kiosk.page.getByRole('radio').first().check()
    await kiosk.press('Continue')
    await kiosk.heading(/phone number/)
    await kiosk.examine('phone-en')
    await kiosk.press('Continue')
    await kiosk.heading('Check before you submit')
    await kiosk.examine('check-en')
    await kiosk.press('End visit')
    await kiosk.examine('end-en')
    await kiosk.context.close()
  })

  it('hold with the keyboard out, and with several fields to put right', async () => {
    const kiosk = await Kiosk.enrolled(browser, { panel, size, name: `${panel}-${size}-typing` })
    await kiosk.identify('护照已过期', 'id-card')
    await kiosk.openService('换发护照')
    await kiosk.product.getByRole('heading', { level: 1, name: /资料吗|接着上次/ }).waitFor()
    const fresh = kiosk.product.getByRole('button', { name: /重新开始/ })
    if (await fresh.count()) await fresh.click()
    await kiosk.heading(/资料吗/)
    await kiosk.choose('都对')
    await kiosk.proceed()
    await kiosk.press('拍照')
    await kiosk.demo('拍合格照片')
    await kiosk.page.getByText('照片已保存').waitFor()
    await kiosk.examine('photo')
    await kiosk.proceed()
    await kiosk.examine('spelling')
    await kiosk.proceed()
    await kiosk.heading(/现在住在哪里/)
    await kiosk.examine('address')
    await kiosk.proceed()
    await kiosk.proceed()
    await kiosk.heading('紧急情况下联系谁？')
    await kiosk.type('zhang')
    await kiosk.examine('pinyin')
    await kiosk.press('继续')
    const summary = kiosk.page.getByRole('alert')
    await summary.waitFor()
    await kiosk.examine('two-missing')
    await summary.getByRole('button', { name: /姓名/ }).click()
    await summary.waitFor({ state: 'detached' })
    await kiosk.spell([['zhang', '张']])
    expect(await kiosk.product.getByLabel('姓名').inputValue()).toBe('张')
    await kiosk.context.close()
  })
})
