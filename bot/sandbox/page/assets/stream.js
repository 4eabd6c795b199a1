// What happens elsewhere, as it happens. After each connection everything is asked for anew: nothing is missed.
import { events, look } from "./api.js";
import { timeTold } from "./clock.js";
import { current, hear } from "./current.js";
import { loadMessages, loadThread } from "./places.js";
import { get, set } from "./store.js";
import { toast } from "./toasts.js";

const NEWS = {
  hello: () => void refresh(),
  floor: ({ floor }) => set({ floor }),
  clock: (told) => set({ time: timeTold(told) }),
  message: ({ channel, message }) => arrived(channel, message),
  message_changed: ({ channel, message }) => changed(channel, message),
  message_deleted: ({ channel, ts }) => deleted(channel, ts),
  view: ({ view }) => set({ view }),
  home: ({ view }) => set({ home: view }),
  notice: ({ text }) => toast(text),
};

const ELSEWHERE = new Set(["hello", "floor", "clock"]); // not told in answers that could be older

/** Opens the stream; the browser connects again by itself when it breaks. */
export function listen() {
  const stream = events();
  stream.onopen = () => set({ connected: true });
  stream.onerror = () => set({ connected: false });
  stream.onmessage = ({ data }) => {
    const news = JSON.parse(data);
    if (!ELSEWHERE.has(news.type)) hear();
    NEWS[news.type]?.(news);
  };
}

export async function refresh() {
  const window = await current(() => look("window"));
  const people = new Map(window.people.map((person) => [person.id, person]));
  const { me, bot, channels, commands, shortcuts, floor, view, home, installing } = window;
  const zone = window.zone ?? undefined;
  set({ me, bot, channels, commands, shortcuts, floor, view, home, installing, zone, people });
  set({ ready: true, time: timeTold(window) });
  const open = get().channel;
  if (open) await Promise.all([loadMessages(open), loadThread()]);
}

function arrived(channel, message) {
  const { channel: open, panel, tab, me } = get();
  if (isListed(message)) editMessages(channel, (messages) => placed(messages, message));
  editThread(channel, message, (messages) => placed(messages, message));
  const isSeen = channel === open && tab === "messages" && panel === "messages" && !document.hidden;
  if (isSeen || message.user === me) return;
  set((state) => ({ unread: { ...state.unread, [channel]: (state.unread[channel] ?? 0) + 1 } }));
}

/** Replies stand in their thread alone; only a parent carries the count of its replies. */
function isListed(message) {
  return message.thread_ts === null || message.thread_ts === message.ts;
}

function placed(messages, message) {
  return [...messages.filter((other) => other.ts !== message.ts), message].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

function changed(channel, message) {
  const swap = (messages) => messages.map((other) => (other.ts === message.ts ? message : other));
  editMessages(channel, swap);
  editThread(channel, message, swap);
}

function deleted(channel, ts) {
  const without = (messages) => messages.filter((message) => message.ts !== ts);
  editMessages(channel, without);
  const { thread } = get();
  if (thread?.ts === ts) set({ thread: null });
  else if (thread) set({ thread: { ...thread, messages: without(thread.messages) } });
}

function editMessages(channel, edit) {
  const { messages } = get();
  if (messages[channel]) set({ messages: { ...messages, [channel]: edit(messages[channel]) } });
}

function editThread(channel, message, edit) {
  const { thread, messages } = get();
  const parent = message.thread_ts ?? message.ts;
  if (thread?.channel === channel && thread.ts === parent) set({ thread: { ...thread, messages: edit(thread.messages) } });
  const isReply = message.thread_ts !== null && message.thread_ts !== message.ts;
  if (isReply && messages[channel]) void loadMessages(channel);
}
