package catalog_test

// small is a definition with one of everything, clean for the linter.
const small = `service: test.small
group: {code: test, title: {zh-CN: 测试, en: Tests}}
title: {zh-CN: 办一件小事, en: Do a small thing}
summary: {zh-CN: 很快, en: Quick}
fee-text: {zh-CN: 10 元, en: ¥10}
submit-text: {zh-CN: "提交 {yuan(total)}", en: "Submit {yuan(total)}"}
law: [{name: 测试法, articles: 一, from: 2020-01-01}]
targets: {minutes: 1, working-days: 0}
menu: {place: 1, needs: {zh-CN: 身份证, en: Identity card}, words: {zh-CN: 小事, en: small}}
policy: {skill: test, decide: 5, sign: 2, warn: 1, answer: 10, sample: 10, corrections: 1}
facts: [person]
settings:
  - {name: fee, unit: fen, law: 测试法, rows: [{key: a, value: 1000, from: 2020-01-01}]}
terms:
  - {name: adult, is: "age_on(person.birth_date, today) >= 18"}
precheck:
  - code: minor
    when: "!adult"
    outcome: window
    cause: R09
    text: {zh-CN: 到窗口办, en: Go to a window}
    bring: [{zh-CN: 身份证, en: Identity card}]
    where: {zh-CN: 一楼, en: Ground floor}
steps:
  - name: what
    title: {zh-CN: 办什么？, en: What?}
    fields:
      - name: what
        kind: choice
        label: {zh-CN: 事项, en: Matter}
        options:
          - {value: a, label: {zh-CN: 甲, en: A}, fee: "setting('fee', 'a')"}
          - {value: b, label: {zh-CN: 乙, en: B}, refuse: [{code: closed, when: person.sex == 'male', reason: {zh-CN: 不开放, en: Not open}}]}
  - name: phone
    title: {zh-CN: 电话？, en: Phone?}
    when: answers.what == 'a'
    fields:
      - name: mobile
        kind: mobile
        label: {zh-CN: 手机, en: Mobile}
        prefill: person.mobile
        rules: mobile
fees:
  - {code: a, when: answers.what == 'a', amount: "setting('fee', 'a')", text: {zh-CN: 费, en: Fee}}
documents:
  - {code: card, text: {zh-CN: 身份证, en: Identity card}}
review:
  - {route: at-once, when: answers.what == 'a'}
  - {route: clerk, when: true}
results:
  - {kind: print, stage: after-payment, title: {zh-CN: 打印, en: Print}}
checklist:
  - {code: all, text: {zh-CN: 齐全, en: Complete}, mandatory: true}
reasons:
  - {code: more, for: [correct], cause: R19, text: {zh-CN: 补一份, en: One more}}
  - {code: not, for: [reject], cause: R14, text: {zh-CN: 不批准, en: Not approved}}
  - {code: window, for: [hand-over], cause: R05, text: {zh-CN: 到窗口, en: Go to a window}, bring: [{zh-CN: 身份证, en: Identity card}]}
base:
  person: {birth_date: "1990-01-01", sex: female, mobile: "13900000001"}
scenarios:
  - {name: 成年, today: "2026-11-24", expect: {verdict: "yes"}}
  - {name: 未成年, today: "2000-11-24", expect: {verdict: window, reasons: [minor]}}
`
