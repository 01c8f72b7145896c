// The name that decisions are signed with: typed once, kept by Jupyter's own identity.
const form = document.querySelector("form.signer");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { send } = await import("./server.js");
  const name = form.elements.name.value.trim();
  const answer = await send("api/me", {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, display_name: name }),
  });
  form.querySelector("[role=status]").textContent = answer.ok ? "Saved." : "Not saved: " + answer.statusText;
  if (answer.ok) form.parentElement.querySelector("summary").textContent = name;
});

// A cell is opened by the JupyterLab around this view; where none answers, its address opens a JupyterLab.
const ANSWERS_WITHIN_MS = 500;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.in-lab");
  if (!link || parent === window || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const [, path] = new URL(link.href).pathname.split("/lab/tree/");
  const leave = setTimeout(() => open(link.href, "_top"), ANSWERS_WITHIN_MS);
  addEventListener("message", function answered(message) {
    if (message.origin !== location.origin || message.source !== parent || message.data?.type !== "nutgraf:opened") return;
    clearTimeout(leave);
    removeEventListener("message", answered);
  });
  const cell = decodeURIComponent(link.hash.replace("#cell-id=", ""));
  parent.postMessage({ type: "nutgraf:open", path: decodeURIComponent(path), cell }, location.origin);
});
