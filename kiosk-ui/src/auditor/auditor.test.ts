import { cleanup, render, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSession } from '@/console/session'
import { staffApi } from '@/console/staff'
import { FakeServer, problem } from '@/console/testing/fakeServer'
import { settle } from '@/console/testing/settle'
import { createTexts } from '@/i18n/texts'
import { type Figure, type MatterRow, type Overview, auditorApi } from './auditorApi'
import AuditorApp from './AuditorApp.vue'
import { auditorMessages } from './texts'

const me = { id: 'a1', name: '周敏', role: 'auditor', site: 'demo', siteName: '示范大厅', demo: true, idleSeconds: 900, endsAt: '2026-11-24T18:00:00Z' }
const stamp = { asOf: '2026-11-24T06:00:00Z', definition: '1-abc', demo: true }
const figure = (numerator: number, denominator: number, percent: number, low: number, high: number): Figure => ({ numerator, denominator, suppressed: false, percent, low, high })
const good = figure(937, 1000, 93.7, 92, 95)
const lower = figure(937, 1044, 89.75, 87.7, 91.4)
const none: Figure = { numerator: 0, denominator: 0, suppressed: false }
const hidden: Figure = { numerator: 0, denominator: 0, suppressed: true }

const overview = (more: Partial<Overview> = {}): Overview => ({
  stamp, experienced: good, honest: lower, ended: { completed: 1000, rejected: 24, abandoned: 15, withdrawn: 5 },
  openWithTwo: 3, turnedAway: 6, spared: 38, target: 90, visits: [20, 960, 50, 10, 4], ...more,
})
const months = { stamp, rows: [{ month: '2026-10', experienced: good, honest: lower }, { month: '2026-11', experienced: none, honest: hidden }] }
const services = { stamp, rows: [{ service: 'a.passport', serviceTitle: '换发护照', experienced: good, honest: lower }] }
const sites = { stamp, rows: [{ site: 'hall', siteName: '示范大厅', experienced: good, honest: lower }] }
const causes = { stamp, total: 10, causes: [{ code: 'R01', text: '材料缺少或有误', count: 6 }, { code: 'R05', text: '机器不能办', count: 4 }] }
const row: MatterRow = { id: '0'.repeat(26), service: 'a.passport', serviceTitle: '换发护照', site: 'hall', state: 'completed', openedOn: '2026-10-01', endedOn: '2026-10-03', visits: 2, causes: ['R01'] }
const matter = {
  ...row,
  presences: [{ on: '2026-10-01', site: 'hall', siteName: '示范大厅', ending: '预检未通过' }, { on: '2026-10-03', site: 'hall', siteName: '示范大厅', ending: '办结', cause: 'R01', causeText: '材料缺少或有误' }],
  timeline: [{ at: '2026-10-01T02:00:00Z', action: 'visit.began', text: '到场', actor: '自助机' }],
}

let server: FakeServer
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T06:00:00Z') })
  window.history.replaceState(null, '', '/auditor')
  server = new FakeServer()
    .always('GET', '/api/staff/me', me)
    .always('GET', '/api/auditor/rate', overview())
    .always('GET', '/api/auditor/rate/breakdown', (request: { query: URLSearchParams }) => {
      const by = request.query.get('by')
      return Response.json(by === 'service' ? services : by === 'site' ? sites : months)
    })
    .always('GET', '/api/auditor/causes', causes)
})
afterEach(() => {
  cleanup()
  server.verify()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

async function atTheConsole() {
  const texts = createTexts(auditorMessages)
  const language = () => texts.global.locale.value
  const session = createSession(staffApi(language, server.fetch))
  const screen = render(AuditorApp, {
    props: { session, api: auditorApi(language, server.fetch) },
    global: { plugins: [texts] },
    container: document.body.appendChild(document.createElement('div')),
  })
  await settle()
  return screen
}

describe('the overview', () => {
  it('puts both rates side by side, each with numerator, denominator, interval, moment and definition', async () => {
    const screen = await atTheConsole()
    const experienced = screen.getByRole('region', { name: '群众体验率' }).textContent ?? ''
    for (const part of ['93.7', '937 件', '共 1,000 件', '95 % 区间 92.0 – 95.0 %', '高于目标']) expect(experienced).toContain(part)
    const honest = screen.getByRole('region', { name: '如实率' }).textContent ?? ''
    for (const part of ['89.7', '共 1,044 件', '区间跨过目标，还不能下结论']) expect(honest).toContain(part)
    expect(screen.getByText('截至 2026-11-24 14:00')).toBeTruthy()
    expect(screen.getByText('口径第 1-abc 版')).toBeTruthy()
    expect(screen.getByText('目标：超过 90 %')).toBeTruthy()
    expect(screen.getByText('演示数据')).toBeTruthy()
  })

  it('says "no figure" for a zero denominator and marks what is suppressed', async () => {
    server.always('GET', '/api/auditor/rate', overview({ experienced: none, honest: hidden }))
    const screen = await atTheConsole()
    expect(screen.getByRole('region', { name: '群众体验率' }).textContent).toContain('没有数')
    expect(screen.getByRole('region', { name: '如实率' }).textContent).toContain('不足 10 件，为保护个人不显示')
    expect(document.body.textContent).not.toContain('NaN')
    expect(screen.getByRole('region', { name: '群众体验率' }).textContent).not.toMatch(/0\.0|100/)
  })

  it('shows the counts that keep the rates honest', async () => {
    const screen = await atTheConsole()
    const beside = screen.getByRole('region', { name: '还要一起看' }).textContent ?? ''
    expect(beside).toMatch(/未办结、已到场两次以上\s*3/)
    expect(beside).toMatch(/被劝返、还没有再来的人\s*6/)
    expect(beside).toMatch(/免跑一趟\s*38/)
  })

  it('gives each chart a sentence and a table with the same numbers', async () => {
    const screen = await atTheConsole()
    expect(screen.getByText('1 个月里有 1 个月超过 90 %；最高 2026-10 93.7 %，最低 2026-10 93.7 %。')).toBeTruthy()
    const table = within(screen.getByRole('table', { name: '分解' }))
    expect(table.getByRole('row', { name: /2026-10/ }).textContent).toContain('93.7')
    expect(table.getByRole('row', { name: /2026-11/ }).textContent).toContain('没有数')
    expect(screen.getByRole('img', { name: /折线图/ })).toBeTruthy()
    expect(screen.getByText(/共 10 次多余的到场/)).toBeTruthy()
    expect(screen.getByRole('row', { name: /R01/ }).textContent).toContain('60.0')
  })
})

describe('the address', () => {
  it('holds the period, written out', async () => {
    await atTheConsole()
    expect(window.location.search).toBe('?from=2025-12-01&to=2026-11-24')
  })

  it('follows the filters, and Back undoes them', async () => {
    const screen = await atTheConsole()
    screen.getByRole('button', { name: '上月' }).click()
    await settle()
    const service = screen.getByRole('combobox', { name: '事项' }) as HTMLSelectElement
    service.value = 'a.passport'
    service.dispatchEvent(new Event('change', { bubbles: true }))
    await settle()
    expect(window.location.search).toBe('?from=2026-10-01&to=2026-10-31&service=a.passport')
    expect(server.to('GET', /\/rate$/).pop()?.query.toString()).toBe('from=2026-10-01&to=2026-10-31&service=a.passport')
  })

  it('is not changed by a range the server would refuse', async () => {
    const screen = await atTheConsole()
    const from = screen.getByLabelText('从') as HTMLInputElement
    from.value = '2024-01-01'
    from.dispatchEvent(new Event('input', { bubbles: true }))
    from.dispatchEvent(new Event('change', { bubbles: true }))
    await settle()
    expect(screen.getByRole('alert').textContent).toBe('一次最多查 366 天')
    expect(window.location.search).toContain('from=2025-12-01')
  })
})

describe('drilling down', () => {
  it('reaches the matter behind a cause in two clicks', async () => {
    server.on('GET', '/api/auditor/matters', { matters: [row], total: 1 }).on('GET', `/api/auditor/matters/${row.id}`, matter)
    const screen = await atTheConsole()
    screen.getByRole('link', { name: /R01/ }).click()
    await settle()
    expect(server.to('GET', /\/matters$/)[0]?.query.get('cause')).toBe('R01')
    expect(screen.getByText('1 件')).toBeTruthy()
    screen.getByRole('link', { name: /打开 换发护照/ }).click()
    await settle()
    expect(screen.getByRole('heading', { level: 1, name: '换发护照' })).toBeTruthy()
    expect(screen.getByText('为什么要再来').parentElement?.textContent).toContain('R01 材料缺少或有误')
    expect(screen.getByText('2026-10-01 10:00')).toBeTruthy()
  })

  it('opens exactly the matters of a numerator and of a denominator', async () => {
    server.on('GET', '/api/auditor/matters', { matters: [], total: 0 }, 2)
    const screen = await atTheConsole()
    within(screen.getByRole('region', { name: '如实率' })).getByRole('link', { name: '937 件' }).click()
    await settle()
    expect(Object.fromEntries(server.to('GET', /\/matters$/)[0]?.query ?? [])).toMatchObject({ end: 'completed', visits: 'at-most-one' })
    window.history.pushState(null, '', '/auditor?from=2025-12-01&to=2026-11-24')
    window.dispatchEvent(new PopStateEvent('popstate'))
    await settle()
    within(screen.getByRole('region', { name: '如实率' })).getByRole('link', { name: '共 1,044 件' }).click()
    await settle()
    const query = server.to('GET', /\/matters$/)[1]?.query
    expect([query?.get('end'), query?.get('visits')]).toEqual([null, null])
  })

  it('opens the counts beside the rates', async () => {
    server.on('GET', '/api/auditor/matters', { matters: [], total: 0 })
    const screen = await atTheConsole()
    within(screen.getByRole('region', { name: '还要一起看' })).getByRole('link', { name: '6' }).click()
    await settle()
    expect(server.to('GET', /\/matters$/)[0]?.query.get('set')).toBe('turned-away')
  })
})

it('never calls anything that could change something', async () => {
  const screen = await atTheConsole()
  server.on('GET', '/api/auditor/definition', { version: '1', effectiveFrom: '2025-01-01', unit: 'matter', windowDays: 90, rules: ['规则一'] })
  screen.getByRole('link', { name: '口径' }).click()
  await settle()
  expect(screen.getByText('规则一')).toBeTruthy()
  expect(server.calls.every((call) => call.method === 'GET')).toBe(true)
})

it('says what the server said when a figure cannot be read', async () => {
  server.always('GET', '/api/auditor/rate', () => problem(422, 'range', '起止日期不超过 366 天'))
  const screen = await atTheConsole()
  expect(screen.getByRole('alert').textContent).toContain('起止日期不超过 366 天')
})
