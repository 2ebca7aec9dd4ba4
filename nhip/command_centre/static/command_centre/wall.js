// Màn hình lớn: one slide after another, asked for again and again; what it replaces it lets go of.
// It listens to nothing per slide and keeps no list, so its memory stays flat for hours.
const SHOWN_FOR = 20_000;
const ASK_EVERY = 4_000;
const GONE = [404, 410];

const wall = document.getElementById("wall");
const state = document.getElementById("wall-state");
const freshAt = document.getElementById("fresh-at");
let shownSince = Date.now();
let said = "";

async function ask() {
  const here = document.getElementById("slide").dataset;
  const isOver = Date.now() - shownSince >= SHOWN_FOR;
  const wanted = isOver ? here.following : here.number;
  try {
    const answer = await fetch(`?part&slide=${wanted}`, { cache: "no-store" });
    if (GONE.includes(answer.status)) return location.reload(); // closed: the address says so
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.text(), isOver);
    freshAt.textContent = moment(answer.headers.get("X-Moment"));
    found("");
  } catch {
    found(wall.dataset.lost);
  }
  setTimeout(ask, ASK_EVERY);
}

function show(text, isOver) {
  if (isOver) shownSince = Date.now();
  if (text === said) return;
  said = text;
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const frame of wall.querySelectorAll("[data-chart]")) frame.drawn?.finalize();
  wall.replaceChildren(page.getElementById("slide"));
  wall.dispatchEvent(new CustomEvent("moved", { bubbles: true }));
}

function moment(words) {
  return words || freshAt.textContent;
}

function found(words) {
  state.textContent = words;
  state.className = words ? "lost" : "";
}

setTimeout(ask, ASK_EVERY);
