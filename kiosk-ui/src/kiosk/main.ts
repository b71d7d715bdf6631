import { createApp } from 'vue'
import { createKioskTexts } from '@/i18n/kioskTexts'
import { refuseRestoredPages } from '@/shell/wipe'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/styles/kiosk.css'
import KioskApp from './KioskApp.vue'

refuseRestoredPages()
createApp(KioskApp).use(createKioskTexts()).mount('#app')
