import { createApp, h } from 'vue'

createApp({ render: () => h('main', 'desk') }).mount('#app')
