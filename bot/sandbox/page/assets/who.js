// Choosing who one is. Each person is an address of their own, so two windows can be two people.
import { html, useId, useRef, useState } from "./html.js";
import { Avatar, nameOf } from "./names.js";
import { usePopup } from "./popup.js";
import { useStore } from "./store.js";

const ROLES = { agent: "Agent", lead: "Team lead", admin: "Manager" };

export function Who() {
  const me = useStore((state) => state.me);
  const floor = useStore((state) => state.floor);
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const id = useId();
  const { anchor, popup } = usePopup(isOpen, () => setOpen(false));
  const mine = floor.people.find(({ slack_user: user }) => user === me);
  const toggle = () => {
    setOpen(!isOpen);
    if (!isOpen) requestAnimationFrame(() => popup.current?.querySelector("input")?.focus());
  };
  const escaped = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    setOpen(false);
    button.current.focus();
  };
  return html`<div class="who" ref=${anchor} onKeyDown=${escaped}>
    <button ref=${button} type="button" aria-haspopup="dialog" aria-expanded=${isOpen} aria-controls=${id} onClick=${toggle}>
      <${Avatar} user=${me} />
      <span><span class="unseen">You are </span><b>${nameOf(me)}</b><small>${roleOf(mine)}</small></span>
      <span class="caret" aria-hidden="true">▾</span>
    </button>
    <div id=${id} ref=${popup} popover="manual" role="dialog" aria-label="Be somebody else" class="popup people">${isOpen && html`<${People} me=${me} floor=${floor} />`}</div>
  </div>`;
}

function roleOf(person) {
  return person ? `${ROLES[person.role] ?? person.role}, ${person.team}` : "Not on the floor";
}

function People({ me, floor }) {
  const [typed, setTyped] = useState("");
  const everybody = useStore((state) => state.people);
  const rows = new Map(floor.people.map((person) => [person.slack_user, person]));
  const fits = ({ real_name: real, id }) => `${real} ${roleOf(rows.get(id))}`.toLowerCase().includes(typed.trim().toLowerCase());
  const found = [...everybody.values()].filter((person) => !person.bot && !person.deleted && fits(person));
  return html`<label class="search"><span class="unseen">Find a person</span>
      <input type="search" placeholder="Name, role or team" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
    <p class="hint">◫ shows both of you side by side; ↗ opens a second window.</p>
    <ul>
      ${found.map(
        ({ id, real_name: name }) =>
          html`<li key=${id} class=${id === me ? "mine" : ""}>
            <a href=${`/?as=${id}`} aria-current=${id === me ? "true" : undefined}><${Avatar} user=${id} small=${true} /><span>${name}<small>${roleOf(rows.get(id))}</small></span></a>
            ${id !== me && html`<a href=${`/beside?as=${me}&as=${id}`} target="_top" title="Side by side" aria-label=${`${name}, side by side with you`}>◫</a>`}
            <a href=${`/?as=${id}`} target="_blank" rel="noopener" title="In a second window" aria-label=${`${name}, in a second window`}>↗</a>
          </li>`,
      )}
    </ul>
    ${!found.length && html`<p class="hint">Nobody is called that.</p>`}`;
}
