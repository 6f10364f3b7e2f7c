"""Every algorithm inside a model, saved and opened again, and in batch: several at once in background threads.

What the algorithms get is in tests/loop.py; one that is added there is tested here.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterVectorDestination,
    QgsProcessingParameterVectorLayer,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEventLoop

from hotspot_plugin.processing.provider import ALGORITHMS
from tests import loop

NAMES = [name for modules in ALGORITHMS.values() for name in modules]
BATCH = 3


def find(name: str):
    return QgsApplication.processingRegistry().createAlgorithmById(f"hotspots:{name}")


@pytest.fixture(scope="module")
def town(provider, tmp_path_factory):
    """Inputs of each algorithm, and what it returns when it is run by itself."""
    import processing

    steps = loop.inputs(tmp_path_factory.mktemp("loop"))
    return steps, {name: processing.run(f"hotspots:{name}", step) for name, step in steps.items()}


def elsewhere(name: str, step: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the inputs with every output in another folder."""
    folder.mkdir(exist_ok=True)
    algorithm = find(name)  # held while its parameters are read
    made = {definition.name() for definition in algorithm.destinationParameterDefinitions()}
    return {key: str(folder / Path(value).name) if key in made else value for key, value in step.items()}


def rows(path: str) -> list[tuple[list[Any], str]]:
    layer = QgsVectorLayer(path, "made", "ogr")
    assert layer.isValid(), path
    kept = [i for i, field in enumerate(layer.fields()) if field.name() != "fid"]
    return [([f.attributes()[i] for i in kept], f.geometry().asWkt(3)) for f in layer.getFeatures()]


def assert_same(name: str, got: dict[str, Any], alone: dict[str, Any]) -> None:
    """Check results against those of the algorithm run by itself: numbers, texts and the rows of every layer."""
    assert set(got) >= set(alone)
    for key, value in alone.items():
        if key in loop.BY_CHANCE.get(name, ()):
            assert got[key] != value, f"{key} of {name}"
            continue
        if str(value).endswith(".gpkg"):
            assert got[key] != value
            assert rows(got[key]) == rows(value), f"{key} of {name}"
        elif isinstance(value, str) and Path(value).is_absolute():
            assert Path(got[key]).exists()
            assert got[key] != value
        else:
            assert got[key] == value, f"{key} of {name}"


def in_model(name: str, step: dict[str, Any], file: Path) -> QgsProcessingModelAlgorithm:
    """Make a model of the algorithm and save and open it.

    Layers go in by a step before, so that the algorithm gets what lives in a model alone; layers come out by one after.
    """
    algorithm = find(name)
    model = QgsProcessingModelAlgorithm(f"with{name}", "tests")
    child = QgsProcessingModelChildAlgorithm(algorithm.id())
    child.setChildId("step")
    outputs = {}
    for definition in algorithm.parameterDefinitions():
        key = definition.name()
        if key not in step:
            continue
        if definition.isDestination():
            layer = isinstance(definition, QgsProcessingParameterVectorDestination) or definition.type() == "sink"
            outputs[key] = copy_after(model, key) if layer else None
            continue
        if str(step[key]).endswith(".gpkg"):
            model.addModelParameter(QgsProcessingParameterVectorLayer(key, key), QgsProcessingModelParameter(key))
            before = QgsProcessingModelChildAlgorithm("native:extractbyexpression")
            before.setChildId(f"before_{key}")
            before.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromModelParameter(key)])
            before.addParameterSources("EXPRESSION", [QgsProcessingModelChildParameterSource.fromStaticValue("TRUE")])
            model.addChildAlgorithm(before)
            source = QgsProcessingModelChildParameterSource.fromChildOutput(f"before_{key}", "OUTPUT")
        else:
            source = QgsProcessingModelChildParameterSource.fromStaticValue(step[key])
        child.addParameterSources(key, [source])
    child.setModelOutputs({key: final(key, "step", key) for key, after in outputs.items() if after is None})
    model.addChildAlgorithm(child)
    for after in outputs.values():
        if after is not None:
            model.addChildAlgorithm(after)
    model.updateDestinationParameters()
    assert model.toFile(str(file))
    opened = QgsProcessingModelAlgorithm()
    assert opened.fromFile(str(file))
    return opened


def copy_after(model: QgsProcessingModelAlgorithm, key: str) -> QgsProcessingModelChildAlgorithm:
    after = QgsProcessingModelChildAlgorithm("native:extractbyexpression")
    after.setChildId(f"after_{key}")
    after.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromChildOutput("step", key)])
    after.addParameterSources("EXPRESSION", [QgsProcessingModelChildParameterSource.fromStaticValue("TRUE")])
    after.setModelOutputs({key: final(key, f"after_{key}", "OUTPUT")})
    return after


def final(name: str, child: str, output: str) -> QgsProcessingModelOutput:
    made = QgsProcessingModelOutput(name, name)
    made.setChildId(child)
    made.setChildOutputName(output)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_it_does_the_same_in_a_model(town, tmp_path, name):
    import processing

    steps, alone = town
    model = in_model(name, steps[name], tmp_path / "it.model3")
    step = elsewhere(name, steps[name], tmp_path / "model")
    lower = {key.lower(): value for key, value in step.items()}  # as a model calls its outputs
    done = processing.run(model, {d.name(): lower[d.name().lower()] for d in model.parameterDefinitions()})
    inside = done["CHILD_RESULTS"]["step"]
    assert_same(name, {**inside, **{key.upper(): value for key, value in done.items()}}, alone[name])


@pytest.mark.parametrize("name", NAMES)
def test_it_does_the_same_in_batch(town, tmp_path, name):
    """Three sets of parameters at once; QGIS's dialog runs one after the other, but nothing stops two dialogs."""
    steps, alone = town
    sets = [elsewhere(name, steps[name], tmp_path / str(number)) for number in range(BATCH)]
    for got in batch(name, sets):
        assert_same(name, got, alone[name])


def batch(name: str, sets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run the algorithm with each set of parameters in a task, as QGIS's batch dialog does."""
    algorithm = find(name)
    results: dict[int, tuple[bool, dict[str, Any]]] = {}
    held, ended = [], QEventLoop()

    def note(number: int, good: bool, found: dict[str, Any]) -> None:
        results[number] = good, found
        if len(results) == len(sets):
            ended.quit()

    for number, parameters in enumerate(sets):
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        context.setProject(QgsProject.instance())
        assert algorithm.checkParameterValues(parameters, context)[0]
        task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        task.executed.connect(partial(note, number))
        held.append((task, context, feedback))
        QgsApplication.taskManager().addTask(task)
    ended.exec()
    assert all(good for good, _ in results.values()), [feedback.textLog() for _, _, feedback in held]
    return [found for _, found in sorted((number, found) for number, (_, found) in results.items())]
