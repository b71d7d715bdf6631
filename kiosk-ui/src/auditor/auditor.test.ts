import { cleanup, render, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSession } from '@/console/session'
import { staffApi } from '@/console/staff'
import { FakeServer, type FakeRequest, json, problem } from '@/console/testing/fakeServer'
import { settle } from '@/console/testing/settle'
import { createTexts } from '@/i18n/texts'
import { type FigureCatalogue, type FigureRecord, type FigureValue, type LogStatus, auditorApi } from './auditorApi'
import AuditorApp from './AuditorApp.vue'
import vectors from './proof/testVectors.json'
import { auditorMessages } from './texts'

const drawn = vi.hoisted(() => ({ options: [] as unknown[], marks: [] as unknown[] }))
vi.mock('./charts/plot', () => ({
  createPlot: () => ({ draw: (option: unknown) => drawn.options.push(option), mark: (point: unknown) => drawn.marks.push(point), dispose: () => undefined }),
}))

const me = { id: 'a1', name: '周敏', role: 'auditor', site: 'demo', siteName: '示范大厅', demo: true, idleSeconds: 900, endsAt: '2026-11-24T18:00:00Z' }
const share = (numerator: number, denominator: number, percent: number, low: number, high: number): FigureValue => ({ numerator, denominator, suppressed: false, percent, low, high })
const good = share(937, 1000, 93.7, 92, 95)
const lower = share(937, 1044, 89.75, 87.7, 91.4)
const none: FigureValue = { denominator: 0, suppressed: false }
const hidden: FigureValue = { denominator: 0, suppressed: true }
const parts = (...list: [string, string, number][]): FigureValue => ({ denominator: list.reduce((sum, [, , n]) => sum + n, 0), suppressed: false, parts: list.map(([bucket, text, count]) => ({ bucket, text, count })) })

const entry = (code: string, kind: 'share' | 'parts' | 'time', title: string, more: object = {}) => ({ code, kind, title, meaning: `${title}怎么算。`, counts: 'matter' as const, by: ['month', 'service', 'site', 'age'], ...more })
const catalogue: FigureCatalogue = {
  figures: [
    entry('experienced', 'share', '群众体验率', { target: 90 }),
    entry('honest', 'share', '如实率', { target: 90 }),
    entry('ends', 'parts', '怎样结束'),
    entry('volume', 'parts', '业务量'),
    entry('waiting', 'time', '等待审批'),
    entry('causes', 'parts', '第二次到场的原因'),
  ],
  dimensions: [{ name: 'service', title: '事项', values: [{ value: 'a.passport', text: '换发护照' }] }, { name: 'site', title: '大厅', values: [{ value: 'hall', text: '示范大厅' }] }],
}
const totals: Record<string, FigureValue> = {
  experienced: good,
  honest: lower,
  ends: parts(['completed', '办结', 1000], ['rejected', '不予批准', 44]),
  volume: parts(['a.passport', '换发护照', 1044]),
  waiting: { denominator: 800, suppressed: false, median: 9000, p95: 90_000 },
  causes: parts(['R01', '材料缺少或有误', 6], ['R05', '机器不能办', 4]),
}
const log: LogStatus = { level: 'green', entries: 500, waiting: 0, signedEntries: 500, signedAt: '2026-11-24T05:59:40Z', checkpoint: 'green', witness: 'green', witnesses: [{ name: 'w1', level: 'green', entries: 500 }], faults: [], stalled: false, breaks: [] }
const record: FigureRecord = { id: '0'.repeat(26), on: '2026-10-03', service: 'a.passport', serviceTitle: '换发护照', site: 'hall', siteName: '示范大厅', bucket: 'R01', bucketText: '材料缺少或有误', visits: 2, causes: ['R01'], entry: 77 }
const matter = {
  id: record.id, service: 'a.passport', serviceTitle: '换发护照', site: 'hall', state: 'completed', openedOn: '2026-10-01', endedOn: '2026-10-03', visits: 2, causes: ['R01'],
  presences: [{ on: '2026-10-01', site: 'hall', siteName: '示范大厅', ending: '预检未通过' }, { on: '2026-10-03', site: 'hall', siteName: '示范大厅', ending: '办结', cause: 'R01', causeText: '材料缺少或有误' }],
  whose: { name: '欧***', idNumber: '449***********0020' },
  timeline: [{ at: '2026-10-01T02:00:00Z', action: 'visit.began', text: '到场', actor: '自助机', entry: 41 }],
}
const proof = { entry: 41, index: 4, entries: 11, at: '2026-11-24T05:59:30Z', action: 'matter.completed', file: vectors.proofs[3]!.File, key: vectors.key }

const stampOf = (query: URLSearchParams) => ({ at: '2026-11-24T06:00:00Z', definition: '1-abc', demo: true, entries: Number(query.get('as_of') ?? 500), pinned: query.has('as_of'), digest: 'ab12cd34'.repeat(8) })
function figure({ path, query }: FakeRequest) {
  const code = path.split('/').pop() ?? ''
  const total = totals[code] ?? none
  const rows = query.get('by') === 'month' ? [{ group: '2026-10', text: '2026-10', value: total }, { group: '2026-11', text: '2026-11', value: code === 'honest' ? hidden : none }] : query.has('by') ? [{ group: 'x', text: '某组', value: total }] : []
  return json({ stamp: stampOf(query), code, kind: total.parts ? 'parts' : 'share', total, rows })
}

let server: FakeServer
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T06:00:00Z') })
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  drawn.options.length = 0
  drawn.marks.length = 0
  window.history.replaceState(null, '', '/auditor')
  server = new FakeServer()
    .always('GET', '/api/staff/me', me)
    .always('GET', '/api/auditor/figures', catalogue)
    .always('GET', /^\/api\/auditor\/figures\/[a-z-]+$/, figure)
    .always('GET', '/api/auditor/log', log)
    .always('GET', '/api/auditor/rate', { stamp: { asOf: '2026-11-24T06:00:00Z', definition: '1-abc', demo: true }, openWithTwo: 3, turnedAway: 6, spared: 38 })
    .always('GET', /\/records$/, ({ query }: FakeRequest) => json({ stamp: stampOf(query), counts: 'matter', total: 6, records: [record], next: 'c2' }))
})
afterEach(() => {
  cleanup()
  server.verify()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

async function atTheConsole(search = '') {
  if (search) window.history.replaceState(null, '', `/auditor${search}`)
  const texts = createTexts(auditorMessages)
  const language = () => texts.global.locale.value
  const session = createSession(staffApi(language, server.fetch))
  const screen = render(AuditorApp, {
    props: { session, api: auditorApi(language, server.fetch) },
    global: { plugins: [texts] },
    container: document.body.appendChild(document.createElement('div')),
  })
  await settle()
  await settle()
  return screen
}
const query = (path: RegExp) => Object.fromEntries(server.to('GET', path).pop()?.query ?? [])

describe('the overview', () => {
  it('puts both rates side by side, each with numerator, denominator, interval, verdict and definition', async () => {
    const screen = await atTheConsole()
    const experienced = screen.getByRole('region', { name: '群众体验率' }).textContent ?? ''
    for (const part of ['93.7', '937 件', '1,000 件', '95 % 区间 92.0 – 95.0 %', '高于目标', '群众体验率怎么算。', '演示']) expect(experienced).toContain(part)
    const honest = screen.getByRole('region', { name: '如实率' }).textContent ?? ''
    for (const part of ['89.7', '1,044 件', '区间跨过目标，还不能下结论']) expect(honest).toContain(part)
    expect(screen.getByText('截至 2026-11-24 14:00')).toBeTruthy()
    expect(screen.getByText('口径第 1-abc 版')).toBeTruthy()
    expect(screen.getByText('含日志前 500 条')).toBeTruthy()
  })

  it('shows each other figure as a tile with its definition, and the state of the log', async () => {
    const screen = await atTheConsole()
    expect(screen.getByRole('region', { name: '怎样结束' }).textContent).toMatch(/1,044 件.*办结1,000 · 95\.7/)
    expect(screen.getByRole('region', { name: '等待审批' }).textContent).toMatch(/2 小时 30 分中位数.*800 件.*1 天 1 小时/)
    expect(within(screen.getByRole('region', { name: '日志证明' })).getByText('日志：可证明')).toBeTruthy()
    expect(screen.getByRole('region', { name: '此刻还要一起看' }).textContent).toMatch(/免跑一趟\s*38/)
  })

  it.each([
    ['a zero denominator', none, '没有数'],
    ['a small cell', hidden, '不显示'],
  ])('never shows a number for %s', async (_, value, text) => {
    server.always('GET', '/api/auditor/figures/honest', ({ query }: FakeRequest) => json({ stamp: stampOf(query), code: 'honest', kind: 'share', total: value, rows: [] }))
    const screen = await atTheConsole()
    const honest = screen.getByRole('region', { name: '如实率' }).textContent ?? ''
    expect(honest).toContain(text)
    expect(honest).not.toMatch(/\d+\.\d/)
  })

  it('gives each chart a sentence, and a table with the same numbers instead of the picture', async () => {
    const screen = await atTheConsole()
    const trend = screen.getByRole('region', { name: '两个率按月的走势' })
    expect(trend.textContent).toContain('群众体验：2026-10 93.7\u2009%。')
    within(trend).getByRole('button', { name: '表格' }).click()
    await settle()
    const table = within(trend).getByRole('table')
    expect(within(table).getByRole('row', { name: /2026-10/ }).textContent).toContain('937 / 1,000')
    expect(within(table).getByRole('row', { name: /2026-11/ }).textContent).toMatch(/没有数.*不显示/)
    const causes = screen.getByRole('region', { name: '第二次到场的原因' })
    expect(causes.textContent).toContain('共 10 次多余的到场')
    within(causes).getByRole('button', { name: '表格' }).click()
    await settle()
    expect(within(causes).getByRole('row', { name: /R01/ }).textContent).toMatch(/60\.0.*6 次/)
  })

  it('reads a chart point by point with the arrow keys, and opens the records with Enter', async () => {
    const screen = await atTheConsole()
    const chart = within(screen.getByRole('region', { name: '第二次到场的原因' }))
    const keys = chart.getByRole('application')
    const press = async (key: string) => {
      keys.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await settle()
    }
    await press('ArrowDown')
    expect(chart.getByText(/^R01 材料缺少或有误，占比，60\.0.*，6 次（回车看明细）$/).getAttribute('aria-live')).toBe('polite')
    await press('ArrowDown')
    expect(chart.getByText(/R05 机器不能办，占比，40\.0/)).toBeTruthy()
    await press('Enter')
    expect(window.location.search).toContain('view=records')
    expect(query(/causes\/records$/)).toMatchObject({ bucket: 'R05' })
  })
})

describe('the address', () => {
  it('holds the period, written out', async () => {
    await atTheConsole()
    expect(window.location.search).toBe('?from=2025-12-01&to=2026-11-24')
  })

  it('follows the filters, shows them as chips, and Back undoes them', async () => {
    const screen = await atTheConsole()
    screen.getByRole('button', { name: '上月' }).click()
    await settle()
    screen.getByRole('button', { name: '添加条件' }).click()
    await settle()
    const service = screen.getByRole('combobox', { name: '事项' }) as HTMLSelectElement
    service.value = 'a.passport'
    service.dispatchEvent(new Event('change', { bubbles: true }))
    await settle()
    expect(window.location.search).toBe('?from=2026-10-01&to=2026-10-31&service=a.passport')
    expect(query(/figures\/experienced$/)).toMatchObject({ from: '2026-10-01', to: '2026-10-31', service: 'a.passport' })
    const chips = screen.getByRole('list', { name: '已选条件' })
    expect(chips.textContent).toContain('事项：换发护照')
    within(chips).getByRole('button', { name: '去掉条件：事项' }).click()
    await settle()
    expect(window.location.search).toBe('?from=2026-10-01&to=2026-10-31')
    window.history.replaceState(null, '', '/auditor?from=2026-09-01&to=2026-09-30&age=60-69')
    window.dispatchEvent(new PopStateEvent('popstate'))
    await settle()
    expect(query(/figures\/experienced$/)).toMatchObject({ from: '2026-09-01', age: '60-69' })
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

  it('pins the figures to the log, everywhere, and lets them go again', async () => {
    server.on('GET', '/api/auditor/pin', { entries: 480, at: '2026-11-24T06:00:00Z' }).on('GET', '/api/auditor/log/checkpoint', { entries: 470, root: '', signedAt: '2026-11-24T05:00:00Z', note: '', key: '', witnesses: [] })
    const screen = await atTheConsole()
    screen.getByRole('button', { name: '固定现在的数' }).click()
    await settle()
    expect(window.location.search).toContain('as_of=480')
    expect(query(/figures\/honest$/)).toMatchObject({ as_of: '480' })
    expect(screen.getByText('固定在日志第 480 条 · 检查点签于 2026-11-24 13:00')).toBeTruthy()
    expect(screen.getByText('这些是此刻的数，固定后不显示。')).toBeTruthy()
    screen.getByRole('button', { name: '取消固定' }).click()
    await settle()
    expect(window.location.search).not.toContain('as_of')
  })

  it('is shared pinned and absolute', async () => {
    server.on('GET', '/api/auditor/pin', { entries: 480, at: '2026-11-24T06:00:00Z' })
    const writeText = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
    const screen = await atTheConsole()
    screen.getByRole('button', { name: '复制链接' }).click()
    await settle()
    expect(writeText).toHaveBeenCalledWith(expect.stringContaining('?from=2025-12-01&to=2026-11-24&as_of=480'))
    expect(screen.getByText('链接已复制，固定在日志第 480 条')).toBeTruthy()
    vi.unstubAllGlobals()
  })
})

describe('drilling down', () => {
  it('goes from a tile to the records, to the matter, to the proof in three clicks', async () => {
    server.on('GET', `/api/auditor/matters/${record.id}`, matter).on('GET', '/api/auditor/log/entries/41/proof', proof)
    const screen = await atTheConsole()
    within(screen.getByRole('region', { name: '如实率' })).getByRole('link', { name: '937 件' }).click()
    await settle()
    expect(query(/honest\/records$/)).toMatchObject({ bucket: 'numerator', from: '2025-12-01' })
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('如实率的明细 6 件')
    screen.getByRole('link', { name: '打开 换发护照，2026-10-03' }).click()
    await settle()
    expect(screen.getByRole('heading', { level: 1, name: '换发护照' })).toBeTruthy()
    expect(screen.getByText('为什么要再来').parentElement?.textContent).toContain('R01 材料缺少或有误')
    screen.getByRole('link', { name: '日志第 41 条的证明：到场' }).click()
    await settle()
    await vi.waitFor(() => expect(document.querySelector('[data-outcome]')?.getAttribute('data-outcome')).toBe('good'))
    expect(screen.getByText('从这一条经 4 个散列值算到了 11 条日志的根。')).toBeTruthy()
  })

  it('says that a proof does not hold', async () => {
    server.on('GET', '/api/auditor/log/entries/41/proof', { ...proof, file: proof.file.replace('index 4\n', 'index 5\n') })
    const screen = await atTheConsole('?view=proof&entry=41')
    await vi.waitFor(() => expect(document.querySelector('[data-outcome]')?.getAttribute('data-outcome')).toBe('bad'))
    expect(screen.getByText('证明不成立。')).toBeTruthy()
  })

  it('opens all of a figure as well, a part of it, and the next page', async () => {
    const screen = await atTheConsole()
    within(screen.getByRole('region', { name: '如实率' })).getByRole('link', { name: '1,044 件' }).click()
    await settle()
    expect(query(/honest\/records$/)['bucket']).toBeUndefined()
    screen.getByRole('link', { name: '下一页' }).click()
    await settle()
    expect(query(/honest\/records$/)).toMatchObject({ cursor: 'c2' })
    const part = screen.getByRole('combobox', { name: '部分' }) as HTMLSelectElement
    part.value = 'numerator'
    part.dispatchEvent(new Event('change', { bubbles: true }))
    await settle()
    expect(query(/honest\/records$/)).toMatchObject({ bucket: 'numerator' })
    expect(query(/honest\/records$/)['cursor']).toBeUndefined()
  })

  it('opens the counts of now', async () => {
    server.on('GET', '/api/auditor/matters', { matters: [], total: 0 })
    const screen = await atTheConsole()
    within(screen.getByRole('region', { name: '此刻还要一起看' })).getByRole('link', { name: '6' }).click()
    await settle()
    expect(query(/\/matters$/)).toMatchObject({ set: 'turned-away' })
  })

  it('waits where the server puts a list off for a moment', async () => {
    server.on('GET', '/api/auditor/matters', { matters: [], total: 0 })
    server.on('GET', '/api/auditor/matters', () => problem(429, 'too-many-requests', '太快', { 'Retry-After': '2' }))
    const screen = await atTheConsole()
    within(screen.getByRole('region', { name: '此刻还要一起看' })).getByRole('link', { name: '6' }).click()
    await settle(2_100)
    await settle()
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('0 件')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says at once that the server puts a list off for long', async () => {
    server.on('GET', '/api/auditor/matters', () => problem(429, 'too-many-requests', '一分钟后再看', { 'Retry-After': '60' }))
    const screen = await atTheConsole()
    within(screen.getByRole('region', { name: '此刻还要一起看' })).getByRole('link', { name: '6' }).click()
    await settle()
    expect(screen.getByRole('alert').textContent).toContain('一分钟后再看')
  })
})

describe('the badge', () => {
  it('turns red with the reason, without the page being opened again', async () => {
    const screen = await atTheConsole()
    server.always('GET', '/api/auditor/log', { ...log, level: 'red', faults: [{ kind: 'changed', entry: 12, text: '第 12 条与日志不符' }] })
    await settle(21_000)
    expect(screen.getAllByText('日志：发现问题')[0]?.closest('a')?.getAttribute('data-level')).toBe('red')
  })

  it('is not green when the log cannot be asked', async () => {
    server.always('GET', '/api/auditor/log', () => problem(503, 'x', '不行'))
    const screen = await atTheConsole()
    expect(screen.getAllByText('日志：问不到')[0]?.closest('a')?.getAttribute('data-level')).toBe('none')
  })
})

describe('an export', () => {
  async function order() {
    const screen = await atTheConsole('?view=records&figure=causes&bucket=R01&from=2026-01-01&to=2026-06-30&site=hall&as_of=480')
    screen.getByRole('button', { name: '导出' }).click()
    await settle()
    const dialog = within(screen.getByRole('dialog', { hidden: true }))
    return { screen, submit: () => dialog.getByRole('button', { name: '导出', hidden: true }).click(), dialog }
  }
  beforeEach(() => {
    server.always('GET', '/api/auditor/log/checkpoint', { entries: 470, root: '', signedAt: '2026-11-24T05:00:00Z', note: '', key: '', witnesses: [] })
  })

  it('says what it will contain, and hands over the file with its SHA-256', async () => {
    server.on('POST', '/api/auditor/exports', () => new Response('\ufeffa\r\n', { headers: { 'Content-Disposition': 'attachment; filename="x.csv"' } }))
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    URL.createObjectURL ??= () => 'blob:x'
    URL.revokeObjectURL ??= () => undefined
    const { dialog, submit } = await order()
    for (const text of ['2026-01-01 至 2026-06-30，大厅时间', '大厅：示范大厅', '6 条记录', '固定在日志第 480 条']) expect(dialog.getByText(text)).toBeTruthy()
    submit()
    await settle()
    await vi.waitFor(() => expect(document.querySelector('dialog')?.textContent).toMatch(/已下载 x\.csv，6 字节.*SHA-256：[0-9a-f]{64}/))
    expect(click).toHaveBeenCalledOnce()
    expect(server.to('POST', /exports$/)[0]?.body).toEqual({ format: 'csv', figure: 'causes', bucket: 'R01', from: '2026-01-01', to: '2026-06-30', site: 'hall', asOf: 480 })
  })

  it('says when to try again after too many', async () => {
    server.on('POST', '/api/auditor/exports', () => problem(429, 'rate', '太多', { 'Retry-After': '30' }))
    const { dialog, submit } = await order()
    submit()
    await settle()
    expect(dialog.getByText('导出太频繁，30 秒后再试。')).toBeTruthy()
  })

  it('asks for the second factor instead of ending the session', async () => {
    server.always('GET', '/api/demo/second-factor', () => problem(404, 'x', '没有'))
    server.on('POST', '/api/auditor/exports', () => problem(401, 'step-up-required', '再验证一次'))
    const { screen, submit } = await order()
    submit()
    await settle()
    expect(screen.queryByRole('heading', { level: 1, name: '登录' })).toBeNull()
    expect(document.querySelectorAll('dialog')).toHaveLength(2)
  })
})

it('never calls anything that could change something', async () => {
  const screen = await atTheConsole()
  server.on('GET', '/api/auditor/definition', { version: '1', effectiveFrom: '2025-01-01', unit: 'matter', windowDays: 90, rules: ['规则一'] })
  screen.getByRole('link', { name: '口径' }).click()
  await settle()
  expect(screen.getByText('规则一')).toBeTruthy()
  expect(screen.getByText('等待审批怎么算。')).toBeTruthy()
  expect(server.calls.every((call) => call.method === 'GET')).toBe(true)
})

it('waits and asks again when the server has put a figure off', async () => {
  server.on('GET', '/api/auditor/figures/ends', () => problem(429, 'too-many-requests', '太快', { 'Retry-After': '2' }))
  const screen = await atTheConsole()
  expect(screen.queryByRole('region', { name: '怎样结束' })).toBeNull()
  await settle(2_100)
  await settle()
  expect(screen.getByRole('region', { name: '怎样结束' }).textContent).toContain('1,044 件')
  expect(screen.queryByRole('alert')).toBeNull()
})

it('asks for nothing twice at the same time', async () => {
  await atTheConsole()
  const asked = server.to('GET', /figures\/(experienced|causes)$/).map((each) => `${each.path} ${each.query.toString()}`)
  expect(new Set(asked).size).toBe(asked.length)
})

it('says what the server said when a figure cannot be read', async () => {
  server.always('GET', '/api/auditor/figures/experienced', () => problem(422, 'range', '起止日期不超过 366 天'))
  const screen = await atTheConsole()
  expect(screen.getAllByRole('alert')[0]?.textContent).toContain('起止日期不超过 366 天')
})
