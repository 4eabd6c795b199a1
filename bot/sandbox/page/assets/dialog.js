// A modal dialog: the browser's own keeps the focus inside; Escape leaves; the focus goes back where it was.
import { html, useLayoutEffect, useRef } from "./html.js";

export function Dialog({ labelledby, describedby, kind = "", leave, children }) {
  const dialog = useRef(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    dialog.current.showModal();
    return () => giveBack(opener);
  }, []);
  const cancelled = (event) => {
    if (event.target !== dialog.current) return;
    event.preventDefault();
    leave();
  };
  return html`<dialog ref=${dialog} class=${`dialog ${kind}`} aria-labelledby=${labelledby} aria-describedby=${describedby} onCancel=${cancelled} onClose=${cancelled}>
    ${children}
  </dialog>`;
}

/** A click often changes the message it was in: then the message field takes the focus. */
function giveBack(opener) {
  requestAnimationFrame(() => {
    if (document.querySelector("dialog[open]")) return;
    const isThere = opener?.isConnected && opener !== document.body;
    (isThere ? opener : document.getElementById("composer"))?.focus();
  });
}
