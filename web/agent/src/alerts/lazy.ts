// SPDX-License-Identifier: AGPL-3.0-or-later
/** The screen with its own words. */
export async function load_alert_screen() {
  const [screen, { load_alert_words }] = await Promise.all([import('./AlertScreen.vue'), import('./words')])
  await load_alert_words()
  return screen
}
