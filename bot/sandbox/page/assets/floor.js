// The contact centre's floor: everybody's state as Genesys has it, changing as people act.
import { html, useRef, useState } from "./html.js";
import { Person, sentence } from "./floorperson.js";
import { useStore } from "./store.js";

export function Floor() {
  const floor = useStore((state) => state.floor);
  const me = useStore((state) => state.me);
  useStore((state) => state.time); // how long ago things were
  const mine = floor.people.find((person) => person.slack_user === me);
  const [team, setTeam] = useState("");
  const teams = [...new Set(floor.people.map((person) => person.team))].sort();
  const others = floor.people.filter((person) => person !== mine && (!team || person.team === team));
  return html`<section class="floor" aria-label="Floor">
    <header class="channel-head">
      <h2>Floor <small>what Genesys holds</small></h2>
      <select aria-label="Team" value=${team} onChange=${(event) => setTeam(event.target.value)}>
          <option value="">All teams</option>
          ${teams.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
      </select>
    </header>
    <p class="unseen" role="status">${mine ? sentence(mine) : ""}</p>
    <div class="scroller" tabindex="0" role="region" aria-label="People on the floor">
      <${Figures} people=${mine ? [mine, ...others] : others} />
      <ul class="floor-people">
        ${mine && html`<${Row} key=${mine.user_id} person=${mine} isMe=${true} />`}
        ${others.map((person) => html`<${Row} key=${person.user_id} person=${person} isMe=${false} />`)}
      </ul>
      <${Queues} queues=${floor.queues} />
    </div>
  </section>`;
}

function Figures({ people }) {
  const on = people.filter(({ presence }) => presence.toLowerCase() === "on queue").length;
  const reachable = people.filter((person) => person.calls_would_arrive).length;
  return html`<p class="figures"><b>${people.length}</b> people · <b>${on}</b> on queue · <b>${reachable}</b> would get calls</p>`;
}

/** A row that just changed shows it once; nothing flashes when the page opens. */
function Row({ person, isMe }) {
  const seen = useRef({ state: null, changes: 0 });
  const state = JSON.stringify([person.presence, person.routing_status, person.station, person.out_of_office, person.queues]);
  if (seen.current.state !== null && seen.current.state !== state) seen.current.changes += 1;
  seen.current.state = state;
  const { changes } = seen.current;
  return html`<li class=${isMe ? "mine" : ""} data-user=${person.slack_user}>
    <div key=${changes} class=${changes ? "person changed" : "person"}><${Person} person=${person} isMe=${isMe} /></div>
  </li>`;
}

function Queues({ queues }) {
  return html`<details class="floor-queues">
    <summary>Queues</summary>
    <table>
      <thead><tr><th scope="col">Queue</th><th scope="col">On queue</th><th scope="col">Joined</th><th scope="col">Waiting</th></tr></thead>
      <tbody>
        ${queues.map(
          (queue) =>
            html`<tr key=${queue.id}><th scope="row">${queue.name}</th><td>${queue.on_queue}</td><td>${queue.joined} of ${queue.members}</td><td>${queue.waiting}</td></tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
