// Checkboxes and radio buttons.
import { html, useId } from "./html.js";
import { Text } from "./mrkdwn.js";
import { useHolding } from "./surface.js";

export function Checkboxes({ block, element, field }) {
  const { value, commit } = useHolding(block, element);
  const chosen = value ?? [];
  const toggle = (option, on) => {
    const wanted = (other) => (other.value === option.value ? on : chosen.some((held) => held.value === other.value));
    return commit(element.options.filter(wanted));
  };
  return html`<${Group} field=${field} role="group" name=${element.action_id}>
    ${element.options.map(
      (option) =>
        html`<${Option} key=${option.value} kind="checkbox" option=${option} checked=${chosen.some((held) => held.value === option.value)}
          change=${(on) => toggle(option, on)} />`,
    )}
  <//>`;
}

export function RadioButtons({ block, element, field }) {
  const { value, commit } = useHolding(block, element);
  const name = useId();
  return html`<${Group} field=${field} role="radiogroup" name=${element.action_id}>
    ${element.options.map(
      (option) =>
        html`<${Option} key=${option.value} kind="radio" name=${name} option=${option} checked=${value?.value === option.value}
          change=${() => commit(option)} />`,
    )}
  <//>`;
}

function Group({ field, role, children }) {
  return html`<div class="choices" role=${role} id=${field?.id} aria-labelledby=${field?.labelledby} aria-label=${field ? undefined : "Choices"} aria-describedby=${field?.describedby}>
    ${children}
  </div>`;
}

/** The tick stands where the state says, also when a confirm dialog was answered with no. */
function Option({ kind, name, option, checked, change }) {
  const changed = async (event) => {
    const input = event.currentTarget;
    const agreed = await change(input.checked);
    if (agreed === false) input.checked = checked;
  };
  return html`<label class="choice">
    <input type=${kind} name=${name} checked=${checked} onChange=${changed} />
    <span><${Text} text=${option.text} />${option.description && html`<small><${Text} text=${option.description} /></small>`}</span>
  </label>`;
}
