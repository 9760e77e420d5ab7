// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs before the first paint, so that a dark desk never flashes white. A file of its own because the CSP forbids
// inline scripts.
;(function () {
  var theme = 'system'
  var locale = ''
  try {
    theme = localStorage.getItem('pult.theme') || 'system'
    locale = localStorage.getItem('pult.locale') || ''
  } catch (error) {
    // Storage may be forbidden; the system's theme is a fine answer then.
  }
  var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  if (locale) document.documentElement.lang = locale
})()
