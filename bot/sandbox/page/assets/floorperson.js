// One person's state in words; colour only adds to them.
import { since } from "./clock.js";
import { html } from "./html.js";
import { Avatar } from "./names.js";

const ROUTING = {
  OFF_QUEUE: "Off queue",
  IDLE: "Idle",
  INTERACTING: "On an interaction",
  NOT_RESPONDING: "Not responding",
  COMMUNICATING: "On another call",
};
const HINDRANCES = {
  not_on_queue: "not on queue",
  not_responding: "not responding",
  no_queue: "no queue joined",
  no_station: "no station",
  out_of_office: "out of office",
};
const COLOURS = {
  "on queue": "blue",
  available: "green",
  offline: "gray",
  away: "yellow",
  break: "yellow",
  meal: "yellow",
  busy: "red",
  meeting: "red",
  training: "purple",
};

const NAMED = 6;

export function Person({ person, isMe }) {
  const joined = person.queues.filter((queue) => queue.joined).map((queue) => queue.name);
  const notJoined = person.queues.length - joined.length;
  return html`
    <p class="name"><${Avatar} user=${person.slack_user} name=${person.name} small=${true} /><b>${person.name}</b>${isMe && html`<span class="you">you</span>`}
      <span class="team">${person.role === "agent" ? "" : `${person.role}, `}${person.team}</span></p>
    <p class="state"><span class=${`dot ${COLOURS[person.presence.toLowerCase()] ?? "gray"}`} aria-hidden="true"></span>
      <b>${person.presence}</b> <span title=${person.presence_since}>${since(person.presence_since)}</span>
      <span class=${`routing ${person.routing_status.toLowerCase()}`}>${ROUTING[person.routing_status] ?? person.routing_status}</span></p>
    <p class="facts">${joined.length ? some(joined) : "No queue joined"}${notJoined > 0 && html` (${notJoined} not joined)`}${" · "}${person.station ? `station ${person.station}` : "no station"}${person.out_of_office && html` · <b>out of office</b>`}${person.forwarding && " · forwarding calls"}</p>
    <p class=${`calls ${kindOf(person)}`}>${calls(person)}</p>`;
}

/** As many names as a card has room for; the rest is counted. */
function some(names) {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(", ")} and ${more} more` : names.join(", ");
}

/** On queue without calls is the state to notice; off queue it is as it should be. */
function kindOf(person) {
  if (person.calls_would_arrive) return "yes";
  return person.hindrances.includes("not_on_queue") ? "no" : "no amiss";
}

function calls(person) {
  if (person.calls_would_arrive) return person.routing_status === "IDLE" ? "Calls would arrive" : "Calls arrive: on one now";
  return `No calls: ${person.hindrances.map((word) => HINDRANCES[word] ?? word.replaceAll("_", " ")).join(", ")}`;
}

/** The whole row as one sentence, read out when one's own changes. */
export function sentence(person) {
  return `You: ${person.presence}, ${ROUTING[person.routing_status] ?? person.routing_status}. ${calls(person)}.`;
}
