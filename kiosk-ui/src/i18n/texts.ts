import { createI18n, useI18n } from 'vue-i18n'

/** The languages the screens speak. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** How a language calls itself, in its own script. */
export const languageNames: Record<Language, string> = { 'zh-CN': '中文', en: 'English' }

/** The dotted paths of all texts in a message file: a misspelt key does not compile. */
export type KeyOf<Messages> = {
  [Name in keyof Messages & string]: Messages[Name] extends string ? Name : `${Name}.${KeyOf<Messages[Name]>}`
}[keyof Messages & string]

export type Params = Record<string, string | number>

/**
 * The i18n plugin of one entry (kiosk, desk or auditor), each with its own message files, so that none carries the
 * texts of another. Every language has to have exactly the shape of the first.
 */
export function createTexts<Messages extends object>(messages: Record<Language, Messages>, language: Language = 'zh-CN') {
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'zh-CN',
    messages: messages as never,
    missingWarn: false,
    fallbackWarn: false,
  })
}

export interface Texts<Key extends string> {
  t: (key: Key, params?: Params) => string
  language: () => Language
  setLanguage: (language: Language) => void
}

/** Typed access to the texts inside a component's setup. Entries wrap it once: `useTexts<KioskKey>()`. */
export function useTexts<Key extends string>(): Texts<Key> {
  const { t, locale } = useI18n({ useScope: 'global' })
  return {
    t: (key, params) => t(key, params ?? {}),
    language: () => locale.value as Language,
    setLanguage: (language) => {
      locale.value = language
      document.documentElement.lang = language
    },
  }
}
