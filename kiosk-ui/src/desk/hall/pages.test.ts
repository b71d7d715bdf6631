import { cleanup, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeServer, json, noContent, offline, problem } from '@/console/testing/fakeServer'
import { keys, settle } from '@/console/testing/settle'
import '../supervisor/BoardPage.vue'
import '../supervisor/RosterPage.vue'
import { caseId, claimOf, clerk, renderDesk, signedIn, wholeCase } from '../testing/renderDesk'
import '../window/WindowPage.vue'
import './HistoryPage.vue'
import { board, caseRecord, clerkId, decisionLine, roster, windowDone, windowFile, windowItem } from './testing/hallData'

const supervisor = { ...clerk, role: 'supervisor' }
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
  history.replaceState(null, '', '/')
})

async function at(page: string, me: object = clerk) {
  history.replaceState(null, '', `/desk?page=${page}`)
  signedIn(server, [], me)
  const screen = renderDesk(server)
  await settle()
  return screen
}

async function type(field: Element | null, text: string) {
  if (!(field instanceof HTMLInputElement)) throw new Error('not a text field')
  field.focus()
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

/** Presses keys as a hand does, slower than a scanner. */
async function hand(...all: string[]) {
  for (const key of all) {
    await keys(key)
    await settle(120)
  }
}

type Screen = Awaited<ReturnType<typeof at>>
const scan = async (screen: Screen, text: string) => {
  await type(screen.getByLabelText(/扫小票二维码/), text)
  screen.getByRole('button', { name: /^查找/ }).click()
  await settle()
}

describe('the window', () => {
  it('finds by one scan, shows what the kiosk knows, and records with two keys', async () => {
    const screen = await at('window')
    expect(document.activeElement).toBe(screen.getByLabelText(/扫小票二维码/))
    server.on('POST', '/api/desk/window/lookup', windowFile([windowItem(1), windowItem(2, { acts: [] })]), 2).on('POST', '/api/desk/window/acts', windowDone())
    await scan(screen, 'onevisit:261124-ABCDE1')
    expect(server.to('POST', /lookup$/)[0]?.body).toEqual({ code: 'onevisit:261124-ABCDE1' })
    for (const text of ['张*', '要当面核对身份', '请采集指纹', '身份证', '138****1234']) expect(screen.getAllByText(text).length).toBeGreaterThan(0)
    await hand('1', '2')
    const sent = server.to('POST', /acts$/)[0]
    expect(sent?.body).toEqual({ act: 'attended', item: caseId(1), purpose: 'papers' })
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy()
    expect(screen.getByText('已记录：换发护照，来过。已转窗口')).toBeTruthy()
    expect(screen.getByText('这件事到场 2 次。')).toBeTruthy()
    expect(screen.getByText('这次来的原因：机器不能办，转窗口。')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText(/扫小票二维码/))
  })

  it('prints a lost paper again: counted under one key, on a sheet of its own', async () => {
    const screen = await at('window')
    const print = vi.fn()
    vi.stubGlobal('print', print)
    Object.defineProperty(HTMLImageElement.prototype, 'decode', { configurable: true, value: () => Promise.resolve() })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<svg xmlns="http://www.w3.org/2000/svg"/>')))
    const papers = `/api/desk/window/items/${caseId(1)}/papers`
    server
      .on('POST', '/api/desk/window/lookup', windowFile([windowItem(1)]))
      .on('GET', papers, { papers: [{ name: 'slip', title: '办件跟踪单', format: '80mm', copies: 1 }, { name: 'payment', title: '缴款凭证', format: '80mm', copies: 0 }] })
      .on('POST', `${papers}/slip/copies`, { name: 'slip', title: '办件跟踪单', copy: 2, format: '80mm', pages: 1 })
    await scan(screen, '261124-ABCDE1')
    await hand('b')
    expect(screen.getByText('已经打印过 1 次，再打是补打')).toBeTruthy()
    await hand('1')
    await settle()
    const sent = server.to('POST', /copies$/)[0]
    expect([sent?.body, typeof sent?.headers.get('Idempotency-Key')]).toEqual([{ format: 'usual' }, 'string'])
    expect(screen.getByText('已打印：办件跟踪单。补打第 1 次，已记入日志。')).toBeTruthy()
    expect(document.querySelectorAll('[data-paper-out] img')).toHaveLength(1)
    await vi.waitFor(() => expect(print).toHaveBeenCalledOnce())
    await hand('Escape')
    expect(document.querySelector('[data-paper-out]')).toBeNull()
  })

  it('offers no print of what lies in another hall', async () => {
    const screen = await at('window')
    server.on('POST', '/api/desk/window/lookup', windowFile([windowItem(1, { prints: false, ownHall: false })]))
    await scan(screen, '261124-ABCDE1')
    await hand('b')
    expect(screen.queryByText('打印哪一张？')).toBeNull()
    expect(screen.queryByRole('button', { name: /补打单据/ })).toBeNull()
  })

  it('never keeps an ID number in the box', async () => {
    const screen = await at('window')
    server.on('POST', '/api/desk/window/lookup', windowFile([windowItem(1)]))
    await scan(screen, '11010119900307123x')
    expect(server.to('POST', /lookup$/)[0]?.body).toEqual({ idNumber: '11010119900307123X' })
    expect(screen.getByLabelText(/扫小票二维码/)).toHaveProperty('value', '')
  })

  it('asks once more before a matter is completed', async () => {
    const screen = await at('window')
    server
      .on('POST', '/api/desk/window/lookup', windowFile([windowItem(1)]), 2)
      .on('POST', '/api/desk/window/acts', windowDone({ state: 'completed', stateText: '已办结' }))
    await scan(screen, '261124-ABCDE1')
    await hand('2')
    expect(server.to('POST', /acts$/)).toHaveLength(0)
    await keys('Enter')
    expect(server.to('POST', /acts$/)[0]?.body).toEqual({ act: 'completed', item: caseId(1) })
  })

  it('records a collection of the one result, and asks which of two', async () => {
    const screen = await at('window')
    const results = [{ id: caseId(8), title: '护照', state: 'done', collectable: true }, { id: caseId(9), title: '收据', state: 'done', collectable: true }, { id: caseId(10), title: '决定书', state: 'waiting', collectable: false }]
    server
      .on('POST', '/api/desk/window/lookup', windowFile([windowItem(1, { acts: ['collected'], results })]), 2)
      .on('POST', '/api/desk/window/acts', windowDone())
    await scan(screen, '261124-ABCDE1')
    await hand('1')
    expect(screen.getByRole('heading', { name: '领走哪一份' })).toBeTruthy()
    await hand('2')
    expect(server.to('POST', /acts$/)[0]?.body).toEqual({ act: 'collected', item: caseId(1), resultId: caseId(9) })
  })

  it('refuses with a reason of the closed list', async () => {
    const screen = await at('window')
    server.on('POST', '/api/desk/window/lookup', windowFile([windowItem(1)]), 2).on('POST', '/api/desk/window/acts', windowDone({ state: 'rejected', stateText: '不予批准' }))
    await scan(screen, '261124-ABCDE1')
    await hand('3')
    expect(screen.getByText('护照法 第十三条')).toBeTruthy()
    await hand('2')
    expect(server.to('POST', /acts$/)[0]?.body).toEqual({ act: 'refused', item: caseId(1), reasonCode: 'no-photo' })
  })

  it('takes somebody who has begun nothing: choose the service and why', async () => {
    const screen = await at('window')
    server.on('POST', '/api/desk/window/lookup', windowFile([]), 2).on('POST', '/api/desk/window/acts', windowDone({ visits: 1 }))
    await scan(screen, '110101199003071234')
    expect(screen.getByText(/没有开始办的事/)).toBeTruthy()
    await hand('2', '1')
    expect(server.to('POST', /acts$/)[0]?.body).toEqual({ act: 'attended', personId: caseId(77), service: 'household.migration', purpose: 'ask' })
  })

  it('says when nobody is found, and asks for something when nothing was typed', async () => {
    const screen = await at('window')
    server.on('POST', '/api/desk/window/lookup', () => problem(404, 'window.unknown', '没有找到这个号码'))
    await scan(screen, '261124-ZZZZZZ')
    expect(screen.getByRole('alert').textContent).toContain('没有找到这个号码')
    expect(document.activeElement).toBe(screen.getByLabelText(/扫小票二维码/))
    await scan(screen, ' ')
    expect(screen.getByText('扫小票，或输入编号、身份证号')).toBeTruthy()
  })

  it('repeats an unanswered act with the same key', async () => {
    const screen = await at('window')
    server
      .on('POST', '/api/desk/window/lookup', windowFile([windowItem(1)]), 2)
      .on('POST', '/api/desk/window/acts', windowDone())
      .on('POST', '/api/desk/window/acts', offline)
    await scan(screen, '261124-ABCDE1')
    await hand('1', '1')
    expect(screen.getByText(/这一步没有做/)).toBeTruthy()
    await hand('1')
    const [first, second] = server.to('POST', /acts$/)
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'))
  })

  it('forgets the person on Escape', async () => {
    const screen = await at('window')
    server.on('POST', '/api/desk/window/lookup', windowFile([windowItem(1)]))
    await scan(screen, '261124-ABCDE1')
    await keys('Escape')
    expect(screen.queryByText('张*')).toBeNull()
    expect(screen.getByText('等下一位')).toBeTruthy()
  })
})

describe('the board', () => {
  it('sets the promise beside what happened, and rounds no failure away', async () => {
    server.on('GET', '/api/desk/board', board())
    const screen = await at('board', supervisor)
    expect(screen.getByText('999 / 1000（99%）')).toBeTruthy()
    expect(screen.getByText('没有数字')).toBeTruthy()
    expect(screen.getByText(/在岗的人都不能办：户口迁移/)).toBeTruthy()
    expect(screen.getByText('最长等待的上限：任何一类办件最多等 9 个工作日')).toBeTruthy()
    expect(screen.getByText('5 / 96（5%）')).toBeTruthy()
  })

  it('shows the load of every hall, and goes to another one', async () => {
    const east = { site: 'east', name: '东区分厅', here: false, waiting: 7, overdue: 2, dueToday: 0, stopped: 1, oldestMinutes: 3000 }
    const here = board().sites[0]!
    server
      .on('GET', '/api/desk/board', board({ sites: [here, east] }))
      .on('PUT', '/api/desk/hall', () => problem(409, 'hall.claims-held', '请先办结或归还手中的办件。'))
    const screen = await at('board', supervisor)
    const row = screen.getByRole('row', { name: /东区分厅/ })
    expect(within(row).getAllByRole('cell').map((cell) => cell.textContent?.trim())).toEqual(['7', '2', '0', '1', '2 天 2 时', '看这个大厅 H'])
    await keys('h')
    await settle()
    expect(screen.getByText(/请先办结或归还手中的办件。/)).toBeTruthy()
    // The next try goes through: the desk begins anew in the other hall.
    server.on('PUT', '/api/desk/hall', noContent)
    signedIn(server, [], { ...supervisor, site: 'east', siteName: '东区分厅' })
    server.on('GET', '/api/desk/board', board({ sites: [{ ...here, here: false }, { ...east, here: true }], overdue: [] }))
    within(row).getByRole('button', { name: '看东区分厅' }).click()
    await settle()
    expect(server.to('PUT', /hall$/).map((each) => each.body)).toEqual([{ site: 'east' }, { site: 'east' }])
    expect(within(screen.getByRole('row', { name: /东区分厅/ })).getByText('正在看')).toBeTruthy()
    expect(document.body.textContent).toContain('· 东区分厅')
  })

  it('gives an overdue case to somebody, with a reason', async () => {
    server.on('GET', '/api/desk/board', board(), 2).on('GET', '/api/desk/roster', roster()).on('PUT', `/api/desk/cases/${caseId(5)}/assignment`, noContent)
    const screen = await at('board', supervisor)
    await keys('j', 'a')
    const dialog = screen.getByRole('dialog', { name: '把 261110-ABCDE5 交给谁' })
    expect(within(dialog).getByRole('combobox')).toHaveProperty('value', clerkId(1))
    within(dialog).getByRole('radio', { name: /超期/ }).click()
    await settle()
    within(dialog).getByRole('button', { name: /确认交给/ }).click()
    await settle()
    expect(server.to('PUT', /assignment$/)[0]?.body).toEqual({ clerkId: clerkId(1), reasonCode: 'overdue' })
    expect(screen.getByText('261110-ABCDE5 已交给 王芳。')).toBeTruthy()
  })

  it('takes a case over, with a reason, and opens it', async () => {
    server
      .on('GET', '/api/desk/board', board())
      .on('POST', `/api/desk/cases/${caseId(5)}/take-over`, () => json(claimOf(5, 12)))
      .on('GET', `/api/desk/cases/${caseId(5)}`, wholeCase(5, { claim: claimOf(5, 12) }))
      .always('PUT', `/api/desk/cases/${caseId(5)}/presence`, { caseId: caseId(5), others: [] })
    const screen = await at('board', supervisor)
    await keys('j', 't')
    const dialog = screen.getByRole('dialog', { name: '为什么接手 261110-ABCDE5' })
    expect(dialog.textContent).toContain('李建国 正在办')
    // "Other" says nothing by itself.
    within(dialog).getByRole('radio', { name: /其他/ }).click()
    await settle()
    within(dialog).getByRole('button', { name: /接手/ }).click()
    await settle()
    expect(within(dialog).getByText('写一句说明')).toBeTruthy()
    await type(within(dialog).getByRole('textbox'), '群众等在窗口')
    within(dialog).getByRole('button', { name: /接手/ }).click()
    await settle()
    expect(server.to('POST', /take-over$/)[0]?.body).toEqual({ reasonCode: 'other', note: '群众等在窗口' })
    expect(screen.getByText('编号 N-5')).toBeTruthy()
  })
})

it('the roster sets absence and skills, and says what is still held', async () => {
  server
    .on('GET', '/api/desk/roster', roster(), 2)
    .on('PUT', `/api/desk/roster/${clerkId(1)}`, { clerkId: clerkId(1), name: '王芳', role: 'clerk', onDuty: false, skills: ['exit-entry'], languages: ['en'], held: 0 })
  const screen = await at('roster', supervisor)
  expect(screen.getByText('交通违法')).toBeTruthy()
  await keys('j', 'Enter')
  const dialog = screen.getByRole('dialog', { name: '修改 王芳 的值班' })
  within(dialog).getByRole('checkbox', { name: /现在在岗/ }).click()
  within(dialog).getByRole('checkbox', { name: '出入境' }).click()
  await type(within(dialog).getByLabelText(/请假到/), '2026-12-02')
  within(dialog).getByRole('button', { name: /保存/ }).click()
  await settle()
  expect(server.to('PUT', /roster/)[0]?.body).toEqual({ onDuty: false, skills: ['exit-entry'], languages: ['en'], absentUntil: '2026-12-02' })
  expect(screen.getByText('王芳：已保存，手上还有 0 件。')).toBeTruthy()
})

describe('the decisions', () => {
  const finalAt = '2026-11-24T01:30:05Z'
  const mine = () => decisionLine(1, { mayUndo: true, decision: { ...decisionLine(1).decision, state: 'provisional', finalAt } })

  it('can be undone while they are provisional, and the case is open again', async () => {
    server
      .on('GET', '/api/desk/decisions', { decisions: [mine()] })
      .on('POST', `/api/desk/decisions/${caseId(101)}/undo`, () => json(claimOf(1, 9)))
      .on('GET', `/api/desk/cases/${caseId(1)}`, wholeCase(1, { claim: claimOf(1, 9) }))
      .always('PUT', `/api/desk/cases/${caseId(1)}/presence`, { caseId: caseId(1), others: [] })
    const screen = await at('history')
    expect(screen.getByText('还可撤销 5 秒')).toBeTruthy()
    await keys('z')
    expect(screen.getByText('编号 N-1')).toBeTruthy()
  })

  it('offer no undo once they are final', async () => {
    server.on('GET', '/api/desk/decisions', { decisions: [mine()] })
    const screen = await at('history')
    await settle(6000)
    expect(screen.queryByRole('button', { name: /撤销对/ })).toBeNull()
  })

  it('are withdrawn by a supervisor, with a reason', async () => {
    server
      .on('GET', '/api/desk/decisions', { decisions: [decisionLine(1, { mayWithdraw: true })] }, 3)
      .on('POST', `/api/desk/decisions/${caseId(101)}/withdrawal`, noContent)
    const screen = await at('history', supervisor)
    await keys('h')
    expect(server.to('GET', /decisions$/)[1]?.query.get('whose')).toBe('hall')
    await keys('j', 'w')
    const dialog = screen.getByRole('dialog', { name: /为什么撤回/ })
    within(dialog).getByRole('radio', { name: /新证据/ }).click()
    await settle()
    within(dialog).getByRole('button', { name: /撤回决定/ }).click()
    await settle()
    expect(server.to('POST', /withdrawal$/)[0]?.body).toEqual({ reasonCode: 'new-evidence' })
    expect(screen.getByText('261124-ABCDE1 的决定已撤回。')).toBeTruthy()
  })

  it('open the case as it was, and say so when it was touched', async () => {
    server
      .on('GET', '/api/desk/decisions', { decisions: [decisionLine(1)] })
      .on('GET', `/api/desk/cases/${caseId(1)}/records`, { records: [{ decisionId: caseId(101), outcome: 'reject', at: '2026-11-20T01:00:00Z', by: '李建国', definitionVersion: 'sha256-aaaa' }] })
      .on('GET', `/api/desk/cases/${caseId(1)}/records/${caseId(101)}`, caseRecord({ intact: false }))
    const screen = await at('history')
    await keys('j', 'Enter')
    expect(screen.getByRole('heading', { level: 1, name: '当时的办件' })).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain('存档与审计记录不一致')
    for (const text of ['sha256-aaaa', 'f00d', '护照法 第十一条', '138****0000']) expect(screen.getByText(text)).toBeTruthy()
    const photo = screen.getByRole('rowheader', { name: /照片是本人/ }).closest('tr')?.textContent ?? ''
    expect(photo).toContain('已核对')
    expect(screen.getByRole('rowheader', { name: /人证核验通过/ }).closest('tr')?.textContent).toContain('没有勾')
    // Nothing that was kept can be revealed.
    expect(screen.queryByRole('button', { name: /全文/ })).toBeNull()
    await keys('Escape')
    expect(document.activeElement?.textContent).toBe('261124-ABCDE1')
  })
})
