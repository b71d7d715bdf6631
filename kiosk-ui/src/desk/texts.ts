import { type PublicationKey, publicationMessages } from '@/console/publication/texts'
import { consoleMessages, type ConsoleKey } from '@/console/texts'
import { type KeyOf, type Texts, useTexts } from '@/i18n/texts'
import hallEn from './hall/messages/en.json'
import hallZh from './hall/messages/zh-CN.json'
import en from './messages/en.json'
import zh from './messages/zh-CN.json'

type DeskMessages = typeof zh & typeof hallZh
export type DeskKey = KeyOf<DeskMessages> | PublicationKey

const desk: Record<'zh-CN' | 'en', DeskMessages> = { 'zh-CN': { ...zh, ...hallZh }, en: { ...en, ...hallEn } }

export const deskMessages = {
  'zh-CN': { ...consoleMessages['zh-CN'], ...publicationMessages['zh-CN'], ...desk['zh-CN'] },
  en: { ...consoleMessages.en, ...publicationMessages.en, ...desk.en },
}

export const useDeskTexts = (): Texts<DeskKey | ConsoleKey> => useTexts<DeskKey | ConsoleKey>()
