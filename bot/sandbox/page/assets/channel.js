// The open conversation: its name, for the app Home and Messages, what was said, and the message field.
import { Composer } from "./composer.js";
import { Home } from "./home.js";
import { html } from "./html.js";
import { Messages } from "./messages.js";
import { Avatar, channelName } from "./names.js";
import { openChannel } from "./places.js";
import { get, useStore } from "./store.js";

const NONE = [];

export function Channel() {
  const id = useStore((state) => state.channel);
  const channel = useStore((state) => state.channels.find((one) => one.id === id));
  const tab = useStore((state) => state.tab);
  if (!channel) return html`<section class="channel" aria-label="Conversation"></section>`;
  const name = channelName(channel);
  const isApp = channel.kind === "im";
  return html`<section class="channel" id="conversation" tabindex="-1" aria-label=${name}>
    <header class="channel-head">
      <h2>${isApp && html`<${Avatar} user=${get().bot} small=${true} />`} ${name}${channel.kind === "private" && html` <small>private</small>`}</h2>
      ${isApp && html`<${Tabs} id=${id} tab=${tab} />`}
    </header>
    ${isApp && tab === "home" ? html`<${Home} />` : html`<${Conversation} key=${id} channel=${channel} name=${name} />`}
  </section>`;
}

/** Whoever is on the Home sees that something was said meanwhile. */
function Tabs({ id, tab }) {
  const unread = useStore((state) => (state.tab === "home" ? (state.unread[id] ?? 0) : 0));
  return html`<nav class="tabs" aria-label="OnQueue">
    ${["home", "messages"].map(
      (name) =>
        html`<button key=${name} type="button" aria-current=${name === tab ? "page" : "false"} onClick=${() => openChannel(id, name)}>
          ${{ home: "Home", messages: "Messages" }[name]}
          ${name === "messages" && unread > 0 && html`<span class="unseen">, </span><span class="count">${unread}<span class="unseen"> unread</span></span>`}
        </button>`,
    )}
  </nav>`;
}

function Conversation({ channel, name }) {
  const messages = useStore((state) => state.messages[channel.id]);
  return html`<${Messages} label=${`Messages in ${name}`} messages=${messages ?? NONE}>
      ${messages && !messages.length && html`<${Welcome} channel=${channel} name=${name} />`}
    <//>
    <${Composer} id="composer" channel=${channel.id} label=${channel.kind === "im" ? `Message ${name}` : `Message ${name}`} />`;
}

function Welcome({ channel, name }) {
  const command = get().commands[0]?.command ?? "/gc";
  const begin = () => dispatchEvent(new CustomEvent("suggest", { detail: command }));
  const isApp = channel.kind === "im";
  return html`<div class="welcome">
    ${isApp && html`<${Avatar} user=${get().bot} />`}
    <h3>${isApp ? "This is you and OnQueue" : `This is ${name}`}</h3>
    <p>${isApp ? "Run your Genesys day from here." : "Nobody has said anything yet."}</p>
    <p><button type="button" class="button primary" onClick=${begin}>Type ${command} to begin</button></p>
    ${!isApp && html`<p class="hint">What ${command} answers here, only you see.</p>`}
  </div>`;
}
