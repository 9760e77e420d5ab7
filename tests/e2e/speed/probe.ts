// SPDX-License-Identifier: AGPL-3.0-or-later
// Clocks inside the page: from the agent's click or key to the frame that shows what it was for.
import type { Page } from "playwright-core";

export interface Wait {
  total_ms: number;
  // How much of it at least one answer of the server was on its way.
  server_ms: number;
}

interface Probe {
  arm: (event: string, selector: string, is_ready: string) => void;
  result: Promise<Wait> | null;
}

declare global {
  interface Window {
    pult_probe: Probe;
  }
}

function install(): void {
  // The frame is drawn after the callbacks of requestAnimationFrame; a message posted there comes right behind it.
  const painted = (then: () => void) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    });

  function server_share(from: number, to: number): number {
    let share = 0;
    let covered = from;
    const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const ours = entries.filter((entry) => entry.startTime >= from);
    for (const one of ours.sort((a, b) => a.requestStart - b.requestStart)) {
      const start = Math.max(one.requestStart, covered);
      const end = Math.min(one.responseEnd, to);
      if (end > start) share += end - start;
      covered = Math.max(covered, end);
    }
    return share;
  }

  function wait_for(is_ready: () => boolean, from: number, done: (wait: Wait) => void): void {
    const end = () =>
      painted(() => {
        const to = performance.now();
        done({ total_ms: to - from, server_ms: server_share(from, to) });
      });
    if (is_ready()) {
      end();
      return;
    }
    const observer = new MutationObserver(() => {
      if (!is_ready()) return;
      observer.disconnect();
      end();
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  }

  window.pult_probe = {
    result: null,
    arm(event, selector, is_ready) {
      performance.clearResourceTimings();
      const ready = new Function(`return ${is_ready}`) as () => boolean;
      window.pult_probe.result = new Promise((resolve) => {
        const begin = (happened: Event) => {
          if (selector && !(happened.target as Element).closest(selector)) return;
          document.removeEventListener(event, begin, true);
          // The page's own listeners first, then look.
          queueMicrotask(() => wait_for(ready, happened.timeStamp, resolve));
        };
        document.addEventListener(event, begin, true);
      });
    },
  };
}

export async function install_probe(page: Page): Promise<void> {
  await page.addInitScript(install);
}

// From the next `event` inside of `selector` until `is_ready`, an expression, holds and is painted. `act` causes it.
export async function measure(
  page: Page,
  event: "click" | "keydown",
  selector: string,
  is_ready: string,
  act: () => Promise<void>,
): Promise<Wait> {
  await page.evaluate(([...given]) => window.pult_probe.arm(...given), [event, selector, is_ready] as [
    string,
    string,
    string,
  ]);
  await act();
  return (await page.evaluate(() => window.pult_probe.result))!;
}
