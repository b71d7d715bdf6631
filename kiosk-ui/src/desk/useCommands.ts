import { type ComputedRef, type InjectionKey, computed, inject } from 'vue'
import { shortcuts } from '@/console/commands'
import { type DeskCommand, commandText } from './deskCommands'
import { useDeskTexts } from './texts'

export const commandsKey: InjectionKey<ComputedRef<DeskCommand[]>> = Symbol('commands')

/** The table of all commands, for buttons that run one of them. */
export function injectCommands(): ComputedRef<DeskCommand[]> {
  const commands = inject(commandsKey)
  if (!commands) throw new Error('no commands were provided')
  return commands
}

/** What a button of this command says to readers and in its tooltip. */
export function useCommand(name: () => string) {
  const commands = injectCommands()
  const { t } = useDeskTexts()
  const command = computed(() => commands.value.find((each) => each.name === name()))
  return {
    command,
    keys: computed(() => command.value?.keys[0] ?? ''),
    shortcuts: computed(() => shortcuts(command.value?.keys ?? [])),
    tip: computed(() => {
      const each = command.value
      return each ? t('desk.keys.tip', { text: commandText(each, t), keys: (each.keys[0] ?? '').toUpperCase() }) : ''
    }),
  }
}
