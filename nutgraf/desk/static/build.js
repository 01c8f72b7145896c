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
    if (known.state === "running") document.querySelector("h1").textContent = document.title = "Building";
  }
  setTimeout(look, EVERY_MS);
}
look();
