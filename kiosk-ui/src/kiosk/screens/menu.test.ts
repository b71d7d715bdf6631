import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { State } from '@/shell/session'
import { held, menuService, session } from '../testing/samples'
import { stage } from '../testing/stage'
import MenuScreen from './MenuScreen.vue'
import OutcomeScreen from './OutcomeScreen.vue'

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const inMenu: State = { kind: 'task', session, task: { at: 'menu' } }
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const press = (name: string | RegExp) => fireEvent.click(button(name))

const reasons = [{ code: 'x', text: '未满十六周岁', where: '一楼窗口' }]
const menu = {
  late: false,
  suggestions: [{ service: 'traffic.pay', code: 'unpaid', text: '有 1 份罚款没缴。' }],
  groups: [
    {
      code: 'exit-entry',
      title: '出境和港澳台',
      services: [
        menuService('exit-entry.b', '换发护照', [], { verdict: 'window', reasons, minutes: 6 }),
        menuService('exit-entry.a', '办理签注', [['签注', 'qian zhu']], { feeText: '¥15' }),
        menuService('exit-entry.query', '查进度', [], { quick: true }),
      ],
    },
    {
      code: 'traffic',
      title: '车和驾照',
      services: [
        menuService('traffic.pay', '缴罚款', [['罚单', 'fa dan/shan']]),
        menuService('traffic.renew', '换驾照', [['驾照', 'jia zhao']], { verdict: 'only-with', reasons: [{ code: 'unpaid', text: '有罚款没缴', first: 'traffic.pay' }] }),
      ],
    },
  ],
}
const look = { method: 'GET', path: '/menu', reply: menu }
const nothing = { method: 'GET', path: '/applications', reply: { applications: [] } }
const at = (open: string, exchanges = [look, nothing]) => stage(MenuScreen, { props: { holder: '测*', open }, state: { kind: 'task', session, task: { at: 'menu', open } }, exchanges })

describe('the first page of the menu', () => {
  it('points out what the person can do while here, then the groups', async () => {
    const { store, server } = stage(MenuScreen, { props: { holder: '测*' }, state: inMenu, exchanges: [look, nothing] })
    const suggested = within(await screen.findByRole('button', { name: /缴罚款/ }))
    suggested.getByText('有 1 份罚款没缴。')
    suggested.getByText('现在能办完')
    suggested.getByText('约 3 分钟')
    within(button(/出境和港澳台/)).getByText('能办 2 项')
    expect(screen.queryByRole('button', { name: /办理签注/ })).toBeNull()
    await press(/车和驾照/)
    expect(store.state.value).toMatchObject({ task: { at: 'menu', open: 'traffic' } })
    server.done()
  })

  it('offers what is over in a minute, and the search', async () => {
    const { store } = stage(MenuScreen, { props: { holder: '测*' }, state: inMenu, exchanges: [look, nothing] })
    await screen.findByRole('button', { name: '查询、领证' })
    await press('查询、领证')
    expect(store.state.value).toMatchObject({ task: { open: 'quick' } })
    await press(/找一件事/)
    expect(store.state.value).toMatchObject({ task: { open: 'search' } })
  })

  it('looks again while registers are still being asked', async () => {
    const late = { ...menu, late: true, suggestions: [] }
    const { server } = stage(MenuScreen, { props: { holder: '测*' }, state: inMenu, exchanges: [{ ...look, reply: late }, nothing, look] })
    await screen.findByRole('button', { name: /车和驾照/ })
    expect(screen.queryByText('有 1 份罚款没缴。')).toBeNull()
    await vi.advanceTimersByTimeAsync(1000)
    await screen.findByText('有 1 份罚款没缴。')
    await vi.advanceTimersByTimeAsync(3000)
    server.done()
  })

  it('offers what is unfinished, and to try again when the list does not come', async () => {
    const applications = [{ id: held().application.id, service: 'a.a', title: 'T', state: 'awaiting-payment', stateText: '', updatedAt: '2026-11-24T00:00:00Z' }]
    stage(MenuScreen, { props: { holder: '测*' }, state: inMenu, exchanges: [{ method: 'GET', path: '/menu', broken: true }, { ...nothing, reply: { applications } }] })
    await screen.findByRole('alert')
    screen.getByText(/已保存的内容都在/)
    await screen.findByRole('button', { name: '我没办完的事项' })
    button('再试一次')
  })
})

describe('a group of the menu', () => {
  it('says of each service in words whether it can be finished now, how long it takes, what it costs and needs', async () => {
    const { server } = at('exit-entry')
    const first = within(await screen.findByRole('button', { name: /办理签注/ }))
    first.getByText('现在能办完')
    first.getByText('约 3 分钟')
    first.getByText('费用 ¥15')
    first.getByText('带身份证')
    server.done()
  })

  it('puts what cannot be done below, with the reason and what to do instead', async () => {
    at('exit-entry')
    const below = within(await screen.findByRole('button', { name: /换发护照/ }))
    below.getByText('未满十六周岁')
    below.getByText('去哪里：一楼窗口')
    const titles = screen.getAllByRole('listitem').map((item) => item.querySelector('.title')?.textContent)
    expect(titles).toEqual(['办理签注', '查进度', '换发护照'])
    screen.getByRole('heading', { level: 2, name: /现在不能在这里办/ })
  })

  it('names what is done here first', async () => {
    at('traffic')
    within(await screen.findByRole('button', { name: /换驾照/ })).getByText('先在这里办：缴罚款')
  })

  it('says that a register is still being asked', async () => {
    const groups = [{ ...menu.groups[0], services: [menuService('exit-entry.a', '办理签注', [], { verdict: 'unknown', late: true })] }]
    at('exit-entry', [{ ...look, reply: { ...menu, late: true, groups } } as typeof look, nothing])
    within(await screen.findByRole('button', { name: /办理签注/ })).getByText('正在查…')
  })

  it('gathers what only tells or hands out something', async () => {
    at('quick')
    await screen.findByRole('button', { name: /查进度/ })
    expect(screen.getAllByRole('listitem')).toHaveLength(1)
  })
})

describe('the search', () => {
  it('finds by what the keyboard types, and opens what is touched', async () => {
    const open = { method: 'POST', path: '/applications', body: { service: 'traffic.renew' }, reply: { outcome: 'not-eligible', service: 'traffic.renew', title: '换驾照', verdict: 'window', reasons } }
    const { store } = at('search', [look, nothing, open as unknown as typeof look])
    await screen.findByRole('heading', { level: 1, name: '想办什么？打几个字母' })
    await press('J')
    await press('Z')
    await fireEvent.click(await screen.findByRole('button', { name: /换驾照/ }))
    await waitFor(() => expect(store.state.value).toMatchObject({ task: { at: 'refused' } }))
  })

  it('says so when nothing is found, and leads back to the groups', async () => {
    const { store } = at('search')
    await screen.findByRole('button', { name: 'X' })
    await press('X')
    await press('X')
    screen.getByText(/没有找到/)
    await press('看分组')
    expect(store.state.value).toMatchObject({ task: { at: 'menu' } })
    expect(store.state.value).not.toHaveProperty('task.open')
  })
})

describe('the end of a matter', () => {
  it('points out what else this visit could spare, and not what was just done', async () => {
    const done = held({ state: 'completed', service: 'exit-entry.a' })
    const suggestions = [{ service: 'exit-entry.a', code: 'x', text: '签注用完了。' }, ...menu.suggestions]
    stage(OutcomeScreen, { props: { held: done }, state: { kind: 'result', session, ending: { at: 'outcome', held: done } }, exchanges: [{ ...look, reply: { ...menu, suggestions } }] })
    await screen.findByText('还可以顺便办')
    screen.getByText('有 1 份罚款没缴。')
    expect(screen.queryByText('签注用完了。')).toBeNull()
  })
})
