"""Looks at a page as a reader's browser shows it, and prints one line for each fault.

    python3 page.py CHROMIUM PAGE.html WIDTH

What is checked: contrast of every text against what lies behind it (WCAG 2.1 AA: 4.5, large text 3), one heading of the first
order and no order left out, the language of the document, tables with heads, figures with a name, and nothing wider than the
window. The page forbids scripts, so that a copy without that line is looked at.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

LOOK = r"""
<script>
const faults = [];
const parse = (text) => { const n = (text.match(/[\d.]+/g) || []).map(Number); return n.length > 3 ? n : n.concat([1]); };
const light = (c) => { const l = c.slice(0, 3).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
const behind = (e) => { for (; e; e = e.parentElement) { const b = parse(getComputedStyle(e).backgroundColor); if (b[3] > 0.99) return b; }
  return [255, 255, 255, 1]; };
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
let texts = 0;
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
  if (!text || !e.getClientRects().length || ["SCRIPT", "STYLE"].includes(e.tagName)) continue;
  texts += 1;
  const style = getComputedStyle(e), isDrawn = e instanceof SVGElement;
  const front = parse(isDrawn ? style.fill : style.color), back = behind(isDrawn ? e.ownerSVGElement.parentElement : e);
  const a = light(front), b = light(back), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize), isLarge = size >= 24 || size >= 18.66 && parseInt(style.fontWeight) >= 700;
  const key = front + "|" + back + "|" + isLarge;
  if (ratio < (isLarge ? 3 : 4.5) && !seen.has(key)) { seen.add(key);
    faults.push("contrast " + ratio.toFixed(2) + ": " + text.slice(0, 40) + " (" + front + " on " + back + ")"); }
}
let last = 0;
const heads = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")];
if (heads.filter(h => h.tagName === "H1").length !== 1) faults.push("headings: not one h1");
for (const h of heads) { const order = +h.tagName[1]; if (order > last + 1) faults.push("headings: " + h.tagName + " after H" + last + ": " + h.textContent.slice(0, 40)); last = order; }
if (!["zh-CN", "en"].includes(document.documentElement.lang)) faults.push("lang: " + document.documentElement.lang);
if (!document.title.trim()) faults.push("title");
for (const t of document.querySelectorAll("table")) { const h = t.querySelectorAll("thead th");
  if (!h.length || [...h].some(c => !c.textContent.trim())) faults.push("table without heads: " + t.textContent.slice(0, 40)); }
for (const s of document.querySelectorAll("svg")) { if (!s.getClientRects().length || s.getAttribute("aria-hidden") === "true") continue;
  if (!(s.getAttribute("role") === "img" && (s.getAttribute("aria-label") || s.querySelector("title")))) faults.push("figure without a name: " + s.textContent.slice(0, 40)); }
const root = document.documentElement;
if (root.scrollWidth > window.innerWidth + 1) faults.push("wider than the window: " + root.scrollWidth + " > " + window.innerWidth);
parent.postMessage(JSON.stringify({texts, heads: heads.length, width: window.innerWidth, faults}), "*");
</script>
"""

# A browser without a window is never narrower than 500 pixels; a frame is.
FRAME = r"""<!DOCTYPE html><meta charset="utf-8"><pre id="seen"></pre><script>
addEventListener("message", (m) => { document.getElementById("seen").textContent = m.data; });
</script><iframe src="page.html" width="%s" height="900" style="border:0"></iframe>
"""


def main(chromium, page, width):
    with open(page, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "page.html")
        with open(copy, "w", encoding="utf-8") as file:
            file.write(text.replace("</body>", LOOK + "</body>"))
        frame = os.path.join(folder, "frame.html")
        with open(frame, "w", encoding="utf-8") as file:
            file.write(FRAME % width)
        shown = subprocess.run(
            [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + folder + "/profile",
             "--window-size=1600,1000", "--virtual-time-budget=20000", "--dump-dom", "file://" + frame],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120, check=True).stdout.decode("utf-8")
    found = re.search(r'<pre id="seen">(.*?)</pre>', shown, re.S)
    if not found:
        print("nothing was seen")
        return 2
    seen = json.loads(found.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    for fault in seen["faults"]:
        print(fault)
    print("texts %d, headings %d, width %d" % (seen["texts"], seen["heads"], seen["width"]))
    return 1 if seen["faults"] else 0


sys.exit(main(*sys.argv[1:4]))
