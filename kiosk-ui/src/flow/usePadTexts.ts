import { computed, type ComputedRef } from 'vue'
import { useKioskTexts } from '@/i18n/kioskTexts'
import type { PadTexts } from '@/kit/pad'

/** The words on the keyboard. */
export function usePadTexts(): ComputedRef<PadTexts> {
  const { t } = useKioskTexts()
  return computed(() => ({
    erase: t('pad.erase'),
    eraseAll: t('pad.eraseAll'),
    letters: t('pad.letters'),
    digits: t('pad.digits'),
    provinces: t('pad.provinces'),
    capital: t('pad.capital'),
    capitalOn: t('pad.capitalOn'),
    space: t('pad.space'),
    chinese: t('pad.chinese'),
    latin: t('pad.latin'),
    spell: t('pad.spell'),
    previous: t('pad.previous'),
    next: t('pad.next'),
  }))
}
