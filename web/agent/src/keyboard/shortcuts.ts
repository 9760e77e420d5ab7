// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the help lists: the keys of every scope, in the order they are learnt. */
export const shortcut_help: { group: string; keys: [keys: string[], label: string][] }[] = [
  {
    group: 'list',
    keys: [
      [['j', '↓'], 'next'],
      [['k', '↑'], 'previous'],
      [['Enter'], 'open'],
      [['Esc'], 'back'],
      [['.'], 'show_new'],
      [['x'], 'mark'],
      [['Shift', 'x'], 'mark_range'],
      [['*'], 'mark_all'],
      [['g', 'n'], 'next_ticket']
    ]
  },
  {
    group: 'ticket',
    keys: [
      [['r'], 'reply'],
      [['n'], 'note'],
      [['a'], 'assign'],
      [['i'], 'assign_me'],
      [['s'], 'status'],
      [['p'], 'priority'],
      [['t'], 'tags'],
      [['m'], 'macro'],
      [['b'], 'article'],
      [['z'], 'snooze'],
      [['o'], 'keep_open'],
      [['#'], 'delete'],
      [['Ctrl', 'Enter'], 'send'],
      [['Ctrl', 'Shift', 'Enter'], 'send_stay']
    ]
  },
  {
    group: 'write',
    keys: [
      [['/'], 'complete_macro'],
      [['@'], 'complete_mention'],
      [[':'], 'complete_emoji']
    ]
  },
  {
    group: 'go',
    keys: [
      [['Ctrl', 'k'], 'palette'],
      [['['], 'previous_tab'],
      [[']'], 'next_tab'],
      [['g', 'm'], 'view_mine'],
      [['g', 'u'], 'view_unassigned'],
      [['g', 'o'], 'view_all_open'],
      [['g', 's'], 'view_solved'],
      [['c'], 'new_ticket'],
      [['/'], 'search'],
      [['?'], 'help']
    ]
  }
]
