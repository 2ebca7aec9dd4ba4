// Đang mở bảng: thousands of fields are not laid out that the spreadsheet takes away at once.

const PATIENCE = 8000; // then it never starts, and the plain form stands
const { classList } = document.documentElement;

classList.add("starting");
setTimeout(() => classList.remove("starting"), PATIENCE);
