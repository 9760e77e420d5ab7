// SPDX-License-Identifier: AGPL-3.0-or-later
// Work that waits for what the agent is waiting for.

/** A page that nobody sees draws nothing; its work goes on all the same. */
const longest_frame_ms = 250
const longest_idle_wait_ms = 300

/** After the next frame is on the screen: the one after it begins when it is. */
export function when_painted(work: () => void) {
  let is_done = false
  const once = () => {
    if (is_done) return
    is_done = true
    clearTimeout(timer)
    work()
  }
  const timer = setTimeout(once, longest_frame_ms)
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(once)))
}

/** When nothing else is to be done. */
export function when_idle(work: () => void) {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: longest_idle_wait_ms })
  else setTimeout(work, 50)
}
