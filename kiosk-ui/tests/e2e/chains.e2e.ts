import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Clerk } from './support/desk'
import { Kiosk } from './support/kiosk'

// Traffic and household: one service of each kind of result, and what is done here first.

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const at = async (name: string, person: string, document: 'id-card' | 'hkm-permit' = 'id-card') => {
  const kiosk = await Kiosk.enrolled(browser, { name })
  await kiosk.identify(person, document)
  return kiosk
}

/** Submits from the page that shows everything, and pays what is to be paid. */
async function submit(kiosk: Kiosk, pays: boolean) {
  await kiosk.heading('提交前，看一遍')
  await kiosk.product.locator('.actions .primary').click()
  if (!pays) return
  await kiosk.page.locator('[data-qr]').waitFor()
  await kiosk.demo('扫码付款')
}

/** The postal pages, with what the register knows. */
async function byPost(kiosk: Kiosk) {
  await kiosk.heading('办理中有事打哪个电话？')
  await kiosk.proceed()
  await kiosk.choose(/邮寄到家/)
  await kiosk.proceed()
  await kiosk.heading('寄到哪里？')
  await kiosk.proceed()
}

const numberOf = async (kiosk: Kiosk) => ((await kiosk.product.locator('dd').first().textContent()) ?? '').trim()

describe('traffic', () => {
  it('pays somebody else’s fine by its sixteen digits, in English, and learns nothing of that person', async () => {
    const holder = await at('fine-own', '逾期很久的罚款')
    await holder.openService('缴纳已决定的罚款')
    await holder.choose(/我自己的/)
    await holder.proceed()
    const card = holder.product.locator('label.option').first()
    const words = (await card.textContent()) ?? ''
    const number = /\d{16}/.exec(words)?.[0] ?? ''
    const plate = /[粤]\S{6,7}/.exec(words)?.[0] ?? ''
    expect([number.length, plate.length > 6]).toEqual([16, true])
    await holder.examine('own')
    await holder.context.close()

    const kiosk = await at('fine-other', '没有待处理的违法记录')
    await kiosk.openService('缴纳已决定的罚款')
    await kiosk.press('English')
    await kiosk.choose(/By the number/)
    await kiosk.press('Continue')
    await kiosk.heading('What is the number of the decision?')
    await kiosk.type(number.slice(0, 15))
    await kiosk.page.getByText('1 digits to go').waitFor()
    expect(await kiosk.product.getByRole('textbox').inputValue()).toBe(`${number.slice(0, 4)} ${number.slice(4, 8)} ${number.slice(8, 12)} ${number.slice(12, 15)}`)
    await kiosk.examine('number-short')
    await kiosk.type(number.slice(15))
    await kiosk.press('Continue')
    await kiosk.heading('Check what you are about to pay')
    await kiosk.page.getByText(number).first().waitFor()
    // At the cap: the surcharge is never dearer than the fine.
    const told = (await kiosk.product.textContent()) ?? ''
    expect(told).not.toContain(plate.slice(1))
    expect(told).not.toMatch(/parking|停放/)
    await kiosk.product.getByRole('checkbox').check()
    await kiosk.examine('notice')
    await kiosk.press('Continue')
    await kiosk.product.locator('.actions .primary').click()
    await kiosk.page.locator('[data-qr]').waitFor()
    await kiosk.page.getByText('¥400.00').first().waitFor()
    expect(await kiosk.product.textContent()).not.toContain(plate.slice(1))
    await kiosk.examine('pay')
    await kiosk.press('中文')
    await kiosk.demo('扫码付款')
    await kiosk.heading('办好了')
    await kiosk.examine('paid')
    await kiosk.context.close()
  })

  it('pays a fine first and is led back to the inspection mark, which is printed', async () => {
    const kiosk = await at('mark', '检验标志下月到期，有一份罚款要先缴')
    await kiosk.openService('申领检验标志')
    await kiosk.heading('还差一点就能办')
    await kiosk.examine('refused')
    await kiosk.press('先办：缴纳已决定的罚款')
    await kiosk.choose(/我自己的/)
    await kiosk.proceed()
    await kiosk.product.getByRole('checkbox').first().check()
    await kiosk.proceed()
    await kiosk.product.getByRole('checkbox').check()
    await kiosk.proceed()
    await submit(kiosk, true)
    await kiosk.heading('办好了')
    await kiosk.examine('paid')
    await kiosk.press('接着办：申领检验标志')
    await kiosk.heading('给哪辆车领？')
    await kiosk.product.getByRole('radio').first().check()
    await kiosk.examine('vehicle')
    await kiosk.proceed()
    await kiosk.choose(/打印/)
    await kiosk.proceed()
    await kiosk.choose('我确认')
    await kiosk.proceed()
    await submit(kiosk, false)
    await kiosk.heading('办好了')
    await kiosk.page.getByText('打印检验标志凭证').waitFor()
    await kiosk.examine('mark')
    await kiosk.context.close()
  })
})

describe('household', () => {
  it('reports a loss, replaces the card and gets a temporary one in one go; two people sign', async () => {
    const kiosk = await at('lost', '上海户籍', 'hkm-permit')
    // Registered in another province: a window.
    await kiosk.openService('办临时身份证')
    await kiosk.heading('这件事到窗口办')
    await kiosk.context.close()

    const lost = await at('lost', '通行证芯片只剩一次写入', 'hkm-permit')
    await lost.openService('办临时身份证')
    await lost.heading('还差一点就能办')
    await lost.press('先办：补领、换领身份证（丢失、损坏）')
    await lost.choose(/丢了/)
    await lost.examine('reason')
    await lost.proceed()
    await lost.heading('什么时候丢的？')
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10).replace(/-/g, '')
    for (const digit of today) await lost.product.getByRole('button', { name: digit, exact: true }).click()
    await lost.examine('day')
    await lost.proceed()
    await lost.choose(/我挂失/)
    await lost.examine('report')
    await lost.proceed()
    await lost.choose(/用登记里的照片/)
    await lost.proceed()
    await byPost(lost)
    await lost.choose('我确认')
    await lost.proceed()
    await submit(lost, false)
    await lost.heading('已提交，正在审批')
    const replacement = await numberOf(lost)
    await lost.examine('waiting')
    await lost.press('接着办：办临时身份证')
    await lost.heading('这些是您的资料吗？')
    await lost.choose('都对')
    await lost.examine('temporary')
    await lost.proceed()
    await byPost(lost)
    await lost.choose('我确认')
    await lost.proceed()
    await submit(lost, false)
    await lost.heading('已提交，正在审批')
    const temporary = await numberOf(lost)
    expect(temporary).not.toBe(replacement)

    const [first, second] = [await Clerk.of('clerk'), await Clerk.of('clerk2')]
    await first.approve(await first.claim(await first.find(temporary)))
    const id = await first.find(replacement)
    await first.approve(await first.claim(id))
    await lost.heading('用手机扫码付款')
    await lost.page.getByText('¥10.00').first().waitFor()
    await lost.demo('扫码付款')
    await lost.heading(/办好了/)
    await lost.examine('temporary-paid')
    await lost.context.close()
    await expect(first.claim(id)).rejects.toThrow(/40[39]/)
    await second.approve(await second.claim(id))
  })

  it('prints a proof at once, and says of what nobody may ask for where the answer is', async () => {
    const kiosk = await at('proof', '父母在别的户')
    await kiosk.openService('打印户籍证明')
    await kiosk.choose(/别的/)
    await kiosk.proceed()
    await kiosk.examine('kinds')
    await kiosk.choose(/婚姻/)
    await kiosk.proceed()
    const marriage = kiosk.product.locator('label.option').filter({ hasText: '婚姻状况' })
    await marriage.getByText(/结婚证/).waitFor()
    expect(await marriage.getByRole('radio').isDisabled()).toBe(true)
    await kiosk.examine('barred')
    await kiosk.press('返回')
    await kiosk.press('返回')
    await kiosk.choose(/不在一个户/)
    await kiosk.proceed()
    await kiosk.product.getByRole('radio').first().check()
    await kiosk.proceed()
    await kiosk.choose(/公证/)
    await kiosk.proceed()
    await submit(kiosk, false)
    await kiosk.heading('办好了')
    await kiosk.page.getByText('亲属关系证明').first().waitFor()
    await kiosk.examine('printed')
    await kiosk.context.close()
  })

  it('endorses a residence permit at once, and is sent there from the service that is not the right one', async () => {
    const kiosk = await at('endorse', '居住证 20 天后到期')
    await kiosk.openService('申领居住证')
    await kiosk.heading('换一项就能办')
    await kiosk.examine('instead')
    await kiosk.press('改办：居住证签注')
    await kiosk.choose(/还住在这里/)
    await kiosk.proceed()
    await kiosk.choose(/就业/)
    await kiosk.examine('ground')
    await kiosk.proceed()
    await submit(kiosk, false)
    await kiosk.page.getByRole('heading', { level: 1, name: '办好了', exact: true }).waitFor()
    await kiosk.examine('entered')
    await kiosk.context.close()
  })
})
