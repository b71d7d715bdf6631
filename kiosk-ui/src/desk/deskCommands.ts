import type { Command } from '@/console/commands'
import type { KeyGroup } from '@/console/KeySheet.vue'
import type { Role } from '@/console/staff'
import type { Texts } from '@/i18n/texts'
import { tickable } from './checks'
import type { DeskKey } from './texts'
import type { DeskModel } from './useDesk'
import type { PagesModel } from './usePages'

export const commandGroups = ['groupQueue', 'groupGo', 'groupCase', 'groupDecide', 'groupEvidence', 'groupPage'] as const

/** A command as the keyboard, the sheet of keys, the palette and the buttons know it. */
export interface DeskCommand extends Command {
  group: (typeof commandGroups)[number]
  text: DeskKey
  /** Only for this role; for everybody at a desk where absent. */
  role?: Role
  /** The text's number, for commands that differ in nothing else. */
  n?: number
}

/** What the panes can do for the keyboard. */
export interface Panes {
  queue: { move: (step: number) => void; focusCursor: () => Promise<void>; focusSearch: () => void } | undefined
  case: { revealNext: () => void; back: () => boolean; focus: () => void } | undefined
  evidence:
    | {
        focus: () => void
        viewer: { step: (by: number) => void; zoom: (by: number) => void; fit: () => void; rotate: () => void; toggleBeside: () => void }
      }
    | undefined
}

export interface CommandContext {
  desk: DeskModel
  pages: PagesModel
  panes: () => Panes
  role: () => Role
  sheet: () => void
  palette: () => void
}

const always = () => true

/**
 * Every command of the desk with its keys. The keyboard, the sheet, the palette and the buttons read this one table;
 * a page that is open puts its own commands before it, and takes the queue's away when it is no queue.
 */
export function deskCommands(context: CommandContext): DeskCommand[] {
  const { desk, pages } = context
  const atQueue = pages.page.value.lane !== undefined
  const all = [...pages.extraCommands.value, ...(atQueue ? [...queueCommands(context), ...caseCommands(context), ...decideCommands(context), ...evidenceCommands(context)] : []), ...goCommands(context)]
  return all.filter((each) => each.role === undefined || each.role === context.role()).map((each) => ({ ...each, enabled: () => each.enabled() && desk.bulk.outcome.value === undefined }))
}

function queueCommands({ desk, panes }: CommandContext): DeskCommand[] {
  const { queue, selection } = desk
  const group = 'groupQueue'
  const there = () => queue.cursor.value !== undefined

  function extend(step: number) {
    const from = queue.cursor.value
    panes().queue?.move(step)
    selection.extend(from, queue.cursor.value)
  }
  const select = () => {
    if (queue.cursor.value) selection.toggle(queue.cursor.value)
  }
  const enter = () => {
    if (queue.cursor.value) void desk.open(queue.cursor.value)
  }

  return [
    { name: 'down', group, text: 'desk.keys.down', keys: ['j', 'ArrowDown'], enabled: always, run: () => panes().queue?.move(1) },
    { name: 'up', group, text: 'desk.keys.up', keys: ['k', 'ArrowUp'], enabled: always, run: () => panes().queue?.move(-1) },
    { name: 'open', group, text: 'desk.keys.enter', keys: ['Enter'], enabled: there, run: enter },
    { name: 'select', group, text: 'desk.keys.select', keys: ['x'], enabled: there, run: select },
    { name: 'extendDown', group, text: 'desk.keys.extendDown', keys: ['Shift+j'], enabled: there, run: () => extend(1) },
    { name: 'extendUp', group, text: 'desk.keys.extendUp', keys: ['Shift+k'], enabled: there, run: () => extend(-1) },
    { name: 'search', group, text: 'desk.keys.filter', keys: ['/'], enabled: always, run: () => panes().queue?.focusSearch() },
    { name: 'showNew', group, text: 'desk.keys.showNew', keys: ['.'], enabled: () => queue.arrived.value > 0, run: () => queue.showNew() },
  ]
}

function goCommands({ desk, pages, panes, sheet, palette }: CommandContext): DeskCommand[] {
  const group = 'groupGo'
  const atQueue = () => pages.page.value.lane !== undefined
  return [
    ...pages.pages.value.map((page): DeskCommand => ({
      name: `go-${page.name}`,
      group,
      text: page.label,
      keys: [page.keys],
      enabled: always,
      run: () => {
        if (page.name === pages.page.value.name) void panes().queue?.focusCursor()
        else pages.go(page.name)
      },
    })),
    { name: 'goCase', group, text: 'desk.keys.goCase', keys: ['g c'], enabled: () => atQueue() && desk.openId.value !== undefined, run: () => panes().case?.focus() },
    { name: 'goEvidence', group, text: 'desk.keys.goEvidence', keys: ['g e'], enabled: () => atQueue() && (desk.theCase.value?.images.length ?? 0) > 0, run: () => panes().evidence?.focus() },
    { name: 'duty', group, text: 'desk.keys.duty', keys: ['g d'], enabled: () => desk.duty.duty.value !== undefined, run: () => void desk.toggleDuty() },
    { name: 'palette', group, text: 'desk.keys.palette', keys: ['Ctrl+k'], enabled: always, run: palette },
    { name: 'sheet', group, text: 'desk.keys.sheet', keys: ['?'], enabled: always, run: sheet },
  ]
}

function caseCommands({ desk, panes }: CommandContext): DeskCommand[] {
  const group = 'groupCase'
  const open = () => desk.openId.value
  const quiet = () => desk.decision.panel.value === 'none'
  const lines = () => tickable(desk.theCase.value?.checks ?? [])

  function back() {
    if (desk.decision.panel.value !== 'none') desk.decision.show('none')
    else if (desk.selection.chosen.size > 0) desk.selection.clear()
    else if (!panes().case?.back() && open()) desk.close()
    else return
    void panes().queue?.focusCursor()
  }
  const take = () => {
    const id = open() ?? desk.queue.cursor.value
    if (id) void desk.take(id)
  }
  const tick = (at: number) => {
    const check = lines()[at]
    if (check) desk.tick(check.code)
  }

  return [
    { name: 'claim', group, text: 'desk.keys.claim', keys: ['c'], enabled: () => quiet() && desk.hold.value.kind !== 'mine' && (open() ?? desk.queue.cursor.value) !== undefined, run: take },
    { name: 'claimNext', group, text: 'desk.keys.claimNext', keys: ['Shift+c'], enabled: quiet, run: () => void desk.takeNext().then(() => panes().queue?.focusCursor()) },
    { name: 'release', group, text: 'desk.keys.release', keys: ['u'], enabled: () => quiet() && desk.hold.value.kind === 'mine', run: () => void desk.release() },
    { name: 'note', group, text: 'desk.keys.note', keys: ['n'], enabled: () => quiet() && open() !== undefined, run: () => desk.prepare('note') },
    { name: 'reveal', group, text: 'desk.keys.reveal', keys: ['v'], enabled: () => quiet() && open() !== undefined, run: () => panes().case?.revealNext() },
    { name: 'call', group, text: 'desk.keys.call', keys: ['l'], enabled: () => open() !== undefined && desk.queue.rowOf(open() ?? '')?.state === 'correction', run: () => void desk.callCitizen() },
    { name: 'back', group, text: 'desk.keys.back', keys: ['Escape'], enabled: always, run: back },
    ...Array.from({ length: 9 }, (_, at): DeskCommand => ({
      name: `tick-${at + 1}`, group, text: 'desk.keys.tick', n: at + 1, keys: [`${at + 1}`], enabled: () => ['none', 'approve'].includes(desk.decision.panel.value) && lines()[at] !== undefined, run: () => tick(at),
    })),
  ]
}

function decideCommands({ desk }: CommandContext): DeskCommand[] {
  const group = 'groupDecide'
  const { selection, bulk } = desk
  const some = () => selection.chosen.size > 0
  const enabled = () => desk.decision.panel.value === 'none' && (some() || desk.openId.value !== undefined)
  const one = () => enabled() && !some()
  /** With cases chosen the decision is for all of them. */
  const decide = (outcome: 'approve' | 'reject' | 'hand-over') => {
    if (some()) void bulk.begin(outcome, [...selection.chosen])
    else desk.prepare(outcome)
  }
  return [
    { name: 'approve', group, text: 'desk.keys.approve', keys: ['a'], enabled, run: () => decide('approve') },
    { name: 'correct', group, text: 'desk.keys.correct', keys: ['r'], enabled: one, run: () => desk.prepare('correction') },
    { name: 'decline', group, text: 'desk.keys.reject', keys: ['d'], enabled, run: () => decide('reject') },
    { name: 'handOver', group, text: 'desk.keys.handOver', keys: ['w'], enabled, run: () => decide('hand-over') },
    { name: 'confirm', group, text: 'desk.keys.confirm', keys: ['Ctrl+Enter'], enabled: () => desk.decision.panel.value !== 'none', run: () => void desk.decide() },
    { name: 'undo', group, text: 'desk.keys.undo', keys: ['z'], enabled: always, run: () => void desk.takeBack() },
  ]
}

function evidenceCommands({ desk, panes }: CommandContext): DeskCommand[] {
  const group = 'groupEvidence'
  const enabled = () => (desk.theCase.value?.images.length ?? 0) > 0
  const viewer = () => panes().evidence?.viewer
  return [
    { name: 'evidence', group, text: 'desk.keys.evidence', keys: ['e'], enabled, run: () => viewer()?.step(1) },
    { name: 'evidenceBack', group, text: 'desk.keys.evidenceBack', keys: ['Shift+e'], enabled, run: () => viewer()?.step(-1) },
    { name: 'zoomIn', group, text: 'desk.keys.zoomIn', keys: ['+'], enabled, run: () => viewer()?.zoom(1) },
    { name: 'zoomOut', group, text: 'desk.keys.zoomOut', keys: ['-'], enabled, run: () => viewer()?.zoom(-1) },
    { name: 'fit', group, text: 'desk.keys.fit', keys: ['0'], enabled, run: () => viewer()?.fit() },
    { name: 'turn', group, text: 'desk.keys.turn', keys: ['t'], enabled, run: () => viewer()?.rotate() },
    { name: 'beside', group, text: 'desk.keys.beside', keys: ['b'], enabled, run: () => viewer()?.toggleBeside() },
  ]
}

/** The words of a command. */
export const commandText = (command: DeskCommand, t: Texts<DeskKey>['t']): string => t(command.text, { n: command.n ?? 0 })

/** The same table for the sheet; commands that differ in a number only stand as one line. */
export function keyGroups(commands: DeskCommand[], t: Texts<DeskKey>['t']): KeyGroup[] {
  const isFirst = (each: DeskCommand, at: number) => commands.findIndex((other) => other.text === each.text && other.group === each.group) === at
  return commandGroups
    .map((group) => ({
      title: t(`desk.keys.${group}`),
      rows: commands.flatMap((each, at) => {
        if (each.group !== group || !isFirst(each, at)) return []
        const alike = commands.filter((other) => other.text === each.text && other.group === group)
        const numbered = alike.length > 1
        return [{ names: alike.map((other) => other.name), keys: numbered ? [`${alike[0]?.keys[0] ?? ''}-${alike[alike.length - 1]?.keys[0] ?? ''}`] : each.keys, text: numbered && each.text === 'desk.keys.tick' ? t('desk.keys.ticks') : commandText(each, t) }]
      }),
    }))
    .filter((each) => each.rows.length > 0)
}
