// Above everything: what this is, what time it is in the sandbox, and how it looks.
import { act } from "./api.js";
import { clockTime, now, weekday } from "./clock.js";
import { html, useEffect, useState } from "./html.js";
import { get, set, useStore } from "./store.js";

const STEPS = [
  ["+15 min", 900],
  ["+1 h", 3600],
];
const THEMES = { system: "System", light: "Light", dark: "Dark" };

export function Topbar() {
  const connected = useStore((state) => state.connected);
  return html`<header class="topbar">
    <h1><img src="/assets/icon.svg" alt="" />OnQueue <span>sandbox</span></h1>
    <p class="offline" role="status">${connected ? "" : "Connecting again…"}</p>
    <${Clock} />
    <${Theme} />
  </header>`;
}

function Clock() {
  const [, tick] = useState(0);
  const offset = useStore((state) => state.clockOffset);
  useEffect(() => {
    const ticking = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(ticking);
  }, []);
  const move = async (by_s) => {
    const turned = await act("clock", { by_s });
    if (turned) set({ clockOffset: Date.parse(turned.now) - Date.now() });
  };
  return html`<div class="clock" role="group" aria-label="Sandbox time" data-offset=${Math.round(offset / 1000)}>
    <span title=${`Sandbox time, ${get().zone ?? "your own zone"}`}>
      <span class="day">${weekday(now())}</span> <time>${clockTime(now())}</time>
    </span>
    ${STEPS.map(
      ([label, seconds]) =>
        html`<button key=${label} type="button" class="small" aria-label=${`Move the sandbox clock ${label}`} onClick=${() => move(seconds)}>
          ${label}
        </button>`,
    )}
  </div>`;
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
