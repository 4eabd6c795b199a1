// Who one is, and where one can go.
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { Avatar, channelName } from "./names.js";
import { openChannel } from "./places.js";
import { get, useStore } from "./store.js";
import { Who } from "./who.js";

export function Sidebar() {
  const channels = useStore((state) => state.channels);
  const open = useStore((state) => state.channel);
  const unread = useStore((state) => state.unread);
  const row = (channel) => html`<${Place} key=${channel.id} channel=${channel} isOpen=${channel.id === open} unread=${unread[channel.id] ?? 0} />`;
  const app = channels.filter(({ kind }) => kind === "im");
  return html`<nav class="sidebar" aria-label="Conversations">
    <${Who} />
    <h2 id="apps">Apps</h2>
    <ul aria-labelledby="apps">${app.map(row)}</ul>
    <h2 id="channels">Channels</h2>
    <ul aria-labelledby="channels">${channels.filter(({ kind }) => kind !== "im").map(row)}</ul>
  </nav>`;
}

function Place({ channel, isOpen, unread }) {
  const sign = channel.kind === "im" ? html`<${Avatar} user=${get().bot} small=${true} />` : html`<span class="sign" aria-hidden="true">${channel.kind === "private" ? html`<${Icon} name="lock" />` : "#"}</span>`;
  const name = channel.kind === "im" ? channelName(channel) : channel.name;
  return html`<li>
    <button type="button" class=${unread ? "place unread" : "place"} aria-current=${isOpen ? "page" : "false"} onClick=${() => openChannel(channel.id)}>
      ${sign} <span>${name}</span>${unread > 0 && html`<span class="count">${unread}<span class="unseen"> unread</span></span>`}
    </button>
  </li>`;
}
