import { type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, launch } from './support/browser'
import { Console } from './support/console'
import { Clerk, type Held } from './support/desk'
import { Kiosk, select } from './support/kiosk'
import { renewPassport, submitPassport } from './support/passport'
import { Phone } from './support/phone'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const note = '眼镜反光，摘下眼镜再拍一张。'
const mobile = '13912345678'

interface Correctables {
  fields: { field: string; reasons: { code: string }[] }[]
  found: { field: string; reasonCode: string }[]
}
interface CaseView {
  visits: unknown[]
  corrections: unknown[]
}

/** The clerk takes the case and asks, once, for all that the fields name. */
async function ask(clerk: Clerk, number: string, fields: string[]): Promise<Held> {
  const held = await clerk.claim(await clerk.find(number))
  const list = await clerk.call<Correctables>('GET', `/api/desk/cases/${held.caseId}/correctables`)
  const marks = fields.map((field) => ({ field, reasonCode: list.fields.find((each) => each.field === field)?.reasons[0]?.code ?? '', ...(field === 'photo' ? { note } : {}) }))
  await clerk.decide(held, { outcome: 'correction', note: '其余都没有问题，改好就能批准。', correction: { marks } })
  return held
}

/** The same at the clerk's screen. */
async function askAtTheDesk(number: string, labels: string[]): Promise<void> {
  const desk = await Console.of(browser, 'clerk', '/desk', { name: 'correction-desk' })
  const rows = desk.page.getByRole('listbox', { name: '等待审批的办件' }).getByRole('option')
  await rows.first().waitFor()
  await desk.page.getByRole('searchbox').fill(number)
  await desk.page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1)
  await rows.first().click()
  await desk.says(`编号 ${number}`)
  await desk.keys('c')
  await desk.page.getByRole('button', { name: '批准', exact: true }).waitFor()
  await desk.keys('r')
  for (const label of labels) {
    await desk.page.getByRole('checkbox', { name: label, exact: true }).first().check()
    await desk.page.getByLabel(`${label}的理由`, { exact: true }).first().selectOption({ index: 1 })
  }
  await desk.page.getByLabel(`${labels[0] ?? ''}的说明`, { exact: true }).fill(note)
  await desk.examine('asking')
  await desk.keys('Control+Enter')
  await desk.says(/已发出补正告知/)
  await desk.close()
}

/** Waits until something that the server carries out after the time to undo has happened. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < 60; round++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('it did not happen within half a minute')
}

const found = (clerk: Clerk, number: string, lane?: string) => clerk.find(number, lane).catch(() => undefined)

/** The clerk approves, and a second one where the dice ask for a second look. Answers when it is carried out. */
async function approveFully(clerk: Clerk, number: string): Promise<CaseView> {
  const held = await clerk.claim(await until(() => found(clerk, number)))
  const view = await clerk.call<CaseView>('GET', `/api/desk/cases/${held.caseId}`)
  await clerk.approve(held)
  const second = await Clerk.of('clerk2')
  await until(async () => {
    const drawn = await found(second, number, 'second')
    if (drawn) {
      await second.approve(await second.claim(drawn))
      return true
    }
    return (await found(clerk, number)) === undefined ? true : undefined
  })
  return view
}

/** The link in the message about this application, as the demo's drawer offers it. */
async function linkFrom(kiosk: Kiosk, number: string): Promise<string> {
  let link = ''
  await kiosk.hands(async (drawer) => {
    const first = drawer.locator('.messages li', { hasText: number }).locator('a').first()
    await first.waitFor({ timeout: 30_000 })
    link = (await first.getAttribute('href')) ?? ''
  })
  // The hall's public address need not be the one this test reaches it by.
  return link.replace(/^https?:\/\/[^/]+/, base)
}

async function lastSix(kiosk: Kiosk, person: string): Promise<string> {
  let text = ''
  await kiosk.hands(async (drawer) => {
    await select(drawer, person)
    text = (await drawer.getByText(/身份证号最后六位/).textContent()) ?? ''
  })
  return /([0-9X]{6})/.exec(text)?.[1] ?? ''
}

interface Matters {
  matters: { id: string; state: string; visits: number }[]
}
interface Matter {
  state: string
  visits: number
  presences: { ending: string; cause?: string }[]
  timeline: { action: string }[]
}

/** What an auditor's screen may ask the server. */
async function asAuditor<T>(auditor: Console, path: string): Promise<T> {
  return auditor.page.evaluate(async (address) => {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
    return answer.json()
  }, path) as Promise<T>
}

/** A driver disputes a camera record and stands before the machine that waits. Answers the application's number. */
async function dispute(kiosk: Kiosk, person: string): Promise<string> {
  await kiosk.identify(person, 'id-card')
  await kiosk.openService('处理电子监控违法')
  await kiosk.heading(/处理哪些记录/)
  const record = kiosk.page.locator('.record').first()
  await record.getByRole('checkbox').check()
  await record.getByRole('button', { name: /看照片/ }).click()
  const photos = kiosk.page.getByRole('dialog')
  await kiosk.page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('[role=dialog] img')].every((image) => image.complete && image.naturalWidth > 0))
  while ((await photos.getByText(/第 (\d+) 张，共 \1 张/).count()) === 0) {
    await photos.getByRole('button', { name: '下一张' }).click()
    await kiosk.page.waitForTimeout(400)
  }
  await kiosk.press('关闭')
  await kiosk.proceed()
  await kiosk.choose(/我有异议/)
  await kiosk.proceed()
  await kiosk.choose(/照片看不清/)
  await kiosk.proceed()
  await kiosk.heading('提交前，看一遍')
  await kiosk.product.locator('.actions .primary').click()
  await kiosk.heading('已提交，正在审批')
  return ((await kiosk.product.locator('dd').first().textContent()) ?? '').trim()
}

describe('a refusal that does not stand', () => {
  it('is withdrawn by the supervisor, put right in one go and approved - all in one visit', async () => {
    const auditor = await Console.of(browser, 'auditor', '/auditor', { name: 'refusal-auditor' })
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const ended = () => asAuditor<Matters>(auditor, `/api/auditor/matters?from=${today}&to=${today}&service=traffic.camera-violation&visits=all`)
    const before = new Set((await ended()).matters.map((each) => each.id))
    const kiosk = await Kiosk.enrolled(browser, { name: 'refusal' })
    const number = await dispute(kiosk, '对斑马线未让行记录有异议')
    const clerk = await Clerk.of('clerk')
    await clerk.decide(await clerk.claim(await clerk.find(number)), { outcome: 'reject', reasonCode: 'facts-stand' })

    const supervisor = await Console.of(browser, 'supervisor', '/desk?page=history', { name: 'refusal-desk' })
    await supervisor.page.locator('main h1').waitFor()
    await kiosk.heading('这次没有通过')
    await kiosk.examine('refused')
    await supervisor.keys('h')
    const withdraw = supervisor.page.getByRole('button', { name: `撤回对 ${number} 的决定` })
    await withdraw.focus()
    await supervisor.keys('Enter')
    await supervisor.page.getByRole('dialog').waitFor()
    await supervisor.examine('withdrawing')
    await supervisor.keys('4', 'Enter')
    await supervisor.says(`${number} 的决定已撤回。`)

    // The machine notices by itself, and so it does when something is asked for.
    await kiosk.heading('已提交，正在审批')
    await ask(clerk, number, ['dispute_text'])
    await kiosk.page.keyboard.press('Shift') // still here
    await kiosk.heading('有一处要改')
    await kiosk.press('现在就改')
    await kiosk.heading('哪里不对？')
    await kiosk.spell([['xing', '行'], ['ren', '人'], ['zou', '走'], ['le', '了']])
    await kiosk.proceed()
    await kiosk.heading('重新提交前，看一遍')
    await kiosk.press('重新提交')
    await kiosk.heading('已提交，正在审批')
    await approveFully(clerk, number)
    await kiosk.page.keyboard.press('Shift') // still here
    await kiosk.heading('办好了')

    // What counts: the office refused, withdrew and asked, and the citizen came once.
    const ours = await until(async () => (await ended()).matters.find((each) => !before.has(each.id)))
    const matter = await asAuditor<Matter>(auditor, `/api/auditor/matters/${ours.id}`)
    const actions = matter.timeline.map((each) => each.action)
    for (const action of ['case.decision_withdrawn', 'application.correction_answered']) expect(actions).toContain(action)
    expect({ state: matter.state, visits: matter.visits, presences: matter.presences.length }).toEqual({ state: 'completed', visits: 1, presences: 1 })
    expect(matter.presences[0]?.cause).toBeUndefined()
    await supervisor.close()
    await auditor.close()
    await kiosk.context.close()
  }, 120_000)
})

describe('a correction in one go', () => {
  it('while the citizen waits: asked at the machine, put right there, approved, paid - one visit', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'correction' })
    const number = await submitPassport(kiosk, '外地户籍换发护照', 'post')
    const clerk = await Clerk.of('clerk')
    await askAtTheDesk(number, ['证件照', '手机号'])
    await kiosk.page.keyboard.press('Shift') // still here

    await kiosk.heading('有 2 处要改')
    await kiosk.page.getByText(note).waitFor()
    await kiosk.examine('asked')
    await kiosk.press('以后再改')
    await kiosk.page.getByRole('dialog').waitFor()
    await kiosk.examine('later')
    await kiosk.page.getByRole('dialog').getByRole('button', { name: '现在就改' }).click()
    await kiosk.heading('拍一张证件照')
    await kiosk.examine('photo')
    await kiosk.press('拍照')
    await kiosk.demo('拍合格照片')
    await kiosk.page.getByText('照片已保存').waitFor()
    await kiosk.proceed()
    await kiosk.heading(/打哪个电话/)
    await kiosk.page.locator('[data-pad]').getByRole('button', { name: '全部删除' }).click()
    await kiosk.type(mobile)
    await kiosk.examine('phone')
    await kiosk.proceed()
    await kiosk.heading('重新提交前，看一遍')
    // Nothing but what was asked for is on the way.
    expect(await kiosk.product.locator('.section .row').count()).toBe(2)
    await kiosk.examine('check')
    await kiosk.press('重新提交')
    await kiosk.heading('已提交，正在审批')
    await kiosk.examine('waiting-again')

    const view = await approveFully(clerk, number)
    await kiosk.page.keyboard.press('Shift')
    expect(view.visits).toHaveLength(1)
    expect(view.corrections).toHaveLength(1)
    await kiosk.heading('用手机扫码付款')
    await kiosk.page.locator('[data-qr]').waitFor()
    await kiosk.demo('扫码付款')
    await kiosk.heading(/办好了/)
    await kiosk.press('完成')
    await kiosk.press('不评价')
    await kiosk.heading('办好了，再见')
    expect(await kiosk.leftovers()).not.toContain(mobile)
    await kiosk.context.close()
  }, 240_000)

  it('at another machine later: it comes first there, in large type, and the link dies with the answer', async () => {
    const person = '多音字姓名'
    const kiosk = await Kiosk.enrolled(browser, { name: 'left' })
    const secret = await lastSix(kiosk, person)
    const { number } = await renewPassport(kiosk, person, 'post')
    const clerk = await Clerk.of('clerk')
    await ask(clerk, number, ['address'])
    await kiosk.press('开始新的办理')
    const link = await linkFrom(kiosk, number)
    await kiosk.context.close()

    const other = await Kiosk.enrolled(browser, { name: 'came-back', panel: 'landscape', size: 'large', another: true })
    await other.identify(person, 'id-card')
    await other.page.getByText('有事项要您补正').waitFor()
    await other.examine('menu')
    await other.press('我没办完的事项')
    await other.page.getByText('要补正').first().waitFor()
    await other.examine('unfinished')
    await other.product.locator('.application').first().click()
    await other.heading('有一处要改')
    await other.examine('asked')
    await other.press('English')
    await other.heading('One thing to put right')
    await other.page.getByText('Present address').waitFor()
    await other.examine('asked-english')
    await other.press('Put it right now')
    await other.heading(/Where do you live now/)
    await other.press('中文')
    await other.heading(/现在住在哪里/)
    await other.page.locator('[data-pad]').getByRole('button', { name: '数字' }).click()
    await other.type('8')
    await other.examine('address')
    await other.proceed()
    await other.heading('重新提交前，看一遍')
    await other.examine('check')
    await other.press('重新提交')
    await other.heading('已提交，正在审批')
    await other.examine('waiting')
    await other.context.close()

    const phone = await Phone.open(browser, link, { name: 'phone-late', locale: 'en-GB' })
    await phone.heading('First, is it you?')
    await phone.type(secret)
    await phone.press('Open')
    await phone.heading('This link no longer works')
    await phone.press('Send a new message')
    await phone.page.getByText(/If something still has to be put right/).waitFor()
    await phone.examine('renewed')
    await phone.close()
  }, 240_000)

  it('at home: called in the hall, link, second factor, the phone’s camera, submitted - no further visit', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'called' })
    const person = '三项都能办'
    const secret = await lastSix(kiosk, person)
    const { number } = await renewPassport(kiosk, person, 'post')
    const clerk = await Clerk.of('clerk')
    await ask(clerk, number, ['photo', 'mobile'])
    await kiosk.press('开始新的办理')
    const link = await linkFrom(kiosk, number)
    const token = link.split('#')[1] ?? ''
    expect(token.length).toBeGreaterThan(20)
    await kiosk.page.goto(base)
    await kiosk.heading('最多跑一次，在这里办')
    await kiosk.product.locator('.calls').getByText(number).waitFor()
    await kiosk.examine('attract')
    await kiosk.context.close()

    const phone = await Phone.open(browser, link, { name: 'phone' })
    await phone.heading('先确认是您本人')
    expect(phone.page.url()).not.toContain(token)
    await phone.examine('factor')
    await phone.type('000000')
    await phone.press('打开')
    await phone.page.getByText(/还可以再试 4 次/).waitFor()
    await phone.examine('wrong')
    await phone.type(secret)
    await phone.press('打开')
    await phone.heading('有 2 处要改')
    await phone.page.getByText(note).waitFor()
    await phone.examine('asked')

    // The same link on another phone: dead, and said what to do instead.
    const other = await Phone.open(browser, link, { name: 'phone-other' })
    await other.heading('先确认是您本人')
    await other.type(secret)
    await other.press('打开')
    await other.heading('这条链接已经不能用了')
    await other.page.getByText(/任何一台自助机/).waitFor()
    await other.examine('dead')
    expect(await other.leftovers()).not.toContain(note)
    await other.close()

    await phone.press('开始改')
    await phone.heading('拍一张证件照')
    await phone.examine('photo')
    await phone.press('继续')
    await phone.page.getByRole('alert').waitFor()
    expect(await phone.page.title()).toMatch(/^错误：/)
    await phone.photograph('screenshot.jpg', await phone.drawn(200, 260))
    await phone.page.getByText(/这张照片太小（200×260）/).waitFor()
    await phone.examine('photo-too-small')
    await phone.photograph('letter.pdf', Buffer.from('%PDF-1.7 no picture'))
    await phone.page.getByText(/这个文件不是照片/).waitFor()
    // Lying, and larger than is sent: it is turned into a document photo.
    await phone.photograph('IMG_0001.jpg', await phone.drawn(4000, 3000))
    await phone.page.getByText('照片已传好').waitFor()
    await phone.examine('photo-sent')
    await phone.press('继续')
    await phone.heading(/打哪个电话/)
    await phone.examine('phone')
    // A page loaded again goes on, without link or factor.
    await phone.page.reload()
    await phone.heading('有 2 处要改')
    await phone.page.getByText('已改').first().waitFor()
    await phone.press('接着改')
    await phone.heading(/打哪个电话/)
    await phone.page.getByLabel('手机号').fill('139')
    await phone.press('继续')
    await phone.page.getByRole('alert').waitFor()
    await phone.examine('phone-wrong')
    await phone.page.getByLabel('手机号').fill(mobile)
    await phone.page.context().setOffline(true)
    await phone.press('继续')
    await phone.page.getByText(/没有网络/).waitFor()
    await phone.page.getByText(/网络断开了/).waitFor()
    await phone.examine('offline')
    await phone.page.context().setOffline(false)
    await phone.press('再试一次')
    await phone.heading('重新提交前，看一遍')
    await phone.examine('check')
    await phone.press('English')
    await phone.heading('Look once more before you submit')
    await phone.examine('check-english')
    await phone.press('中文')
    await phone.press('结束并清除')
    await phone.page.getByRole('dialog').waitFor()
    await phone.examine('end')
    await phone.press('继续改')
    await phone.press('重新提交')
    await phone.heading('已重新提交')
    await phone.examine('done')

    const left = await phone.leftovers()
    for (const trace of [token, secret, mobile, note, 'onevisit_phone']) expect(left, `${trace} was left behind`).not.toContain(trace)
    // Neither back nor forward brings it again.
    await phone.page.goBack()
    await phone.page.goForward()
    await phone.heading('从短信里的链接打开这个页面')
    await phone.examine('no-link')
    expect(await phone.leftovers()).not.toContain(mobile)

    // The used link is dead here, too.
    await phone.page.goto('about:blank')
    await phone.page.goto(link)
    await phone.heading('先确认是您本人')
    await phone.type(secret)
    await phone.press('打开')
    await phone.heading('这条链接已经不能用了')
    await phone.close()

    const view = await approveFully(clerk, number)
    expect(view.visits).toHaveLength(1)
  }, 240_000)
})
