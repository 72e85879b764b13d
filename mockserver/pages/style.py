"""The look of every page: light or dark as the reader's system is, legible at 360 px."""

from __future__ import annotations

STYLE = """\
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f6f7f9; --line: #d9dde3; --ink: #1c2430; --soft: #5b6675;
  --blue: #1f5fbf; --green: #167241; --amber: #9a5b00; --red: #c0262d; --violet: #7440b8;
  --blue-wash: #e5eefb; --green-wash: #e2f4ea; --amber-wash: #fdf0d8; --red-wash: #fce6e6;
  --violet-wash: #f0e8fb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181e; --ground: #1c222b; --line: #353e4a; --ink: #e6eaf0; --soft: #9aa6b5;
    --blue: #79aefc; --green: #5fcf93; --amber: #f0b355; --red: #ff8080; --violet: #c39bff;
    --blue-wash: #1b2c47; --green-wash: #16352a; --amber-wash: #3d2e14; --red-wash: #45201f;
    --violet-wash: #31234a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .25rem 0 .75rem; max-width: 46rem; }
.soft { color: var(--soft); }
a { color: var(--blue); }
code, pre, .code { font: .84rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre {
  margin: .25rem 0; padding: .5rem .75rem; background: var(--ground); border-radius: 6px;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
.chip {
  display: inline-block; padding: 0 .5em; border-radius: 4px; font-size: .84rem;
  background: var(--ground); color: var(--soft);
}
.chip.good { background: var(--green-wash); color: var(--green); }
.chip.warn { background: var(--amber-wash); color: var(--amber); }
.chip.bad { background: var(--red-wash); color: var(--red); }
.chip.time { background: var(--violet-wash); color: var(--violet); }
.chip.off { text-decoration: line-through; }
.facts {
  display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: .75rem 0;
}
.facts dt { color: var(--soft); }
.facts dd { margin: 0; min-width: 0; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th { text-align: left; font-weight: 600; color: var(--soft); }
th, td {
  padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
}
.time, .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.number { text-align: right; }
@media (max-width: 36rem) {
  main { padding: 1rem .75rem 3rem; }
  .facts { display: block; }
  .facts dd { margin-bottom: .5rem; }
  thead { display: none; }
  table, tbody, tr, td { display: block; width: 100%; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  td, td.number { border: 0; padding: .05rem 0; text-align: left; }
  td:empty { display: none; }
  td[data-name]:not([data-name=""])::before {
    content: attr(data-name) " "; color: var(--soft); font-size: .8rem;
  }
}
"""
