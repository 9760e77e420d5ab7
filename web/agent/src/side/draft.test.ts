// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, expect, it, vi } from 'vitest'
import type { SideDraftRow } from '@pult/shared/api'
import * as api from './draft_api'

vi.mock('./draft_api', () => ({
  side_drafts: vi.fn(async () => []),
  save_side_draft: vi.fn(async () => undefined),
  delete_side_draft: vi.fn(async () => undefined)
}))

const row = (more: Partial<SideDraftRow> = {}): SideDraftRow => ({
  side_conversation_id: null,
  subject: 'Lamp',
  to: [],
  body: 'from elsewhere',
  html_body: '<p>from elsewhere</p>',
  uploads: [],
  attachment_ids: [],
  updated_at: '2030-01-01T00:00:00Z',
  ...more
})

/** As after a reload: what was in memory is gone. */
async function reloaded() {
  vi.resetModules()
  return import('./draft')
}

beforeEach(() => {
  localStorage.clear()
  vi.mocked(api.side_drafts).mockReset().mockResolvedValue([])
  vi.mocked(api.save_side_draft).mockClear()
  vi.mocked(api.delete_side_draft).mockClear()
  vi.useFakeTimers()
})

it('is there again after the tab was closed, and reaches the server after a pause', async () => {
  const one = await reloaded()
  one.side_draft(7, '12').text = 'half a sentence'
  expect((await reloaded()).side_draft(7, '12').text).toBe('half a sentence')
  expect(api.save_side_draft).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(400)
  expect(api.save_side_draft).toHaveBeenCalledWith(7, '12', expect.objectContaining({ text: 'half a sentence' }))
})

it('comes from the server to another browser, and never over what is being written', async () => {
  const drafts = await reloaded()
  vi.mocked(api.side_drafts).mockResolvedValue([row(), row({ side_conversation_id: '3', body: 'other' })])
  drafts.side_draft(7, '3').text = 'mine'
  await drafts.restore_side_drafts(7)
  expect(drafts.side_draft(7, null).text).toBe('from elsewhere')
  expect(drafts.side_draft(7, '3').text).toBe('mine')
  expect(drafts.has_side_draft(7, null)).toBe(true)
})

it('is gone here when it was sent elsewhere, but not when the server never had it', async () => {
  const first = await reloaded()
  first.side_draft(7, null).text = 'sent elsewhere'
  await vi.advanceTimersByTimeAsync(400)
  const second = await reloaded()
  await second.restore_side_drafts(7)
  expect(second.side_draft(7, null).text).toBe('')
  second.side_draft(7, '4').text = 'never arrived'
  const third = await reloaded()
  await third.restore_side_drafts(7)
  expect(third.side_draft(7, '4').text).toBe('never arrived')
})

it('is gone here when it was sent elsewhere, although this device never heard that it had arrived', async () => {
  const closed = await reloaded()
  vi.mocked(api.save_side_draft).mockReturnValueOnce(new Promise(() => undefined))
  closed.side_draft(7, null).text = 'arrived'
  await vi.advanceTimersByTimeAsync(400)
  const second = await reloaded()
  vi.mocked(api.side_drafts).mockResolvedValue([row({ body: 'arrived' })])
  await second.restore_side_drafts(7)
  const third = await reloaded()
  vi.mocked(api.side_drafts).mockResolvedValue([])
  await third.restore_side_drafts(7)
  expect(third.side_draft(7, null).text).toBe('')
  expect(api.save_side_draft).toHaveBeenCalledTimes(1)
})

it('is forgotten on the server when everything was taken out', async () => {
  const drafts = await reloaded()
  const draft = drafts.side_draft(7, null)
  draft.text = 'a'
  await vi.advanceTimersByTimeAsync(400)
  draft.text = ''
  await vi.advanceTimersByTimeAsync(400)
  expect(api.delete_side_draft).toHaveBeenCalledWith(7, null)
  expect(drafts.has_side_draft(7, null)).toBe(false)
})
