"""Opens a report in headless Chromium: report_page.py PAGE EVALUATION.json AXE.min.js

What the browser has made of the page must agree with what `evaluate --json` says; nothing may be
loaded or run; axe must find nothing, on light and on dark ground, in a wide and in a narrow window,
neither of which the page may be wider than; no text of a picture may be shrunk; and it must print.
"""

import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile

BROWSER = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
# What Chromium calls the two grounds, and the width of the window; it knows none below 500 pixels.
GROUNDS = {"light": (1, 1100), "dark": (0, 500)}
# Runs when the page has loaded, and leaves its findings in the page.
CHECK = """
axe.run(document, {resultTypes: ['violations']}).then(results => {
  const found = document.createElement('pre');
  found.id = 'findings';
  found.textContent = JSON.stringify({
    rules: results.passes.length,
    ground: getComputedStyle(document.body).backgroundColor,
    overhang: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    scale: Math.min(...[...document.querySelectorAll('svg')].map(
      picture => picture.getBoundingClientRect().width / picture.viewBox.baseVal.width)),
    faults: results.violations.flatMap(rule => rule.nodes.map(
      node => rule.id + ': ' + node.target + ' ' + node.failureSummary)),
  });
  document.body.append(found);
});
"""


class Page(html.parser.HTMLParser):
    """The names, attributes and texts of a page."""

    def __init__(self, source):
        super().__init__()
        self.elements = []
        self.open = []
        self.texts = {}
        self.feed(source)

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))
        self.open.append(name)
        self.texts.setdefault(name, []).append("")

    def handle_endtag(self, name):
        while self.open and self.open.pop() != name:
            pass

    def handle_data(self, text):
        for name in set(self.open):
            self.texts[name][-1] += text

    def count(self, name):
        return sum(1 for found, _ in self.elements if found == name)


def browse(page, *options):
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run(
            [*BROWSER, f"--user-data-dir={profile}", *options, pathlib.Path(page).as_uri()],
            check=True, capture_output=True, text=True, timeout=300).stdout


def expect(truth, what):
    if not truth:
        sys.exit(f"{sys.argv[1]}: {what}")


def check_content(page, evaluation):
    dom = Page(browse(page, "--dump-dom"))
    percent = f"{100 * evaluation['accuracy']:.2f} %"
    expect(any(percent in cell for cell in dom.texts["td"]), f"no accuracy {percent}")
    expect(dom.count("h1") == 1 and dom.count("h2") == 10, "headings are missing")
    for name in ["script", "img", "link", "iframe", "b"]:
        expect(dom.count(name) == 0, f"an element {name}")
    expect(dom.texts["title"][0].startswith("Report on "), "another title")
    identifiers = [a["id"] for _, a in dom.elements if "id" in a]
    expect(len(identifiers) == len(set(identifiers)), "an identifier twice")
    cells = [text for text in dom.texts["text"] if re.fullmatch(r"[\d,]+", text)]
    for row in evaluation["confusionMatrix"]:
        for count in row:
            expect(count == 0 or f"{count:,}" in cells, f"no cell {count:,} in the matrix")
    for scores in evaluation["perClass"]:
        expect(scores["label"] in dom.texts["th"], f"no row for the class {scores['label']}")
    return dom


def check_access(page, axe):
    source = pathlib.Path(page).read_text(encoding="utf-8")
    # The page forbids scripts; the copy that is checked allows this one.
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*/>')
    expect(policy.search(source), "no policy against scripts")
    source = policy.sub("", source)
    script = pathlib.Path(axe).read_text(encoding="utf-8") + CHECK
    grounds = set()
    for ground, (number, width) in GROUNDS.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / "copy.html"
            (copy.parent / "check.js").write_text(script, encoding="utf-8")
            copy.write_text(
                source.replace("</body>", '<script src="check.js"></script></body>'),
                encoding="utf-8")
            dom = Page(browse(
                copy, "--dump-dom", "--virtual-time-budget=60000",
                f"--window-size={width},900", f"--blink-settings=preferredColorScheme={number}"))
        expect('findings' in [a.get("id") for _, a in dom.elements], "axe did not finish")
        findings = json.loads(dom.texts["pre"][-1])
        expect(findings["rules"] > 10, f"axe passed only {findings['rules']} rules")
        expect(not findings["faults"], f"{ground}: " + "\n".join(findings["faults"]))
        expect(findings["overhang"] == 0, f"{findings['overhang']} pixels wider than {width}")
        expect(findings["scale"] > 0.99, f"a picture is shrunk to {findings['scale']}")
        grounds.add(findings["ground"])
    expect(len(grounds) == 2, f"dark and light are the same: {grounds}")


def check_print(page):
    with tempfile.TemporaryDirectory() as folder:
        paper = pathlib.Path(folder) / "page.pdf"
        browse(page, f"--print-to-pdf={paper}")
        content = paper.read_bytes()
    sheets = len(re.findall(rb"/Type\s*/Page\b", content))
    expect(content.startswith(b"%PDF") and sheets >= 2, f"{sheets} printed pages")
    return sheets


def main():
    page, evaluation, axe = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    dom = check_content(page, json.load(open(evaluation, encoding="utf-8")))
    check_access(page, axe)
    sheets = check_print(page)
    print(f"seen  {page.name}: {dom.count('svg')} pictures, {dom.count('table')} tables, "
          f"{sheets} printed pages, {page.stat().st_size:,} bytes")


main()
