"""How the documentation is built; `make docs` does it."""

from importlib.metadata import version as installed_version

project = "conferencekit"
author = "The conferencekit developers"
copyright = "2026, the conferencekit developers"  # noqa: A001  Sphinx's name for it
version = release = installed_version("conferencekit")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"conferencekit {version}"

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autoclass_content = "class"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

nitpicky = True
# Only the library's own names are looked up: there is no net where this may be built.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!conferencekit).*"),
    (r"py:.*", r"conferencekit\..*\._[A-Za-z].*"),
    (r"py:.*", r"conferencekit\..*\.(R|R_co|T|JsonValue|Key)"),
]
