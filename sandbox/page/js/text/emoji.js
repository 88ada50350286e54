/** Shortcodes people and apps use most. An unknown one is shown as it was written. @module */
import { h } from "../controls/dom.js";
import { canDraw, drawEmoji } from "./emojifont.js";

const TABLE =
  "grinning 😀 smiley 😃 smile 😄 grin 😁 laughing 😆 sweat_smile 😅 joy 😂 rolling_on_the_floor_laughing 🤣 wink 😉 blush 😊 " +
  "innocent 😇 slightly_smiling_face 🙂 upside_down_face 🙃 heart_eyes 😍 star-struck 🤩 relieved 😌 yum 😋 thinking_face 🤔 " +
  "face_with_raised_eyebrow 🤨 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄 " +
  "grimacing 😬 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 face_with_thermometer 🤒 dizzy_face 😵 exploding_head 🤯 " +
  "partying_face 🥳 sunglasses 😎 nerd_face 🤓 confused 😕 worried 😟 slightly_frowning_face 🙁 white_frowning_face ☹️ open_mouth 😮 " +
  "astonished 😲 flushed 😳 pleading_face 🥺 fearful 😨 cry 😢 sob 😭 scream 😱 disappointed 😞 sweat 😓 weary 😩 tired_face 😫 " +
  "yawning_face 🥱 triumph 😤 rage 😡 angry 😠 robot_face 🤖 ghost 👻 wave 👋 raised_hand ✋ ok_hand 👌 v ✌️ crossed_fingers 🤞 " +
  "point_left 👈 point_right 👉 point_up_2 👆 point_down 👇 point_up ☝️ +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 fist ✊ facepunch 👊 " +
  "clap 👏 raised_hands 🙌 open_hands 👐 palms_up_together 🤲 handshake 🤝 pray 🙏 writing_hand ✍️ muscle 💪 eyes 👀 eye 👁️ brain 🧠 " +
  "bust_in_silhouette 👤 busts_in_silhouette 👥 raising_hand 🙋 shrug 🤷 face_palm 🤦 heart ❤️ orange_heart 🧡 yellow_heart 💛 " +
  "green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔 sparkling_heart 💖 100 💯 boom 💥 dizzy 💫 speech_balloon 💬 " +
  "thought_balloon 💭 zzz 💤 star ⭐ star2 🌟 sparkles ✨ zap ⚡ fire 🔥 sunny ☀️ partly_sunny ⛅ cloud ☁️ rain_cloud 🌧️ snowflake ❄️ " +
  "rainbow 🌈 ocean 🌊 seedling 🌱 evergreen_tree 🌲 four_leaf_clover 🍀 maple_leaf 🍁 bouquet 💐 sunflower 🌻 coffee ☕ tea 🍵 cake 🍰 " +
  "birthday 🎂 pizza 🍕 apple 🍎 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇 dart 🎯 " +
  "rocket 🚀 airplane ✈️ car 🚗 bike 🚲 house 🏠 office 🏢 hospital 🏥 computer 💻 desktop_computer 🖥️ keyboard ⌨️ printer 🖨️ phone ☎️ " +
  "telephone_receiver 📞 iphone 📱 email 📧 envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 package 📦 bulb 💡 mag 🔍 lock 🔒 unlock 🔓 " +
  "key 🔑 hammer_and_wrench 🛠️ wrench 🔧 gear ⚙️ link 🔗 paperclip 📎 pushpin 📌 calendar 📅 spiral_calendar_pad 🗓️ memo 📝 clipboard 📋 " +
  "page_facing_up 📄 file_folder 📁 open_file_folder 📂 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 " +
  "moneybag 💰 credit_card 💳 receipt 🧾 bell 🔔 no_bell 🔕 bellhop_bell 🛎️ mega 📣 loudspeaker 📢 hourglass ⌛ " +
  "hourglass_flowing_sand ⏳ watch ⌚ alarm_clock ⏰ stopwatch ⏱️ warning ⚠️ rotating_light 🚨 construction 🚧 no_entry ⛔ no_entry_sign 🚫 " +
  "white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ question ❓ grey_question ❔ " +
  "exclamation ❗ heavy_plus_sign ➕ heavy_minus_sign ➖ recycle ♻️ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ " +
  "arrows_counterclockwise 🔄 leftwards_arrow_with_hook ↩️ repeat 🔁 information_source ℹ️ red_circle 🔴 large_orange_circle 🟠 " +
  "large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ " +
  "one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 palm_tree 🌴 beach_with_umbrella 🏖️ " +
  "compass 🧭 world_map 🗺️ ticket 🎫 shield 🛡️ scales ⚖️ broom 🧹 potted_plant 🪴 ladder 🪜 headphones 🎧 microphone 🎤";

/** @type {Map<string, string>} */
export const EMOJI = new Map(
  TABLE.split(" ").flatMap((word, index, all) => (index % 2 ? [] : [[word, all[index + 1]]])),
);

/** The ones offered first when reacting. */
export const QUICK = [
  "+1", "eyes", "white_check_mark", "heart", "tada", "pray", "clap", "raised_hands", "smile", "joy", "thinking_face", "cry",
  "rocket", "fire", "star", "100", "bulb", "question", "hourglass_flowing_sand", "wave", "coffee", "muscle", "warning", "x",
];

/**
 * @param {string} name without colons; a skin tone is left aside
 * @param {string} [unicode] code points from Slack, e.g. "1f44d-1f3fb"
 * @returns {string|undefined}
 */
export function symbol(name, unicode) {
  const known = EMOJI.get(name.replace(/::skin-tone-\d$/, ""));
  return known ?? (unicode && /^[0-9a-f-]+$/i.test(unicode) ? fromCodes(unicode) : undefined);
}

function fromCodes(unicode) {
  const codes = unicode.split("-").map((code) => parseInt(code, 16));
  return codes.every((code) => code > 0 && code <= 0x10ffff) ? String.fromCodePoint(...codes) : undefined;
}

/**
 * An emoji with its name for those who do not see it.
 * @param {string} name @param {string} [unicode] @returns {Node}
 */
export function emoji(name, unicode) {
  const drawn = symbol(name, unicode);
  if (!drawn) return document.createTextNode(`:${name}:`);
  const spoken = name.replace(/[_-]/g, " ").trim() || name;
  return h("span", { class: "emoji", role: "img", "aria-label": spoken, title: `:${name}:` }, drawEmoji(name, drawn));
}

const NAMES = new Map([...EMOJI].map(([name, drawn]) => [drawn.replace("\uFE0F", ""), name]));
const PICTURE = /\p{Extended_Pictographic}/gu;

/**
 * Text as it was written. An emoji in it for which this computer has no picture is drawn, as it would be by its shortcode.
 * @param {string} text @returns {Node[]}
 */
export function literal(text) {
  const parts = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(PICTURE)) {
    const name = NAMES.get(found);
    if (!name || canDraw(found)) continue;
    parts.push(document.createTextNode(text.slice(from, index)), emoji(name));
    from = index + found.length;
    if (text[from] === "\uFE0F") from += 1;
  }
  if (from < text.length) parts.push(document.createTextNode(text.slice(from)));
  return parts;
}

const SHORTCODE = /:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/g;

/**
 * The same where only text can stand, as in a browser's own select.
 * @param {string} text
 */
export function emojiText(text) {
  return text.replace(SHORTCODE, (code, name) => {
    const drawn = symbol(name);
    return drawn && canDraw(drawn) ? drawn : code;
  });
}

/**
 * Text with its shortcodes drawn.
 * @param {string} text @returns {Node[]}
 */
export function withEmoji(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(SHORTCODE)) {
    if (!symbol(found[1])) continue;
    parts.push(...literal(text.slice(from, found.index)), emoji(found[1]));
    from = found.index + found[0].length;
  }
  return [...parts, ...literal(text.slice(from))];
}
