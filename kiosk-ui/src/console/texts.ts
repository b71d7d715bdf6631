import { type KeyOf, type Texts, useTexts } from '@/i18n/texts'
import en from './messages/en.json'
import zh from './messages/zh-CN.json'

export type ConsoleMessages = typeof zh
export type ConsoleKey = KeyOf<ConsoleMessages>

/** The texts desk and auditor share; an entry spreads them beside its own. */
export const consoleMessages: Record<'zh-CN' | 'en', ConsoleMessages> = { 'zh-CN': zh, en }

export const useConsoleTexts = (): Texts<ConsoleKey> => useTexts<ConsoleKey>()
