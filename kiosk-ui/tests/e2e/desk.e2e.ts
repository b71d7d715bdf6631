import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Console } from './support/console'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const rows = (desk: Console) => desk.page.getByRole('listbox', { name: '等待审批的办件' }).getByRole('option')
const approve = (desk: Console) => desk.page.getByRole('button', { name: '批准', exact: true })
const heading = (desk: Console) => desk.page.getByRole('article').getByRole('heading', { level: 1 })

async function atTheDesk(name: string, account: 'clerk' | 'clerk2' | 'supervisor' = 'clerk', size: { width?: number; height?: number } = {}) {
  const desk = await Console.of(browser, account, '/desk', { name, ...size })
  await rows(desk).first().waitFor()
  return desk
}

/** Claims the most urgent case nobody holds and answers its number. */
async function takeNext(desk: Console): Promise<string> {
  await desk.keys('Shift+C')
  await approve(desk).waitFor()
  return (await desk.page.getByText(/^编号 /).textContent()) ?? ''
}

/** Ticks what has to be ticked in the open case and approves it, with the keyboard. */
async function approveOpen(desk: Console): Promise<void> {
  await desk.keys('a', '1', '2', '3', '4')
  await desk.page.locator('button:enabled', { hasText: '确认批准' }).waitFor()
  await desk.page.waitForFunction(() => document.activeElement?.textContent?.includes('确认批准'))
  await desk.keys('Enter')
}

describe('a clerk at the desk', () => {
  it('signs in, and every screen of the desk can be read and reached', async () => {
    const desk = await Console.at(browser, '/desk', { name: 'desk' })
    await desk.examine('sign-in')
    await desk.keys('Enter')
    await desk.says('填写用户名')
    await desk.examine('sign-in-empty')
    await desk.signIn('clerk')
    await rows(desk).first().waitFor()
    await desk.says('演示大厅：人员、证件、影像和数字都是虚构的')
    await desk.examine('queue')
    await takeNext(desk)
    await desk.page.getByRole('img').first().waitFor()
    await desk.examine('case')
    await desk.keys('v')
    await desk.says(/为什么要看/)
    await desk.examine('reveal')
    await desk.keys('Enter')
    await desk.says(/秒后遮住/)
    await desk.keys('Escape', 'd')
    await desk.examine('decline')
    await desk.keys('Escape', 'w', '1')
    await desk.examine('window')
    await desk.keys('Escape', 'a')
    await desk.says(/^批准前还要核对/)
    await desk.examine('approve')
    await desk.keys('Escape', 'r')
    await desk.says('要求补正：一次告知全部')
    await desk.page.getByRole('checkbox', { name: '证件照' }).waitFor()
    await desk.examine('correct')
    await desk.keys('Escape', 'Control+k')
    await desk.page.getByRole('combobox', { name: '输入命令或按键' }).waitFor()
    await desk.examine('palette')
    await desk.keys('Escape', '?')
    await desk.examine('keys')
    await desk.keys('Escape', 'u')
    await desk.says('已放回队列。')
    await desk.close()
  }, 300_000)

  it('approves, declines and hands over with the keyboard only, one case after another', async () => {
    const desk = await atTheDesk('desk-decide')
    const first = await takeNext(desk)
    await approveOpen(desk)
    await desk.says(/^已批准：/)
    await approve(desk).waitFor()
    const second = await desk.page.getByText(/^编号 /).textContent()
    expect(second).not.toBe(first)

    await desk.keys('d')
    await desk.page.getByRole('radio').first().waitFor()
    await desk.keys('Tab', 'Tab', 'Enter')
    await desk.says('选择一个理由')
    await desk.keys('1')
    await desk.page.getByRole('radio', { checked: true }).waitFor()
    await desk.keys('Enter')
    await desk.says(/^已决定不予批准：/)
    await approve(desk).waitFor()

    await desk.keys('w', '1')
    await desk.says('申请人到窗口要带的')
    await desk.keys('Enter')
    await desk.says(/^已转窗口：/)
    await desk.examine('after-three')
    await approve(desk).waitFor()
    await desk.keys('u')
    await desk.page.getByRole('button', { name: '认领', exact: true }).first().waitFor()
    await desk.close()
  })

  it('never collides with a colleague', async () => {
    const mine = await atTheDesk('desk-mine')
    const number = await takeNext(mine)
    const other = await atTheDesk('desk-other', 'clerk2')
    const held = rows(other).filter({ hasText: '窗口一号 在办' }).first()
    await held.click()
    await other.says('窗口一号 正在办理，您可以查看，不能决定。')
    expect(await other.page.getByText(/^编号 /).textContent()).toBe(number)
    await other.keys('c')
    await other.page.getByRole('alert').first().waitFor()
    expect(await approve(other).count()).toBe(0)
    await mine.keys('u')
    await mine.says('已放回队列。')
    await mine.close()
    await other.close()
  })

  it('is locked after fifteen minutes and finds the note again', async () => {
    const desk = await Console.at(browser, '/desk', { name: 'desk-lock' })
    await desk.page.clock.install()
    await desk.page.reload()
    await desk.page.getByRole('heading', { level: 1, name: '登录' }).waitFor()
    await desk.signIn('clerk')
    await rows(desk).first().waitFor()
    await takeNext(desk)
    await desk.keys('d')
    await desk.page.getByRole('textbox', { name: /备注/ }).fill('照片要再看一下')
    await desk.page.clock.fastForward('15:05')
    await desk.says(/已锁定/)
    expect(await heading(desk).isVisible()).toBe(false)
    await desk.examine('locked')
    await desk.signIn('clerk')
    expect(await desk.page.getByRole('textbox', { name: /备注/ }).inputValue()).toBe('照片要再看一下')
    await desk.close()
  })

  it('sees that the server is away and goes on when it is back', async () => {
    const desk = await atTheDesk('desk-offline')
    const before = await rows(desk).count()
    await desk.context.setOffline(true)
    await desk.says(/没有连上服务器/)
    expect(await rows(desk).count()).toBe(before)
    await desk.examine('offline')
    await desk.context.setOffline(false)
    await desk.page.getByText(/没有连上服务器/).waitFor({ state: 'detached' })
    await desk.close()
  })

  it('works in English, on a large screen, without single letters', async () => {
    const desk = await atTheDesk('desk-english', 'clerk', { width: 2560, height: 1440 })
    await desk.page.getByRole('button', { name: 'English' }).click()
    await desk.page.getByRole('button', { name: /^Queue \d/ }).waitFor()
    await desk.page.getByRole('button', { name: /All keys/ }).click()
    await desk.page.getByRole('checkbox', { name: /Use single-letter keys/ }).uncheck()
    await desk.page.getByRole('button', { name: /Close/ }).click()
    await desk.keys('Shift+C')
    await desk.page.waitForTimeout(300)
    expect(await desk.page.getByRole('article').count()).toBe(0)
    await desk.page.getByRole('listbox').getByRole('option').first().focus()
    await desk.keys('Enter')
    await heading(desk).waitFor()
    await desk.examine('case')
    await desk.close()
  })
})

it('the desk reflows at twice the size', async () => {
  const desk = await atTheDesk('desk-narrow', 'clerk2', { width: 720, height: 450 })
  await takeNext(desk)
  await desk.examine('case')
  await desk.keys('u')
  await desk.says('已放回队列。')
  await desk.close()
})

it('a supervisor makes a code for a new kiosk', async () => {
  const desk = await Console.of(browser, 'supervisor', '/desk', { name: 'desk-supervisor' })
  await desk.page.getByRole('button', { name: '添加自助机' }).click()
  await desk.page.keyboard.type('大厅东侧 2 号')
  await desk.keys('Enter')
  await desk.says('激活码')
  await desk.says(/为止有效，只能用一次/)
  await desk.examine('kiosk-code')
  await desk.close()
})

it('an auditor is shown the way to the auditor console', async () => {
  const desk = await Console.of(browser, 'auditor', '/desk', { name: 'desk-auditor' })
  await desk.page.getByRole('link', { name: '去督察台' }).waitFor()
  await desk.examine('wrong-role')
  await desk.close()
})
