// SPDX-License-Identifier: AGPL-3.0-or-later
// How clocks are drawn: a sign and a colour, so that neither is needed alone.
import { CircleAlert, CircleCheck, CircleCheckBig, CirclePause, Hourglass, Timer } from '@lucide/vue'
import type { Component } from 'vue'
import type { Look } from './clock'

export const look_icons: Record<Look, Component> = {
  calm: Timer,
  soon: Hourglass,
  late: CircleAlert,
  paused: CirclePause,
  met: CircleCheck,
  met_late: CircleCheckBig
}

export const look_colours: Record<Look, string> = {
  calm: 'text-muted',
  soon: 'text-note-fg',
  late: 'text-danger',
  paused: 'text-muted',
  met: 'text-ok',
  met_late: 'text-muted'
}
