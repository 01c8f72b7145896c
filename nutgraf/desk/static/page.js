// The page in a frame: its width and colors, its choosers, and messages between the page and JupyterLab.
const frame = document.getElementById("page");
const stage = frame.parentElement;
const KEPT = "nutgraf-page-view";
const phone = matchMedia("(max-width: 40rem)").matches;
const view = { width: phone ? "360" : "1280", scheme: "light", ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };

let shown = null;

// JupyterLab, which shows this view next to a notebook, has a menu that leads to the others.
document.querySelector("header.top").hidden = parent !== window;

function fit() {
  const width = Number(view.width) === 360 ? 360 : 1280;
  const scale = Math.min(1, stage.clientWidth / width);
  const room = Math.max(320, innerHeight - stage.getBoundingClientRect().top - 12);
  frame.style.width = `${width}px`;
  frame.style.height = `${room / scale}px`;
  frame.style.transform = scale < 1 ? `scale(${scale})` : "none";
  frame.style.margin = scale < 1 ? "0" : "0 auto";
  stage.style.height = `${room}px`;
}

function sendScheme() {
  frame.style.colorScheme = view.scheme === "dark" ? "dark" : "light";
  frame.contentWindow.postMessage({ type: "nutgraf:scheme", scheme: view.scheme }, location.origin);
}

function show() {
  for (const name of ["width", "scheme"]) {
    const chosen = document.querySelector(`input[name=${name}][value="${CSS.escape(view[name])}"]`);
    if (chosen) chosen.checked = true;
  }
  sendScheme();
  fit();
}

for (const choice of document.querySelectorAll(".bar input[type=radio]")) {
  choice.addEventListener("change", () => {
    view[choice.name] = choice.value;
    localStorage.setItem(KEPT, JSON.stringify(view));
    show();
  });
}
for (const chooser of document.querySelectorAll("select[data-goes]")) {
  chooser.addEventListener("change", () => location.assign(chooser.value));
}

// A message passes only between windows of this origin: the page below, and JupyterLab around.
addEventListener("message", (event) => {
  if (event.origin !== location.origin) return;
  const kind = event.data?.type;
  if (event.source === frame.contentWindow && ["nutgraf:cell", "nutgraf:page"].includes(kind) && parent !== window) {
    parent.postMessage(event.data, location.origin);
  }
  if (kind === "nutgraf:language" && parent !== window && event.source === parent) {
    const choices = [...document.querySelectorAll("#language option:not(:checked)")];
    const chosen = choices.find((choice) => choice.textContent === event.data.lang);
    if (chosen) location.assign(chosen.value);
  } else if (event.source === frame.contentWindow && kind === "nutgraf:page") {
    document.title = String(event.data.title);
    sendScheme();
    if (shown) frame.contentWindow.postMessage(shown, location.origin);
  } else if (parent !== window && event.source === parent && kind === "nutgraf:show") {
    shown = event.data;
    frame.contentWindow.postMessage(shown, location.origin);
  }
});
addEventListener("resize", fit);
show();
