// A box drawn with the pointer on a map narrows what is shown. Without this file its circles lead into their parts.
const FEWEST_PIXELS = 8;
const map = document.querySelector("[data-map-box]");
let start = null;
let frame = null;

if (map) {
  map.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" && event.button === 0) start = place(event);
  });
  map.addEventListener("dragstart", (event) => event.preventDefault());
  map.addEventListener("pointermove", draw);
  map.addEventListener("pointerup", narrow);
  map.addEventListener("pointerleave", stop);
  // A box that ends on a circle is no press of it.
  map.addEventListener("click", (event) => frame?.isConnected && event.preventDefault(), true);
}

function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  return [point.x, point.y];
}

function draw(event) {
  if (!start) return;
  const [x, y] = place(event);
  const [width, height] = [Math.abs(x - start[0]), Math.abs(y - start[1])];
  if (!frame && Math.max(width, height) < FEWEST_PIXELS) return;
  frame ??= map.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
  const given = { x: Math.min(x, start[0]), y: Math.min(y, start[1]), width, height, fill: "currentColor", "fill-opacity": 0.1, stroke: "currentColor" };
  for (const [name, value] of Object.entries(given)) frame.setAttribute(name, value);
}

function stop() {
  frame?.remove();
  start = frame = null;
}

function narrow() {
  if (!frame) {
    start = null;
    return;
  }
  const box = frame.getBBox();
  const { width, height } = map.viewBox.baseVal;
  const [west, south, east, north] = map.dataset.mapBox.split(",").map(Number);
  const across = (pixels) => west + (pixels / width) * (east - west);
  const up = (pixels) => north - (pixels / height) * (north - south);
  const asked = new URLSearchParams(map.dataset.mapQuery);
  const degrees = [across(box.x), up(box.y + box.height), across(box.x + box.width), up(box.y)];
  asked.set("o", degrees.map((degree) => degree.toFixed(6)).join(","));
  location.search = asked;
}
