// The message field: Enter sends, Shift+Enter begins a line, commands and names are completed.
import { act } from "./api.js";
import { complete, completions, usage } from "./completion.js";
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from "./html.js";
import { Menu } from "./menu.js";
import { Option } from "./picker.js";
import { usePopup } from "./popup.js";
import { useStore } from "./store.js";

const drafts = new Map(); // what was begun in each conversation

export function Composer({ id, channel, thread = null, label }) {
  const field = useField(channel, thread);
  const listId = useId();
  const { anchor, popup } = usePopup(field.offer.length > 0, field.close, { above: true });
  const hint = usage(field.text);
  return html`<form class="composer" onSubmit=${field.sent} ref=${anchor}>
    <div popover="manual" ref=${popup} class="popup list completions">
      <div role="listbox" id=${listId} aria-label="Suggestions">
        ${field.offer.map(
          (one, index) =>
            html`<${Option} key=${one.key} id=${`${listId}-${index}`} option=${one} isActive=${index === field.at} isPicked=${index === field.at} pick=${field.take} />`,
        )}
      </div>
    </div>
    <textarea id=${id} rows="1" ref=${field.area} aria-label=${label} placeholder=${label} value=${field.text} aria-autocomplete="list" aria-haspopup="listbox"
      aria-controls=${listId} aria-activedescendant=${field.offer.length ? `${listId}-${field.at}` : undefined} aria-describedby=${`${id}-usage`}
      onInput=${field.typed} onKeyDown=${field.pressed} onSelect=${field.moved}></textarea>
    <div class="below">
      ${!thread && html`<${Shortcuts} />`}
      <p class="usage" id=${`${id}-usage`}>${hint}</p>
      <span class="unseen" role="status">${spoken(field.offer)}</span>
      <button type="submit" class="small send" disabled=${!field.text.trim()}>Send</button>
    </div>
  </form>`;
}

function spoken(offer) {
  return offer.length ? `${offer.length} suggestions, arrow keys choose` : "";
}

function Shortcuts() {
  const shortcuts = useStore((state) => state.shortcuts).filter(({ type }) => type === "global");
  const items = shortcuts.map(({ callback_id, name, description }) => ({
    key: callback_id,
    label: name,
    hint: description,
    choose: () => act("shortcut", { callback_id }),
  }));
  return html`<${Menu} label="Shortcuts" face=${html`<span aria-hidden="true">⚡</span>`} items=${items} above=${true} empty="OnQueue offers no shortcuts" />`;
}

function useField(channel, thread) {
  const key = `${channel} ${thread ?? ""}`;
  const area = useRef(null);
  const [text, setText] = useState(drafts.get(key) ?? "");
  const [caret, setCaret] = useState(text.length);
  const [at, setAt] = useState(0);
  const [isDismissed, setDismissed] = useState(false);
  const offer = isDismissed ? [] : completions(text, caret);
  const write = (next, place = next.length) => {
    drafts.set(key, next);
    setText(next);
    setCaret(place);
    setAt(0);
    setDismissed(false);
  };
  const wanted = useRef(null); // where the caret goes once the completed text stands in the field
  useLayoutEffect(() => {
    grow(area.current);
    if (wanted.current !== null) area.current.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  }, [text]);
  useEffect(() => (thread ? undefined : suggested(area, write)), []);
  const send = async () => {
    if (!text.trim()) return;
    write("");
    const body = { channel, text: text.trim(), thread_ts: thread };
    if ((await act("say", body)) === null && !drafts.get(key)) write(text);
  };
  const take = (one) => {
    const [next, place] = complete(text, caret, one);
    wanted.current = place;
    write(next, place);
    area.current.focus();
  };
  return {
    area,
    text,
    offer,
    at: Math.min(at, offer.length - 1),
    take,
    close: () => setDismissed(true),
    typed: ({ target }) => write(target.value, target.selectionStart),
    moved: ({ target }) => setCaret(target.selectionStart),
    sent: (event) => {
      event.preventDefault();
      void send();
    },
    pressed: (event) => pressed(event, { text, offer, at, setAt, take, send, close: () => setDismissed(true) }),
  };
}

function pressed(event, { text, offer, at, setAt, take, send, close }) {
  const isWhole = offer[at]?.value === text.trim();
  const turn = (by) => setAt((at + by + offer.length) % offer.length);
  const completing = {
    ArrowDown: () => turn(1),
    ArrowUp: () => turn(-1),
    Tab: () => take(offer[at]),
    Enter: () => (isWhole ? void send() : take(offer[at])),
    Escape: close,
  };
  const writing = { Enter: () => void send() };
  const deed = (offer.length ? completing : writing)[event.key];
  if (!deed || event.isComposing || event.shiftKey) return;
  event.preventDefault();
  deed();
}

/** The welcome's button writes a command for the newcomer, who only has to press Enter. */
function suggested(area, write) {
  const take = ({ detail }) => {
    write(detail);
    area.current.focus();
  };
  addEventListener("suggest", take);
  return () => removeEventListener("suggest", take);
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 180)}px`;
}
