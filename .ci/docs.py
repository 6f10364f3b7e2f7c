"""Fill the help pages with the parameters that the provider has, and list the texts to translate: neither can drift."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- parameters -->", "<!-- end of parameters -->"


def main(check: bool) -> None:
    """Write the tables, or with `check` only say which pages are out of date."""
    sys.path.insert(0, str(ROOT))
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from hotspot_plugin import paths
    from hotspot_plugin.processing.provider import HotspotProvider

    provider = HotspotProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    stale = []
    for identity in sorted(algorithm.id() for algorithm in provider.algorithms()):
        # made anew: a model has no outputs before QGIS knows the algorithms in it
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(identity)
        page = paths.help_page(algorithm.groupId(), algorithm.name())
        text = page.read_text(encoding="utf-8")
        head, rest = text.split(START)
        wanted = f"{head}{START}\n{table(algorithm)}\n{END}{rest.partition(END)[2]}"
        if wanted != text:
            stale.append(page.relative_to(ROOT))
            if not check:
                page.write_text(wanted, encoding="utf-8", newline="\n")
    index = ROOT / "resources" / "help" / "index.html"
    wanted = contents(provider)
    if not index.is_file() or index.read_text(encoding="utf-8") != wanted:
        stale.append(index.relative_to(ROOT))
        if not check:
            index.write_text(wanted, encoding="utf-8", newline="\n")
    QgsApplication.processingRegistry().removeProvider(provider)
    application.exitQgis()
    if not check:
        texts()
    if check and stale:
        sys.exit("Help pages are out of date, run make docs: " + ", ".join(map(str, stale)))
    print(f"{len(stale)} help pages {'out of date' if check else 'written'}")


def texts() -> None:
    """Bring every i18n/*.ts up to date with the texts in the code; hotspots_en.ts is what a new language copies.

    Line numbers are left out: they would change the files with every commit. pylupdate reads a copy of the code without
    commas before closing brackets, which make it miss a text.
    """
    with tempfile.TemporaryDirectory(prefix="hotspots-") as folder:
        sources = []
        for path in sorted((ROOT / "hotspot_plugin").rglob("*.py")):
            copy = Path(folder) / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(re.sub(r'",(\s*\))', r'"\1', path.read_text(encoding="utf-8")), encoding="utf-8")
            sources.append(str(copy.relative_to(folder)))
        for target in {ROOT / "i18n" / "hotspots_en.ts", *(ROOT / "i18n").glob("*.ts")}:
            subprocess.run(["pylupdate5", "-noobsolete", *sources, "-ts", str(target)], cwd=folder, check=True)
            text = target.read_text(encoding="utf-8")
            target.write_text(re.sub(r" *<location [^>]*/>\n", "", text), encoding="utf-8", newline="\n")


def table(algorithm) -> str:
    """Return the parameters and outputs of an algorithm as HTML."""
    from qgis.core import Qgis

    rows = ["<h2>Parameters</h2>", "<table>", "<tr><th>Name</th><th>What it is</th><th>Default</th></tr>"]
    for definition in algorithm.parameterDefinitions():
        optional = definition.flags() & Qgis.ProcessingParameterFlag.Optional
        default = default_text(definition)
        rows.append(
            f"<tr><td><code>{escape(definition.name())}</code></td><td><b>{escape(definition.description())}</b>"
            f"{' (optional)' if optional else ''}<br>{escape(definition.help())}</td><td>{escape(default)}</td></tr>"
        )
    rows.append("</table>")
    destinations = {definition.name() for definition in algorithm.destinationParameterDefinitions()}
    scalars = [output for output in algorithm.outputDefinitions() if output.name() not in destinations]
    if scalars:
        rows += ["<h2>Results besides the layers</h2>", "<table>", "<tr><th>Name</th><th>What it is</th></tr>"]
        rows += [
            f"<tr><td><code>{escape(o.name())}</code></td><td>{escape(o.description())}</td></tr>" for o in scalars
        ]
        rows.append("</table>")
    rows.append(f"<p>In a scheduled task: <code>qgis_process run {escape(algorithm.id())}</code></p>")
    return "\n".join(rows)


def default_text(definition) -> str:
    """Return a parameter's default as a person would write it."""
    value = definition.defaultValue()
    if value is None or definition.isDestination():
        return ""
    options = getattr(definition, "options", None)
    if callable(options) and str(value).isdigit() and int(value) < len(options()):
        return str(options()[int(value)])
    text = value.toString() if hasattr(value, "toString") else str(value)
    return "" if text in ("NULL", "None") else text


def contents(provider) -> str:
    """Return the help's first page: the loop, and a link to each algorithm in its order."""
    groups: dict[str, list[str]] = {}
    for algorithm in sorted(provider.algorithms(), key=lambda a: (a.group(), a.displayName())):
        brief = algorithm.shortHelpString().partition("<p>")[2].partition("</p>")[0]
        page = f"{algorithm.groupId()}/{algorithm.name()}.html"
        link = f'<li><a href="{page}">{escape(algorithm.displayName())}</a> {brief}</li>'
        groups.setdefault(algorithm.group(), []).append(link)
    body = "\n".join(
        f"<h2>{escape(group)}</h2>\n<ul>\n" + "\n".join(links) + "\n</ul>" for group, links in groups.items()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Hotspot policing</title>'
        '<link rel="stylesheet" href="help.css"></head><body><main>\n<h1>Hotspot policing</h1>\n'
        "<p>Crimes become hotspots, hotspots get trial arms, packages go to the officers’ phones, GPS tracks come "
        "back as patrol dose. Every step is an algorithm of the Processing toolbox and works offline.</p>\n"
        + body
        + "\n</main></body></html>\n"
    )
