import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
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
    await kiosk.put('p096', 'hkm-permit')
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
    await kiosk.product.locator('.service').first().waitFor()
    await kiosk.examine('menu')
    await kiosk.press('English')
    await kiosk.page.getByRole('button', { name: /endorsement/ }).waitFor()
    await kiosk.examine('menu-en')
    await kiosk.press('Help')
    await kiosk.examine('help-en')
    await kiosk.press('Close')
    await kiosk.press(/Hong Kong or Macau endorsement/)
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
})
