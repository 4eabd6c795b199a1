// Drawn signs: the emoji for them are missing where no emoji font is installed.
import { html } from "./html.js";

const LINES = {
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  calendar: "M2.5 4h11v9.5h-11ZM2.5 7h11M5.5 2v3.5M10.5 2v3.5",
  picture: "M2 3h12v10H2ZM2 11l3.5-3.5 2.5 2.5 2.5-2.5L14 11M6 5.8a.6.6 0 1 0 0 .1",
  lock: "M3.5 7h9v6.5h-9ZM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  speech: "M2 3h12v8H7.5L4.5 13.5V11H2Z",
};

/** One sign beside words that say the same; it takes their colour and size. */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${LINES[name]} /></svg>`;
}
