// Bars, lines and areas over categories, on one scale that always shows zero.
import { html } from "./html.js";
import { scaleOf, shortened } from "./scale.js";

const HEIGHT = 190;
const TOP = 10;
const LETTER = 6.3; // about the width of a letter in the axes' type
const LEVEL_ROOM = 20;
const SLANTED_ROOM = 78;

const MARKS = { bar: Bars, line: Line, area: Area };

export function Plot({ chart, width }) {
  const { type, series, axis_config: axis } = chart;
  const scale = scaleOf(series.flatMap(({ data }) => data.map(({ value }) => value)));
  const left = 14 + LETTER * Math.max(...scale.ticks.map(({ label }) => label.length)) + (axis.y_label ? 18 : 0);
  const step = (width - left) / axis.categories.length;
  const slanted = Math.max(...axis.categories.map((name) => name.length)) * LETTER > step - 6;
  const foot = TOP + HEIGHT + (slanted ? SLANTED_ROOM : LEVEL_ROOM);
  const frame = {
    left,
    step,
    width,
    centre: (at) => left + (at + 0.5) * step,
    y: (value) => TOP + HEIGHT * (1 - scale.share(value)),
  };
  const Marks = MARKS[type];
  return html`<svg class="plot" aria-hidden="true" width=${width} height=${foot + (axis.x_label ? 18 : 2)}>
    <${Levels} ticks=${scale.ticks} frame=${frame} />
    ${series.map(({ name, data }, at) => html`<${Marks} key=${name} name=${name} data=${data} at=${at} count=${series.length} frame=${frame} />`)}
    <${Categories} names=${axis.categories} frame=${frame} slanted=${slanted} />
    ${axis.x_label && html`<text class="axis-name" x=${(left + width) / 2} y=${foot + 12} text-anchor="middle">${axis.x_label}</text>`}
    ${axis.y_label && html`<text class="axis-name" transform=${`translate(11 ${TOP + HEIGHT / 2}) rotate(-90)`} text-anchor="middle">${axis.y_label}</text>`}
  </svg>`;
}

function Levels({ ticks, frame }) {
  return ticks.map(({ value, label }) => {
    const y = frame.y(value);
    return html`<g key=${label}>
      <line class=${value === 0 ? "level zero" : "level"} x1=${frame.left} x2=${frame.width} y1=${y} y2=${y} />
      <text x=${frame.left - 7} y=${y + 4} text-anchor="end">${label}</text>
    </g>`;
  });
}

function Categories({ names, frame, slanted }) {
  const y = TOP + HEIGHT + 16;
  return names.map((name, at) => {
    const x = frame.centre(at);
    const short = slanted ? shortened(name, 14) : name;
    const way = slanted ? { transform: `translate(${x + 4} ${y - 2}) rotate(-40)`, "text-anchor": "end" } : { x, y, "text-anchor": "middle" };
    return html`<text key=${name} ...${way}><title>${name}</title>${short}</text>`;
  });
}

function Bars({ name, data, at, count, frame }) {
  const room = frame.step * 0.72;
  const wide = Math.max(1, room / count - 1);
  return data.map(({ label, value }, place) => {
    const x = frame.centre(place) - room / 2 + (at * room) / count;
    const [y, zero] = [frame.y(value), frame.y(0)];
    return html`<rect key=${label} class=${`tone-${at}`} x=${x} y=${Math.min(y, zero)} width=${wide} height=${Math.abs(zero - y)} rx="1.5">
      <title>${name}, ${label}: ${value}</title>
    </rect>`;
  });
}

const points = (data, frame) => data.map(({ value }, place) => `${frame.centre(place).toFixed(1)} ${frame.y(value).toFixed(1)}`);

/** After six colours the next six are dashed: colour alone tells nobody enough. */
function Line({ name, data, at, frame }) {
  return html`<g class=${`tone-${at}`}>
    <polyline class=${at < 6 ? "stroke" : "stroke dashed"} points=${points(data, frame).join(" ")} />
    ${data.map(
      ({ label, value }, place) =>
        html`<circle key=${label} class="dot" cx=${frame.centre(place)} cy=${frame.y(value)} r="3.5"><title>${name}, ${label}: ${value}</title></circle>`,
    )}
  </g>`;
}

function Area({ name, data, at, count, frame }) {
  const [first, last] = [frame.centre(0), frame.centre(data.length - 1)];
  return html`<g class=${`tone-${at}`}>
    <path class="wash" d=${`M${first} ${frame.y(0)}L${points(data, frame).join("L")}L${last} ${frame.y(0)}Z`} />
    <${Line} name=${name} data=${data} at=${at} count=${count} frame=${frame} />
  </g>`;
}
