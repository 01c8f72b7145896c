// Asks whether the page was made again, and shows it then; the published site has none of this.
(async () => {
  const own = document.currentScript;
  const stamp = own.dataset.stamp;
  const root = new URL("../", own.src);
  const page = location.pathname.slice(root.pathname.length - 1);
  const asked = new URL(`_preview/changes?page=${encodeURIComponent(page)}&since=${stamp}`, root);
  for (;;) {
    try {
      const answer = await fetch(asked, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      if ((await answer.text()) !== stamp) return location.reload();
    } catch {
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
})();
