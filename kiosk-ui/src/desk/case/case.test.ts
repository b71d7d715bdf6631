import { cleanup, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeServer, json } from '@/console/testing/fakeServer'
import { keys, settle } from '@/console/testing/settle'
import { caseRecord } from '../hall/testing/hallData'
import { caseId, claimOf, queueRow, renderDesk, signedIn, wholeCase } from '../testing/renderDesk'
import type { Case } from '../deskApi'

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

async function claimed(more: Partial<Case>) {
  signedIn(server, [queueRow(1)])
    .always('PUT', `/api/desk/cases/${caseId(1)}/presence`, { caseId: caseId(1), others: [] })
    .on('POST', `/api/desk/cases/${caseId(1)}/claim`, () => json(claimOf(1)))
    .always('GET', `/api/desk/cases/${caseId(1)}`, wholeCase(1, more))
  const screen = renderDesk(server)
  await settle()
  await keys('c')
  return screen
}

const decision = { id: caseId(101), outcome: 'correction', reason: '背景不是白色', by: '李建国', at: '2026-11-20T03:02:00Z', stage: 'first', state: 'final' } as const
const correction: Case['corrections'][number] = {
  askedAt: '2026-11-20T03:02:00Z',
  by: '李建国',
  answeredAt: '2026-11-23T03:02:10Z',
  answeredBy: 'phone',
  state: 'answered',
  again: '第一次漏了电话',
  marks: [
    { field: 'photo', label: '证件照', reason: '背景不是白色', was: '照片 1', now: '照片 2', changed: true },
    { field: 'mobile', label: '联系电话', reason: '打不通', was: '138****0000', now: '138****0000', changed: false },
  ],
}

describe('the case', () => {
  it('lets a supervisor amend why a visit was needed, and keeps what was said', async () => {
    const second = { seq: 2, on: '2026-11-24', site: '东厅', cause: 'R01', causeText: '材料缺少或有误' }
    const causes = [{ code: 'R03', text: '缺其他部门的前置证明' }, { code: 'R01', text: '材料缺少或有误' }]
    const amendments: object[] = []
    const path = `/api/desk/matters/${caseId(9)}/visits`
    server
      .always('GET', path, () => json({ visits: [{ seq: 1, on: '2026-11-20', site: '东厅' }, second], amendments, causes }))
      .on('POST', `${path}/2/cause`, () => {
        amendments.push({ seq: 2, was: 'R01', cause: 'R03', reasonCode: 'complaint', at: '2026-11-24T01:30:00Z' })
        return json({ ...second, cause: 'R03' })
      })
    const screen = await claimed({ matterId: caseId(9) })
    await settle()
    screen.getByRole('button', { name: '更正' }).click()
    await settle()
    const dialog = screen.getByRole('dialog', { name: '更正第 2 次到场的原因' })
    within(dialog).getByRole('radio', { name: /反映属实/ }).click()
    await settle()
    within(dialog).getByRole('button', { name: /更正原因/ }).click()
    await settle()
    expect(server.to('POST', /cause$/)[0]?.body).toEqual({ was: 'R01', cause: 'R03', reasonCode: 'complaint' })
    expect(screen.getByText(/由 R01 更正为 R03（申请人反映属实）/)).toBeTruthy()
  })

  it('says by when, why that day, and every time the clock stood still', async () => {
    const stops = [{ from: '2026-11-20T03:02:10Z', to: '2026-11-23T03:02:10Z', reason: '等申请人补正' }, { from: '2026-11-23T04:00:00Z', reason: '等登记机关答复' }]
    const screen = await claimed({ clock: { dueDate: '2026-12-03', stopped: true, explanation: '停了 2 个工作日', stops } })
    const clock = within(screen.getByRole('region', { name: '办理期限' }))
    for (const text of ['2026年12月3日 前办完', '承诺 2026年11月30日 前办结', '已停表', '停了 2 个工作日', '2026-11-20 11:02 停表', '2026-11-23 11:02 恢复', '还没有恢复']) expect(clock.getByText(text)).toBeTruthy()
  })

  it('sets what was beside what is after a correction, and says what did not change', async () => {
    const screen = await claimed({ corrections: [correction] })
    expect(screen.getByText('2026-11-23 11:02 在手机上补正')).toBeTruthy()
    expect(screen.getByText('再次告知的原因：第一次漏了电话')).toBeTruthy()
    const photo = screen.getByRole('rowheader', { name: '证件照' }).closest('tr')?.textContent ?? ''
    for (const text of ['照片 1', '照片 2', '已改']) expect(photo).toContain(text)
    expect(screen.getByRole('rowheader', { name: '联系电话' }).closest('tr')?.textContent).toContain('没有改')
  })

  it('tells who did what when, and why the person came again', async () => {
    const screen = await claimed({
      timeline: [
        { at: '2026-11-20T02:00:00Z', text: '提交申请', kind: 'citizen' },
        { at: '2026-11-20T03:00:00Z', text: '认领', by: '李建国', kind: 'clerk' },
      ],
      visits: [{ date: '2026-11-18', site: '示范大厅', services: ['换发护照'], ending: '转窗口', cause: '材料不全' }],
    })
    expect(screen.getByText('2026-11-20 10:00 · 申请人')).toBeTruthy()
    expect(screen.getByText('2026-11-20 11:00 · 李建国')).toBeTruthy()
    expect(screen.getByText('再来的原因：材料不全')).toBeTruthy()
  })

  it('opens as it was with Y, says that nothing was touched, and comes back with Escape', async () => {
    const screen = await claimed({ decisions: [decision] })
    server
      .on('GET', `/api/desk/cases/${caseId(1)}/records`, { records: [{ decisionId: caseId(101), outcome: 'correction', at: decision.at, by: '李建国', definitionVersion: 'v' }] })
      .on('GET', `/api/desk/cases/${caseId(1)}/records/${caseId(101)}`, caseRecord())
    await keys('y')
    expect(screen.getByRole('heading', { level: 1, name: '当时的办件' })).toBeTruthy()
    expect(screen.getByText('存档完整，与审计记录一致。')).toBeTruthy()
    await keys('Escape')
    expect(screen.getByRole('heading', { level: 1, name: '换发护照' })).toBeTruthy()
  })

  it('prints no value that was revealed', async () => {
    const screen = await claimed({})
    server.on('POST', `/api/desk/cases/${caseId(1)}/reveal`, { field: 'mobile', value: '13812341234', hideAfterSeconds: 5 })
    await keys('v', 'Enter')
    expect(screen.getByText('13812341234').classList.contains('screen-only')).toBe(true)
    const cell = screen.getByText('13812341234').closest('td')
    expect(cell?.querySelector('.print-only')?.textContent).toBe('138****1234')
  })
})

it('pictures are laid over each other and divided with the brackets', async () => {
  const screen = await claimed({})
  await keys(']')
  expect(screen.getAllByRole('img').map((each) => each.getAttribute('alt'))).toEqual(['证件照，办件 N-1', '芯片照片，办件 N-1'])
  await keys(']', ']', '[')
  expect(screen.getByRole('slider', { name: '左右分界' })).toHaveProperty('value', '55')
  expect(screen.getByText('左边证件照，右边芯片照片')).toBeTruthy()
  await keys('o')
  expect(screen.getAllByRole('img')).toHaveLength(1)
})
