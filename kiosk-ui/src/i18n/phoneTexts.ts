import { action as actionEn, app as appEn, busy as busyEn, check as checkEn, correction as correctionEn, field as fieldEn, pad as padEn, step as stepEn, trouble as troubleEn } from './kiosk/en.json'
import { action, app, busy, check, correction, field, pad, step, trouble } from './kiosk/zh-CN.json'
import en from './phone/en.json'
import zh from './phone/zh-CN.json'
import { createTexts, type KeyOf, type Language, type Texts, useTexts } from './texts'

// The questions speak the kiosk's words; what only a phone says is its own. Of the kiosk's texts a phone carries no more.
const shared = { action, app, busy, check, correction, field, pad, step }
const sharedEn: typeof shared = { action: actionEn, app: appEn, busy: busyEn, check: checkEn, correction: correctionEn, field: fieldEn, pad: padEn, step: stepEn }

const messages = { ...shared, trouble: { ...trouble, unexpected: zh.unexpected }, phone: zh }
type Messages = typeof messages
export type PhoneKey = KeyOf<Messages>
export type PhoneTexts = Texts<PhoneKey>

export const phoneMessages: Record<Language, Messages> = {
  'zh-CN': messages,
  en: { ...sharedEn, trouble: { ...troubleEn, unexpected: en.unexpected }, phone: en },
}

export const createPhoneTexts = (language?: Language) => createTexts(phoneMessages, language)

export const usePhoneTexts = (): PhoneTexts => useTexts<PhoneKey>()
