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
});
