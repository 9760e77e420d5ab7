// SPDX-License-Identifier: AGPL-3.0-or-later
// What can be done where the agent is: for the command palette, and by a key where one is given.
import { computed, onScopeDispose, shallowReactive, type Component } from 'vue'
import { use_shortcuts } from './keys'

export interface Command {
  id: string
  /** Asked for when the palette is drawn, so that it is in the language of that moment. */
  label: () => string
  icon?: Component
  /** As `use_shortcuts` takes it: "r", or "g m". */
  keys?: string
  run: () => void
  /** Absent: always possible. */
  is_possible?: () => boolean
}

const scopes = shallowReactive<Command[][]>([])

/** The newest scope first: what concerns the open ticket comes before what is always there. */
export const possible_commands = computed(() => {
  const seen = new Set<string>()
  return [...scopes]
    .reverse()
    .flat()
    .filter((command) => (command.is_possible?.() ?? true) && !seen.has(command.id) && seen.add(command.id))
})

export function use_commands(commands: Command[]) {
  scopes.push(commands)
  onScopeDispose(() => scopes.splice(scopes.indexOf(commands), 1))
  const keyed = commands.filter((command) => command.keys)
  use_shortcuts(
    Object.fromEntries(
      keyed.map((command) => [command.keys!, () => (command.is_possible?.() ?? true) && command.run()])
    )
  )
}
