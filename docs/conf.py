"""Sphinx settings of the site: the pages of ``docs/``, the notebooks and the reference of the public names.

The source folder is that of the repository, so that a link between two files is the same on the site and in the repository.
"""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

import survey

project = "survey"
author = "The authors of survey"
release = version = survey.__version__
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "benchmarks/RESULTS.md",
    "docs/**",
    "notebooks/*.ipynb",
]

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb"]
templates_path: list[str] = []
suppress_warnings: list[str] = []

# Pages are Markdown; headings become targets of links.
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4

# Notebooks are kept without outputs and run whenever the site is built, in a folder made for each.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True

# The reference follows the docstrings; a type is named as it is written in them.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "inherited-members": False}
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

toc_object_entries_show_parents = "hide"
html_theme = "pydata_sphinx_theme"
html_title = "survey"
html_show_sourcelink = False
html_copy_source = False
html_static_path = ["site"]
html_css_files = ["site.css"]
html_sidebars = {"docs/side_by_side": [], "docs/glossary": [], "docs/start": [], "docs/concepts": []}
html_theme_options = {
    "header_links_before_dropdown": 9,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_math_renderer = "mathml"


def formula_in_line(page: HTML5Translator, formula: nodes.math) -> None:
    """Write a formula as MathML, which browsers show without a script from elsewhere."""
    page.body.append(tex2mathml(formula.astext()))
    raise nodes.SkipNode


def formula_apart(page: HTML5Translator, formula: nodes.math_block) -> None:
    """Write a formula that has lines for itself as MathML."""
    page.body.append(f'<div class="math">{tex2mathml(formula.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register how formulas are written."""
    app.add_html_math_renderer("mathml", (formula_in_line, None), (formula_apart, None))
