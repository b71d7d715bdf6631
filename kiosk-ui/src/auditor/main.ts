import { createApp } from 'vue'
import '@/styles/tokens.css'
import '@/console/console.css'
import { createSession } from '@/console/session'
import { staffApi } from '@/console/staff'
import { createTexts } from '@/i18n/texts'
import { auditorApi } from './auditorApi'
import AuditorApp from './AuditorApp.vue'
import { auditorMessages } from './texts'

const texts = createTexts(auditorMessages)
const language = () => texts.global.locale.value
createApp(AuditorApp, { session: createSession(staffApi(language)), api: auditorApi(language) }).use(texts).mount('#app')
