"""Build, check and install the plugin.

build.py zip               dist/hotspot_plugin-VERSION.zip, the same bytes from the same commit
build.py site [ZIP]        what the plugin site checks: its rules, bandit, detect-secrets
build.py deploy [DIR]      the newest zip into DIR/profiles/default, or the user's own profile, and enable it
build.py docs [--check]    parameter tables of the help pages, texts to translate
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from configparser import ConfigParser
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PACKAGE = "hotspot_plugin"
FIXED_DATE = (2020, 1, 1, 0, 0, 0)
LARGEST_MB = 25
# what QGIS's full Windows installer ships and a Debian release may have too old or not at all
SHIPPED_ON_WINDOWS = {"shapely": "2.0", "pandas": "2.1"}
ALSO = ("h3",)


def general() -> dict[str, str]:
    """Return metadata.txt's section [general]."""
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    return dict(parser["general"])


def zip_path() -> Path:
    """Return where the zip of this version is."""
    return DIST / f"{PACKAGE}-{general()['version']}.zip"


def members() -> dict[str, Path]:
    """Return name in the zip → file, for all that is shipped."""
    files = {f"{PACKAGE}/{name}": ROOT / name for name in ("metadata.txt", "LICENSE")}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        files[path.relative_to(ROOT).as_posix()] = path
    shown = shown_in_help()
    for path in sorted((ROOT / "resources").rglob("*")):
        left_out = "images" in path.relative_to(ROOT).parts and path.name not in shown
        if path.is_file() and not left_out and not path.name.startswith("."):
            files[f"{PACKAGE}/{path.relative_to(ROOT).as_posix()}"] = path
    for path in compiled_translations():
        files[f"{PACKAGE}/i18n/{path.name}"] = path
    return files


def shown_in_help() -> set[str]:
    """Return the names of the pictures in resources/images that the help pages show; the others are the README's."""
    pages = (ROOT / "resources" / "help").rglob("*.html")
    return {name for page in pages for name in re.findall(r"images/([\w.-]+)", page.read_text(encoding="utf-8"))}


def compiled_translations() -> list[Path]:
    """Compile i18n/*.ts into build/i18n and return the results."""
    folder = ROOT / "build" / "i18n"
    folder.mkdir(parents=True, exist_ok=True)
    lrelease = next((tool for tool in ("lrelease", "lrelease-qt5", "lrelease6") if shutil.which(tool)), "lrelease")
    made = []
    for source in sorted((ROOT / "i18n").glob("*.ts")):
        target = folder / f"{source.stem}.qm"
        subprocess.run([lrelease, "-silent", str(source), "-qm", str(target)], check=True)
        made.append(target)
    return made


def make_zip() -> Path:
    """Write the zip and check it by the plugin site's rules."""
    DIST.mkdir(exist_ok=True)
    target = zip_path()
    beside = target.with_suffix(".tmp")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(members().items()):
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, path.read_bytes())
    beside.replace(target)
    problems = broken_rules(target)
    if problems:
        sys.exit("\n".join(problems))
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size / 1e6:.2f} MB")
    return target


def broken_rules(path: Path) -> list[str]:
    """Return the plugin site's rules that a zip breaks (validator.py, security_scanner.py of QGIS-Plugins-Website)."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parser = ConfigParser(interpolation=None)
        parser.read_string(archive.read(f"{PACKAGE}/metadata.txt").decode("utf-8"))
    problems = [] if path.stat().st_size <= LARGEST_MB * 1e6 else [f"{path.name} is larger than {LARGEST_MB} MB"]
    return problems + broken_names(names) + broken_metadata(dict(parser["general"]))


FORBIDDEN = {
    r"__pycache__|\.pyc$|\.git(/|$)|__MACOSX|\\|:|(^|/)\.\.?(/|$)|^/": "must not be in the zip",
    r"(?i)\.(exe|dll|so|dylib|bat|sh|ps1|cmd|pyd|whl)$": "is a binary or a script",
    r"(^|/)(ui_.*|resources_rc|resources)\.py$": "is generated code",
}


def broken_names(names: list[str]) -> list[str]:
    """Return what is wrong with the names in a zip."""
    problems = []
    if {name.split("/")[0] for name in names} != {PACKAGE}:
        problems.append(f"{PACKAGE} must be the one top folder")
    needed = [f"{PACKAGE}/{name}" for name in ("__init__.py", "metadata.txt", "LICENSE")]
    problems += [f"{name} is missing" for name in needed if name not in names]
    return problems + [
        f"{name} {what}" for pattern, what in FORBIDDEN.items() for name in names if re.search(pattern, name)
    ]


NEEDED_METADATA = [
    "name",
    "description",
    "version",
    "qgisminimumversion",
    "author",
    "email",
    "about",
    "tracker",
    "repository",
]


def broken_metadata(values: dict[str, str]) -> list[str]:
    """Return what is wrong with metadata.txt's section [general]."""
    problems = [f"metadata.txt lacks {key}" for key in NEEDED_METADATA if not values.get(key, "").strip()]
    html = [key for key in ("description", "about") if re.search(r"<[a-zA-Z/]", values.get(key, ""))]
    problems += [f"metadata.txt has HTML in {key}" for key in html]
    if values.get("hasprocessingprovider") != "yes":
        problems.append("hasProcessingProvider must be the text yes, or qgis_process does not see the plugin")
    if "supportsqt6" in values:
        problems.append("supportsQt6 is no longer recognised")
    if not re.fullmatch(r"\d+\.\d+\.\d+", values.get("version", "")):
        problems.append("the version is not of the form 1.2.3")
    return problems


def site(path: Path | None = None) -> None:
    """Run on the unpacked zip what the plugin site runs on an upload; any finding fails."""
    path = path or zip_path()
    problems = broken_rules(path)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        bandit = subprocess.run(
            [sys.executable, "-m", "bandit", "-q", "-r", "-f", "txt", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if bandit.returncode:
            problems.append(bandit.stdout + bandit.stderr)
        secrets = subprocess.run(
            [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        for name, findings in json.loads(secrets.stdout)["results"].items():
            problems += [f"{name}:{finding['line_number']}: {finding['type']}" for finding in findings]
    if problems:
        sys.exit("\n".join(problems))
    print(f"{path.name}: the plugin site's rules, bandit and detect-secrets find nothing")
    if open_ends := [key for key, value in general().items() if re.search(r"[@/]example\.org\b", value)]:
        print(f"To be replaced in metadata.txt before publishing (see the README): {', '.join(open_ends)}")


def deploy(folder: str | None = None) -> None:
    """Install the zip into a profile and enable it there."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    if folder:
        base = Path(folder).absolute()
        environment["QGIS_CUSTOM_CONFIG_PATH"] = str(base)
    else:
        base = own_profiles()
    python = base / "profiles" / "default" / "python"
    target = python / "plugins" / PACKAGE
    (python / "plugins").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=python / "plugins") as beside:
        with zipfile.ZipFile(zip_path()) as archive:
            archive.extractall(beside)
        if target.is_symlink():
            target.unlink()
        elif target.exists():
            target.rename(Path(beside) / "before")
        (Path(beside) / PACKAGE).rename(target)
    lent = lend_libraries(python)
    for plugin in ("processing", PACKAGE):
        done = subprocess.run(
            ["qgis_process", "plugins", "enable", plugin], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode and "already enabled" not in done.stdout + done.stderr:
            sys.exit(f"{plugin} could not be enabled: {(done.stdout + done.stderr).strip()}")
    print(f"{zip_path().name} is installed and enabled in {python.parent}")
    if lent:
        print(f"  with {', '.join(lent)}, which this QGIS's Python lacks and QGIS for Windows has")
    if folder:
        print(f"  QGIS_CUSTOM_CONFIG_PATH={base} qgis_process list | grep hotspots:")


def own_profiles() -> Path:
    """Return the folder that holds the user's own `profiles`."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    version = subprocess.run(["qgis_process", "--version"], capture_output=True, text=True, check=False).stdout
    major = "QGIS4" if re.search(r"QGIS 4\.", version) else "QGIS3"
    return home / "QGIS" / major


def lend_libraries(python: Path) -> list[str]:
    """Link into a profile's python folder the libraries that the system's Python lacks, and return their names."""
    lacking = [name for name, least in SHIPPED_ON_WINDOWS.items() if not system_has(name, least)]
    wanted = lacking + [name for name in ALSO if not system_has(name, "0")]
    for name in with_dependencies(wanted):
        files = metadata.distribution(name).files or []
        for file in files:
            if file.parts[0] in ("..", "/") or "__pycache__" in file.parts:
                continue
            target = python / Path(*file.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            link_or_copy(Path(str(file.locate())), target)
    return wanted


def link_or_copy(source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, or a copy where the file systems differ."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def system_has(name: str, least: str) -> bool:
    """Tell whether the Python that QGIS runs on has a library, new enough, outside the venv."""
    code = f"import {name}; print({name}.__version__)"
    found = subprocess.run(["/usr/bin/python3", "-c", code], capture_output=True, text=True, check=False).stdout.strip()
    return bool(found) and numbers(found) >= numbers(least)


def numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers, for comparing."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def with_dependencies(names: list[str]) -> list[str]:
    """Return distributions and what they need that the system's Python has not (numpy must stay the system's)."""
    todo, done = list(names), []
    while todo:
        name = todo.pop(0)
        if name in done or name == "numpy":
            continue
        done.append(name)
        for requirement in metadata.requires(name) or []:
            other = re.split(r"[\s;<>=!~\[(]", requirement, maxsplit=1)[0]
            module = {"python-dateutil": "dateutil"}.get(other, other)
            if "extra ==" not in requirement and not system_has(module, "0"):
                todo.append(other)
    return done


def main(arguments: list[str]) -> None:
    """Run one verb."""
    os.chdir(ROOT)
    match arguments:
        case ["zip"]:
            make_zip()
        case ["site", *rest]:
            site(Path(rest[0]) if rest else None)
        case ["deploy", *rest]:
            deploy(rest[0] if rest else None)
        case ["docs", *rest]:
            import docs  # needs QGIS, which the other verbs do not

            docs.main(check="--check" in rest)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
