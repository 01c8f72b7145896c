// Starts the preview for a view of all pages, says how far it is, and shows the list again once nothing is being built.
import { base } from "./server.js";

async function follow(note) {
  for (let since = ""; ; ) {
    const answer = await fetch(`${base}nutgraf/api/status?since=${since}`, { cache: "no-store" });
    if (!answer.ok) return;
    const known = await answer.json();
    const made = note.querySelector("[data-made]");
    const begins = !known.building && !made && !since; // a preview serves a moment before it builds
    if (!begins && !(known.building && made)) return showAgain();
    if (made) made.textContent = `${known.made} of ${known.to_make}`;
    since = known.stamp;
  }
}

// The list alone: what is typed in a field, and where the reader is, stay.
async function showAgain() {
  const view = await (await fetch(location.href, { cache: "no-store" })).text();
  const listed = new DOMParser().parseFromString(view, "text/html").querySelector("#listed");
  if (!listed) return;
  document.querySelector("#listed").replaceWith(listed);
  begin();
}

function begin() {
  const note = document.querySelector("[data-following]");
  if (note) follow(note).catch(() => {});
}
begin();
