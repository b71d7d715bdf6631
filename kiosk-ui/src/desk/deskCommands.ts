import type { Command } from '@/console/commands'
import type { KeyGroup } from '@/console/KeySheet.vue'
import type { Texts } from '@/i18n/texts'
import type { DeskKey } from './texts'
import type { DeskModel } from './useDesk'

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

interface Named extends Command {
  group: 'groupQueue' | 'groupCase' | 'groupDecide' | 'groupEvidence'
  text: DeskKey
}

/** Every command of the desk with its keys: the keyboard and the sheet of all keys read the same table. */
export function deskCommands(desk: DeskModel, panes: () => Panes, sheet: () => void): Named[] {
  const open = () => desk.openId.value
  const quiet = () => desk.decision.panel.value === 'none'
  const human = () => (desk.theCase.value?.checks ?? []).filter((check) => check.result === 'human')

  function back() {
    if (desk.decision.panel.value !== 'none') {
      if (!desk.decision.busy.value) desk.decision.show('none')
    } else if (!panes().case?.back() && open()) desk.close()
    else return
    void panes().queue?.focusCursor()
  }

  function enter() {
    const id = desk.queue.cursor.value
    if (id) void desk.open(id)
  }

  async function take() {
    const id = open() ?? desk.queue.cursor.value
    if (id) await desk.take(id)
  }

  return [
    { id: 'down', group: 'groupQueue', text: 'desk.keys.down', keys: ['j', 'ArrowDown'], run: () => panes().queue?.move(1) },
    { id: 'up', group: 'groupQueue', text: 'desk.keys.up', keys: ['k', 'ArrowUp'], run: () => panes().queue?.move(-1) },
    { id: 'enter', group: 'groupQueue', text: 'desk.keys.enter', keys: ['Enter'], run: enter },
    { id: 'filter', group: 'groupQueue', text: 'desk.keys.filter', keys: ['/'], run: () => panes().queue?.focusSearch() },
    { id: 'showNew', group: 'groupQueue', text: 'desk.keys.showNew', keys: ['.'], run: () => desk.queue.showNew() },
    { id: 'goQueue', group: 'groupQueue', text: 'desk.keys.goQueue', keys: ['g q'], run: () => void panes().queue?.focusCursor() },
    { id: 'claim', group: 'groupCase', text: 'desk.keys.claim', keys: ['c'], run: () => void take(), when: quiet },
    { id: 'claimNext', group: 'groupCase', text: 'desk.keys.claimNext', keys: ['n'], run: () => void desk.takeNext().then(() => panes().queue?.focusCursor()), when: quiet },
    { id: 'release', group: 'groupCase', text: 'desk.keys.release', keys: ['u'], run: () => void desk.release(), when: quiet },
    { id: 'reveal', group: 'groupCase', text: 'desk.keys.reveal', keys: ['v'], run: () => panes().case?.revealNext(), when: quiet },
    { id: 'ticks', group: 'groupCase', text: 'desk.keys.ticks', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], run: () => undefined, when: () => false },
    { id: 'back', group: 'groupCase', text: 'desk.keys.back', keys: ['Escape'], run: back },
    { id: 'goCase', group: 'groupCase', text: 'desk.keys.goCase', keys: ['g c'], run: () => panes().case?.focus() },
    { id: 'approve', group: 'groupDecide', text: 'desk.keys.approve', keys: ['a'], run: () => desk.prepare('approve'), when: () => open() !== undefined },
    { id: 'reject', group: 'groupDecide', text: 'desk.keys.reject', keys: ['d'], run: () => desk.prepare('reject'), when: () => open() !== undefined },
    { id: 'handOver', group: 'groupDecide', text: 'desk.keys.handOver', keys: ['w'], run: () => desk.prepare('hand-over'), when: () => open() !== undefined },
    { id: 'confirm', group: 'groupDecide', text: 'desk.keys.confirm', keys: ['Ctrl+Enter'], run: () => undefined, when: () => false },
    { id: 'sheet', group: 'groupDecide', text: 'desk.keys.sheet', keys: ['?'], run: sheet },
    { id: 'evidence', group: 'groupEvidence', text: 'desk.keys.evidence', keys: ['e'], run: () => panes().evidence?.viewer.step(1) },
    { id: 'evidenceBack', group: 'groupEvidence', text: 'desk.keys.evidenceBack', keys: ['Shift+e'], run: () => panes().evidence?.viewer.step(-1) },
    { id: 'zoomIn', group: 'groupEvidence', text: 'desk.keys.zoomIn', keys: ['+'], run: () => panes().evidence?.viewer.zoom(1) },
    { id: 'zoomOut', group: 'groupEvidence', text: 'desk.keys.zoomOut', keys: ['-'], run: () => panes().evidence?.viewer.zoom(-1) },
    { id: 'fit', group: 'groupEvidence', text: 'desk.keys.fit', keys: ['0'], run: () => panes().evidence?.viewer.fit() },
    { id: 'turn', group: 'groupEvidence', text: 'desk.keys.turn', keys: ['t'], run: () => panes().evidence?.viewer.rotate() },
    { id: 'beside', group: 'groupEvidence', text: 'desk.keys.beside', keys: ['b'], run: () => panes().evidence?.viewer.toggleBeside() },
    { id: 'goEvidence', group: 'groupEvidence', text: 'desk.keys.goEvidence', keys: ['g e'], run: () => panes().evidence?.focus() },
    ...Array.from({ length: 9 }, (_, at): Named => ({
      id: `tick-${at + 1}`,
      group: 'groupCase',
      text: 'desk.keys.ticks',
      keys: [`${at + 1}`],
      when: () => quiet() && human()[at] !== undefined,
      run: () => {
        const check = human()[at]
        if (check) desk.tick(check.code)
      },
    })),
  ]
}

const groups = ['groupQueue', 'groupCase', 'groupDecide', 'groupEvidence'] as const

/** The same table for the sheet; the nine ticks stand as one line. */
export function keyGroups(commands: Named[], t: Texts<DeskKey>['t']): KeyGroup[] {
  return groups.map((group) => ({
    title: t(`desk.keys.${group}`),
    rows: commands
      .filter((each) => each.group === group && !each.id.startsWith('tick-'))
      .map((each) => ({ id: each.id, keys: each.id === 'ticks' ? ['1-9'] : each.keys, text: t(each.text) })),
  }))
}
