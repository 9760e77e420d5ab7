// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { fake_views } from '../../tests/fake/workspace'
import { layout_of_view, order_of, type Layout } from './layout'

const own = fake_views.find((view) => view.key === null)!
const layout = (more: Partial<Layout> = {}): Layout => ({ ...layout_of_view(undefined), ...more })

describe('layout_of_view', () => {
  it('takes the columns of a view that people made, under our names, with the subject first', () => {
    expect(layout_of_view(own).columns).toEqual(['subject', 'requester', 'priority', 'status', 'updated'])
  })

  it('knows the column of the next deadline by its name in the API', () => {
    const columns = [{ id: 'sla_next_breach_at', title: 'Next SLA breach' }]
    const with_deadline = { ...own, execution: { ...own.execution, columns } }
    expect(layout_of_view(with_deadline as typeof own).columns).toEqual(['subject', 'sla'])
  })

  it('does without the columns of a standard view', () => {
    expect(layout_of_view(fake_views[0]).columns).toContain('assignee')
  })
})

describe('order_of', () => {
  it('leaves the order to the view unless something was chosen', () => {
    expect(order_of(layout(), own)).toBeNull()
    expect(order_of(layout({ sort_by: 'subject', sort_order: 'asc' }), own)).toMatchObject({ sort_by: 'subject' })
  })

  it('asks for whole groups, the urgent ones first', () => {
    expect(order_of(layout({ group_by: 'assignee' }), own)).toMatchObject({ sort_by: 'assignee', sort_order: 'asc' })
    expect(order_of(layout({ group_by: 'priority' }), own)).toMatchObject({ sort_order: 'desc' })
  })

  it('trusts the groups that the view makes itself', () => {
    const grouped = { ...own, execution: { ...own.execution, group_by: 'status' } }
    expect(order_of(layout({ group_by: 'status' }), grouped)).toBeNull()
  })
})
