// A select that is typed into: an ARIA combobox with a list below it, for one choice or for many.
import { classes, html, useId, useRef, useState } from "./html.js";
import { described } from "./inputs.js";
import { useOffer } from "./offers.js";
import { usePopup } from "./popup.js";

/**
 * `chosen`: [{key, label, value}]; `source`: {list} or {minimum, load}; `choose` takes the new list of chosen ones,
 * for many when the list closes.
 */
export function Picker({ field, placeholder, isMany, most = Infinity, chosen, source, choose, autofocus }) {
  const id = useId();
  const input = useRef(null);
  const list = usePicking({ isMany, most, chosen, choose });
  const offer = useOffer(source, list.typed, list.isOpen);
  const active = Math.min(list.at, offer.options.length - 1);
  const { anchor, popup } = usePopup(list.isOpen, list.close, { fitsWidth: true });
  const shown = !list.isOpen && !isMany ? (chosen[0]?.label ?? "") : list.typed;
  const key = keys({ list, offer, active, isMany });
  return html`<span class=${classes("picker", { many: isMany, invalid: field?.invalid })} ref=${anchor}>
    ${isMany && list.picked.map((one) => html`<${Chip} key=${one.key} one=${one} remove=${() => list.remove(one)} />`)}
    <input ref=${input} type="text" role="combobox" autocomplete="off" aria-autocomplete="list" aria-expanded=${list.isOpen} aria-controls=${`${id}-list`}
      aria-activedescendant=${list.isOpen && active >= 0 ? `${id}-${active}` : undefined} ...${described(field, placeholder)}
      placeholder=${(!isMany && list.isOpen && chosen[0]?.label) || placeholder} value=${shown} data-focus=${autofocus ? "" : undefined}
      onInput=${(event) => list.type(event.target.value)} onKeyDown=${key} onClick=${list.open} />
    ${!isMany && field?.optional && chosen.length > 0 && html`<button type="button" class="quiet clear" aria-label="Clear the choice" onClick=${() => choose([])}>✕</button>`}
    <span class="caret" aria-hidden="true">▾</span>
    <div ref=${popup} popover="manual" class="popup list">
      <div role="listbox" id=${`${id}-list`} aria-label=${placeholder} aria-multiselectable=${isMany ? "true" : undefined}>
        ${list.isOpen && html`<${Options} id=${id} options=${offer.options} active=${active} picked=${list.picked} pick=${list.pick} />`}
      </div>
      <p class="hint" role="status">${list.isOpen ? offer.words : ""}</p>
    </div>
  </span>`;
}

/** What is open, typed and picked; `picked` differs from `chosen` while a list for many is open. */
function usePicking({ isMany, most, chosen, choose }) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [draft, setDraft] = useState(null);
  const picked = draft ?? chosen;
  const close = () => {
    setOpen(false);
    setTyped("");
    setDraft(null);
    if (draft && keysOf(draft) !== keysOf(chosen)) void choose(draft);
  };
  const open = () => {
    if (!isOpen) setAt(0);
    setOpen(true);
  };
  const type = (text) => {
    open();
    setTyped(text);
    setAt(0);
  };
  const pick = (option) => {
    if (!isMany) {
      close();
      return void choose([option]);
    }
    const without = picked.filter(({ key }) => key !== option.key);
    if (without.length < picked.length) setDraft(without);
    else if (picked.length < most) setDraft([...picked, option]);
    setTyped("");
  };
  const remove = (one) => {
    const rest = picked.filter(({ key }) => key !== one.key);
    if (isOpen) setDraft(rest);
    else void choose(rest);
  };
  return { isOpen, typed, at, picked, setAt, open, close, type, pick, remove };
}

const keysOf = (list) => JSON.stringify(list.map(({ key }) => key));

function keys({ list, offer, active, isMany }) {
  const move = (to) => {
    list.open();
    const count = offer.options.length;
    if (count) list.setAt((to + count) % count);
  };
  const deeds = {
    ArrowDown: () => move(list.isOpen ? active + 1 : 0),
    ArrowUp: () => move(list.isOpen ? active - 1 : -1),
    Enter: () => (list.isOpen ? active >= 0 && list.pick(offer.options[active]) : list.open()),
    Escape: () => list.close(),
  };
  return (event) => {
    if (event.key === "Tab" && list.isOpen) list.close();
    if (event.key === "Backspace" && isMany && !list.typed && list.picked.length) list.remove(list.picked.at(-1));
    if (!deeds[event.key] || (event.key === "Escape" && !list.isOpen)) return;
    event.preventDefault();
    event.stopPropagation();
    deeds[event.key]();
  };
}

function Chip({ one, remove }) {
  return html`<span class="chip">${one.label}<button type="button" aria-label=${`Remove ${one.label}`} onClick=${remove}>✕</button></span>`;
}

function Options({ id, options, active, picked, pick }) {
  const groups = [];
  options.forEach((option, index) => {
    if (groups.at(-1)?.name !== option.group || !groups.length) groups.push({ name: option.group, items: [] });
    groups.at(-1).items.push([option, index]);
  });
  return groups.map(({ name, items }) => {
    const shown = items.map(
      ([option, index]) =>
        html`<${Option} key=${option.key} id=${`${id}-${index}`} option=${option} isActive=${index === active} isPicked=${picked.some(({ key }) => key === option.key)} pick=${pick} />`,
    );
    return name ? html`<div role="group" aria-label=${name}><p class="group" aria-hidden="true">${name}</p>${shown}</div>` : shown;
  });
}

export function Option({ id, option, isActive, isPicked, pick }) {
  const seen = (element) => isActive && element?.scrollIntoView({ block: "nearest" });
  return html`<div ref=${seen} id=${id} role="option" aria-selected=${isPicked} class=${classes("option", { active: isActive })}
    onPointerDown=${(event) => event.preventDefault()} onClick=${() => pick(option)}>
    <span>${option.label}</span>${option.hint && html`<small>${option.hint}</small>`}
  </div>`;
}
