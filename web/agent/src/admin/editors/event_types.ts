// SPDX-License-Identifier: AGPL-3.0-or-later
// What a webhook hears of: the events that most people want by name, every other one as it is written.
export const event_prefix = 'zen:event-type:'

/** Their words are webhook_event.{name with "_" for "."}. */
const kinds = {
  ticket: [
    'created',
    'comment_added',
    'status_changed',
    'priority_changed',
    'agent_assignment_changed',
    'group_assignment_changed',
    'tags_changed',
    'custom_field_changed',
    'merged',
    'soft_deleted'
  ],
  user: ['created', 'deleted'],
  organization: ['created', 'deleted']
}
export const usual_events = Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => `${kind}.${name}`))

const is_usual = (type: string) => usual_events.includes(type.slice(event_prefix.length))

export const parts_of = (types: readonly string[]) => ({
  usual: types.filter(is_usual).map((type) => type.slice(event_prefix.length)),
  others: types.filter((type) => !is_usual(type))
})

/** In the order of the list, so that one choice never looks like another change. */
export const types_of = (usual: readonly string[], others: readonly string[]) => [
  ...usual_events.filter((event) => usual.includes(event)).map((event) => event_prefix + event),
  ...new Set(others)
]

/** "ticket.status_changed" is enough to be understood. */
export const written_types = (text: string) =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => (/^(ticket|user|organization)\./.test(word) ? event_prefix + word : word))
