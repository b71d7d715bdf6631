import type { ConsoleKey } from '../texts'
import { type KeyOf, type Texts, useTexts } from '@/i18n/texts'
import en from './messages/en.json'
import zh from './messages/zh-CN.json'

export type PublicationKey = KeyOf<typeof zh>

/** The texts about service definitions; the entries that show them spread them beside their own. */
export const publicationMessages: Record<'zh-CN' | 'en', typeof zh> = { 'zh-CN': zh, en }

export const usePublicationTexts = (): Texts<PublicationKey | ConsoleKey> => useTexts<PublicationKey | ConsoleKey>()
