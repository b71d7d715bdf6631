import { createApp } from 'vue'
import '@/styles/tokens.css'
import '@/console/console.css'
import './hall/pages.css'
import './hall/print.css'
import { createSession } from '@/console/session'
import { staffApi } from '@/console/staff'
import { createTexts } from '@/i18n/texts'
import { deskApi, deskEvents } from './deskApi'
import DeskApp from './DeskApp.vue'
import { deskMessages } from './texts'

const texts = createTexts(deskMessages)
const language = () => texts.global.locale.value
createApp(DeskApp, { session: createSession(staffApi(language)), api: deskApi(language), events: deskEvents }).use(texts).mount('#app')
