// The select elements of Block Kit: where their options come from, and how a choice is told.
import { html, useContext } from "./html.js";
import { plain } from "./mrkdwn.js";
import { channelName } from "./names.js";
import { Picker } from "./picker.js";
import { get } from "./store.js";
import { loadOptions, Surface, useHolding } from "./surface.js";

const MINIMUM = 3; // Slack's default for external selects

export function Select({ block, element, field }) {
  const surface = useContext(Surface);
  const holding = useHolding(block, element);
  const isMany = element.type.startsWith("multi_");
  const kind = KINDS[element.type.replace("multi_", "").replace("_select", "")];
  const held = (isMany ? holding.value : [holding.value]) ?? [];
  const choose = (chosen) => {
    const values = chosen.map(({ value }) => value);
    return holding.commit(isMany ? values : (values[0] ?? null));
  };
  return html`<${Picker} field=${field} placeholder=${plain(element.placeholder) || "Choose…"} isMany=${isMany} most=${element.max_selected_items}
    chosen=${held.filter((value) => value !== null).map(kind.named)} source=${kind.source(surface, block, element)} choose=${choose} autofocus=${element.focus_on_load} />`;
}

function named(option) {
  return { key: option.value, label: plain(option.text), hint: plain(option.description), value: option };
}

/** {options} or {option_groups} as one list, each with its group's name. */
function flattened({ options, option_groups: groups }) {
  if (groups) return groups.flatMap(({ label, options: inside }) => inside.map((option) => ({ ...named(option), group: plain(label) })));
  return (options ?? []).map(named);
}

const personNamed = (id) => ({ key: id, label: get().people.get(id)?.real_name ?? id, hint: get().people.get(id)?.name, value: id });
const channelNamed = (id) => ({ key: id, label: channelName(get().channels.find((channel) => channel.id === id)) || id, value: id });
const KIND_NAMES = { im: "im", private: "private", channel: "public" };

/** A conversation filter, as Slack's client applies it. */
function isOffered({ kind, is_ext_shared: isShared }, { include, exclude_external_shared_channels: noShared, exclude_bot_users: noBots }) {
  return (!include || include.includes(KIND_NAMES[kind])) && !(noShared && isShared) && !(noBots && kind === "im");
}

const local = (list) => ({ list });

const KINDS = {
  static: { named, source: (_, __, element) => local(flattened(element)) },
  external: {
    named,
    source: (surface, block, element) => ({
      minimum: element.min_query_length ?? MINIMUM,
      load: async (typed) => flattened(await loadOptions(surface, block, element, typed)),
    }),
  },
  users: {
    named: personNamed,
    source: () => local([...get().people.values()].filter(({ deleted }) => !deleted).map(({ id }) => personNamed(id))),
  },
  conversations: {
    named: channelNamed,
    source: (_, __, element) => local(get().channels.filter((channel) => isOffered(channel, element.filter ?? {})).map(({ id }) => channelNamed(id))),
  },
  channels: {
    named: channelNamed,
    source: () => local(get().channels.filter(({ kind }) => kind === "channel").map(({ id }) => channelNamed(id))),
  },
};
