import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, launch } from './support/browser'
import { Console } from './support/console'
import { approve } from './support/desk'
import { Kiosk, select } from './support/kiosk'
import { Phone } from './support/phone'

// One service of each category in large type, and two that need somebody else: a car's owner, an officer.

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const large = async (name: string, person: string, document: 'id-card' | 'hkm-permit' = 'id-card') => {
  const kiosk = await Kiosk.enrolled(browser, { name, size: 'large' })
  await kiosk.identify(person, document)
  return kiosk
}

const text = async (kiosk: Kiosk) => (await kiosk.product.textContent()) ?? ''

/** What a demo drawer shows of the text messages, the newest that says this. */
async function texted(kiosk: Kiosk, words: string): Promise<string> {
  let said = ''
  await kiosk.hands(async (drawer) => {
    const message = drawer.locator('.messages li', { hasText: words }).first()
    await message.waitFor({ timeout: 30_000 })
    said = (await message.textContent()) ?? ''
  })
  return said
}

describe('traffic', () => {
  it('files a friend’s car in large type: plate, the owner’s code, done at once', async () => {
    const owner = await Kiosk.enrolled(browser, { name: 'filing-owner' })
    await owner.identify('两份没缴的罚款', 'id-card')
    await owner.openService('缴纳已决定的罚款')
    await owner.choose(/我自己的/)
    await owner.proceed()
    const plate = /[京津沪粤湘][A-Z][A-Z0-9]{5,6}/.exec(await text(owner))?.[0] ?? ''
    expect(plate.length).toBeGreaterThan(6)
    await owner.context.close()

    const kiosk = await large('filing', '没有待处理的违法记录')
    await kiosk.openService('备案别人的车')
    await kiosk.heading('那辆车挂什么颜色的牌？')
    await kiosk.choose(plate.length === 7 ? /小型汽车（蓝牌）/ : /小型新能源汽车/)
    await kiosk.examine('colour')
    await kiosk.proceed()
    await kiosk.heading('车牌是多少？')
    await kiosk.type(plate.slice(0, 5))
    await kiosk.press('继续')
    await kiosk.page.getByRole('alert').first().waitFor()
    await kiosk.examine('plate-short')
    // Nothing entered is lost: the rest is typed behind it.
    expect(await kiosk.product.getByRole('textbox').inputValue()).toBe(plate.slice(0, 5))
    await kiosk.product.getByRole('textbox').focus()
    await kiosk.type(plate.slice(5))
    await kiosk.proceed()
    await kiosk.heading('车主收到的验证码')
    const code = /验证码告诉对方：(\d{6})/.exec(await texted(kiosk, '有人要备案您的车'))?.[1] ?? ''
    await kiosk.type(code)
    await kiosk.examine('code')
    await kiosk.proceed()
    await kiosk.choose('我确认')
    await kiosk.proceed()
    await kiosk.heading('提交前，看一遍')
    await kiosk.examine('check')
    await kiosk.product.locator('.actions .primary').click()
    await kiosk.heading('办好了')
    await kiosk.examine('filed')
    await kiosk.context.close()
  })

  it('disputes a record with a picture; asked for more at the desk by keys, answered on the phone, upheld', async () => {
    const person = '有一条违法，先处理再减分'
    const kiosk = await Kiosk.enrolled(browser, { name: 'dispute' })
    await kiosk.identify(person, 'id-card')
    await kiosk.openService('对违法记录提出异议')
    await kiosk.heading(/对哪些记录有异议/)
    await kiosk.product.getByRole('checkbox').first().check()
    await kiosk.examine('records')
    await kiosk.proceed()
    await kiosk.choose(/车牌被套用/)
    await kiosk.proceed()
    await kiosk.heading('说说当时的情况')
    await kiosk.product.getByLabel('情况说明').focus()
    await kiosk.spell([['che', '车'], ['zai', '在'], ['jia', '家']])
    await kiosk.choose(/有，下一步拍/)
    await kiosk.examine('statement')
    await kiosk.proceed()
    await kiosk.heading('拍一下证明材料')
    await kiosk.press('拍照')
    await kiosk.demo('拍合格照片')
    await kiosk.page.getByText('照片已保存').waitFor()
    await kiosk.examine('proof')
    await kiosk.proceed()
    await kiosk.heading('复核结果发到哪个手机？')
    await kiosk.proceed()
    await kiosk.heading('提交前，看一遍')
    await kiosk.product.locator('.actions .primary').click()
    await kiosk.heading('已提交，正在审批')
    const number = ((await kiosk.product.locator('dd').first().textContent()) ?? '').trim()

    const desk = await Console.of(browser, 'clerk', '/desk', { name: 'dispute-desk' })
    await desk.page.getByRole('listbox', { name: '等待审批的办件' }).getByRole('option').first().waitFor()
    await desk.page.getByRole('searchbox').fill(number)
    await desk.page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1)
    await desk.page.getByRole('listbox', { name: '等待审批的办件' }).getByRole('option').first().click()
    await desk.says(`编号 ${number}`)
    await desk.keys('c')
    await desk.page.getByRole('button', { name: '批准', exact: true }).waitFor()
    await desk.examine('claimed')
    await desk.keys('r')
    await desk.page.getByRole('checkbox', { name: '手机号', exact: true }).first().check()
    await desk.page.getByLabel('手机号的理由', { exact: true }).first().selectOption({ index: 1 })
    await desk.keys('Control+Enter')
    await desk.says(/已发出补正告知/)
    await desk.close()

    await kiosk.page.keyboard.press('Shift') // still here
    await kiosk.heading('有一处要改')
    await kiosk.press('以后再改')
    await kiosk.page.getByRole('dialog').getByRole('button', { name: '打印回执并离开' }).waitFor()
    await kiosk.page.keyboard.press('Escape')
    let link = ''
    let secret = ''
    await kiosk.hands(async (drawer) => {
      const sent = drawer.locator('.messages li', { hasText: number }).locator('a').first()
      await sent.waitFor({ timeout: 30_000 })
      link = ((await sent.getAttribute('href')) ?? '').replace(/^https?:\/\/[^/]+/, base)
      await select(drawer, person)
      secret = /([0-9X]{6})/.exec((await drawer.getByText(/身份证号最后六位/).textContent()) ?? '')?.[1] ?? ''
    })
    await kiosk.context.close()
    const phone = await Phone.open(browser, link, { name: 'dispute-phone' })
    await phone.heading('先确认是您本人')
    await phone.type(secret)
    await phone.press('打开')
    await phone.heading(/有(一| 1 )处要改/)
    await phone.press('开始改')
    await phone.heading('复核结果发到哪个手机？')
    await phone.page.getByLabel('手机号').fill('13912345678')
    await phone.examine('mobile')
    await phone.press('继续')
    await phone.heading('重新提交前，看一遍')
    await phone.press('重新提交')
    await phone.heading('已重新提交')
    await phone.close()
    await approve(number)
  })
})

describe('household and exit-entry', () => {
  it('prints a page of the register and answers a question, in large type', async () => {
    const proof = await large('proof-large', '没有待处理的违法记录')
    await proof.openService('打印户籍证明')
    await proof.choose(/本人户口登记页/)
    await proof.examine('what')
    await proof.proceed()
    await proof.choose(/公证、继承/)
    await proof.examine('purpose')
    await proof.proceed()
    await proof.heading('提交前，看一遍')
    await proof.product.locator('.actions .primary').click()
    await proof.heading('办好了')
    await proof.examine('printed')
    await proof.context.close()

    const query = await large('query-large', '香港签注未使用，可办澳门')
    await query.openService('查进度、剩余次数和有效期')
    await query.choose(/证件有效期到哪天/)
    await query.examine('topics')
    await query.press('继续')
    await query.page.getByText('港澳通行证').first().waitFor()
    await query.examine('answer')
    await query.context.close()
  })
})
