// Makes the fix of a problem that a machine can make, and says under its button what became of it.
import { send } from "./server.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button.fix");
  if (!button) return;
  const answer = button.parentElement.querySelector("[role=status]");
  const { where, what, fix } = button.dataset;
  button.disabled = true;
  const response = await send("nutgraf/api/fix", { method: "POST", body: JSON.stringify({ where, what, fix }) });
  const result = await response.json().catch(() => ({ problems: [{ what: response.statusText }] }));
  answer.textContent = result.problems ? result.problems.map((each) => each.what).join("; ") : "Fixed in the notebook.";
  button.disabled = !result.problems;
});
