import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'

// Who may import whom. A folder imports itself, packages, and the folders named here; nothing else.
const walls = {
  api: { may: [], because: 'the client knows nothing of the screens' },
  styles: { may: [], because: 'tokens are plain numbers and CSS' },
  i18n: { may: [], because: 'texts are data' },
  kit: { may: ['styles', 'i18n'], because: 'primitives know no server and no session' },
  device: { may: ['api', 'i18n', 'kit', 'styles'], because: 'hardware is reached through its port only' },
  shell: { may: ['device', 'kit', 'api', 'i18n', 'styles'], because: 'the session knows no screen' },
  flow: { may: ['kit', 'api', 'i18n', 'styles'], because: 'questions know no session' },
  kiosk: { may: ['flow', 'shell', 'device', 'kit', 'api', 'i18n', 'styles'], because: 'a kiosk never downloads clerk code' },
  phone: { may: ['flow', 'kit', 'api', 'i18n', 'styles'], because: 'a phone has no kiosk around it' },
  console: { may: ['kit', 'api', 'i18n', 'styles'], because: 'what desk and auditor share knows neither of them' },
  desk: { may: ['console', 'flow', 'kit', 'api', 'i18n', 'styles'], because: 'a desk never downloads kiosk code' },
  auditor: { may: ['console', 'kit', 'api', 'i18n', 'styles'], because: 'an auditor never downloads kiosk or desk code' },
}

const folders = Object.keys(walls)

const boundary = (folder) => {
  const { may, because } = walls[folder]
  const barred = folders.filter((other) => other !== folder && !may.includes(other))
  const charts = folder === 'auditor' ? [] : [{ group: ['echarts', 'echarts/**', 'zrender/**'], message: 'Charts are the auditor\'s: nobody else loads them.' }]
  return {
    files: [`src/${folder}/**/*.{ts,vue}`],
    ignores: ['src/**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: barred.flatMap((other) => [`@/${other}`, `@/${other}/**`, `../${other}/**`, `../../${other}/**`, `../../../${other}/**`]),
              message: `${folder} must not import this: ${because}.`,
            },
            ...charts,
          ],
        },
      ],
    },
  }
}

const noFetch = [
  { name: 'fetch', message: 'Only src/api talks to the server.' },
  { name: 'XMLHttpRequest', message: 'Only src/api talks to the server.' },
  { name: 'localStorage', message: 'Nothing of a citizen may stay in the browser.' },
  { name: 'sessionStorage', message: 'Nothing of a citizen may stay in the browser.' },
  { name: 'indexedDB', message: 'Nothing of a citizen may stay in the browser.' },
]

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'src/api/*.d.ts'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // An import of types only must vanish: a contract's .d.ts has no code to load.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'no-restricted-globals': ['error', ...noFetch],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
        { selector: "CallExpression[callee.name='setInterval']", message: 'Poll with usePoll: one timer a query.' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      complexity: ['error', 20],
      // Formatting of templates is left to the editor.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/no-v-html': 'error',
      // A static style attribute is refused by the content security policy; a bound one goes through the DOM.
      'vue/no-static-inline-styles': 'error',
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['0', '1', '2', '3', '·'] }],
      'vue/prop-name-casing': 'error',
      'vue/require-default-prop': 'off',
    },
  },
  ...folders.map(boundary),
  { files: ['src/api/*.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['**/*.test.ts', 'tests/**', 'scripts/**', '*.ts', '*.js'], rules: { 'no-restricted-globals': 'off', 'no-restricted-syntax': 'off', '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' } },
)
