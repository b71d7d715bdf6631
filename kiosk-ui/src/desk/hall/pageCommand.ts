import type { DeskCommand } from '../deskCommands'
import type { DeskKey } from '../texts'

/** A command of a page beside the queue, or of a pane that brings its own. */
export const pageCommand = (name: string, text: DeskKey, keys: string[], run: () => void, enabled: () => boolean = () => true): DeskCommand => ({
  name,
  group: 'groupPage',
  text,
  keys,
  enabled,
  run,
})
