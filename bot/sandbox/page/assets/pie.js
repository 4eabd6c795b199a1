// A pie with its legend: each segment, its value, and its share of the whole.
import { html } from "./html.js";

const RADIUS = 88;
const EDGE = 4;

export function Pie({ chart: { segments } }) {
  const whole = segments.reduce((sum, { value }) => sum + value, 0);
  const size = 2 * (RADIUS + EDGE);
  let from = 0;
  const slices = segments.map(({ label, value }, at) => {
    const slice = { label, value, at, from, share: value / whole };
    from += slice.share;
    return slice;
  });
  return html`<div class="pie" aria-hidden="true">
    <svg viewBox=${`${-size / 2} ${-size / 2} ${size} ${size}`} width=${size} height=${size}>
      ${slices.map((slice) => html`<${Slice} key=${slice.label} ...${slice} />`)}
    </svg>
    <ul class="legend">
      ${slices.map(
        ({ label, value, share, at }) =>
          html`<li key=${label}><span class=${`key tone-${at}`}></span>${label} <b>${value}</b> <small>${percent(share)}</small></li>`,
      )}
    </ul>
  </div>`;
}

function Slice({ label, value, at, from, share }) {
  const kind = `slice tone-${at}`;
  const name = html`<title>${label}: ${value} (${percent(share)})</title>`;
  if (share > 0.9999) return html`<circle class=${kind} r=${RADIUS}>${name}</circle>`;
  const [start, end] = [point(from), point(from + share)];
  return html`<path class=${kind} d=${`M0 0L${start}A${RADIUS} ${RADIUS} 0 ${share > 0.5 ? 1 : 0} 1 ${end}Z`}>${name}</path>`;
}

/** On the rim, clockwise from the top; `turn` is a part of the whole round. */
function point(turn) {
  const angle = 2 * Math.PI * turn;
  return `${(RADIUS * Math.sin(angle)).toFixed(2)} ${(-RADIUS * Math.cos(angle)).toFixed(2)}`;
}

function percent(share) {
  return share > 0 && share < 0.01 ? "< 1 %" : `${Math.round(share * 100)} %`;
}
