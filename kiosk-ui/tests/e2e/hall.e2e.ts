import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, picture } from './support/browser'
import { Console, type Account } from './support/console'
import { Clerk } from './support/desk'
import { Kiosk } from './support/kiosk'
import { checkPaper, readCodes } from './support/papers'
import { payPassport, renewPassport, submitPassport } from './support/passport'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const open = async (account: Account, page: string, name: string, size: { width?: number; height?: number } = {}) => {
  const desk = await Console.of(browser, account, `/desk?page=${page}`, { name, ...size })
  await desk.page.locator('main h1').waitFor()
  return desk
}

const box = (page: Page) => page.getByLabel(/扫小票二维码/)

/** A scanner: a keyboard faster than any hand, which ends with Enter. */
async function scan(page: Page, code: string) {
  await page.keyboard.type(code, { delay: 2 })
  await page.keyboard.press('Enter')
}

/** A scanner while the focus is nowhere near a field, at its own speed however busy this machine is. */
const burst = (page: Page, code: string) =>
  page.evaluate((text) => {
    for (const key of [...text, 'Enter']) document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  }, code)

/** Presses a key as a hand does. */
async function hand(desk: Console, ...keys: string[]) {
  for (const key of keys) {
    await desk.keys(key)
    await desk.page.waitForTimeout(150)
  }
}

/** The citizen lost the slip: the window prints it again, marked, and as genuine as the first. */
async function reprint(desk: Console) {
  await desk.page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', document.documentElement.className)
  })
  await hand(desk, 'b')
  await desk.says('打印哪一张？')
  const slip = desk.page.getByRole('button', { name: /办件跟踪单/ })
  await slip.waitFor()
  await desk.examine('papers')
  await hand(desk, (await slip.getAttribute('aria-keyshortcuts')) ?? '')
  await desk.says('已打印：办件跟踪单。补打第 1 次，已记入日志。')
  await desk.page.locator('html[data-printed*="prints-paper"]').waitFor()
  const { code } = await readCodes(desk.page.locator('[data-paper-out] img'))
  const { genuine, said } = await checkPaper(code)
  expect([genuine, said]).toEqual([true, expect.stringContaining('copy       2')])
  await desk.examine('reprinted')
  await desk.page.emulateMedia({ media: 'print' })
  await picture(desk.page, 'hall-window-sheet')
  await desk.page.emulateMedia({ media: 'screen' })
  await hand(desk, 'Escape')
}

interface Line {
  number: string
  decision: { stage: string; state: string; by: string }
}

/** Waits until the last decision on this number can no longer be undone and is carried out. */
async function carriedOut(by: 'clerk' | 'clerk2', number: string) {
  const clerk = await Clerk.of(by)
  for (let tries = 0; tries < 120; tries++) {
    const { decisions } = await clerk.call<{ decisions: Line[] }>('GET', '/api/desk/decisions')
    if (decisions.find((each) => each.number === number)?.decision.state === 'final') return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`the decision on ${number} never became final`)
}

describe('the window', () => {
  it('hands a passport over by one scan of its slip, and counts the visit with its cause', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'hall-kiosk' })
    const slip = await renewPassport(kiosk, '护照签证页用完', 'collect')
    await kiosk.context.close()
    const clerk = await Clerk.of('clerk')
    await clerk.approve(await clerk.claim(await clerk.find(slip.number)))
    const desk = await open('clerk', 'window', 'hall-window')
    await desk.examine('empty')
    await carriedOut('clerk', slip.number)
    const other = await Kiosk.enrolled(browser, { name: 'hall-kiosk-pay' })
    await payPassport(other, '护照签证页用完')
    await other.context.close()
    expect(await box(desk.page).evaluate((element) => element === document.activeElement)).toBe(true)
    // The passport is being made: the scan is repeated until it lies there, as a clerk would look again.
    for (let tries = 0; ; tries++) {
      await scan(desk.page, slip.code)
      await desk.says(slip.number)
      if ((await desk.page.getByRole('button', { name: /领走了/ }).count()) > 0 || tries > 20) break
      await desk.page.waitForTimeout(1500)
      await hand(desk, 'Escape')
    }
    // Everything the kiosk knows has come along; nothing is typed.
    await desk.says('来这里取')
    await desk.examine('found')
    await reprint(desk)
    const act = desk.page.getByRole('button', { name: /领走了/ })
    await hand(desk, (await act.getAttribute('aria-keyshortcuts')) ?? '')
    await desk.examine('confirm')
    await desk.keys('Enter')
    await desk.says(/^已记录：换发护照，领走了。/)
    await desk.says(/^这件事到场 \d 次。$/)
    await desk.examine('collected')
    await desk.close()
  })

  it('finishes what a clerk handed over, found by its number, with the clerk’s note and what to bring', async () => {
    const clerk = await Clerk.of('clerk')
    const held = await clerk.claimNext()
    const { number, reasons } = await clerk.call<{ number: string; reasons: { code: string; outcome: string }[] }>('GET', `/api/desk/cases/${held.caseId}`)
    const reason = reasons.find((each) => each.outcome === 'hand-over')
    await clerk.decide(held, { outcome: 'hand-over', reasonCode: reason?.code, note: '请核对本人后采集指纹' })
    const desk = await open('clerk2', 'window', 'hall-handed')
    await carriedOut('clerk', number)
    await scan(desk.page, number.toLowerCase())
    await desk.says('请核对本人后采集指纹')
    await desk.says('身份证')
    await desk.examine('handed-over')
    // A scan of the next slip meanwhile presses no shortcut and records nothing.
    const acts: string[] = []
    desk.page.on('request', (request) => request.url().endsWith('/acts') && acts.push(request.url()))
    await burst(desk.page, number)
    await desk.page.getByText('正在查找…').waitFor({ state: 'detached' })
    await desk.says('请核对本人后采集指纹')
    expect(acts).toEqual([])
    await hand(desk, '1')
    await desk.says('来做什么')
    await desk.examine('purpose')
    await hand(desk, '5')
    await desk.says(/^已记录：换发护照，来过。/)
    await desk.says(/这次来的原因/)
    await hand(desk, 'Escape')
    const done = desk.page.getByRole('button', { name: /当场办结/ })
    await hand(desk, (await done.getAttribute('aria-keyshortcuts')) ?? '', 'Enter')
    await desk.says(/^已记录：换发护照，当场办结。/)
    await desk.examine('completed')
    expect(acts).toHaveLength(2)
    await desk.close()
  })

  it('says that a number is unknown, and speaks English', async () => {
    const desk = await open('clerk', 'window', 'hall-unknown')
    await desk.page.getByRole('button', { name: 'English' }).click()
    await desk.page.getByLabel(/Scan the slip/).focus()
    await scan(desk.page, '000101-ZZZZZZ')
    await desk.page.getByRole('alert').waitFor()
    await desk.examine('unknown')
    await desk.close()
  })
})

describe('four eyes', () => {
  it('a name spelt otherwise needs a second clerk, who is not the first', async () => {
    const kiosk = await Kiosk.enrolled(browser, { name: 'hall-spelling' })
    const slip = await renewPassport(kiosk, '旧护照拼音 LV', 'post')
    await kiosk.context.close()
    const first = await Clerk.of('clerk')
    const id = await first.find(slip.number)
    await first.approve(await first.claim(id))
    await carriedOut('clerk', slip.number)
    await expect(first.claim(id)).rejects.toThrow(/40[39]/)
    const desk = await open('clerk2', 'second', 'hall-second')
    const row = desk.page.getByRole('listbox').getByRole('option').first()
    await row.waitFor()
    await desk.examine('inbox')
    await row.click()
    await desk.says(`编号 ${slip.number}`)
    await desk.says('复核签字')
    await desk.keys('c')
    await desk.page.getByRole('button', { name: '批准', exact: true }).waitFor()
    await desk.examine('second-case')
    const lines = await desk.page.locator('.check input').count()
    for (let line = 1; line <= lines; line++) await desk.keys(`${line}`)
    await desk.keys('a')
    await desk.page.getByRole('button', { name: /^确认批准/ }).waitFor()
    await desk.keys('Enter')
    await desk.says(/^已批准：/)
    await carriedOut('clerk2', slip.number)
    const supervisor = await Clerk.of('supervisor')
    const { decisions } = await supervisor.call<{ decisions: Line[] }>('GET', '/api/desk/decisions?whose=hall')
    const ours = decisions.filter((each) => each.number === slip.number).map(({ decision }) => `${decision.stage} ${decision.state} ${decision.by}`)
    expect(ours).toEqual(['second final 窗口二号', 'first final 窗口一号'])
    await desk.close()
  })
})

describe('a supervisor', () => {
  it('sees the load, takes a case over with a reason, and the colleague’s screen is refused', async () => {
    const clerk = await Clerk.of('clerk2')
    const held = await clerk.claimNext()
    const { number } = await clerk.call<{ number: string }>('GET', `/api/desk/cases/${held.caseId}`)
    const supervisor = await Clerk.of('supervisor')
    const taken = await supervisor.call<{ fence: number; caseId: string }>('POST', `/api/desk/cases/${held.caseId}/take-over`, { reasonCode: 'urgent' })
    expect(taken.fence).toBeGreaterThan(held.fence)
    await expect(clerk.approve(held)).rejects.toThrow(/40[39]/)
    await supervisor.release(taken)
    const desk = await open('supervisor', 'board', 'hall-board')
    await desk.says('按事项')
    await desk.says('最长等待的上限')
    await desk.examine('board')
    expect(number).toMatch(/^\d{6}-/)
    // What is overdue is reached with J, and taken over with T and a reason.
    await desk.keys('j')
    const row = desk.page.locator('tr:focus-within th button')
    const overdue = (await row.textContent()) ?? ''
    await desk.keys('t')
    await desk.page.getByRole('dialog').waitFor()
    await desk.examine('take-over')
    await desk.keys('2', 'Enter')
    await desk.page.getByText(`编号 ${overdue}`).waitFor()
    await desk.page.getByRole('button', { name: '批准', exact: true }).waitFor()
    await desk.examine('taken')
    await desk.keys('u')
    await desk.page.getByRole('button', { name: '认领', exact: true }).first().waitFor()
    await desk.close()
  })

  it('sets an absence in the roster, which gives the claims back', async () => {
    const clerk = await Clerk.of('clerk2')
    const held = await clerk.claimNext()
    const desk = await open('supervisor', 'roster', 'hall-roster')
    await desk.says('窗口二号')
    await desk.examine('roster')
    const row = desk.page.getByRole('row').filter({ hasText: '窗口二号' })
    await row.getByRole('button').focus()
    await desk.keys('Enter')
    const dialog = desk.page.getByRole('dialog')
    await dialog.getByLabel(/请假到/).fill('2030-01-04')
    await desk.examine('change')
    await desk.keys('Enter')
    await desk.says('窗口二号：已保存，手上还有 0 件。')
    await expect(clerk.approve(held)).rejects.toThrow(/40[39]/)
    await row.getByText('2030年1月4日').waitFor()
    await desk.keys('g', 'b')
    await desk.says('按人')
    await desk.page.getByRole('row').filter({ hasText: '窗口二号' }).getByText('不在岗').waitFor()
    // Back again: other tests need the colleague.
    await desk.keys('g', 'o')
    await row.getByRole('button').focus()
    await desk.keys('Enter')
    await dialog.getByLabel(/请假到/).fill('')
    if (!(await dialog.getByRole('checkbox', { name: /现在在岗/ }).isChecked())) await dialog.getByRole('checkbox', { name: /现在在岗/ }).check()
    await dialog.getByRole('button', { name: /保存/ }).click()
    await desk.says(/窗口二号：已保存/)
    await desk.close()
  })

  it('sees the load of both halls, goes to the other one with a key, and works there', async () => {
    const desk = await open('supervisor', 'board', 'hall-sites')
    const sites = desk.page.getByRole('table').filter({ hasText: '演示东区分厅' })
    const east = sites.getByRole('row').filter({ hasText: '演示东区分厅' })
    await sites.getByRole('row').filter({ hasText: '演示服务大厅' }).getByText('正在看').waitFor()
    await desk.examine('both')
    const here = await Clerk.of('clerk')
    const { cases } = await here.call<{ cases: { id: string; number: string }[] }>('GET', '/api/desk/queue')
    await hand(desk, 'h')
    await east.getByText('正在看').waitFor()
    await desk.says(/带班领导 · 演示东区分厅/)
    // Its own colleagues, and nothing of the hall before.
    await desk.page.getByRole('row').filter({ hasText: '东厅窗口' }).waitFor()
    expect(await desk.page.getByRole('row').filter({ hasText: '窗口一号' }).count()).toBe(0)
    await desk.examine('east')
    await desk.page.emulateMedia({ media: 'print' })
    expect(await desk.page.locator('.sheet__stamp').filter({ visible: true }).textContent()).toMatch(/演示东区分厅/)
    expect(await sites.getByRole('button').filter({ visible: true }).count()).toBe(0)
    await desk.page.emulateMedia({ media: 'screen' })
    const status = await desk.page.evaluate(async (id) => (await fetch(`/api/desk/cases/${id}`)).status, cases[0]?.id ?? '')
    expect(status).toBe(404)

    // A kiosk of that hall, and what is handed in there.
    const code = await desk.page.evaluate(async () => {
      const answer = await fetch('/api/desk/device-codes', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-OneVisit': '1', 'Idempotency-Key': crypto.randomUUID() },
        body: JSON.stringify({ name: '东厅一号' }),
      })
      return ((await answer.json()) as { code: string }).code
    })
    const kiosk = await Kiosk.enrolled(browser, { name: 'hall-east', another: true, code })
    const number = await submitPassport(kiosk, '82 岁', 'post')
    await kiosk.context.close()
    await desk.keys('g', 'q')
    await desk.page.getByRole('listbox').getByRole('option').filter({ hasText: number }).waitFor()
    await desk.keys('g', 'b')
    await east.getByText('正在看').waitFor()
    expect(await east.getByRole('cell').first().textContent()).toBe('1')
    await expect(here.find(number)).rejects.toThrow(/not in the queue/)
    await hand(desk, 'h')
    await desk.says(/带班领导 · 演示服务大厅/)
    await east.getByRole('button', { name: '看演示东区分厅' }).waitFor()
    await desk.close()
  })

  it('prints every page on A4, with hall, time and name on each sheet and no value revealed', async () => {
    const desk = await open('supervisor', 'board', 'hall-print')
    await desk.says('按事项')
    await desk.page.emulateMedia({ media: 'print' })
    for (const [name, shows] of [['queue', '换发护照'], ['second', '演示服务大厅'], ['history', '办理历史'], ['window', '窗口'], ['roster', '窗口二号'], ['board', '按事项']] as const) {
      await desk.page.goto(`${desk.page.url().split('?')[0] ?? ''}?page=${name}`)
      await desk.page.getByText(shows).filter({ visible: true }).first().waitFor()
      const stamp = desk.page.locator('.sheet__stamp').filter({ visible: true })
      expect(await stamp.count(), `stamps on ${name}`).toBe(1)
      expect(await stamp.textContent(), name).toMatch(/演示服务大厅.*\d{4}-\d\d-\d\d \d\d:\d\d 由 值班长 打印/)
      expect(await desk.page.getByRole('button').filter({ visible: true }).count(), `buttons on ${name}`).toBe(0)
      expect(await desk.page.locator('.bar').filter({ visible: true }).count(), `the bar on ${name}`).toBe(0)
      const wide = await desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(wide, name).toBeLessThanOrEqual(0)
    }
    const pdf = await desk.page.pdf({ preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    // 210 by 297 mm in points.
    expect(pdf.toString('latin1')).toMatch(/MediaBox\s*\[0 0 59\d(\.\d+)? 84\d(\.\d+)?\]/)
    expect(pdf.length).toBeGreaterThan(20_000)
    await desk.close()
  })
})

describe('what was decided', () => {
  it('is listed, can be undone for a moment, and opens as it was', async () => {
    const desk = await Console.of(browser, 'clerk', '/desk', { name: 'hall-history' })
    const clerk = await Clerk.of('clerk')
    const held = await clerk.claimNext()
    const { reasons, number } = await clerk.call<{ number: string; reasons: { code: string; outcome: string }[] }>('GET', `/api/desk/cases/${held.caseId}`)
    await clerk.decide(held, { outcome: 'reject', reasonCode: reasons.find((each) => each.outcome === 'reject')?.code })
    await desk.page.goto(`${desk.page.url().split('?')[0] ?? ''}?page=history`)
    await desk.says(number)
    await desk.examine('history')
    await desk.keys('z')
    await desk.page.getByText(`编号 ${number}`).waitFor()
    await desk.page.getByRole('button', { name: '批准', exact: true }).waitFor()
    // Again, and this time it stays.
    const again = await clerk.claim(held.caseId)
    await clerk.decide(again, { outcome: 'reject', reasonCode: reasons.find((each) => each.outcome === 'reject')?.code })
    await carriedOut('clerk', number)
    await desk.page.reload()
    await desk.page.locator('main').first().waitFor()
    await desk.page.waitForTimeout(800)
    await desk.keys('g', 'h')
    await desk.says(number)
    await desk.page.getByRole('button', { name: new RegExp(`^${number}`) }).first().focus()
    await desk.keys('Enter')
    await desk.page.getByRole('heading', { level: 1, name: '当时的办件' }).waitFor()
    await desk.says('存档完整，与审计记录一致。')
    await desk.says(/登记信息校验值/)
    await desk.examine('as-it-was')
    expect(await desk.page.getByRole('button', { name: /全文/ }).count()).toBe(0)
    await desk.keys('Escape')
    await desk.page.getByRole('heading', { level: 1, name: '办理历史' }).waitFor()
    await desk.close()
  })
})

describe('the pictures', () => {
  it('are stepped through, enlarged, turned and compared with keys', async () => {
    const desk = await Console.of(browser, 'clerk2', '/desk', { name: 'hall-pictures' })
    await desk.page.getByRole('listbox').getByRole('option').first().waitFor()
    await desk.keys('Shift+C')
    const image = desk.page.getByRole('img').first()
    await image.waitFor()
    await desk.page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('.stage img')].every((each) => each.complete && each.naturalWidth > 0))
    expect(await image.getAttribute('alt')).toMatch(/办件 \d{6}-/)
    const shape = () => image.evaluate((element) => {
      const picture = element as HTMLImageElement
      return { shown: picture.clientWidth / picture.clientHeight, real: picture.naturalWidth / picture.naturalHeight, transform: picture.style.transform }
    })
    const first = await shape()
    expect(Math.abs(first.shown / first.real - 1)).toBeLessThan(0.02)
    await desk.keys('+', '+')
    expect((await shape()).transform).toContain('scale(2)')
    await desk.page.locator('.stage').focus()
    await desk.keys('ArrowRight')
    expect((await shape()).transform).not.toContain('translate(0px')
    await desk.keys('-', '0')
    expect((await shape()).transform).toContain('scale(1)')
    await desk.keys('t')
    expect((await shape()).transform).toContain('rotate(90deg)')
    await desk.examine('turned')
    await desk.keys('0')
    if ((await desk.page.getByRole('button', { name: /^并排/ }).isEnabled())) {
      await desk.keys('b')
      expect(await desk.page.locator('.stage img').count()).toBe(2)
      const heights = await desk.page.locator('.stage img').evaluateAll((images) => images.map((each) => each.clientHeight))
      expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeLessThanOrEqual(1)
      await desk.examine('beside')
      await desk.keys('o', ']', ']', '[')
      expect(await desk.page.getByRole('slider').inputValue()).toBe('55')
      await desk.examine('overlay')
      await desk.keys('o')
    }
    await desk.keys('u')
    await desk.close()
  })
})
