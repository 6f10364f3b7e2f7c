"""README.txt of a package, for whoever opens the zip on a computer."""

from __future__ import annotations

from .place import Task

_SHELL = "    unzip -p PACKAGE.zip manifest.json | sha256sum"
_MINISIGN = "    minisign -Vm manifest.json -p SENDER.pub"


def readme(task: Task, count: int) -> bytes:
    """Return the text, in the language of the task.

    Args:
        task: title, validity, limit, cautions.
        count: how many places travel.
    """
    language = task.language
    translate = language.translate
    limit = translate("Readme", "no upper limit")
    if task.limit:
        limit = translate("Readme", "at most {count} a day in each place").format(count=task.limit)
    valid = translate(
        "Readme", "Places to patrol: {count}; limit: {limit}.\nValid from {first}\nuntil {last} ({zone}). "
        "Do not use it afterwards."
    ).format(
        count=count, limit=limit, first=language.moment(task.valid_from), last=language.moment(task.valid_until),
        zone=task.zone,
    )  # fmt: skip
    paragraphs = [
        f"{task.title}\n{'=' * len(task.title)}",
        valid,
        *task.cautions,
        translate(
            "Readme",
            "In QField, import this zip as a project; in QGIS or Mergin Maps, open tasking.qgz from the unpacked "
            "folder.\n"
            "Without them, open briefings/index.html for the list; each place has a page, which reads on a phone and "
            "prints on A4.\n"
            "hotspots.gpkg and data/hotspots.geojson hold the same places for QGIS, QField and other map apps (WGS "
            "84).\n"
            "data/tasking.json says when each is to be patrolled. What is recorded in the field goes into "
            "records.gpkg.\n"
            "manifest.json lists every file with its size and SHA-256; the folder schema describes it.",
        ),
        translate(
            "Readme",
            "Patrols are monitored, to learn what works. Notes are no intelligence and no crime record.\n"
            "The figures describe the past of a place; they say nothing about any person in it.",
        ),
        translate(
            "Readme",
            'To check that nobody changed the package, run "Verify package" of the QGIS plugin Hotspot policing on '
            "the\n"
            "zip as it was sent (not on a zip made again from its files) and compare the number it prints, the SHA-256 "
            "of\n"
            "manifest.json, with the one the sender reads out. Without the plugin:",
        ),
        _SHELL,
        translate(
            "Readme",
            "If there is a manifest.json.minisig, the package is signed. With the sender's public key, which must have "
            'reached you on\nanother way than this package, "Verify package" or minisign says whether it is the '
            "sender's:",
        ),
        _MINISIGN,
    ]
    return ("\n\n".join(paragraphs) + "\n").encode("utf-8")
