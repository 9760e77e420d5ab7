// SPDX-License-Identifier: AGPL-3.0-or-later
// The pictures that help desks use, by the names one types after a colon. Screen readers name the signs themselves, in
// the reader's language.
export interface Emoji {
  name: string
  sign: string
}

const rows = [
  [
    'smile 😀;grin 😁;joy 😂;blush 😊;wink 😉;heart_eyes 😍;thinking 🤔;neutral 😐;sweat_smile 😅;relieved 😌',
    'sunglasses 😎;sad 🙁;cry 😢;angry 😠;surprised 😮;sleepy 😴;sick 🤒;mask 😷;party 🥳;hug 🤗;shrug 🤷',
    'facepalm 🤦'
  ],
  [
    'thumbs_up 👍;thumbs_down 👎;ok_hand 👌;clap 👏;pray 🙏;wave 👋;handshake 🤝;raised_hands 🙌',
    'point_right 👉;point_left 👈;point_up 👆;point_down 👇;muscle 💪;eyes 👀;fingers_crossed 🤞;victory ✌️',
    'writing_hand ✍️'
  ],
  [
    'heart ❤️;orange_heart 🧡;yellow_heart 💛;green_heart 💚;blue_heart 💙;broken_heart 💔;star ⭐',
    'sparkles ✨;fire 🔥;tada 🎉;gift 🎁;trophy 🏆;rocket 🚀;hundred 💯;sun ☀️;cloud ☁️;rain 🌧️',
    'snowflake ❄️;flower 🌸;tree 🌳'
  ],
  [
    'check ✅;cross ❌;warning ⚠️;question ❓;exclamation ❗;info ℹ️;plus ➕;minus ➖;arrow_right ➡️',
    'arrow_left ⬅️;recycle ♻️;hourglass ⏳;clock 🕐;bell 🔔;lock 🔒;unlock 🔓;key 🔑;link 🔗;pin 📌',
    'magnifier 🔍;no_entry ⛔;red_circle 🔴;green_circle 🟢;blue_circle 🔵'
  ],
  [
    'mail ✉️;inbox 📥;outbox 📤;package 📦;truck 🚚;phone 📞;mobile 📱;laptop 💻;printer 🖨️;camera 📷',
    'calendar 📅;chart 📈;memo 📝;clipboard 📋;file 📄;folder 📁;paperclip 📎;scissors ✂️;wrench 🔧;hammer 🔨',
    'gear ⚙️;bulb 💡;battery 🔋;plug 🔌;cart 🛒;card 💳;euro 💶;receipt 🧾;bug 🐛;coffee ☕;cake 🎂;house 🏠',
    'office 🏢;airplane ✈️;car 🚗'
  ]
]

export const emoji_groups: Emoji[][] = rows.map((row) =>
  row
    .join(';')
    .split(';')
    .map((entry) => {
      const [name = '', sign = ''] = entry.split(' ')
      return { name, sign }
    })
)

export function find_emoji(words: string, most = 8): Emoji[] {
  const all = emoji_groups.flat()
  const starting = all.filter(({ name }) => name.startsWith(words))
  const holding = all.filter(({ name }) => !name.startsWith(words) && name.includes(words))
  return [...starting, ...holding].slice(0, most)
}
