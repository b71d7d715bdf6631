import type { Kiosk } from './kiosk'
import { newest } from './papers'

/** What a tracking slip says and carries. */
export interface Slip {
  number: string
  /** What a scanner reads from it. */
  code: string
}

/** A citizen applies for a new passport and stands before the machine that waits. Answers the application's number. */
export async function submitPassport(kiosk: Kiosk, person: string, delivery: 'post' | 'collect'): Promise<string> {
  await kiosk.identify(person, 'id-card')
  await kiosk.openService('换发护照')
  await kiosk.heading(/资料吗/)
  await kiosk.choose('都对')
  await kiosk.proceed()
  await kiosk.press('拍照')
  await kiosk.demo('拍合格照片')
  await kiosk.page.getByText('照片已保存').waitFor()
  await kiosk.proceed()
  await kiosk.proceed()
  if (/拼音变了/.test((await kiosk.page.locator('h1').textContent()) ?? '')) {
    await kiosk.choose('不加注')
    await kiosk.proceed()
  }
  await kiosk.heading(/现在住在哪里/)
  await kiosk.proceed()
  await kiosk.proceed()
  await kiosk.heading('紧急情况下联系谁？')
  await kiosk.spell([['wang', '王'], ['xiao', '小'], ['ming', '明']])
  await kiosk.product.getByLabel('手机号').focus()
  await kiosk.type('13900009999')
  await kiosk.proceed()
  await kiosk.choose(delivery === 'post' ? /邮寄到家/ : /来这里取/)
  await kiosk.proceed()
  if (delivery === 'post') await kiosk.proceed()
  await kiosk.heading('最后确认')
  await kiosk.choose('我确认')
  await kiosk.proceed()
  await kiosk.heading('提交前，看一遍')
  await kiosk.product.locator('.actions .primary').click()
  await kiosk.heading('已提交，正在审批')
  return ((await kiosk.product.locator('dd').first().textContent()) ?? '').trim()
}

/** A citizen renews a passport, prints the slip, and leaves. */
export async function renewPassport(kiosk: Kiosk, person: string, delivery: 'post' | 'collect'): Promise<Slip> {
  const number = await submitPassport(kiosk, person, delivery)
  await kiosk.press('打印回执并离开')
  const { code } = await newest(kiosk, 1)
  await kiosk.heading('这次办得满意吗？')
  await kiosk.press('不评价')
  await kiosk.heading('办好了，再见')
  return { number, code }
}

/** The same citizen pays at a kiosk what was approved. */
export async function payPassport(kiosk: Kiosk, person: string): Promise<void> {
  await kiosk.identify(person, 'id-card')
  await kiosk.press('我没办完的事项')
  await kiosk.heading('接着办哪一件？')
  await kiosk.product.locator('.application').first().click()
  await kiosk.heading('用手机扫码付款')
  await kiosk.page.locator('[data-qr]').waitFor()
  await kiosk.demo('扫码付款')
  await kiosk.heading(/办好了/)
}
