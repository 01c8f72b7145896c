// Sends the form that adds a table, and shows the answer under it, so that nothing has to be typed twice.
import { send } from "./server.js";

const form = document.getElementById("add");
const answer = document.getElementById("answer");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = new FormData(form, event.submitter);
  answer.replaceChildren("Reading the file …");
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const response = await send("nutgraf/tables", { method: "POST", body: sent });
  const result = await response.json().catch(() => ({ problems: [{ where: "the desk", what: response.statusText }] }));
  answer.replaceChildren(...(result.problems ? result.problems.map(problem) : added(result, sent.has("dry_run"))));
});

function element(name, text, ...inside) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...inside);
  return made;
}

function problem(result) {
  const lines = ["where", "what", "fix"].filter((name) => result[name]);
  const list = element("dl", "", ...lines.flatMap((name) => [element("dt", name), element("dd", inForm(result[name]))]));
  list.className = "problem";
  return list;
}

// An option of the command as the form calls it; its field is opened and marked until the next answer.
function inForm(text) {
  return text.replace(/--([a-z]+(?:-[a-z]+)*)/g, (option, name) => {
    const field = form.elements[name.replaceAll("-", "_")];
    if (!field?.labels) return option;
    field.setAttribute("aria-invalid", "true");
    const folded = field.closest("details.more");
    if (folded) folded.open = true;
    return `“${field.labels[0].textContent.trim().split(/[,:;]/)[0]}”`;
  });
}

function added(result, isLook) {
  const rows = `${result.rows.toLocaleString("en")} ${result.rows === 1 ? "row" : "rows"}`;
  const verb = isLook ? "Would add" : "Added";
  const said = element("p", `${verb} ${rows} as the table ${result.name}: ${result.files.join(", ")}.`);
  if (!result.inferred.length) return [said];
  return [said, element("p", "Inferred:"), element("ul", "", ...result.inferred.map((line) => element("li", line)))];
}
