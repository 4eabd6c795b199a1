// Going somewhere: a conversation, its thread, the app's Home. What is open stands in the address.
import { act, look } from "./api.js";
import { current } from "./current.js";
import { get, set } from "./store.js";

export function openChannel(id, tab = "messages") {
  const unread = tab === "home" ? get().unread : { ...get().unread, [id]: 0 };
  const thread = get().thread?.channel === id ? get().thread : null;
  set({ channel: id, tab, unread, thread, panel: "messages" });
  const address = new URL(location);
  address.searchParams.set("in", id);
  if (tab === "home") address.searchParams.set("tab", tab);
  else address.searchParams.delete("tab");
  history.replaceState(null, "", address);
  void loadMessages(id);
  if (tab === "home") void act("home");
}

export async function loadMessages(channel) {
  const { messages } = await current(() => look("history", { channel }));
  set((state) => ({ messages: { ...state.messages, [channel]: messages } }));
}

export async function openThread(channel, ts) {
  set({ thread: { channel, ts, messages: [] }, panel: "messages" });
  await loadThread();
}

export async function loadThread() {
  const { thread } = get();
  if (!thread) return;
  const { messages } = await current(() => look("history", { channel: thread.channel, thread_ts: thread.ts }));
  const same = get().thread?.ts === thread.ts && get().thread.channel === thread.channel;
  if (same) set({ thread: { ...thread, messages } });
}

export function closeThread() {
  set({ thread: null });
}

export function showPanel(panel) {
  set({ panel });
}
