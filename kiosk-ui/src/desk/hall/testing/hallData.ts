import { caseId, queueRow } from '../../testing/renderDesk'
import type { Board, CaseRecord, DecisionLine, Roster, WindowDone, WindowFile, WindowItem } from '../hallApi'

export const clerkId = (at: number): string => `clerk-${at}`.padEnd(26, '0')

export const windowItem = (at: number, more: Partial<WindowItem> = {}): WindowItem => ({
  id: caseId(at),
  kind: 'application',
  number: `261124-ABCDE${at}`,
  service: 'exit-entry.passport-renewal',
  serviceTitle: '换发护照',
  state: 'handed_over',
  stateText: '已转窗口',
  reason: '要当面核对身份',
  note: '请采集指纹',
  bring: ['身份证', '现有的护照'],
  visits: 1,
  acts: ['attended', 'completed', 'refused'],
  sections: [{ title: '你的手机号？', rows: [{ field: 'mobile', label: '手机号', value: '138****1234', masked: true }] }],
  site: 'demo',
  ownHall: true,
  results: [],
  prints: true,
  reasons: [
    { code: 'not-issued', outcome: 'reject', text: '不予签发', law: '护照法 第十三条' },
    { code: 'no-photo', outcome: 'reject', text: '照片不是本人', law: '护照法 第六条' },
  ],
  ...more,
})

export const windowFile = (items: WindowItem[], more: Partial<WindowFile> = {}): WindowFile => ({
  person: { id: caseId(77), holder: '张*', idNumber: '110***********1234' },
  today: { sessions: 1 },
  visits: 2,
  services: [
    { code: 'exit-entry.passport-renewal', name: '换发护照' },
    { code: 'household.migration', name: '户口迁移' },
  ],
  items,
  ...more,
})

export const windowDone = (more: Partial<WindowDone> = {}): WindowDone => ({ item: caseId(1), state: 'handed_over', stateText: '已转窗口', visits: 2, cause: '机器不能办，转窗口', ...more })

export const board = (more: Partial<Board> = {}): Board => ({
  asOf: '2026-11-24T01:30:00Z',
  counts: { identity: 0, waiting: 38, mine: 0, overdue: 1, second: 3, supervisor: 1, correction: 6 },
  clerks: [{ clerkId: clerkId(1), name: '王芳', onDuty: true, held: 2, decidedToday: 41, medianSeconds: 74, undoneToday: 1, overturned: 2 }],
  services: [
    { service: 'a', title: '换发护照', waiting: 12, overdue: 1, dueToday: 3, stopped: 2, decidedToday: 14, targetDays: 7, withinTarget: 999, decided30: 1000 },
    { service: 'b', title: '户口迁移', waiting: 2, overdue: 0, dueToday: 0, stopped: 0, decidedToday: 0, targetDays: 5, withinTarget: 0, decided30: 0 },
  ],
  sites: [{ site: 'demo', name: '示范大厅', here: true, waiting: 38, overdue: 1, dueToday: 3, stopped: 6, oldestMinutes: 1500 }],
  overdue: [queueRow(5, { number: '261110-ABCDE5', risk: 'overdue', claimedBy: '李建国' })],
  longestWaitMinutes: 1500,
  waitBoundText: '任何一类办件最多等 9 个工作日',
  undecidable: ['户口迁移'],
  second: { waiting: 3, looks: 96, agreed: 91, overturned: 5, samplePercent: 5 },
  ...more,
})

export const roster = (): Roster => ({
  clerks: [
    { clerkId: clerkId(1), name: '王芳', role: 'clerk', onDuty: true, skills: [], languages: ['en'], held: 2 },
    { clerkId: clerkId(2), name: '李建国', role: 'clerk', onDuty: false, absentUntil: '2026-11-30', skills: ['traffic'], languages: [], held: 0 },
  ],
  skills: [
    { code: 'exit-entry', name: '出入境' },
    { code: 'traffic', name: '交通违法' },
  ],
  languages: [{ code: 'en', name: 'English' }],
})

export const decisionLine = (at: number, more: Partial<DecisionLine> = {}): DecisionLine => ({
  decision: { id: caseId(100 + at), outcome: 'approve', by: '王芳', at: '2026-11-24T01:29:55Z', stage: 'first', state: 'final' },
  caseId: caseId(at),
  number: `261124-ABCDE${at}`,
  serviceTitle: '换发护照',
  holder: '张*',
  mayUndo: false,
  mayWithdraw: false,
  ...more,
})

export const caseRecord = (more: Partial<CaseRecord> = {}): CaseRecord => ({
  decisionId: caseId(101),
  at: '2026-11-20T01:00:00Z',
  by: '李建国',
  outcome: 'reject',
  reason: '照片不是本人',
  language: 'zh-CN',
  definitionVersion: 'sha256-aaaa',
  definitionTitle: '换发护照（2026 年 3 月）',
  law: ['护照法 第十一条'],
  sections: [{ title: '你的手机号？', rows: [{ field: 'mobile', label: '手机号', value: '138****0000', masked: true, register: '139****8802' }] }],
  facts: [],
  factsHash: 'f00d',
  checks: [
    { code: 'photo', text: '照片是本人', result: 'human', mandatory: true },
    { code: 'face', text: '人证核验通过', result: 'ok', mandatory: false },
  ],
  ticked: ['photo'],
  fees: [],
  totalFen: 0,
  intact: true,
  ...more,
})
