// Biểu đồ: draw every [data-chart] from the definition beside it. Whoever does not run this reads
// the table. `ast` evaluates expressions without eval, so the strict policy for scripts holds.
const OPTIONS = {
  ast: true,
  renderer: "svg",
  actions: false,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

const FILL = { type: "fit", contains: "padding" };
const GROWS = new Set([
  "fontSize",
  "labelFontSize",
  "titleFontSize",
  "labelLimit",
  "labelPadding",
  "titleY",
  "strokeWidth",
  "dx",
  "dy",
  "right",
]);
const drawnFrames = new Set();

async function draw(frame) {
  const said = document.getElementById(frame.dataset.chart).textContent;
  if (frame.said === said) return; // kept over an update in which nothing moved
  frame.said = said;
  const sheet = document.createElement("div");
  sheet.ariaHidden = "true"; // the frame bears the name, the table beside it the figures
  frame.append(sheet);
  await import("./vega.js");
  const drawn = await window.vegaEmbed(sheet, fitted(JSON.parse(said), frame), OPTIONS);
  if (frame.said !== said || !frame.isConnected) return drop(sheet, drawn); // overtaken, or gone
  if (frame.drawn) drop(frame.drawn.sheet, frame.drawn);
  frame.drawn = { sheet, finalize: drawn.finalize };
  frame.dataset.drawn = "";
  drawnFrames.add(frame);
}

// A drawing listens to the window; what left the page must be let go of, or it stays in memory.
function letGo() {
  for (const frame of drawnFrames) {
    if (frame.isConnected) continue;
    drop(frame.drawn.sheet, frame.drawn);
    drawnFrames.delete(frame);
  }
}

// On a wall ([data-fill]) a drawing is as high as its place and its type as large as the page's.
function fitted(spec, frame) {
  const { tallest } = spec.usermeta;
  if (frame.closest("[data-fill]")) {
    const larger = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    return { ...scaled(spec, larger), height: frame.clientHeight, autosize: FILL };
  }
  if (tallest) spec.height = Math.min(spec.height, Math.round(frame.clientWidth * tallest));
  return spec;
}

function scaled(part, by) {
  if (Array.isArray(part)) return part.map((one) => scaled(one, by));
  if (!part || typeof part !== "object") return part;
  const grown = Object.entries(part).map(([name, value]) => {
    if (name === "datasets" || name === "data") return [name, value];
    return [name, GROWS.has(name) && typeof value === "number" ? value * by : scaled(value, by)];
  });
  return Object.fromEntries(grown);
}

function drop(sheet, drawn) {
  drawn.finalize();
  sheet.remove();
}

function drawWithin(part) {
  const frames = part.matches?.("[data-chart]") ? [part] : part.querySelectorAll("[data-chart]");
  frames.forEach(draw);
}

drawWithin(document);
for (const said of ["htmx:load", "moved"]) {
  document.addEventListener(said, (event) => {
    letGo();
    drawWithin(event.target);
  });
}
