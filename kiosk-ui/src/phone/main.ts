import { createApp } from 'vue'
import { createPhoneTexts } from '@/i18n/phoneTexts'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/styles/phone.css'
import { followNewLinks, refuseRestoredPages, takeToken } from './link'
import PhoneApp from './PhoneApp.vue'

// Before anything else: the link's secret must not stay on the address.
const token = takeToken()
followNewLinks()
refuseRestoredPages()

const language = navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
document.documentElement.lang = language
createApp(PhoneApp, token === undefined ? {} : { token }).use(createPhoneTexts(language)).mount('#app')
