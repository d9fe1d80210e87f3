"""The settings of Sphinx for the site of the documentation, whose pages tools/site/pages.py has put together."""

from typing import Any

from sphinx.application import Sphinx

import scaletg

project = "ScaleTG"
author = "the authors of ScaleTG"
copyright = "2026, the authors of ScaleTG"
version = release = scaletg.__version__

extensions = ["myst_parser", "sphinx_copybutton"]
myst_enable_extensions = ["attrs_block"]
myst_heading_anchors = 4  # links such as page.md#a-heading, as on a page of a repository
myst_links_external_new_tab = False
nitpicky = True  # a reference that leads nowhere is a warning, and so an error
exclude_patterns = ["llms*.txt"]

html_theme = "furo"
html_title = f"ScaleTG {version}"
html_static_path: list[str] = []
html_copy_source = False  # the pages as Markdown lie beside the HTML
html_show_sphinx = False
html_theme_options: dict[str, Any] = {"navigation_with_keys": True}
pygments_style = "friendly"
pygments_dark_style = "monokai"
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True


def setup(app: Sphinx) -> None:
    """Nothing comes from another server: the site works, and is searched, without a network."""
    app.connect("html-page-context", _fold_depth)


def _fold_depth(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Put what follows "In depth" under a fold, so that a page shows first what most people need."""
    body = context.get("body", "")
    begin = body.find('<section id="in-depth">')
    if begin < 0:
        return
    end = _end_of_section(body, begin)
    depth = body[begin:end]
    heading_end = depth.index("</h2>") + len("</h2>")
    opening, heading = '<section id="in-depth">', depth[depth.index("<h2>") : heading_end]
    folded = f"{opening}<details class='depth'><summary>{heading}</summary>{depth[heading_end : -len('</section>')]}"
    context["body"] = body[:begin] + folded + "</details></section>" + FOLDING + body[end:]


def _end_of_section(body: str, begin: int) -> int:
    depth, place = 0, begin
    while True:
        opened, closed = body.find("<section", place + 1), body.find("</section>", place + 1)
        if 0 <= opened < closed:
            depth, place = depth + 1, opened
        elif depth:
            depth, place = depth - 1, closed
        else:
            return closed + len("</section>")


#: A fold opens by itself for a link to something in it, for a search and for printing.
FOLDING = """
<style>
details.depth > summary { cursor: pointer; list-style-position: outside }
details.depth > summary h2 { display: inline }
</style>
<script>
{
  const fold = document.querySelector("details.depth");
  const open_for_target = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && (fold.contains(target) || target.contains(fold))) { fold.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open_for_target);
  addEventListener("beforeprint", () => { fold.open = true; });
  if (location.search.includes("highlight=")) fold.open = true;
  open_for_target();
}
</script>
"""
