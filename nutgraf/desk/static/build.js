// How far a build is, until it is over; the view then says what came of it.
import { base } from "./server.js";

const EVERY_MS = 500;
const progress = document.querySelector("#progress");

async function look() {
  const answer = await fetch(`${base}nutgraf/api/build/${progress.dataset.build}`).catch(() => null);
  if (answer && !answer.ok) return location.reload();
  const known = await answer?.json();
  if (known?.state === "over") return location.reload();
  if (known) {
    progress.value = known.done;
    document.querySelector("#done").textContent = known.done;
    const waits = document.querySelector("#waits");
    waits.hidden = !known.waits_for;
    const said = `It waits for ${known.waits_for}.`;
    if (waits.textContent !== said) waits.textContent = said;
    document.querySelector("h1").textContent = document.title = known.waits_for ? "Waiting" : "Building";
  }
  setTimeout(look, EVERY_MS);
}
look();
