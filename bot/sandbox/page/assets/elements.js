// Block elements: which part draws which type.
import { Checkboxes, RadioButtons } from "./choices.js";
import { DatePicker, DateTimePicker, TimePicker } from "./dates.js";
import { classes, html, useContext, useState } from "./html.js";
import { Picture } from "./images.js";
import { RichTextInput, TextInput } from "./inputs.js";
import { Menu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { Select } from "./selects.js";
import { Surface, use } from "./surface.js";

const KINDS = {
  button: Button,
  overflow: Overflow,
  image: ({ element }) => html`<${Picture} image=${element} />`,
  checkboxes: Checkboxes,
  radio_buttons: RadioButtons,
  datepicker: DatePicker,
  timepicker: TimePicker,
  datetimepicker: DateTimePicker,
  plain_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: TextInput,
  rich_text_input: RichTextInput,
  icon_button: Button,
};

/** `field` is given inside an input block: its ids, whether it is wrong, whether it may stay empty. */
export function Element({ block, element, field }) {
  const Kind = element.type.endsWith("_select") ? Select : KINDS[element.type];
  if (!Kind) return html`<span class="unknown">This page cannot draw a “${element.type.replaceAll("_", " ")}” yet.</span>`;
  return html`<${Kind} block=${block} element=${element} field=${field} />`;
}

function Button({ block, element }) {
  const surface = useContext(Surface);
  const [isBusy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    const agreed = await use(surface, block, element, {});
    setBusy(false);
    return agreed;
  };
  const kind = classes("button", { [element.style ?? "plain"]: true, busy: isBusy });
  const label = element.accessibility_label || undefined;
  if (!element.url) {
    return html`<button type="button" class=${kind} aria-label=${label} aria-busy=${isBusy} onClick=${press}>${plain(element.text)}</button>`;
  }
  const follow = async (event) => {
    if (!element.confirm) return void press();
    event.preventDefault();
    if (await press()) open(element.url, "_blank", "noopener,noreferrer");
  };
  return html`<a class=${kind} href=${safe(element.url)} target="_blank" rel="noopener noreferrer" aria-label=${label} onClick=${follow}>
    ${plain(element.text)}<span class="unseen"> (opens a new tab)</span>
  </a>`;
}

function Overflow({ block, element }) {
  const surface = useContext(Surface);
  const items = element.options.map((option) => ({
    key: option.value,
    label: plain(option.text),
    hint: plain(option.description),
    url: option.url && safe(option.url),
    choose: () => use(surface, block, element, { selected_option: option }),
  }));
  return html`<${Menu} label="More options" face="⋯" kind="button plain" items=${items} />`;
}

function safe(url) {
  return /^(https?|mailto):/i.test(url) ? url : undefined;
}
