// Asks whether the page was made again, and shows it then; the published site has none of this.
(async () => {
  const stamp = document.currentScript.dataset.stamp;
  const asked = `/_preview/changes?page=${encodeURIComponent(location.pathname)}&since=${stamp}`;
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
