// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it } from 'vitest'
import type { Attachment } from '@pult/shared/api'
import { has_preview, look_at, look_on, looked_at, picture_id_of } from './pictures'

const file = (id: number, content_type = 'image/jpeg', size = 3_000_000) =>
  ({ id, file_name: `${id}.x`, content_type, size }) as Attachment

describe('pictures', () => {
  beforeEach(() => (looked_at.value = null))

  it('are walked in a circle, past other files', () => {
    look_at(3, [file(1), file(2, 'application/pdf'), file(3)])
    expect(looked_at.value?.pictures.map((one) => one.id)).toEqual([1, 3])
    expect(looked_at.value?.index).toBe(1)
    look_on(1)
    expect(looked_at.value?.index).toBe(0)
    look_on(-1)
    expect(looked_at.value?.index).toBe(1)
  })

  it('within the text come before the files of the message', () => {
    look_at(9, [file(1)])
    expect(looked_at.value).toEqual({ pictures: [{ id: 9, name: '' }, { id: 1, name: '1.x' }], index: 0 })
  })

  it('that would take long are fetched only when wanted', () => {
    expect(has_preview(file(1))).toBe(true)
    expect(has_preview(file(1, 'image/png', 40_000_000))).toBe(false)
    expect(has_preview(file(1, 'image/svg+xml'))).toBe(false)
  })

  it('are known by their address, whatever the name of the desk', () => {
    expect(picture_id_of('https://desk.example/api/v2/attachments/7/content')).toBe(7)
    expect(picture_id_of('/api/v2/attachments/12/content?size=large')).toBe(12)
    expect(picture_id_of('blob:https://desk.example/1')).toBeNull()
    expect(picture_id_of(null)).toBeNull()
  })
})
