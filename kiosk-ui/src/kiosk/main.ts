import { createApp, h } from 'vue'

createApp({ render: () => h('main', 'kiosk') }).mount('#app')
