import type { Kiosk } from './kiosk'

/** A driver who stands at the menu accepts the first camera record there is, pays, and stands before the outcome. */
export async function settleViolation(kiosk: Kiosk): Promise<void> {
  await kiosk.openService('处理电子监控违法')
  await kiosk.heading(/处理哪些记录/)
  const record = kiosk.page.locator('.record').first()
  await record.getByRole('checkbox').check()
  await record.getByRole('button', { name: /看照片/ }).click()
  const photos = kiosk.page.getByRole('dialog')
  await photos.getByRole('img').waitFor()
  while ((await photos.getByText(/第 (\d+) 张，共 \1 张/).count()) === 0) {
    await photos.getByRole('button', { name: '下一张' }).click()
    // A second touch within 350 ms is the same touch.
    await kiosk.page.waitForTimeout(400)
  }
  await kiosk.press('关闭')
  await kiosk.proceed()
  await kiosk.choose(/没有异议/)
  await kiosk.proceed()
  await kiosk.choose('我确认')
  await kiosk.proceed()
  await kiosk.choose('我已看过')
  await kiosk.choose(/不用，接受处罚/)
  await kiosk.proceed()
  await kiosk.heading('提交前，看一遍')
  await kiosk.product.locator('.actions .primary').click()
  await kiosk.heading('用手机扫码付款')
  await kiosk.page.locator('[data-qr]').waitFor()
  await kiosk.demo('扫码付款')
  await kiosk.heading('办好了')
}
