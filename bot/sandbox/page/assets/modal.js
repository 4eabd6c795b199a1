// The modal on top of the stack: its blocks, its errors, and what happens while it is being sent.
import { act } from "./api.js";
import { Blocks } from "./blocks.js";
import { Dialog } from "./dialog.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { plain } from "./mrkdwn.js";
import { get, useStore } from "./store.js";
import { Toasts } from "./toasts.js";

export function Modal() {
  const view = useStore((state) => state.view);
  if (!view) return null;
  return html`<${Dialog} key=${view.root_view_id} kind="modal" labelledby="modal-title" leave=${() => act("close", { view: get().view.id })}>
    <${Form} key=${view.id} view=${view} />
    <${Toasts} />
  <//>`;
}

function Form({ view }) {
  const { errors, isSending, submit } = useSubmission(view);
  const form = useRef(null);
  useEffect(() => focusFirst(form.current), [view.id]); // once the dialog stands open
  useEffect(() => keepFocus(form.current), [view.hash]);
  useEffect(() => {
    if (Object.keys(errors).length) form.current.querySelector("[aria-invalid=true], [data-invalid]")?.focus();
  }, [errors]);
  const surface = { key: view.id, where: { view: view.id }, values: view.state.values, errors, isForm: true };
  const sent = (event) => {
    event.preventDefault();
    void submit();
  };
  return html`<form ref=${form} novalidate onSubmit=${sent} aria-busy=${isSending}>
    <div class="dialog-head">
      ${view.previous_view_id && html`<button type="button" class="quiet" aria-label="Back" onClick=${() => act("close", { view: view.id })}>←</button>`}
      <h2 id="modal-title" tabindex="-1">${plain(view.title)}</h2>
      <button type="button" class="quiet" aria-label="Close" onClick=${() => act("close", { view: view.id, all_views: true })}>✕</button>
    </div>
    <div class="content" tabindex="-1"><${Blocks} blocks=${view.blocks} surface=${surface} /></div>
    <${Footer} view=${view} isSending=${isSending} />
  </form>`;
}

function Footer({ view, isSending }) {
  return html`<div class="dialog-foot">
    <button type="button" onClick=${() => act("close", { view: view.id })}>${plain(view.close) || "Close"}</button>
    ${view.submit &&
    html`<button type="submit" class="primary" disabled=${isSending}>
      ${isSending ? html`<span class="spinner" aria-hidden="true"></span>Sending…` : plain(view.submit)}
    </button>`}
    <span class="unseen" role="status">${isSending ? "Sending" : ""}</span>
  </div>`;
}

function useSubmission(view) {
  const [errors, setErrors] = useState({});
  const [isSending, setSending] = useState(false);
  const submit = async () => {
    if (isSending || !view.submit) return;
    setSending(true);
    const answer = await act("submit", { view: view.id, state: get().touched[view.id] ?? {} });
    setSending(false);
    setErrors(answer?.errors ?? {});
  };
  return { errors, isSending, submit };
}

const FIELDS = "input:not([type=hidden]), textarea, select, .field button, [contenteditable]";

function focusFirst(form) {
  const first = form.querySelector("[data-focus]") ?? form.querySelector(FIELDS) ?? form.querySelector("h2");
  first?.focus();
}

/** New content may have taken the focused element away. */
function keepFocus(form) {
  if (!form.contains(document.activeElement)) focusFirst(form);
}
