// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { when_painted } from './when'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('waits until the next frame is on the screen, and works once', () => {
  const work = vi.fn()
  when_painted(work)
  vi.advanceTimersToNextFrame()
  expect(work).not.toHaveBeenCalled()
  vi.runAllTimers()
  expect(work).toHaveBeenCalledOnce()
})

it('does not wait for frames of a page that nobody sees', () => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  const work = vi.fn()
  when_painted(work)
  vi.runAllTimers()
  expect(work).toHaveBeenCalledOnce()
  vi.unstubAllGlobals()
})
