"""The macros under the strictest settings, with and without the trimming of blocks."""

from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.unit.templates.samples import TEMPLATES


@pytest.fixture(params=[True, False], ids=["blocks trimmed", "blocks as written"])
def environment(request: pytest.FixtureRequest) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=request.param,
        lstrip_blocks=request.param,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals["url_for"] = lambda endpoint, **values: f"/{endpoint}/{values.get('filename', '')}"
    environment.filters["yuan"] = lambda fen: f"¥{fen // 100:,}"
    return environment


@pytest.fixture
def render(environment: Environment):
    def render(file: str, macro: str, *args: Any, **kwargs: Any) -> str:
        return str(getattr(environment.get_template(f"_macros/{file}.html").module, macro)(*args, **kwargs))

    return render
