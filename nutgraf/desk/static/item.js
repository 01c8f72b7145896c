// Marks the number in both pages, and shows the notice to readers as it is typed.

const PRINTED = "data, h1, td, svg text, figcaption";

function mark(frame) {
  const page = frame.contentDocument;
  const texts = JSON.parse(frame.dataset.marks);
  const holds = (element) => {
    const text = element.textContent.trim();
    return texts.some((each) => text === each || (element.matches("h1, svg text, figcaption") && text.includes(each)));
  };
  const found = [...page.querySelectorAll(PRINTED)].filter(holds);
  for (const element of found) {
    element.style.outline = "3px solid #c2410c";
    element.style.outlineOffset = "2px";
  }
  const first = found.find((element) => element.matches("data")) ?? found[0];
  first?.scrollIntoView({ block: "center" });
}

for (const frame of document.querySelectorAll("iframe[data-marks]")) {
  const marked = () => mark(frame);
  frame.addEventListener("load", marked);
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") marked();
}

const form = document.querySelector("form.decide");
const notices = document.querySelector("#notices");

function show() {
  const kind = form.elements.notice.value;
  notices.hidden = !kind;
  for (const preview of notices.querySelectorAll(".preview")) {
    const words = preview.previousElementSibling.value.trim();
    preview.textContent = `${preview.dataset[kind] ?? ""} ${words}`.trim();
  }
}

form.addEventListener("input", show);
show();
