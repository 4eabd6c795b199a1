// Emoji by Slack's short codes: those that bots and contact centres use.
const NAMES = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|clap 👏|raised_hands 🙌|pray 🙏|ok_hand 👌|point_right 👉|point_left 👈|point_up 👆|point_down 👇|raised_hand ✋|hand ✋|muscle 💪|handshake 🤝|eyes 👀|speaking_head_in_silhouette 🗣️
smile 😄|smiley 😃|grinning 😀|slightly_smiling_face 🙂|blush 😊|wink 😉|joy 😂|sweat_smile 😅|thinking_face 🤔|neutral_face 😐|confused 😕|disappointed 😞|cry 😢|sob 😭|angry 😠|tada 🎉|heart ❤️|green_heart 💚|broken_heart 💔|fire 🔥|100 💯|sparkles ✨|star ⭐|star2 🌟|rocket 🚀|robot_face 🤖|zzz 💤|sleeping 😴
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|stop_sign 🛑|question ❓|grey_question ❔|exclamation ❗|bangbang ‼️|information_source ℹ️|bulb 💡|rotating_light 🚨|construction 🚧|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|shield 🛡️
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_blue_square 🟦|large_green_square 🟩|red_square 🟥|large_red_square 🟥|large_yellow_square 🟨|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|small_orange_diamond 🔸
phone ☎️|telephone ☎️|telephone_receiver 📞|calling 📲|iphone 📱|headphones 🎧|studio_microphone 🎙️|computer 💻|desktop_computer 🖥️|email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|speech_balloon 💬|thought_balloon 💭|loudspeaker 📢|mega 📣|bell 🔔|no_bell 🔕|mute 🔇|sound 🔉
coffee ☕|tea 🍵|pizza 🍕|sandwich 🥪|fork_and_knife 🍴|knife_fork_plate 🍽️|bread 🍞|apple 🍎|palm_tree 🌴|beach_with_umbrella 🏖️|airplane ✈️|house 🏠|office 🏢|hospital 🏥|bed 🛏️|sunny ☀️|sunrise 🌅|crescent_moon 🌙|cloud ☁️|umbrella ☔|snowflake ❄️|zap ⚡
hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|timer_clock ⏲️|alarm_clock ⏰|watch ⌚|clock1 🕐|clock3 🕒|clock6 🕕|clock9 🕘|clock12 🕛|calendar 📆|date 📅|spiral_calendar_pad 🗓️|rewind ⏪|fast_forward ⏩|arrow_forward ▶️|double_vertical_bar ⏸️|pause_button ⏸️|black_square_for_stop ⏹️|arrows_counterclockwise 🔄|repeat 🔁|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_up_small 🔼|arrow_down_small 🔽|heavy_plus_sign ➕|heavy_minus_sign ➖|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|mag 🔍|gear ⚙️|wrench 🔧|hammer 🔨|toolbox 🧰|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|clipboard 📋|memo 📝|pencil2 ✏️|page_facing_up 📄|books 📚|mortar_board 🎓|ticket 🎫|label 🏷️|package 📦|credit_card 💳|moneybag 💰
bust_in_silhouette 👤|busts_in_silhouette 👥|person_in_lotus_position 🧘|walking 🚶|runner 🏃|technologist 🧑‍💻|office_worker 🧑‍💼|waving_white_flag 🏳️|checkered_flag 🏁|triangular_flag_on_post 🚩|globe_with_meridians 🌐|earth_africa 🌍|dart 🎯|trophy 🏆|medal 🏅|recycle ♻️|wheelchair ♿|new 🆕|free 🆓|sos 🆘|ok 🆗|up 🆙|end 🔚|back 🔙|soon 🔜|on 🔛
`;

const EMOJI = new Map(
  NAMES.split(/[\n|]/)
    .filter(Boolean)
    .map((pair) => pair.split(" ")),
);

/** The character for a short code, without its skin tone; undefined for one that is not known. */
export function emoji(name) {
  return EMOJI.get(name.replace(/::skin-tone-\d$/, ""));
}
