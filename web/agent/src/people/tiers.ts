// SPDX-License-Identifier: AGPL-3.0-or-later
// Tiers of customers, by tags of people and of their organizations: the first that fits counts.
import type { Id, Organization, User } from '@pult/shared/api'
import { request } from '../api/client'

export interface CustomerTier {
  tag: string
  name: string
  priority: string | null
  set_tag: string | null
  group_id: Id | null
}

export const keys_of_tiers = ['customer_tiers'] as const
export const customer_tiers = async () =>
  (await request<{ customer_tiers: CustomerTier[] }>('customer_tiers')).customer_tiers

export function tier_of(
  tiers: readonly CustomerTier[],
  user: Pick<User, 'tags'> | undefined,
  organization: Pick<Organization, 'tags'> | undefined
): CustomerTier | null {
  const tags = new Set([...(user?.tags ?? []), ...(organization?.tags ?? [])])
  return tiers.find((tier) => tags.has(tier.tag)) ?? null
}
