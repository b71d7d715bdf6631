import { cleanup, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeServer, json, noContent, offline, problem } from '@/console/testing/fakeServer'
import { keys, press, settle } from '@/console/testing/settle'
import { caseId, claimOf, clerk, queue, queueRow, reasons, renderDesk, signedIn, wholeCase } from './testing/renderDesk'

const decisionPath = new RegExp(`/api/desk/cases/${caseId(1)}/decision`)
const decided = (at: number, outcome = 'approve') => ({ caseId: caseId(at), decisionId: decisionId(at), outcome, state: 'reviewing', stage: 'first', finalAt: '2026-11-24T01:30:10Z', undoSeconds: 10 })
const decisionId = (at: number) => String(at + 100).padStart(26, '0')
let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T01:30:00Z') })
  server = new FakeServer()
})
afterEach(() => {
  cleanup()
  server.verify()
  vi.useRealTimers()
  document.body.innerHTML = ''
  history.replaceState(null, '', '/desk')
})

/** A desk with the first case claimed and open. */
async function atTheDesk(rows = [queueRow(1), queueRow(2)]) {
  signedIn(server, rows)
    .on('POST', '/api/desk/queue/claim-next', () => json(claimOf(1)))
    .always('GET', `/api/desk/cases/${caseId(1)}`, wholeCase(1))
    .always('GET', `/api/desk/cases/${caseId(2)}`, wholeCase(2))
  const screen = renderDesk(server)
  await settle()
  await keys('Shift+c')
  return screen
}

// What was said last: shown beside the bar and, for readers, in a status of its own.
const said = (screen: Screen, text: string) => expect(screen.getAllByRole('status').map((each) => each.textContent)).toContain(text)

type Screen = ReturnType<typeof renderDesk>
const rows = (screen: Screen) => within(screen.getByRole('listbox', { name: '等待审批的办件' })).getAllByRole('option')

const type = async (field: HTMLElement, text: string) => {
  if (!(field instanceof HTMLInputElement) && !(field instanceof HTMLTextAreaElement)) throw new Error('not a text field')
  field.focus()
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

describe('signing in', () => {
  beforeEach(() => {
    server.on('GET', '/api/staff/me', () => problem(401, 'unauthenticated', '没有登录')).always('GET', '/api/demo/faults', () => json({}))
  })

  it('asks for what is missing and puts the focus there', async () => {
    const screen = renderDesk(server)
    await settle()
    screen.getByRole('button', { name: '登录' }).click()
    await settle()
    expect(screen.getByText('填写用户名')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: /用户名/ }))
  })

  it('shows the server’s sentence, keeps the login and clears the password', async () => {
    server.on('POST', '/api/staff/login', () => problem(401, 'login-failed', '用户名或密码不正确', { 'Retry-After': '8' }))
    const screen = renderDesk(server)
    await settle()
    await type(screen.getByLabelText(/用户名/), 'clerk')
    await type(screen.getByLabelText(/密码/), 'wrong')
    screen.getByRole('button', { name: '登录' }).click()
    await settle()
    expect(screen.getByRole('alert').textContent).toBe('用户名或密码不正确 8 秒后可以再试。')
    expect(screen.getByLabelText(/用户名/)).toHaveProperty('value', 'clerk')
    expect(screen.getByLabelText(/密码/)).toHaveProperty('value', '')
  })

  it('marks a demo hall before anybody is signed in', async () => {
    const screen = renderDesk(server)
    await settle()
    expect(screen.getByText(/演示大厅/)).toBeTruthy()
  })

  it('sends an auditor to the auditor console', async () => {
    server.on('POST', '/api/staff/login', { ...clerk, role: 'auditor' })
    const screen = renderDesk(server)
    await settle()
    await type(screen.getByLabelText(/用户名/), 'auditor')
    await type(screen.getByLabelText(/密码/), 'secret')
    screen.getByRole('button', { name: '登录' }).click()
    await settle()
    expect(screen.getByRole('link', { name: '去督察台' }).getAttribute('href')).toBe('/auditor')
  })
})

describe('the queue', () => {
  it('says of each case how urgent, what, whose, how long, where, and in whose hands', async () => {
    signedIn(server, [queueRow(1, { risk: 'overdue', inHall: true, claimedBy: '李建国' })])
    const screen = renderDesk(server)
    await settle()
    const row = rows(screen)[0]?.textContent ?? ''
    for (const part of ['剩 6 天', '超期', '换发护照', '甲1*', '已等 1 时 30 分', '在大厅', '李建国 在办']) expect(row).toContain(part)
  })

  it('does not move rows when cases arrive, until the clerk asks', async () => {
    signedIn(server, [queueRow(1), queueRow(2)])
    const screen = renderDesk(server)
    await settle()
    server.always('GET', '/api/desk/queue', queue([queueRow(9), queueRow(1), queueRow(2)]))
    await settle(4100)
    const names = () => rows(screen).map((each) => /甲\d/.exec(each.textContent ?? '')?.[0])
    expect(names()).toEqual(['甲1', '甲2'])
    expect(screen.getByRole('button', { name: /1 件新到/ })).toBeTruthy()
    await keys('.')
    expect(names()).toEqual(['甲9', '甲1', '甲2'])
  })

  it('moves with J and K and the arrows and opens with Enter', async () => {
    signedIn(server, [queueRow(1), queueRow(2)])
      .on('GET', `/api/desk/cases/${caseId(2)}`, wholeCase(2))
      .always('GET', `/api/desk/cases/${caseId(1)}`, wholeCase(1))
    const screen = renderDesk(server)
    await settle()
    await keys('j')
    expect(document.activeElement?.textContent).toContain('甲2')
    await keys('k')
    press('ArrowDown')
    await settle()
    await keys('Enter')
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('换发护照')
    expect(screen.getByText('编号 N-2')).toBeTruthy()
  })

  it('says that nothing is waiting', async () => {
    signedIn(server, [])
    const screen = renderDesk(server)
    await settle()
    expect(screen.getByText('没有等待的办件')).toBeTruthy()
  })

  it('says since when the list stands still while the server is away', async () => {
    signedIn(server, [queueRow(1)])
    const screen = renderDesk(server)
    await settle()
    server.always('GET', '/api/desk/queue', offline)
    await settle(4100)
    expect(screen.getByRole('alert').textContent).toContain('列表停在 09:30')
    expect(rows(screen)).toHaveLength(1)
  })
})

describe('deciding', () => {
  it('approves with A and Enter, names the act, and takes the next case', async () => {
    const screen = await atTheDesk()
    server
      .on('POST', decisionPath, decided(1))
      .on('POST', `/api/desk/cases/${caseId(2)}/claim`, () => json(claimOf(2, 9)))
    await keys('a')
    expect(screen.getByText('批准 甲1* 的换发护照？')).toBeTruthy()
    expect(screen.getByText('批准后申请人缴费 ¥120.00。')).toBeTruthy()
    expect(screen.getByText('批准前还要核对 1 项')).toBeTruthy()
    expect(screen.getByRole('button', { name: /确认批准/ })).toHaveProperty('disabled', true)
    await keys('1')
    server.always('GET', '/api/desk/queue', queue([queueRow(2, { claimedBy: '王芳', claimedByMe: true })]))
    await keys('Enter')
    expect(server.to('POST', decisionPath)[0]?.body).toEqual({ fence: 7, outcome: 'approve', checks: ['photo'] })
    said(screen, '已批准：甲1* 换发护照。')
    expect(screen.getByText('编号 N-2')).toBeTruthy()
  })

  it('refuses to decide a case nobody has claimed', async () => {
    signedIn(server, [queueRow(1)]).on('GET', `/api/desk/cases/${caseId(1)}`, wholeCase(1))
    const screen = renderDesk(server)
    await settle()
    await keys('Enter', 'a')
    said(screen, '先认领这件，再作决定。')
    expect(screen.queryByText('确认批准')).toBeNull()
  })

  it('does not decline without a reason and puts the focus on the reasons', async () => {
    const screen = await atTheDesk()
    await keys('d')
    screen.getByRole('button', { name: /确认不予批准/ }).click()
    await settle()
    expect(screen.getByText('选择一个理由')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getAllByRole('radio')[0])
    expect(server.to('POST', decisionPath)).toHaveLength(0)
  })

  it('offers the reasons of the service only and declines with the chosen one', async () => {
    const screen = await atTheDesk([queueRow(1)])
    server.on('POST', decisionPath, { ...decided(1), outcome: 'reject' })
    await keys('d')
    expect(screen.getAllByRole('radio')).toHaveLength(2)
    server.always('GET', '/api/desk/queue', queue([]))
    await keys('2', 'Enter')
    screen.queryByRole('button', { name: /确认不予批准/ })?.click()
    await settle()
    expect(server.to('POST', decisionPath)[0]?.body).toEqual({ fence: 7, outcome: 'reject', reasonCode: 'no-photo' })
    said(screen, '已决定不予批准：甲1* 换发护照。')
  })

  it('shows before handing over what the citizen has to bring', async () => {
    const screen = await atTheDesk()
    await keys('w', '1')
    const list = screen.getByText('申请人到窗口要带的').parentElement?.textContent ?? ''
    expect(list).toContain('身份证')
    expect(list).toContain('现有的护照')
  })

  it('repeats an unanswered decision with the same key', async () => {
    const screen = await atTheDesk([queueRow(1)])
    server.on('POST', decisionPath, decided(1)).on('POST', decisionPath, offline)
    await keys('1', 'a', 'Enter')
    expect(screen.getByText(/决定是否生效还不知道/)).toBeTruthy()
    server.always('GET', '/api/desk/queue', queue([]))
    screen.getByRole('button', { name: /确认批准/ }).click()
    await settle()
    const [first, second] = server.to('POST', decisionPath)
    expect(first?.headers.get('Idempotency-Key')).toBeTruthy()
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'))
  })

  it('says that the claim is lost and keeps the note', async () => {
    const screen = await atTheDesk([queueRow(1)])
    server.on('POST', decisionPath, () => problem(409, 'lease-expired', '认领已过期，李建国已接手'))
    await keys('d', '1')
    await type(screen.getByRole('textbox', { name: /备注/ }), '照片背景不对')
    screen.getByRole('button', { name: /确认不予批准/ }).click()
    await settle()
    expect(screen.getByRole('alert').textContent).toContain('李建国已接手')
    expect(screen.getByText(/照片背景不对/)).toBeTruthy()
    expect(screen.getAllByRole('button', { name: /重新认领/ }).length).toBeGreaterThan(0)
  })

  it('gives a case back', async () => {
    const screen = await atTheDesk()
    server.on('POST', `/api/desk/cases/${caseId(1)}/release`, noContent)
    await keys('u')
    said(screen, '已放回队列。')
  })
})

describe('the claim', () => {
  it('is renewed every 30 seconds with its fence', async () => {
    await atTheDesk()
    server.on('PUT', `/api/desk/cases/${caseId(1)}/claim`, () => json(claimOf(1)), 2)
    await settle(60_500)
    expect(server.to('PUT', /claim$/).map((call) => call.body)).toEqual([{ fence: 7 }, { fence: 7 }])
  })

  it('is no longer renewed when the clerk has gone, and says so once it ran out', async () => {
    const screen = await atTheDesk()
    server.always('PUT', `/api/desk/cases/${caseId(1)}/claim`, () => json(claimOf(1)))
    await settle(11 * 60_000)
    expect(server.to('PUT', /claim$/).length).toBeLessThanOrEqual(10)
    expect(screen.getByRole('alert').textContent).toContain('离开太久，这件已放回队列')
  })
})

describe('keys', () => {
  it('of single letters do nothing while the clerk types', async () => {
    signedIn(server, [queueRow(1), queueRow(2)])
    const screen = renderDesk(server)
    await settle()
    await keys('/')
    expect(document.activeElement).toBe(screen.getByRole('searchbox'))
    await keys('n', 'c', 'j')
    expect(server.to('POST', /claim/)).toHaveLength(0)
  })

  it('of single letters can be switched off', async () => {
    signedIn(server, [queueRow(1), queueRow(2)])
    const screen = renderDesk(server)
    await settle()
    await keys('?')
    screen.getByRole('checkbox', { name: /使用单个字母快捷键/ }).click()
    screen.getByRole('button', { name: /关闭/ }).click()
    await settle()
    ;(document.activeElement as HTMLElement | null)?.blur()
    await keys('n')
    expect(server.to('POST', /claim/)).toHaveLength(0)
  })

  it('are all in the sheet', async () => {
    signedIn(server, [])
    const screen = renderDesk(server)
    await settle()
    await keys('?')
    const sheet = screen.getByRole('dialog').textContent ?? ''
    for (const text of ['下移一件', '认领最急的一件', '批准', '不予批准', '转窗口', '显示下一个遮住的项目', '下一张影像', '查找', '待办']) expect(sheet).toContain(text)
  })

  it('of two strokes reach the queue', async () => {
    await atTheDesk()
    ;(document.activeElement as HTMLElement | null)?.blur()
    await keys('g', 'q')
    expect(document.activeElement?.getAttribute('role')).toBe('option')
  })
})

describe('the case', () => {
  it('marks differences from the register and sets both values beside each other', async () => {
    const screen = await atTheDesk()
    expect(screen.getByText('1 处与登记信息不一致')).toBeTruthy()
    const row = screen.getByRole('rowheader', { name: '手机号' }).closest('tr')?.textContent ?? ''
    expect(row).toContain('138****1234')
    expect(row).toContain('不一致')
    expect(row).toContain('139****8802')
  })

  it('shows a masked value only for a reason and hides it again', async () => {
    const screen = await atTheDesk()
    server.on('POST', `/api/desk/cases/${caseId(1)}/reveal`, { field: 'mobile', value: '13812341234', hideAfterSeconds: 5 })
    await keys('v')
    expect(screen.getByText(/为什么要看手机号全文/)).toBeTruthy()
    await keys('Enter')
    expect(server.to('POST', /reveal$/)[0]?.body).toEqual({ field: 'mobile', reason: 'verify-identity' })
    expect(screen.getByText('13812341234')).toBeTruthy()
    await settle(5100)
    expect(screen.queryByText('13812341234')).toBeNull()
  })

  it('shows pictures to the holder of the claim only', async () => {
    signedIn(server, [queueRow(1)]).on('GET', `/api/desk/cases/${caseId(1)}`, wholeCase(1))
    const screen = renderDesk(server)
    await settle()
    await keys('Enter')
    expect(screen.queryByRole('img')).toBeNull()
    expect(screen.getByText(/认领以后才能看影像/)).toBeTruthy()
  })

  it('steps through pictures and sets two side by side by keys', async () => {
    const screen = await atTheDesk()
    expect(screen.getByRole('img').getAttribute('src')).toBe(`/api/desk/cases/${caseId(1)}/images/photo.jpg`)
    await keys('e')
    expect(screen.getByRole('img').getAttribute('alt')).toContain('芯片照片')
    await keys('b', '+', 't')
    expect(screen.getAllByRole('img')).toHaveLength(2)
    expect(screen.getAllByRole('img')[0]?.style.transform).toContain('rotate(90deg) scale(1.5)')
  })
})

describe('the session', () => {
  it('ends on 401 and gives the same person everything back', async () => {
    const screen = await atTheDesk()
    await keys('d')
    await type(screen.getByRole('textbox', { name: /备注/ }), '还没写完')
    server.on('GET', '/api/desk/queue', () => problem(401, 'unauthenticated', '登录已失效'))
    await settle(4100)
    expect(screen.getByText(/登录已到期/)).toBeTruthy()
    server.on('POST', '/api/staff/login', clerk).always('PUT', `/api/desk/cases/${caseId(1)}/claim`, () => json(claimOf(1)))
    await type(screen.getByLabelText(/用户名/), 'clerk')
    await type(screen.getByLabelText(/密码/), 'secret')
    screen.getByRole('button', { name: '登录' }).click()
    await settle()
    expect(screen.getByRole('textbox', { name: /备注/ })).toHaveProperty('value', '还没写完')
  })

  it('gives another person nothing of it', async () => {
    const screen = await atTheDesk()
    server.on('GET', '/api/desk/queue', () => problem(401, 'unauthenticated', '登录已失效'))
    await settle(4100)
    server.on('POST', '/api/staff/login', { ...clerk, id: 'staff-2', name: '李建国' })
    await type(screen.getByLabelText(/用户名/), 'clerk2')
    await type(screen.getByLabelText(/密码/), 'secret')
    screen.getByRole('button', { name: '登录' }).click()
    await settle()
    expect(screen.queryByText('编号 N-1')).toBeNull()
    expect(screen.getByText('选一件打开')).toBeTruthy()
  })

  it('gives the claims back when the clerk signs out', async () => {
    const screen = await atTheDesk()
    server.on('POST', `/api/desk/cases/${caseId(1)}/release`, noContent)
    screen.getByRole('button', { name: '退出登录' }).click()
    await settle()
    expect(screen.getByText('已退出登录。')).toBeTruthy()
    expect(server.to('POST', /release$/)[0]?.body).toEqual({ fence: 7 })
  })
})

describe('a supervisor', () => {
  it('makes a code for a new kiosk', async () => {
    signedIn(server, [], { ...clerk, role: 'supervisor' }).on('POST', '/api/desk/device-codes', () => json({ code: '7F3K-92QD', expiresAt: '2026-11-24T01:40:00Z' }, 201))
    const screen = renderDesk(server)
    await settle()
    screen.getByRole('button', { name: '添加自助机' }).click()
    await settle()
    screen.getByRole('button', { name: '生成激活码' }).click()
    await settle()
    expect(screen.getByText('写一个名称')).toBeTruthy()
    await type(screen.getByRole('textbox', { name: /自助机名称/ }), '大厅东侧 2 号')
    screen.getByRole('button', { name: '生成激活码' }).click()
    await settle()
    expect(screen.getByText('7F3K-92QD')).toBeTruthy()
    expect(screen.getByText(/到 09:40 为止有效/)).toBeTruthy()
  })

  it('only: a clerk is not offered it', async () => {
    signedIn(server, [])
    const screen = renderDesk(server)
    await settle()
    expect(screen.queryByRole('button', { name: '添加自助机' })).toBeNull()
  })
})

it('speaks English when asked to', async () => {
  const screen = await atTheDesk()
  server.always('GET', '/api/desk/reasons', reasons)
  screen.getByRole('button', { name: 'English' }).click()
  await settle()
  expect(screen.getByRole('button', { name: /Approve/ })).toBeTruthy()
  expect(document.documentElement.lang).toBe('en')
})
