// Where blocks stand (a message, a modal, the Home), what their elements hold there, and acting on them.
import { act } from "./api.js";
import { ask } from "./confirm.js";
import { createContext, useContext } from "./html.js";
import { get, set, useStore } from "./store.js";

/** {key, where, values, errors, isForm}: `where` as the bot is told, `values` what Slack says the elements hold. */
export const Surface = createContext(null);

// element type → where it keeps its value, and which field gives the first one
const TEXT = ["value", "initial_value"];
const OPTION = ["selected_option", "initial_option"];
const OPTIONS = ["selected_options", "initial_options"];
const HOLDINGS = {
  plain_text_input: TEXT,
  email_text_input: TEXT,
  url_text_input: TEXT,
  number_input: TEXT,
  static_select: OPTION,
  external_select: OPTION,
  radio_buttons: OPTION,
  multi_static_select: OPTIONS,
  multi_external_select: OPTIONS,
  checkboxes: OPTIONS,
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  rich_text_input: ["rich_text_value", "initial_value"],
};

/** What the element holds, and how it is given something else. Both in the element's own terms. */
export function useHolding(block, element) {
  const surface = useContext(Surface);
  const [key, initial] = HOLDINGS[element.type];
  const find = (values) => values?.[block.block_id]?.[element.action_id];
  const entered = useStore((state) => find(state.touched[surface.key]));
  const held = entered ?? find(surface.values);
  const value = held ? held[key] : element[initial];
  return {
    value: value ?? null,
    enter: (next) => enter(surface, block, element, { [key]: next }),
    commit: (next) => use(surface, block, element, { [key]: next }),
    tell: () => send(surface, block, element, { [key]: find(get().touched[surface.key])?.[key] ?? value ?? null }),
  };
}

/** Presses the element, or gives it a value and tells the bot, once a confirm dialog, if there is one, agrees. */
export async function use(surface, block, element, value) {
  if (element.confirm && !(await ask(element.confirm))) return false;
  if (HOLDINGS[element.type]) enter(surface, block, element, value);
  if (block.type === "input" && !block.dispatch_action) return true;
  await send(surface, block, element, value);
  return true;
}

async function send(surface, block, element, value) {
  const { where } = surface;
  const state = get().touched[surface.key] ?? {};
  await act("act", { where, block_id: block.block_id, action_id: element.action_id, value, state });
}

function enter(surface, block, element, value) {
  set(({ touched }) => {
    const here = touched[surface.key] ?? {};
    const there = { ...here[block.block_id], [element.action_id]: { type: element.type, ...value } };
    return { touched: { ...touched, [surface.key]: { ...here, [block.block_id]: there } } };
  });
}

export async function loadOptions(surface, block, element, typed) {
  const { where } = surface;
  const asked = { where, block_id: block.block_id, action_id: element.action_id, typed };
  return (await act("options", asked)) ?? { options: [] };
}
