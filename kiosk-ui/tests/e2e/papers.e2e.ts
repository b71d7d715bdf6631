import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Kiosk } from './support/kiosk'
import { checkPaper, lastPapers, newest, type Paper } from './support/papers'
import { settleViolation } from './support/traffic'

// What comes out of the printer is photographed, its code read and checked by the real program without the hall.

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const at = async (name: string, person: string) => {
  const kiosk = await Kiosk.enrolled(browser, { name })
  await kiosk.identify(person, 'id-card')
  return kiosk
}

/** Prints one paper of the list that is open, which makes so many in the tray. */
async function print(kiosk: Kiosk, name: string, count: number): Promise<Paper> {
  await kiosk.product.locator(`[data-paper-name="${name}"]`).click()
  return newest(kiosk, count)
}

/** The paper is genuine and its code says what the paper is; one letter changed, and it is refused. */
async function proves(paper: Paper, kind: string, more: string[] = []) {
  const { genuine, said } = await checkPaper(paper.code)
  expect([genuine, said]).toEqual([true, expect.stringContaining(kind)])
  for (const each of [`copy       ${paper.copy}`, ...more]) expect(said).toContain(each)
  const at = paper.code.lastIndexOf(':') + 10
  const other = paper.code[at] === 'A' ? 'B' : 'A'
  expect((await checkPaper(paper.code.slice(0, at) + other + paper.code.slice(at + 1))).genuine).toBe(false)
}

describe('papers', () => {
  it('a settled offence: decision, payment receipt, acceptance receipt and slip, each proven without the hall', async () => {
    const kiosk = await at('papers-offence', '已记 5 分，闯红灯后正好 11 分')
    await settleViolation(kiosk)
    const [decision, payment] = (await lastPapers(kiosk, 2)) as [Paper, Paper]
    expect([decision.title, payment.title]).toEqual(['公安交通管理简易程序处罚决定书', '缴款凭证'])
    await proves(decision, '处罚决定书', [decision.bar, 'amount     ¥200.00'])
    expect(decision.bar).toMatch(/^\d{16}$/)
    await proves(payment, '缴款凭证', ['amount     ¥200.00'])
    await kiosk.press('打印单据')
    await proves(await print(kiosk, 'acceptance', 3), '受理回执')
    const slip = await print(kiosk, 'slip', 4)
    await proves(slip, '办件跟踪单', ['OV1-'])
    const again = await print(kiosk, 'decision-0', 5)
    // A reprint says so, which may need one page more: none is lost.
    expect([again.copy, again.bar]).toEqual([2, decision.bar])
    await proves(again, '处罚决定书')
    // The amount of another paper does not fit the signature either.
    expect((await checkPaper(decision.code.replace(':20000:', ':10000:'))).genuine).toBe(false)
    await kiosk.examine('list')
    await kiosk.context.close()
  })

  it('a refused attempt: the notice of what to bring', async () => {
    const kiosk = await at('papers-notice', '本周期已记满 12 分')
    await kiosk.openService('处理电子监控违法')
    await kiosk.heading('这件事到窗口办')
    await kiosk.press('打印清单')
    await proves(await newest(kiosk, 1), '一次性告知书')
    await kiosk.context.close()
  })

  it('a finished document: the collection slip', async () => {
    const kiosk = await at('papers-collection', '两本证件：一本可领，一本逾期')
    await kiosk.openService('领取证件')
    await kiosk.heading('要领哪一本？')
    await kiosk.choose('护照')
    await kiosk.proceed()
    await kiosk.choose('我自己')
    await kiosk.press('继续')
    await kiosk.heading('拿好领证单，到领证窗口')
    await proves(await newest(kiosk, 1), '领取凭证')
    await kiosk.context.close()
  })

  it('a proof of the household register', async () => {
    const kiosk = await at('papers-proof', '父母在别的户')
    await kiosk.openService('打印户籍证明')
    await kiosk.choose(/不在一个户/)
    await kiosk.proceed()
    await kiosk.product.getByRole('radio').first().check()
    await kiosk.proceed()
    await kiosk.choose(/公证/)
    await kiosk.proceed()
    await kiosk.heading('提交前，看一遍')
    await kiosk.product.locator('.actions .primary').click()
    await kiosk.heading('办好了')
    const proof = await newest(kiosk, 1)
    expect(proof.title).toBe('亲属关系证明')
    await proves(proof, '证明')
    await kiosk.context.close()
  })
})
