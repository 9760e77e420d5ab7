// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs before the first paint, so that a dark desk never flashes white and a desk's own colours are there at once. A
// file of its own because the CSP forbids inline scripts.
;(function () {
  var theme = 'system'
  var locale = ''
  var looks = null
  // A style sheet of the desk's own that hides something: ?safe=1 leaves it out for this window.
  var safe = location.pathname === '/admin/branding'
  try {
    theme = localStorage.getItem('pult.theme') || 'system'
    locale = localStorage.getItem('pult.locale') || ''
    looks = JSON.parse(localStorage.getItem('pult.branding') || 'null')
    if (/[?&]safe=1\b/.test(location.search)) sessionStorage.setItem('pult.safe', '1')
    if (sessionStorage.getItem('pult.safe') === '1') document.documentElement.dataset.safe = '1'
  } catch (error) {
    // Storage may be forbidden; the system's theme is a fine answer then.
    if (/[?&]safe=1\b/.test(location.search)) document.documentElement.dataset.safe = '1'
  }
  var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  if (locale) document.documentElement.lang = locale

  // Behind the head, whatever is in there: the desk's own sheets have the last word.
  function add_sheet(id, address) {
    if (typeof address !== 'string' || address.indexOf('/branding/') !== 0) return
    var link = document.createElement('link')
    link.id = id
    link.rel = 'stylesheet'
    link.href = address
    document.documentElement.appendChild(link)
  }
  if (!looks) return
  add_sheet('desk-theme', looks.theme_url)
  if (!safe && document.documentElement.dataset.safe !== '1') add_sheet('desk-css', looks.custom_css_url)
})()
