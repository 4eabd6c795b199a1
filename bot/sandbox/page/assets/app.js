// The page's ground plan: top bar, sidebar, conversation, thread, floor; dialogs above.
import { Channel } from "./channel.js";
import { Confirm } from "./confirm.js";
import { Floor } from "./floor.js";
import { classes, html } from "./html.js";
import { Modal } from "./modal.js";
import { showPanel } from "./places.js";
import { Sidebar } from "./sidebar.js";
import { useStore } from "./store.js";
import { Thread } from "./thread.js";
import { Toasts } from "./toasts.js";
import { Topbar } from "./topbar.js";

const PANELS = { channels: "Channels", messages: "Messages", floor: "Floor" };

export function App() {
  const ready = useStore((state) => state.ready);
  const failure = useStore((state) => state.failure);
  const panel = useStore((state) => state.panel);
  const hasThread = useStore((state) => state.thread !== null);
  if (failure) return html`<${Failure} text=${failure} />`;
  if (!ready) return html`<p class="loading">Opening the workspace…</p>`;
  return html`<div class=${classes(`workspace shows-${panel}`, { "has-thread": hasThread })}>
    <a class="skip" href="#conversation">Skip to the conversation</a>
    <${Topbar} />
    <main>
      <${Sidebar} />
      <${Channel} />
      ${hasThread && html`<${Thread} />`}
      <${Floor} />
    </main>
    <${Panels} panel=${panel} />
    <${Toasts} />
    <${Modal} />
    <${Confirm} />
  </div>`;
}

/** What narrow screens show one at a time. */
function Panels({ panel }) {
  const unread = useStore((state) => Object.values(state.unread).some(Boolean));
  return html`<nav class="panels" aria-label="Panels">
    ${Object.entries(PANELS).map(
      ([name, label]) =>
        html`<button key=${name} type="button" aria-current=${name === panel ? "true" : "false"} onClick=${() => showPanel(name)}>
          ${label}${name === "channels" && unread ? html`<span class="dot"><span class="unseen">, unread</span></span>` : null}
        </button>`,
    )}
  </nav>`;
}

function Failure({ text }) {
  return html`<main class="failure">
    <h1>This window cannot open</h1>
    <p>${text}</p>
    <p><a href="/">Open the workspace as somebody else</a></p>
  </main>`;
}
