"""The fixtures of the algorithms' tests serve here too."""

from tests.processing.conftest import make_layer, provider, run  # noqa: F401 - fixtures
