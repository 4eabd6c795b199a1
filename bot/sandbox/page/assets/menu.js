// A button with a menu, for the keyboard too: arrows move, Escape closes and goes back.
import { html, useId, useRef, useState } from "./html.js";
import { usePopup } from "./popup.js";

/** `items`: [{key, label, hint, url, choose}]. */
export function Menu({ label, face, items, kind = "quiet", empty = "Nothing to choose here", above = false }) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const id = useId();
  const { anchor, popup } = usePopup(isOpen, () => setOpen(false), { above });
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const open = () => {
    setOpen(true);
    requestAnimationFrame(() => popup.current?.querySelector("[role=menuitem]")?.focus());
  };
  const choose = (item) => {
    close();
    item.choose?.();
  };
  return html`<span class="menu" ref=${anchor}>
    <button ref=${button} type="button" class=${kind} aria-label=${label} title=${label} aria-haspopup="menu" aria-expanded=${isOpen} aria-controls=${id}
      onClick=${() => (isOpen ? close() : open())}>${face}</button>
    <div id=${id} ref=${popup} popover="manual" role=${items.length ? "menu" : "note"} aria-label=${label} class="popup menu-items" onKeyDown=${(event) => moved(event, close)}>
      ${isOpen && items.map((item) => html`<${Item} key=${item.key} item=${item} choose=${choose} />`)}
      ${isOpen && !items.length ? html`<p class="hint">${empty}</p>` : null}
    </div>
  </span>`;
}

function Item({ item, choose }) {
  const shown = html`<span>${item.label}</span>${item.hint ? html`<small>${item.hint}</small>` : null}`;
  if (item.url) {
    return html`<a role="menuitem" tabindex="-1" href=${item.url} target="_blank" rel="noopener noreferrer" onClick=${() => choose(item)}>${shown}</a>`;
  }
  return html`<button type="button" role="menuitem" tabindex="-1" onClick=${() => choose(item)}>${shown}</button>`;
}

function moved(event, close) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (next !== undefined) {
    event.preventDefault();
    items.at(next % items.length)?.focus();
  }
}
