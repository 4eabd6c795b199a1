// People, channels and their pictures, by id.
import { html } from "./html.js";
import { get } from "./store.js";

export function nameOf(user) {
  return get().people.get(user)?.real_name ?? user;
}

export function channelOf(id) {
  return get().channels.find((channel) => channel.id === id);
}

/** "#general", or the app's name for its conversation. */
export function channelName(channel) {
  if (!channel) return "";
  return channel.kind === "im" ? nameOf(get().bot) : `#${channel.name}`;
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

/** A person's initials on a colour of their own; the app's mark. */
export function Avatar({ user, name = nameOf(user), small = false }) {
  const size = small ? " tiny" : "";
  if (user === get().bot) return html`<img class=${`avatar${size}`} src="/assets/icon.svg" alt="" />`;
  const tint = ([...(user ?? name)].reduce((sum, letter) => sum * 33 + letter.codePointAt(0), 5) % 997) % 8;
  return html`<span class=${`avatar${size} tint-${Math.abs(tint)}`} aria-hidden="true">${initials(name)}</span>`;
}
