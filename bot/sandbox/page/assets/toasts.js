// Slack's own words to the person: shown for a while, read out, and closed by hand.
import { html, useEffect } from "./html.js";
import { get, set, useStore } from "./store.js";

const SHOWN_MS = 12_000;
let count = 0;

export function toast(text) {
  count += 1;
  const shown = get().toasts.filter((other) => other.text !== text).slice(-2);
  set({ toasts: [...shown, { id: count, text }] });
}

function dismiss(id) {
  set({ toasts: get().toasts.filter((toast) => toast.id !== id) });
}

/** Stands once on the page, and once in an open dialog, since nothing behind a dialog can be reached. */
export function Toasts() {
  const toasts = useStore((state) => state.toasts);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.map((toast) => html`<${Toast} key=${toast.id} ...${toast} />`)}
  </div>`;
}

function Toast({ id, text }) {
  useEffect(() => {
    const ending = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(ending);
  }, [id]);
  return html`<div class="toast">
    <span><b>Slack</b> ${text}</span>
    <button type="button" class="quiet" aria-label="Dismiss notice" onClick=${() => dismiss(id)}>✕</button>
  </div>`;
}
