import { createApp, h } from 'vue'

createApp({ render: () => h('main', 'auditor') }).mount('#app')
