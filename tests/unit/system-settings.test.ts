import { describe, expect, it, vi } from 'vitest'

vi.mock('../../client/state/language.svelte.ts', () => ({
  language: { current: 'zh', tag: 'zh-CN', timeZone: 'Asia/Shanghai' },
}))
const { firstOutside } = await import('../../client/workspaces/system/setting-value.ts')
const { settingChange } = await import('../../client/workspaces/system/audit-detail.ts')

describe('a number of a setting', () => {
  const speed = { value: { whole: false, minimum: 5, maximum: 80 } }
  it('is refused outside its range, and where it should be whole', () => {
    expect(firstOutside([{ value: '150' }], speed)).toBe(speed.value)
    expect(firstOutside([{ value: '-5' }], speed)).toBe(speed.value)
    expect(firstOutside([{ value: '45.5' }], speed)).toBeNull()
    const whole = { value: { whole: true, minimum: 1, maximum: 100 } }
    expect(firstOutside([{ value: '2.5' }], whole)).toBe(whole.value)
  })
  it('has the range of its part', () => {
    const limits = {
      fallPercent: { whole: false, minimum: 1, maximum: 100 },
      yuan: { whole: false, minimum: 1, maximum: 1000 },
    }
    expect(firstOutside([{ fallPercent: '30', yuan: '150' }], limits)).toBeNull()
    expect(firstOutside([{ fallPercent: '130', yuan: '150' }], limits)).toBe(limits.fallPercent)
  })
})

describe('the audit of a setting', () => {
  const entry = (action: string, detail: { before?: number | null; after?: number }) => ({
    concept: 'settings',
    recordCode: 'coverage.maximumSpeedMetersPerSecond',
    action,
    detail,
  })
  it('says what became of it, and that a reset is the default', () => {
    expect(settingChange(entry('changed', { before: 45, after: 60 }), '默认')).toBe('45 → 60')
    expect(settingChange(entry('reset', { before: 60, after: 45 }), '默认')).toBe('60 → 45 (默认)')
  })
  it('reads entries from before the default was noted', () => {
    expect(settingChange(entry('changed', { before: null, after: 60 }), '默认')).toBe('默认 → 60')
    expect(settingChange(entry('reset', { before: 60 }), '默认')).toBe('60 → 默认')
  })
})
