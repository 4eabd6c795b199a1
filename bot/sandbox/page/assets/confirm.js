// Slack's confirm dialog before an element does something.
import { Dialog } from "./dialog.js";
import { classes, html } from "./html.js";
import { plain, Text } from "./mrkdwn.js";
import { set, useStore } from "./store.js";

/** Whether the person agrees. */
export function ask(confirm) {
  return new Promise((answer) => set({ question: { confirm, answer } }));
}

export function Confirm() {
  const question = useStore((state) => state.question);
  if (!question) return null;
  const { confirm, answer } = question;
  const say = (agreed) => {
    set({ question: null });
    answer(agreed);
  };
  return html`<${Dialog} kind="confirm" labelledby="confirm-title" describedby="confirm-text" leave=${() => say(false)}>
    <h2 id="confirm-title">${plain(confirm.title)}</h2>
    <p id="confirm-text"><${Text} text=${confirm.text} /></p>
    <div class="dialog-foot">
      <button type="button" onClick=${() => say(false)}>${plain(confirm.deny) || "Cancel"}</button>
      <button type="button" class=${classes("primary", { danger: confirm.style === "danger" })} onClick=${() => say(true)}>
        ${plain(confirm.confirm) || "Yes"}
      </button>
    </div>
  <//>`;
}
