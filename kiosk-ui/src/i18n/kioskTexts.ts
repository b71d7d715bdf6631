import en from './kiosk/en.json'
import zh from './kiosk/zh-CN.json'
import { createTexts, type KeyOf, type Texts, useTexts } from './texts'

type Messages = typeof zh
export type KioskKey = KeyOf<Messages>
export type KioskTexts = Texts<KioskKey>

export const kioskMessages: { 'zh-CN': Messages; en: Messages } = { 'zh-CN': zh, en }

export const createKioskTexts = () => createTexts(kioskMessages)

export const useKioskTexts = (): KioskTexts => useTexts<KioskKey>()
