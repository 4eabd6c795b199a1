// The page's whole state. Whoever draws a part of it says which part, and is drawn anew when that part changes.
import { useLayoutEffect, useState } from "./html.js";

let state = {
  ready: false,
  failure: null, // why the window could not open
  connected: true,
  me: null,
  bot: null,
  installing: null, // where the bot is installed into a workspace, and a neighbour in the other one
  zone: undefined, // the person's zone; without one the browser's
  people: new Map(),
  channels: [],
  commands: [],
  shortcuts: [],
  floor: { people: [], stations: [], queues: [] },
  time: { at: Date.now(), told: Date.now(), rate: 1 }, // what the sandbox's clock showed when, and how fast it runs
  channel: null, // id of the open conversation
  tab: "messages", // of the app's conversation: "home" or "messages"
  panel: "messages", // on narrow screens: "channels", "messages" or "floor"
  messages: {}, // channel id → its messages, oldest first
  thread: null, // {channel, ts, messages}
  unread: {}, // channel id → how many
  view: null, // the modal on top
  home: null,
  touched: {}, // surface key → {block_id: {action_id: value}}: what was entered here
  toasts: [],
  question: null, // the confirm dialog that waits for an answer
};
const watchers = new Set();

export function get() {
  return state;
}

export function set(change) {
  state = { ...state, ...(typeof change === "function" ? change(state) : change) };
  for (const look of [...watchers]) look();
}

/** The picked part of the state; the component is drawn again when it is another one. */
export function useStore(pick) {
  const [, redraw] = useState(0);
  const picked = pick(state);
  useLayoutEffect(() => {
    let shown = picked;
    const look = () => {
      const now = pick(state);
      if (!Object.is(now, shown)) {
        shown = now;
        redraw((count) => count + 1);
      }
    };
    watchers.add(look);
    look();
    return () => watchers.delete(look);
  });
  return picked;
}
