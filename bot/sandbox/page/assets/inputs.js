// Fields that are typed into.
import { html, useRef } from "./html.js";
import { plain } from "./mrkdwn.js";
import { useHolding } from "./surface.js";

const MODES = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };
const PAUSE_MS = 300;

/** The attributes by which an input belongs to its label, hint and error. */
export function described(field, placeholder = "") {
  if (!field) return { "aria-label": placeholder || "Value" };
  return {
    id: field.id,
    "aria-describedby": field.describedby,
    "aria-invalid": field.invalid ? "true" : undefined,
    "aria-required": field.optional ? undefined : "true",
  };
}

export function TextInput({ block, element, field }) {
  const { value, enter, tell } = useHolding(block, element);
  const typing = useTelling(block, element, tell);
  const placeholder = plain(element.placeholder);
  const typed = (event) => {
    enter(event.target.value || null);
    typing.changed();
  };
  const common = {
    ...described(field, placeholder),
    value: value ?? "",
    placeholder,
    maxLength: element.max_length,
    "data-focus": element.focus_on_load ? "" : undefined,
    onInput: typed,
  };
  if (element.multiline) return html`<textarea rows="4" ...${common}></textarea>`;
  return html`<input type="text" inputmode=${MODES[element.type] ?? "text"} autocomplete="off" ...${common} onKeyDown=${typing.pressed} />`;
}

/** What dispatch_action asks for: to be told on Enter (the default) or with the characters. */
function useTelling(block, element, tell) {
  const waiting = useRef(0);
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tells = (moment) => block.dispatch_action && when.includes(moment);
  return {
    changed() {
      clearTimeout(waiting.current);
      if (tells("on_character_entered")) waiting.current = setTimeout(tell, PAUSE_MS);
    },
    pressed(event) {
      if (event.key !== "Enter" || !tells("on_enter_pressed")) return;
      event.preventDefault();
      void tell();
    },
  };
}

/** Written as plain lines; each becomes what Slack's own editor makes of text without formatting. */
export function RichTextInput({ block, element, field }) {
  const { value, enter } = useHolding(block, element);
  const placeholder = plain(element.placeholder);
  return html`<textarea rows="4" ...${described(field, placeholder)} placeholder=${placeholder} value=${textOf(value)}
    onInput=${(event) => enter(richText(event.target.value))}></textarea>`;
}

function richText(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function textOf(value) {
  return (value?.elements ?? []).flatMap((part) => (part.elements ?? []).map((piece) => piece.text ?? "")).join("");
}
