// Biểu đồ: draw every [data-chart] from the definition beside it. Whoever does not run this reads
// the table. `ast` evaluates expressions without eval, so the strict policy for scripts holds.
const OPTIONS = {
  ast: true,
  renderer: "svg",
  actions: false,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

async function draw(frame) {
  const said = document.getElementById(frame.dataset.chart).textContent;
  if (frame.said === said) return; // kept over an update in which nothing moved
  frame.said = said;
  const sheet = document.createElement("div");
  frame.append(sheet);
  await import("./vega.js");
  const drawn = await window.vegaEmbed(sheet, fitted(JSON.parse(said), frame), OPTIONS);
  if (frame.said !== said) return drop(sheet, drawn); // a newer one overtook it
  if (frame.drawn) drop(frame.drawn.sheet, frame.drawn);
  frame.drawn = { sheet, finalize: drawn.finalize };
  frame.dataset.drawn = "";
}

function fitted(spec, frame) {
  const { tallest } = spec.usermeta;
  if (tallest) spec.height = Math.min(spec.height, Math.round(frame.clientWidth * tallest));
  return spec;
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
  document.addEventListener(said, (event) => drawWithin(event.target));
}
