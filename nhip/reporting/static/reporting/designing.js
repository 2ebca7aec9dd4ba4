// Designing a form: choose a block of cells with the mouse or the keyboard, open a part's words.

const grid = document.getElementById("design");
const block = document.getElementById("block");
const cells = [...grid.querySelectorAll("td[data-address]")];
const at = new Map(cells.map((cell) => [cell.dataset.address, cell]));
const rows = [...new Set(cells.map((cell) => cell.dataset.address.split("!")[0]))];
const columns = [...new Set(cells.map((cell) => cell.dataset.address.split("!")[1]))];

let first = null;
let dragging = false;

const place = (cell) => {
  const [row, column] = cell.dataset.address.split("!");
  return { row: rows.indexOf(row), column: columns.indexOf(column) };
};

function choose(from, to) {
  const [a, b] = [place(from), place(to)];
  const [top, bottom] = [a.row, b.row].sort((x, y) => x - y);
  const [left, right] = [a.column, b.column].sort((x, y) => x - y);
  for (const cell of cells) {
    const { row, column } = place(cell);
    const inside = row >= top && row <= bottom && column >= left && column <= right;
    cell.classList.toggle("chosen", inside);
  }
  block.elements.first_row.value = rows[top];
  block.elements.last_row.value = rows[bottom];
  block.elements.first_column.value = columns[left];
  block.elements.last_column.value = columns[right];
}

function begin(cell) {
  first = cell;
  choose(cell, cell);
  for (const one of cells) one.tabIndex = one === cell ? 0 : -1;
}

grid.addEventListener("pointerdown", (event) => {
  const cell = event.target.closest("td[data-address]");
  if (!cell) return;
  if (event.shiftKey && first) choose(first, cell);
  else begin(cell);
  cell.focus();
  dragging = true;
});
grid.addEventListener("pointerover", (event) => {
  const cell = event.target.closest("td[data-address]");
  if (dragging && cell) choose(first, cell);
});
addEventListener("pointerup", () => { dragging = false; });

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
grid.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const cell = event.target.closest("td[data-address]");
  if (!step || !cell) return;
  const { row, column } = place(cell);
  const next = at.get(`${rows[row + step[0]]}!${columns[column + step[1]]}`);
  if (!next) return;
  event.preventDefault();
  if (event.shiftKey) choose(first, next);
  else begin(next);
  next.focus();
});
if (cells.length) begin(cells[0]);

// The head of a row or a column leads to its words.
for (const head of grid.querySelectorAll('th[id^="row-"], th[id^="col-"]')) {
  const link = document.createElement("a");
  link.href = `${grid.dataset.partAddress}?part=${encodeURIComponent(head.id.slice(4))}#part`;
  link.append(...head.childNodes);
  head.append(link);
}
