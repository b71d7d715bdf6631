import { cleanup, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeServer, json, noContent, problem } from '@/console/testing/fakeServer'
import { keys, press, settle } from '@/console/testing/settle'
import { FakeEvents, caseId, claimOf, clerk, dutyOf, queue, queueRow, renderDesk, signedIn, wholeCase } from './testing/renderDesk'

let server: FakeServer
let events: FakeEvents
const path = (at: number, rest = '') => `/api/desk/cases/${caseId(at)}${rest}`
const decisionId = caseId(101)
const decided = (at: number, outcome: string) => ({ caseId: caseId(at), decisionId, outcome, state: 'reviewing', stage: 'first', finalAt: '2026-11-24T01:30:10Z', undoSeconds: 10 })

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T01:30:00Z') })
  server = new FakeServer()
  events = new FakeEvents()
  history.replaceState(null, '', '/desk')
})
afterEach(() => {
  cleanup()
  server.verify()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

type Screen = ReturnType<typeof renderDesk>
const options = (screen: Screen) => within(screen.getByRole('listbox', { name: '等待审批的办件' })).getAllByRole('option')
const names = (screen: Screen) => options(screen).map((each) => /甲\d/.exec(each.textContent ?? '')?.[0])
const said = (screen: Screen, text: string) => expect(screen.getAllByRole('status').map((each) => each.textContent)).toContain(text)

async function desk(rows = [queueRow(1), queueRow(2), queueRow(3)], me: object = clerk) {
  signedIn(server, rows, me)
  for (const row of rows) server.always('GET', `/api/desk/cases/${row.id}`, wholeCase(Number(row.id)))
  const screen = renderDesk(server, events)
  await settle()
  return screen
}

async function claimed(rows?: ReturnType<typeof queueRow>[]) {
  const screen = await desk(rows)
  server.on('POST', '/api/desk/queue/claim-next', () => json(claimOf(1)))
  await keys('Shift+c')
  return screen
}

const type = async (field: HTMLElement, text: string) => {
  if (!(field instanceof HTMLInputElement) && !(field instanceof HTMLTextAreaElement)) throw new Error('not a text field')
  field.focus()
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

describe('undo', () => {
  it('takes the decision back within its seconds and opens the case again with everything written', async () => {
    const screen = await claimed([queueRow(1)])
    server.on('POST', path(1, '/decision'), decided(1, 'approve'))
    await keys('n')
    await type(screen.getByRole('textbox', { name: /备注/ }), '看过原件')
    await keys('Escape')
    ;(document.activeElement as HTMLElement | null)?.blur()
    await keys('1', 'a', 'Enter')
    expect(server.to('POST', /decision$/)[0]?.body).toEqual({ fence: 7, outcome: 'approve', checks: ['photo'], note: '看过原件' })
    expect(screen.getByText('10 秒')).toBeTruthy()
    await settle(4000)
    expect(screen.getByText('6 秒')).toBeTruthy()
    server.on('POST', `/api/desk/decisions/${decisionId}/undo`, () => json(claimOf(1, 8)))
    await keys('z')
    expect(screen.getByText('编号 N-1')).toBeTruthy()
    said(screen, '已撤回 1 个决定。')
    await keys('n')
    expect(screen.getByRole('textbox', { name: /备注/ })).toHaveProperty('value', '看过原件')
  })

  it('is refused in the server’s words once the decision is final', async () => {
    const screen = await claimed([queueRow(1)])
    server.on('POST', path(1, '/decision'), decided(1, 'approve'))
    await keys('1', 'a', 'Enter')
    await settle(11_000)
    expect(screen.queryByRole('button', { name: /撤回/ })).toBeNull()
    server.on('POST', `/api/desk/decisions/${decisionId}/undo`, () => problem(409, 'undo-window-closed', '已过撤回时间，找带班领导撤销。'))
    await keys('z')
    expect(screen.getByText(/已过撤回时间/)).toBeTruthy()
  })

  it('says that there is nothing to undo', async () => {
    const screen = await desk()
    await keys('z')
    said(screen, '没有可以撤回的决定。')
  })
})

describe('the next case', () => {
  it('stands on the screen before the server has answered the decision', async () => {
    const screen = await claimed()
    let answer: (response: Response) => void = () => undefined
    server
      .on('POST', path(1, '/decision'), () => new Promise<Response>((resolve) => (answer = resolve)))
      .on('POST', path(2, '/claim'), () => json(claimOf(2, 9)))
    await keys('1', 'a', 'Enter')
    expect(screen.getByText('编号 N-2')).toBeTruthy()
    expect(screen.queryByText(/已批准/)).toBeNull()
    answer(json(decided(1, 'approve')))
    await settle()
    said(screen, '已批准：甲1* 换发护照。')
    expect(screen.getByText('编号 N-2')).toBeTruthy()
  })

  it('is another one when a colleague has taken it meanwhile', async () => {
    const screen = await claimed()
    server
      .on('POST', path(1, '/decision'), decided(1, 'approve'))
      .on('POST', path(2, '/claim'), () => problem(409, 'claimed-by-other', '李建国办理中'))
      .on('POST', path(3, '/claim'), () => json(claimOf(3, 4)))
    await keys('1', 'a', 'Enter')
    expect(screen.getByText('编号 N-3')).toBeTruthy()
  })

  it('gives way to the decided one when the decision was refused, with what was written', async () => {
    const screen = await claimed()
    server
      .on('POST', path(1, '/decision'), () => problem(422, 'reason-unknown', '这个理由不在清单里。'))
      .on('POST', path(2, '/claim'), () => json(claimOf(2, 9)))
      .on('POST', path(2, '/release'), noContent)
    await keys('d', '1')
    await type(screen.getByRole('textbox', { name: /备注/ }), '照片背景不对')
    await keys('Ctrl+Enter')
    expect(screen.getByText('编号 N-1')).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain('这个理由不在清单里。')
    expect(screen.getByRole('textbox', { name: /备注/ })).toHaveProperty('value', '照片背景不对')
    expect(screen.getByRole('radio', { checked: true })).toBeTruthy()
  })
})

it('a decision on a case that moved on shows what changed and overwrites nothing', async () => {
  const screen = await claimed([queueRow(1)])
  server.on('POST', path(1, '/decision'), () => problem(409, 'already-decided', '这一办件已经作出决定。'))
  server.always('GET', path(1), wholeCase(1, { stateText: '已批准', claimedBy: '李建国', timeline: [...wholeCase(1).timeline, { at: '2026-11-24T01:29:00Z', text: '批准', by: '李建国', kind: 'clerk' }] }))
  await keys('1', 'a', 'Enter')
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('这件已经变了，您的决定没有写入')
  const table = screen.getByRole('table').textContent ?? ''
  for (const part of ['等待审批', '已批准', '批准 (李建国)']) expect(table).toContain(part)
  expect(server.to('POST', /decision$/)).toHaveLength(1)
})

describe('the correction request', () => {
  const can = {
    earlier: 1,
    answerDays: 15,
    fields: [
      { field: 'mobile', label: '手机号', section: '联系', reasons: [{ code: 'wrong', name: '填错了' }, { code: 'unreadable', name: '看不清' }] },
      { field: 'photo', label: '证件照', section: '照片', reasons: [{ code: 'background', name: '背景不对' }] },
    ],
    found: [{ field: 'photo', label: '证件照', reasonCode: 'background', text: '照片背景不是白色' }],
  }

  it('holds what the system found, marked for good, and asks for a reason for each mark and for asking again', async () => {
    const screen = await claimed([queueRow(1)])
    server.on('GET', path(1, '/correctables'), can)
    await keys('r')
    const photo = screen.getByRole('checkbox', { name: '证件照' })
    expect(photo).toHaveProperty('checked', true)
    expect(photo).toHaveProperty('disabled', true)
    expect(screen.getByText('照片背景不是白色')).toBeTruthy()
    screen.getByRole('checkbox', { name: '手机号' }).click()
    await settle()
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: '手机号的理由' }))
    screen.getByRole('button', { name: /发出补正告知（2 项）/ }).click()
    await settle()
    expect(screen.getByText('1 项还没有选理由')).toBeTruthy()
    expect(screen.getByText('写明再次要求补正的理由')).toBeTruthy()
    expect(server.to('POST', /decision$/)).toHaveLength(0)
    const reason = screen.getByRole('combobox', { name: '手机号的理由' }) as HTMLSelectElement
    reason.value = 'wrong'
    reason.dispatchEvent(new Event('change', { bubbles: true }))
    await type(screen.getByRole('textbox', { name: '证件照的说明' }), '换白色背景重拍')
    await type(screen.getByRole('textbox', { name: /为什么还要再要求/ }), '上次漏看了手机号')
    await type(screen.getByRole('textbox', { name: /给申请人的话/ }), '在自助机上就能改')
    server.on('POST', path(1, '/decision'), decided(1, 'correction'))
    await keys('Ctrl+Enter')
    expect(server.to('POST', /decision$/)[0]?.body).toEqual({
      fence: 7,
      outcome: 'correction',
      note: '在自助机上就能改',
      correction: {
        marks: [
          { field: 'photo', reasonCode: 'background', note: '换白色背景重拍' },
          { field: 'mobile', reasonCode: 'wrong' },
        ],
        againReason: '上次漏看了手机号',
      },
    })
    said(screen, '已发出补正告知：甲1* 换发护照。')
  })
})

describe('many at once', () => {
  const preview = { count: 3, eligible: [caseId(1), caseId(2)], excluded: [{ caseId: caseId(3), number: 'N-3', code: 'claimed-by-other', text: '李建国办理中' }] }
  const done = {
    bulkId: caseId(900),
    undoSeconds: 10,
    items: [
      { caseId: caseId(1), number: 'N-1', status: 'decided' },
      { caseId: caseId(2), number: 'N-2', status: 'decided' },
    ],
  }

  it('are tried dry, decided, listed one by one and undone as one', async () => {
    const screen = await desk()
    await keys('x', 'Shift+j', 'Shift+j')
    expect(screen.getAllByText('已选 3 件').length).toBeGreaterThan(0)
    await keys('a')
    const dialog = within(screen.getByRole('dialog', { name: '批准已选的 3 件' }))
    expect(dialog.getByRole('button', { name: /先看会怎样/ })).toHaveProperty('disabled', true)
    dialog.getByRole('checkbox', { name: /照片是本人/ }).click()
    await settle()
    server.on('POST', '/api/desk/bulk/preview', preview)
    dialog.getByRole('button', { name: /先看会怎样/ }).click()
    await settle()
    expect(dialog.getByText('会办理 2 件，共选 3 件')).toBeTruthy()
    expect(dialog.getByText('不办理的 1 件')).toBeTruthy()
    expect(dialog.getByText('李建国办理中')).toBeTruthy()
    server.on('POST', '/api/desk/bulk', done)
    dialog.getByRole('button', { name: /确认办理 2 件/ }).click()
    await settle()
    expect(server.to('POST', /bulk$/)[0]?.body).toEqual({ caseIds: [caseId(1), caseId(2)], outcome: 'approve', checks: ['photo'] })
    expect(dialog.getByText('已办理 2 件，没有办理 1 件')).toBeTruthy()
    expect(dialog.getAllByRole('listitem')).toHaveLength(3)
    server.on('POST', `/api/desk/bulk/${caseId(900)}/undo`, done)
    dialog.getByRole('button', { name: /全部撤回/ }).click()
    await settle()
    said(screen, '已撤回 2 个决定。')
  })

  it('are at most fifty', async () => {
    const screen = await desk(Array.from({ length: 52 }, (_, at) => queueRow(at + 1)))
    await keys('x', ...Array.from({ length: 51 }, () => 'Shift+j'))
    expect(screen.getAllByText('已选 50 件').length).toBeGreaterThan(0)
  })
})

describe('live', () => {
  it('takes counts as they are pushed and reads rows without moving any', async () => {
    const screen = await desk([queueRow(1), queueRow(2)])
    events.listener?.opened()
    await settle()
    expect(screen.getByText('实时更新')).toBeTruthy()
    events.listener?.message('counts', { waiting: 41, mine: 0, overdue: 3, second: 5, supervisor: 0, correction: 2 })
    await settle()
    expect(screen.getByRole('button', { name: '待办 41' })).toBeTruthy()
    expect(screen.getByText('超期 3')).toBeTruthy()
    server.always('GET', '/api/desk/queue', queue([queueRow(9), queueRow(2), queueRow(1)]))
    events.listener?.message('case', { caseId: caseId(9), change: 'came' })
    await settle(200)
    expect(names(screen)).toEqual(['甲1', '甲2'])
    expect(screen.getByRole('button', { name: /1 件新到/ })).toBeTruthy()
    await keys('.')
    expect(names(screen)).toEqual(['甲9', '甲2', '甲1'])
  })

  it('polls while the stream is broken, opens it again and then reads what was missed', async () => {
    const screen = await desk([queueRow(1)])
    events.listener?.broken()
    await settle()
    expect(screen.getByText('定时更新')).toBeTruthy()
    const before = server.to('GET', /queue$/).length
    await settle(4100)
    expect(server.to('GET', /queue$/).length).toBeGreaterThan(before)
    expect(events.opened).toBe(2)
    const then = server.to('GET', /queue$/).length
    events.listener?.opened()
    await settle()
    expect(server.to('GET', /queue$/).length).toBe(then + 1)
  })

  it('opens the broken stream and reads the queue at once when the network comes back, however long it was away', async () => {
    await desk([queueRow(1)])
    for (let tries = 0; tries < 6; tries++) {
      events.listener?.broken()
      await settle(30_000)
    }
    events.listener?.broken()
    const opened = events.opened
    const asked = server.to('GET', /queue$/).length
    window.dispatchEvent(new Event('online'))
    await settle(1000)
    expect(events.opened).toBe(opened + 1)
    expect(server.to('GET', /queue$/)).toHaveLength(asked + 1)
  })

  it('whispers who views and says aloud who decides', async () => {
    const screen = await desk([queueRow(1)])
    await keys('Enter')
    events.listener?.message('presence', { caseId: caseId(1), others: [{ name: '李建国', doing: 'viewing' }] })
    await settle()
    said(screen, '李建国 在看这一件')
    expect(screen.queryByRole('alert')).toBeNull()
    events.listener?.message('presence', { caseId: caseId(1), others: [{ name: '李建国', doing: 'deciding' }] })
    await settle()
    expect(screen.getByRole('alert').textContent).toBe('李建国 正在办理这一件。')
  })

  it('tells colleagues what this clerk looks at and when it is over', async () => {
    await claimed([queueRow(1)])
    server.on('POST', path(1, '/release'), noContent)
    await keys('u', 'Escape')
    const told = server.to('PUT', /presence$/).map((call) => (call.body as { doing: string }).doing)
    expect(told).toContain('deciding')
    expect(told[told.length - 1]).toBe('left')
  })
})

describe('commands', () => {
  it('are the same in the sheet and in the palette, each with its key', async () => {
    const screen = await desk([queueRow(1)], { ...clerk, role: 'supervisor' })
    await keys('?')
    const listed = [...screen.getByRole('dialog', { name: '全部快捷键' }).querySelectorAll('[data-commands]')].flatMap((row) => row.getAttribute('data-commands')?.split(' ') ?? [])
    screen.getByRole('button', { name: /关闭/ }).click()
    await settle()
    await keys('Ctrl+k')
    const rows = [...screen.getByRole('dialog', { name: '全部命令' }).querySelectorAll('[data-command]')]
    const offered = rows.map((row) => row.getAttribute('data-command'))
    expect(new Set(offered)).toEqual(new Set(listed))
    expect(offered).toHaveLength(new Set(offered).size)
    for (const row of rows) expect(row.querySelector('kbd')).not.toBeNull()
  })

  it('have no two keys in common on one page', async () => {
    const screen = await desk([queueRow(1)], { ...clerk, role: 'supervisor' })
    await keys('Ctrl+k')
    const all = [...screen.getByRole('dialog', { name: '全部命令' }).querySelectorAll('[data-command] .hidden-text')].flatMap((each) => each.textContent?.split(' / ') ?? [])
    expect(all.filter((each, at) => all.indexOf(each) !== at)).toEqual([])
  })

  it('run from the palette', async () => {
    const screen = await desk()
    await keys('Ctrl+k')
    await type(screen.getByRole('combobox', { name: '输入命令或按键' }), '在岗')
    server.on('PUT', '/api/desk/duty', dutyOf(false))
    await keys('Enter')
    expect(server.to('PUT', /duty$/)[0]?.body).toEqual({ onDuty: false })
    expect(screen.getByRole('switch', { name: '离岗' })).toBeTruthy()
  })

  it('with Ctrl work while typing, those of one letter do not', async () => {
    const screen = await desk()
    await keys('/')
    press('x')
    await keys('Ctrl+k')
    expect(screen.getByRole('dialog', { name: '全部命令' })).toBeTruthy()
    expect(screen.queryByText(/已选/)).toBeNull()
  })
})

describe('the filter', () => {
  it('stands in the address and comes back from it', async () => {
    history.replaceState(null, '', '/desk?page=mine&risk=overdue')
    const screen = await desk()
    expect(server.to('GET', /queue$/)[0]?.query.get('lane')).toBe('mine')
    expect(server.to('GET', /queue$/)[0]?.query.get('risk')).toBe('overdue')
    expect(screen.getByRole('button', { name: '超期', pressed: true })).toBeTruthy()
    screen.getByRole('button', { name: '在大厅' }).click()
    await settle()
    expect(location.search).toBe('?page=mine&risk=overdue&inHall=1')
    await keys('g', 'q')
    expect(location.search).toBe('?risk=overdue&inHall=1')
  })

  it('asks the server for the beginning of a number, and keeps what is typed out of the address', async () => {
    const screen = await desk()
    await type(screen.getByRole('searchbox'), 'n-2')
    await settle(300)
    expect([...server.to('GET', /queue$/)].pop()?.query.get('number')).toBe('N-2')
    expect(location.search).toBe('')
  })
})
