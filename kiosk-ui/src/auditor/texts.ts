import { type PublicationKey, publicationMessages } from '@/console/publication/texts'
import { consoleMessages, type ConsoleKey } from '@/console/texts'
import { type KeyOf, type Texts, useTexts } from '@/i18n/texts'
import en from './messages/en.json'
import whatIfEn from './messages/whatif.en.json'
import whatIfZh from './messages/whatif.zh-CN.json'
import zh from './messages/zh-CN.json'

type AuditorMessages = typeof zh & typeof whatIfZh
export type AuditorKey = KeyOf<AuditorMessages> | PublicationKey

const auditor: Record<'zh-CN' | 'en', AuditorMessages> = { 'zh-CN': { ...zh, ...whatIfZh }, en: { ...en, ...whatIfEn } }

export const auditorMessages = {
  'zh-CN': { ...consoleMessages['zh-CN'], ...publicationMessages['zh-CN'], ...auditor['zh-CN'] },
  en: { ...consoleMessages.en, ...publicationMessages.en, ...auditor.en },
}

export const useAuditorTexts = (): Texts<AuditorKey | ConsoleKey> => useTexts<AuditorKey | ConsoleKey>()
