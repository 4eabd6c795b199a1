// Above everything: what this is, what time it is in the sandbox, and how it looks.
import { ClockBar } from "./clockbar.js";
import { html, useState } from "./html.js";
import { nameOf } from "./names.js";
import { useStore } from "./store.js";

const THEMES = { system: "System", light: "Light", dark: "Dark" };

export function Topbar() {
  const me = useStore((state) => state.me);
  const connected = useStore((state) => state.connected);
  return html`<header class="topbar">
    <h1><img src="/assets/icon.svg" alt="" />OnQueue <span class="what">sandbox</span><span class="self">as ${nameOf(me)}</span></h1>
    <${Installing} />
    <p class="offline" role="status">${connected ? "" : "Connecting again…"}</p>
    <${ClockBar} />
    <${Theme} />
  </header>`;
}

/** Where the bot has no token of its own: the way to install it, and to the other workspace. */
function Installing() {
  const installing = useStore((state) => state.installing);
  if (!installing) return null;
  const { address, neighbour, team } = installing;
  return html`<a class="small" href=${address} target="_blank" rel="noopener">Install OnQueue</a>
    <a class="small" href=${`/?as=${encodeURIComponent(neighbour)}`}>Workspace ${team}</a>`;
}

function Theme() {
  const [theme, setTheme] = useState(localStorage.getItem("theme") ?? "system");
  const choose = () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(theme) + 1) % names.length];
    if (next === "system") {
      localStorage.removeItem("theme");
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem("theme", next);
      document.documentElement.dataset.theme = next;
    }
    setTheme(next);
  };
  return html`<button type="button" class="small theme" aria-label=${`Theme: ${THEMES[theme]}`} title="Theme" onClick=${choose}>
    <span aria-hidden="true">${{ system: "◐", light: "☀", dark: "☾" }[theme]}</span><span class="wide">${THEMES[theme]}</span>
  </button>`;
}
