// What can be completed at the caret: a command's name, somebody's, a channel's.
import { get } from "./store.js";

const MOST = 8;

/** [{key, label, hint, value, from}]: `value` takes the place of what was typed since `from`. */
export function completions(text, caret) {
  const before = text.slice(0, caret);
  if (/^\/\S*$/.test(before)) return commands(before);
  const name = /(?:^|[\s(])([@#])([\p{L}\p{N}.\-]*)$/u.exec(before);
  if (!name) return [];
  const from = caret - name[2].length - 1;
  return (name[1] === "@" ? people(name[2]) : channels(name[2])).map((one) => ({ ...one, from }));
}

/** [the new text, where the caret then stands] */
export function complete(text, caret, { value, from }) {
  const rest = text.slice(caret).replace(/^ /, "");
  const done = `${text.slice(0, from)}${value} `;
  return [done + rest, done.length];
}

/** How the command that stands in the field is used; "" when there is none. */
export function usage(text) {
  const [, name] = /^(\/\S+)\s/.exec(text) ?? [];
  const command = get().commands.find((one) => one.command === name);
  return command ? `${command.command} ${command.usage_hint || command.description}` : "";
}

function commands(typed) {
  return get()
    .commands.filter(({ command }) => command.startsWith(typed))
    .sort((a, b) => a.command.length - b.command.length) // what is typed in full comes first
    .map(({ command, usage_hint, description }) => ({
      key: command,
      label: usage_hint ? `${command} ${usage_hint}` : command,
      hint: description,
      value: command,
      from: 0,
    }));
}

function people(typed) {
  const wanted = typed.toLowerCase();
  const fits = ({ name, real_name: real, deleted }) =>
    !deleted && (name.startsWith(wanted) || real.toLowerCase().split(" ").some((word) => word.startsWith(wanted)));
  return [...get().people.values()]
    .filter(fits)
    .slice(0, MOST)
    .map(({ id, name, real_name: real }) => ({ key: id, label: real, hint: name, value: `@${real}` }));
}

function channels(typed) {
  return get()
    .channels.filter(({ kind, name }) => kind !== "im" && name.startsWith(typed.toLowerCase()))
    .slice(0, MOST)
    .map(({ id, name }) => ({ key: id, label: `#${name}`, value: `#${name}` }));
}
