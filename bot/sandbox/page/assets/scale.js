// A scale with round steps, and figures and names short enough to stand on it.

const STEPS = 5;

/** From zero, or from below it, to a round number above the highest value. */
export function scaleOf(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = roundStep((high - low || 1) / STEPS);
  const [bottom, top] = [Math.floor(low / step) * step, Math.max(step, Math.ceil(high / step) * step)];
  const count = Math.round((top - bottom) / step);
  const ticks = Array.from({ length: count + 1 }, (_, at) => {
    const value = Number((bottom + at * step).toPrecision(12));
    return { value, label: figure(value) };
  });
  return { ticks, share: (value) => (value - bottom) / (top - bottom) };
}

/** 1, 2 or 5 with its zeros: the smallest that is not below the rough step. */
function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) * power;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

function figure(value) {
  return Math.abs(value) >= 10_000 ? compact.format(value) : String(value);
}

export function shortened(name, longest) {
  const letters = [...name];
  return letters.length <= longest ? name : `${letters.slice(0, longest - 1).join("")}…`;
}
