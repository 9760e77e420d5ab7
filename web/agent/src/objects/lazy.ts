// SPDX-License-Identifier: AGPL-3.0-or-later
// What shows custom objects and lookups comes together with its words, when somebody meets one.
import { defineAsyncComponent } from 'vue'

const words = () => import('./words').then(({ load_object_words }) => load_object_words())

export const load_objects_screen = async () => (await Promise.all([import('./ObjectsScreen.vue'), words()]))[0]
export const LazyRecordScopes = defineAsyncComponent(
  async () => (await Promise.all([import('./RecordScopes.vue'), words()]))[0]
)
export const LazyLookupField = defineAsyncComponent(
  async () => (await Promise.all([import('./LookupField.vue'), words()]))[0]
)
