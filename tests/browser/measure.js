// Runs in the page that holds the frames, once all of them are loaded; writes what it finds as JSON.
"use strict";

const rounded = (box) => [box.left, box.top, box.right, box.bottom].map(Math.round);

// Pairs of texts of one picture that lie over each other by more than a pixel.
function overlaps(svg) {
  const texts = [...svg.querySelectorAll("text")].map((one) => [one.textContent, rounded(one.getBoundingClientRect())]);
  const found = [];
  texts.forEach(([word, a], at) => {
    for (const [other, b] of texts.slice(at + 1)) {
      const wide = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
      const high = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
      if (wide > 1 && high > 2) found.push([word, other, a, b]);
    }
  });
  return found;
}

// Everything that sticks out of the page to the left or to the right.
function outside(body, width) {
  return [...body.querySelectorAll("*")]
    .filter((one) => one.getClientRects().length > 0)
    .map((one) => [one.tagName, one.textContent.slice(0, 40), rounded(one.getBoundingClientRect())])
    .filter(([, , box]) => box[2] > box[0] && (box[0] < 0 || box[2] > width));
}

function measured(frame) {
  const inside = frame.contentWindow;
  const page = frame.contentDocument;
  const pictures = [...page.querySelectorAll("svg[role=img]")];
  return {
    title: page.title,
    width: inside.innerWidth,
    scrollWidth: page.documentElement.scrollWidth,
    text: page.body.textContent,
    pictures: pictures.length,
    scripts: page.scripts.length,
    marks: pictures.map((one) => one.querySelectorAll("rect").length),
    overlaps: pictures.flatMap(overlaps),
    outside: outside(page.body, inside.innerWidth),
    loaded: inside.performance.getEntriesByType("resource").map((one) => one.name),
    background: inside.getComputedStyle(page.body).backgroundColor,
  };
}

window.addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map(measured);
  const result = document.createElement("pre");
  result.id = "measured";
  result.textContent = JSON.stringify(found);
  document.body.append(result);
});
