import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { sizeBudget } from './budget.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [
    vue(),
    sizeBudget([
      { entry: 'kiosk', js: 120, css: 30 },
      { entry: 'phone', js: 120, css: 30 },
      { entry: 'desk', js: 200, css: 40 },
      { entry: 'auditor', js: 200, css: 40 },
    ]),
  ],
  resolve: { alias: { '@': at('./src') } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'chrome90',
    cssTarget: 'chrome90',
    // Data URLs would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The charts of the auditor are one module, loaded when the first is drawn; entries have budgets of their own.
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      input: { kiosk: at('./kiosk.html'), phone: at('./phone.html'), desk: at('./desk.html'), auditor: at('./auditor.html') },
    },
  },
  server: {
    proxy: { '/api': { target: process.env['ONEVISIT_URL'] ?? 'http://127.0.0.1:8080', changeOrigin: true } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    restoreMocks: true,
    // Time stands still in these tests; this is for a machine that is busy with other things.
    testTimeout: 20_000,
  },
})
