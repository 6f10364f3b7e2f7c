"""What holds for every algorithm: ids that scheduled tasks rely on, help for each parameter, offline help pages."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsApplication, QgsProcessingContext, QgsProcessingFeedback
from qgis.PyQt.QtCore import QUrl

from hotspot_plugin import paths
from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.processing import provider as module
from hotspot_plugin.processing.provider import ALGORITHMS, HotspotProvider

IDS = sorted(f"hotspots:{name}" for modules in ALGORITHMS.values() for name in modules)

MODELS = ["hotspots:crimestohotspots"]


@pytest.fixture(params=IDS)
def algorithm(request, provider):
    found = QgsApplication.processingRegistry().createAlgorithmById(request.param)
    assert found is not None
    return found


def test_the_provider_has_the_algorithms_of_the_loop(provider):
    assert provider.id() == "hotspots"
    assert provider.name() == "Hotspot policing"
    assert sorted(algorithm.id() for algorithm in provider.algorithms()) == sorted(IDS + MODELS)


def test_the_readme_names_every_algorithm_as_the_toolbox_does(provider):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert [a.id() for a in provider.algorithms() if f"| {a.displayName()} | `{a.id()}` |" not in readme] == []


def test_ids_are_lower_case_without_separators(algorithm):
    assert re.fullmatch(r"[a-z]+", algorithm.name())
    assert algorithm.groupId() in ALGORITHMS


def test_parameters_are_in_capitals_and_each_has_a_sentence_of_help(algorithm):
    for definition in algorithm.parameterDefinitions():
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", definition.name()), definition.name()
        assert len(definition.help()) > 15, f"{definition.name()} needs help"
        assert definition.description().strip()


def test_every_result_says_what_it_is(algorithm):
    for output in algorithm.outputDefinitions():
        assert output.description().strip(), output.name()


def test_the_help_page_is_a_local_file_with_a_table_of_all_parameters(algorithm):
    path = Path(QUrl(algorithm.helpUrl()).toLocalFile())
    text = path.read_text(encoding="utf-8")
    for definition in algorithm.parameterDefinitions():
        assert f"<code>{definition.name()}</code>" in text
    assert not re.search(r"""(src|<link[^>]*href)=["'](https?:)?//""", text), "a help page must not need the network"
    for link in re.findall(r'(?:src|href)="(?!https?:)([^"#]+)', text):
        assert (path.parent / link).exists(), link


def test_the_dialogs_help_begins_with_what_the_algorithm_does(algorithm):
    text = algorithm.shortHelpString()
    assert text.startswith("<p>")
    assert "\n" not in text, "QGIS breaks the dialog's text at each of them"


def test_algorithms_run_off_the_main_thread_and_can_be_cancelled(algorithm):
    assert algorithm.flags() & Qgis.ProcessingAlgorithmFlag.CanCancel
    assert not algorithm.flags() & Qgis.ProcessingAlgorithmFlag.NoThreading


def test_defaults_are_acceptable_to_the_parameters_themselves(algorithm):
    for definition in algorithm.parameterDefinitions():
        if definition.defaultValue() is not None:
            assert definition.checkValueIsAcceptable(definition.defaultValue()), definition.name()


def test_an_icon_is_drawn_for_every_room(algorithm):
    assert not algorithm.icon().isNull()
    assert not algorithm.icon().pixmap(24, 24).isNull()


def test_missing_libraries_are_named_and_no_algorithm_is_offered(monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(module, "find_spec", lambda name, *rest: None if name == "scipy" else real(name, *rest))
    lame = HotspotProvider()
    assert "scipy" in lame.warningMessage()
    lame.refreshAlgorithms()
    assert lame.algorithms() == []


def test_an_old_shapely_is_found_out(monkeypatch):
    monkeypatch.delattr("shapely.from_wkb")
    assert "shapely 2" in module.missing_libraries()


def test_the_version_is_that_of_metadata_txt():
    assert re.search(
        rf"^version={re.escape(paths.version())}$", (paths.ROOT / "metadata.txt").read_text(), re.MULTILINE
    )


def test_a_mistake_of_ours_is_one_sentence_for_the_user_and_a_traceback_for_the_log(provider, monkeypatch):
    from hotspot_plugin.processing.tasking.verifypackage import VerifyPackage

    def broken(*arguments):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(VerifyPackage, "work", broken)
    monkeypatch.setattr(VerifyPackage, "check", lambda *arguments: None)
    feedback = QgsProcessingFeedback(False)
    _, good = VerifyPackage().create().run({"INPUT": __file__}, QgsProcessingContext(), feedback)
    assert not good
    assert "verifypackage failed for a reason its authors did not foresee" in feedback.textLog()
    assert "ZeroDivisionError" in feedback.textLog()


def test_an_algorithm_that_cannot_be_loaded_leaves_the_others_and_qgis_running(monkeypatch):
    monkeypatch.setitem(module.ALGORITHMS["trial"], "nothing", "Nothing")
    said = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, tag, level: said.append(text))
    lame = HotspotProvider()
    lame.refreshAlgorithms()
    assert sorted(algorithm.id() for algorithm in lame.algorithms()) == sorted(IDS + MODELS)
    assert any("Nothing could not be loaded" in text for text in said)


def test_an_output_folder_that_is_not_there_is_refused_before_any_work(algorithm, tmp_path):
    parameters = {
        definition.name(): str(tmp_path / "missing" / "out.gpkg")
        for definition in algorithm.destinationParameterDefinitions()
    }
    if parameters:
        with pytest.raises(HotspotError, match="missing is not there"):
            algorithm._check_all(parameters, QgsProcessingContext())
